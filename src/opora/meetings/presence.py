"""What the desk asks of the database, synchronously: who may sit, who was heard, what each one sees."""

import json
from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q

from opora.kernel.clock import now
from opora.people.native import person_id_of

from .models import Guest, MediaSpan, Room, Visit, whose
from .queries.rooms import guests_of, missing, parts_of
from .recording.queries import Recorded, recorded_in
from .webinar.queries import queue_of
from .webinar.tickets import visitor_of

State = Guest.State
OUT = (State.REFUSED, State.REMOVED)
LOST_AFTER = timedelta(seconds=60)


@dataclass(slots=True)
class Heard:
    """Media of a person was received last ``at``; ``span`` is the row that grows."""

    at: datetime
    span: int | None = None


def who_is(scope: MutableMapping[str, Any], room: int, ticket: str) -> int | None:
    """The number in the room: of the session's person, or of the visitor whose ticket this is."""
    return -(visitor_of(ticket, room) or 0) or None if ticket else person_id_of(scope)


def may_sit(who: int, room: int) -> bool:
    """Who has come by the page before and was not shown out; at the door one waits by the same socket."""
    whole = Q(room=room) & ~Q(state__in=OUT)
    part = Q(room__parts=room, state=State.INSIDE) & (Q(place=room) | Q(part=Guest.Part.HOST))
    return Guest.objects.filter(whole | part, room__ended_at=None, **whose(who)).exists()


def now_at(who: int, room: int) -> str:
    """What he is told who was here and has come back where he may not sit any more.

    The meeting is over, his group has changed or everybody is together again; an empty text when he was shown
    out, or never was here.
    """
    here = Room.objects.select_related("main").filter(pk=room).first()
    main = here and (here.main or here)
    guest = main and main.guests.exclude(state__in=OUT).filter(**whose(who)).first()
    if not (here and main and guest):
        return ""
    if main.ended_at is not None:
        return json.dumps({"ended": True})
    return json.dumps({"go": guest.place_id if guest.place_id not in (None, room) else main.pk})


def begin(room: int, who: int, connection: UUID, device: str) -> int:
    """A visit from now on; waiting at the door is none.

    A browser that is here again was lost in whatever visit it has left open: of a server that was killed.
    """
    at = now()
    Visit.objects.filter(room=room, connection=connection, ending="").update(ending=Visit.Ending.LOST)
    visit = Visit.objects.create(
        room_id=room, connection=connection, device=device, came_at=at, heard_at=at, **whose(who)
    )
    return visit.pk


def finish(visit: int, heard_at: datetime, ending: str) -> None:
    Visit.objects.filter(pk=visit, ending="").update(ending=ending, heard_at=heard_at)


@transaction.atomic
def named(room: int, people: Collection[int]) -> None:
    """Who is there now by the word of a video server: others left when they were named last."""
    at = now()
    going = Visit.objects.filter(room=room, device=Visit.Device.SERVER, ending="")
    here = going.select_for_update().filter(person__in=people)
    known = set(here.values_list("person", flat=True))
    here.update(heard_at=at)
    going.exclude(person__in=people).update(ending=Visit.Ending.LEFT)
    Visit.objects.bulk_create(
        Visit(
            room_id=room, person_id=person, connection=uuid4(), device=Visit.Device.SERVER,
            came_at=at, heard_at=at,
        )
        for person in sorted(set(people) - known)
    )  # fmt: skip


def media_began(room: int, person: int) -> None:
    """A video server has begun to receive him. A span without length is one that goes on."""
    at = now()
    if not MediaSpan.objects.filter(room=room, person=person, began_at=F("ended_at")).exists():
        MediaSpan.objects.create(room_id=room, person_id=person, began_at=at, ended_at=at)


def media_ended(room: int, person: int | None = None) -> None:
    """It receives him no more; of everybody in the room when nobody is named."""
    rows = MediaSpan.objects.filter(room=room, began_at=F("ended_at"))
    (rows if person is None else rows.filter(person=person)).update(ended_at=now())


@transaction.atomic
def keep(visits: Mapping[int, datetime], media: Mapping[tuple[int, int], Heard]) -> None:
    """Visits heard till now, and spans of media begun or grown; by room and who."""
    Visit.objects.bulk_update([Visit(pk=pk, heard_at=at) for pk, at in visits.items()], ["heard_at"])
    for (room, who), heard in media.items():
        if heard.span is None:
            span = MediaSpan(room_id=room, began_at=heard.at, ended_at=heard.at, **whose(who))
            span.save()
            heard.span = span.pk
        else:
            MediaSpan.objects.filter(pk=heard.span, began_at__lte=heard.at).update(ended_at=heard.at)


def close_lost() -> int:
    """Visits of a server that died: they end when they were heard last (``tasks``)."""
    silent = Visit.objects.filter(ending="", heard_at__lt=now() - LOST_AFTER)
    return silent.update(ending=Visit.Ending.LOST, heard_at=F("heard_at"))


@dataclass(slots=True)
class View:
    """A room at one moment: ``inside`` for everybody, the door and the missing for who leads.

    In a hall a listener is told of who is on the stage and of himself; of the others, how many they are.
    ``queue``: the questions of a hall as everybody sees them, ready to be sent. ``away``: who is to be in a
    part, and in which; in a part itself nobody.
    """

    room: Room
    inside: list[dict[str, Any]]
    door: list[dict[str, Any]]
    missing: list[str]
    recorded: Recorded | None = None
    queue: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    by_number: dict[int, dict[str, Any]] = field(init=False)
    stage: list[dict[str, Any]] = field(init=False)
    waiting: frozenset[int] = field(init=False)
    away: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.by_number = {one["person"]: one for one in self.inside}
        self.stage = [one for one in self.inside if one["host"] or one["word"]]
        self.waiting = frozenset(one["person"] for one in self.door)
        is_part = self.room.main_id is not None
        self.away = {} if is_part else {one["person"]: one["place"] for one in self.inside if one["place"]}

    @property
    def hosts(self) -> set[int]:
        return {one["person"] for one in self.stage if one["host"]}

    @property
    def quiet(self) -> frozenset[int]:
        """Whom the media server takes nothing from."""
        heard = {one["person"] for one in self.stage}
        return frozenset(self.by_number.keys() - heard) if self.room.is_hall else frozenset()

    @property
    def unheard(self) -> frozenset[int]:
        """Whom the others are not to hear: those who have not the word, those whom who leads has muted."""
        return self.quiet | {one["person"] for one in self.inside if one["muted"]}

    def is_inside(self, who: int) -> bool:
        return who in self.by_number and who not in self.away

    def seen_by(self, own: dict[str, Any]) -> list[dict[str, Any]]:
        if not self.room.is_hall or own["host"]:
            return self.inside
        return self.stage if own["word"] else [*self.stage, own]

    def text_for(
        self,
        who: int,
        connections: Mapping[int, list[dict[str, Any]]],
        captions: Mapping[str, bool] | None = None,
    ) -> str:
        """What one of the room is told; an empty text means he is neither inside nor at the door.

        ``captions``: how they stand, while somebody here reads them.
        """
        if self.room.ended_at is not None:
            return json.dumps({"ended": True} | ({"back": self.room.main_id} if self.room.main_id else {}))
        if place := self.away.get(who):
            return json.dumps({"go": place})
        own = self.by_number.get(who)
        if own is None:
            return json.dumps({"waiting": True}) if who in self.waiting else ""
        people = [{**one, "at": connections.get(one["person"], [])} for one in self.seen_by(own)]
        told: dict[str, Any] = {
            "people": people,
            "me": who,
            "locked": self.room.locked,
            "waits": self.room.waits,
            "media": self.room.provider,
        }
        if self.room.is_hall:
            told["hall"] = {"listeners": len(self.inside) - len(self.stage)}
        if captions is not None:
            told["captions"] = captions
        if self.recorded is not None:
            told["recording"] = self.recorded.told_to(
                who, is_heard=not self.room.is_hall or own in self.stage
            )
        if self.parts:
            told["parts"] = self.parts
        if own["host"]:
            told |= {"door": self.door, "missing": self.missing}
        return json.dumps({"state": told}, ensure_ascii=False)


def view(number: int, here: Iterable[int]) -> View:
    """``here``: who has a socket. A constant number of statements."""
    room = Room.objects.select_related("main").get(pk=number)
    there = set(here)
    inside, door = guests_of(room)
    away = {one["person"] for one in inside if one["place"]}
    if room.main is not None:  # who leads is seen where he is
        inside = [one for one in inside if not one["host"] or one["person"] in there]
    recorded = recorded_in(room, {one["person"] for one in inside})
    queue = json.dumps({"queue": queue_of(room)}, ensure_ascii=False) if room.is_hall else ""
    absent = (
        [] if room.is_hall else missing(room, there | away)
    )  # of hundreds, ``webinar.attendance`` says it
    return View(room, inside, door, absent, recorded, queue, parts_of(room))
