"""People of a meeting talk in small groups and come back together; who leads goes from one to another."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person

from .. import rules
from ..events import RoomChanged
from ..models import Guest, Room

LONGEST_NOTICE = 200


@transaction.atomic
def split(room: Room, groups: Sequence[Sequence[int]], *, minutes: int = 0) -> list[Room]:
    """Numbers of guests by groups; who is in none stays. After ``minutes`` all come back, 0 is no term.

    Those who lead are in no group, those not inside are left out. Raises ``Refused`` by SGR-01.
    """
    held = Room.objects.select_for_update().get(pk=room.pk)
    inside = held.guests.filter(state=Guest.State.INSIDE).exclude(part=Guest.Part.HOST)
    known = {one.pk: one for one in inside}
    sought = [[known.pop(number) for number in numbers if number in known] for numbers in groups]
    sought = [people for people in sought if people]
    enforce(rules.may_be_split(held, len(sought)))
    _gathered(held)
    made = []
    for number, people in enumerate(sought, 1):
        part = Room.objects.create(main=held, title=f"Группа {number}", provider=held.provider, waits=False)
        Guest.objects.filter(pk__in=[one.pk for one in people]).update(place=part, updated_at=now())
        made.append(part)
    held.parts_until = now() + timedelta(minutes=minutes) if minutes else None
    held.save()
    publish(RoomChanged(held.pk))
    if minutes:
        from ..tasks import gather_in_time  # noqa: PLC0415 -- the task calls the actions

        gather_in_time.configure(schedule_in={"minutes": minutes}).defer(room=held.pk, first=made[0].pk)
    return made


@transaction.atomic
def join(room: Room, *, guest: int, part: int) -> Guest:
    """Who has come late, or stayed in the common room, goes to one of the groups that are talking.

    Raises ``Refused`` by SGR-02 when all have come back meanwhile, by SGR-03 for who is not there any more.
    """
    held = Room.objects.select_for_update().get(pk=room.pk)
    going = held.parts.filter(pk=part, ended_at=None).first()
    here = held.guests.filter(state=Guest.State.INSIDE, place=None).exclude(part=Guest.Part.HOST)
    found = here.filter(pk=guest).first()
    enforce(rules.is_split(held), rules.may_join(found, going))
    assert found is not None  # noqa: S101 -- the rule says so
    found.place = going
    found.save(update_fields=["place", "updated_at"])
    publish(RoomChanged(held.pk))
    return found


@transaction.atomic
def gather(room: Room) -> Room:
    """Everybody comes back at once; nothing when nobody is away."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    if _gathered(held):
        publish(RoomChanged(held.pk))
    return held


def gather_those_of(room: int, first: int) -> None:
    """The term is over; of groups that were made anew meanwhile it is not."""
    part = Room.objects.select_related("main").filter(pk=first, main=room, ended_at=None).first()
    if part is not None and part.main is not None:
        gather(part.main)


@transaction.atomic
def tell(room: Room, words: str, *, by: Person) -> Room:
    """All groups read it. Raises ``Refused`` by SGR-02 and what is objected to the words."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    said = " ".join(words.split())[:LONGEST_NOTICE]
    enforce(rules.is_split(held), *objections(Said(said, by.pk)))
    held.notice = said
    held.save()
    publish(RoomChanged(held.pk))
    return held


def _gathered(held: Room) -> bool:
    """Under the lock of the room."""
    going = held.parts.filter(ended_at=None)
    Guest.objects.filter(room=held).exclude(place=None).update(place=None, updated_at=now())
    ended = going.update(ended_at=now(), updated_at=now())
    held.parts_until, held.notice = None, ""
    held.save()
    return bool(ended)
