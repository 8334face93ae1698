"""Rooms as their visitors see them: who may come, who is inside, who should be and is not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.consultations.access import LEARNING
from opora.consultations.models import Booking, Session
from opora.consultations.queries.entitlement import with_served
from opora.consultations.queries.measuring import Door, Hall
from opora.consultations.queries.sessions import booked_among, learners_of, walk_in_candidates
from opora.kernel.clock import now
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.schedule.models import Format, Mode

from ..access import COMERS, may_lead
from ..models import Guest, Room
from ..providers import carrier_of
from ..recording.queries import may_watch, published_of

State = Guest.State
GOING = (Session.State.PLANNED, Session.State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who may come: ``leads`` the meeting, or beside the ``ward``; ``walk_in``: without a place."""

    person: Person
    leads: bool = False
    ward: Person | None = None
    walk_in: bool = False


def coming_of(actor: Actor, session: Session) -> Coming | None:
    """Who gives it, learners with a place, their representatives; in approved hours who came without one."""
    if may_lead(actor, session):
        return Coming(actor.person, leads=True)
    if actor.role not in (Role.LEARNER, Role.REPRESENTATIVE):
        return None
    learners = {one.pk: one for one in learners_of(actor)}
    learner = next(iter(booked_among(session, learners)), None)
    walk_in = learner is None
    if learner is None:
        learner = next(iter(walk_ins(session, learners)), None)
    if learner is None:
        return None
    ward = learners[learner] if actor.role is Role.REPRESENTATIVE else None
    return Coming(actor.person, ward=ward, walk_in=walk_in)


def walk_ins(session: Session, learners: Collection[int]) -> list[int]:
    """Which of these may knock without a place: in approved hours, where the record takes them afterwards."""
    if session.line_id is None or not session.starts_at <= now() or session.state not in GOING:
        return []
    served = with_served(Session.objects.filter(pk=session.pk)).get()
    return [one.pk for one in walk_in_candidates(served, among=learners)]


def taken(room: Room) -> int:
    """Places booked, and those let in without one."""
    came = room.guests.filter(walk_in=True, state=State.INSIDE).count()
    return bookings_of(room.session_id).count() + came


def bookings_of(session: int | None) -> QuerySet[Booking]:
    """Of a call nobody is."""
    if session is None:
        return Booking.objects.none()
    return Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)


def places_taken(session: Session) -> int:
    return bookings_of(session.pk).count()


def booked_in(session: Session) -> list[Person]:
    """Those with a place."""
    return list(Person.objects.filter(pk__in=bookings_of(session.pk).values("learner")))


def expected(room: Room, but: Collection[int]) -> QuerySet[Person]:
    """Those with a place, by name, but these persons and the wards of those of them who represent."""
    wards = room.guests.filter(person__in=but).exclude(ward=None)
    people = Person.objects.filter(pk__in=bookings_of(room.session_id).values("learner"))
    return people.exclude(pk__in=but).exclude(pk__in=wards.values("ward")).order_by("search_name", "pk")


def room_of(session: Session) -> Room | None:
    return Room.objects.filter(session=session).first()


def door_of(actor: Actor, session: Session) -> Door | None:
    """For the card of a consultation, while it may still take place."""
    if actor.role not in COMERS or session.state not in GOING:
        return None
    if session.mode != Mode.ONLINE or coming_of(actor, session) is None:
        return None
    carrier = carrier_of(session)
    if carrier is None:
        return None
    if carrier.link:
        return Door(carrier.link, outside=True)
    return Door(reverse("meetings:room", args=[session.pk]))


def here_now(room: Room) -> list[str]:
    """Names of those whom a video server has named last."""
    going = room.visits.filter(ending="").select_related("person").order_by("person__search_name")
    return [one.short_name for one in going]


def film_of(actor: Actor, session: Session) -> Hall | None:
    """For a listener, the newest published recording of a webinar he was meant for."""
    if actor.role not in LEARNING or session.format != Format.FRONTAL:
        return None
    films = published_of(session)
    if not films or not may_watch(session, [one.pk for one in learners_of(actor)]):
        return None
    return Hall(reverse("meetings:published", args=[session.pk, films[-1].pk]), is_open=True, is_film=True)


def missing(room: Room, here: Collection[int]) -> list[str]:
    """Names of those who should be in the room now and are not."""
    return [one.short_name for one in expected(room, here)]


def guests_of(room: Room) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Everybody let in, and everybody at the door, in the order they came; hands by the order of raising.

    ``place``: in which part. In a part those who are to be there, and who leads: rights and hands are of the
    whole meeting. One statement: between two somebody let in would be in neither list, and be shown out.
    """
    of = Q(room=room.main_id or room.pk, state=State.INSIDE)
    if room.main_id is not None:
        of &= Q(place=room) | Q(part=Guest.Part.HOST)
    of |= Q(room=room, state=State.WAITING)
    guests = list(Guest.objects.filter(of).select_related("person", "visitor", "ward", "place"))
    waiting = [one for one in guests if one.state == State.WAITING]
    inside = [one for one in guests if one.state == State.INSIDE]
    raised = sorted((one.hand_at, one.pk) for one in inside if one.hand_at)
    turns = {pk: turn for turn, (_at, pk) in enumerate(raised, start=1)}
    let_in = [
        {
            "guest": one.pk,
            "person": one.who,
            "name": one.short_name,
            "label": label_of(one),
            "host": one.part == Guest.Part.HOST,
            "muted": one.muted,
            "hand": turns.get(one.pk, 0),
            "word": one.word_at is not None,
            "place": one.place_id or 0,
        }
        for one in inside
    ]
    door = [
        {"guest": one.pk, "person": one.who, "name": one.full_name, "label": label_of(one)} for one in waiting
    ]
    return let_in, door


def parts_of(room: Room) -> dict[str, Any]:
    """Of a meeting that is in small groups: which there are, seconds left, what who leads has told them.

    ``main`` is the way back. Empty while everybody is together.
    """
    main = room.main or room
    if main.session_id is None:
        return {}
    going = [{"room": one.pk, "title": one.title} for one in main.parts.filter(ended_at=None).order_by("pk")]
    if not going:
        return {}
    left = int((main.parts_until - now()).total_seconds()) if main.parts_until else None
    return {
        "all": going,
        "left": left if left is None else max(left, 0),
        "notice": main.notice,
        "main": main.pk,
        "here": room.pk,
        "title": room.title,
    }


def label_of(guest: Guest) -> str:
    if guest.part == Guest.Part.HOST:
        return str(Guest.Part.HOST.label)
    if guest.visitor_id is not None:
        return _("гость")
    said = [f"{Role.REPRESENTATIVE.label}, {guest.ward.short_name}"] if guest.ward is not None else []
    said += [_("без записи")] if guest.walk_in else []
    return ", ".join([*said, guest.place.title] if guest.place is not None else said)
