"""What a room measured: who was there and when, and the actual time proposed from it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.consultations.models import Session
from opora.consultations.queries.measuring import Measured
from opora.kernel.times import local
from opora.people.models import Person

from .. import minutes
from ..minutes import Span, Trace
from ..models import Guest, MediaSpan, Room, Visit
from .rooms import expected, label_of, room_of


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in the evidence: ``spans`` as counted, ``visits`` as they were."""

    guest: Guest
    label: str
    spans: list[minutes.Span]
    visits: list[Visit]
    seconds: int

    @property
    def minutes(self) -> int:
        return self.seconds // 60

    @property
    def gaps(self) -> list[Span]:
        """When he was away between two times he was there."""
        return [(before[1], after[0]) for before, after in pairwise(self.spans)]


def traces_of(room: Room) -> dict[int, Trace]:
    """By the number of the room, visitors with a minus, in the room and its parts alike; two statements."""
    sockets, media = defaultdict(list), defaultdict(list)
    there = Q(room=room) | Q(room__main=room)
    for visit in Visit.objects.filter(there):
        sockets[visit.who].append((visit.came_at, visit.heard_at))
    for span in MediaSpan.objects.filter(there):
        media[span.who].append((span.began_at, span.ended_at))
    return {who: Trace(spans, media[who]) for who, spans in sockets.items()}


def time_of(room: Room) -> minutes.Measured | None:
    """By the rule of :mod:`~opora.meetings.minutes`; the host's time is of everybody who led the meeting.

    Hours are for those who study: visitors of a webinar alone make no minutes.
    """
    traces = {who: one for who, one in traces_of(room).items() if who > 0}
    hosts = set(room.guests.filter(part=Guest.Part.HOST).values_list("person_id", flat=True))
    led = [traces[person] for person in hosts if person in traces]
    host = Trace([s for one in led for s in one.sockets], [s for one in led for s in one.media])
    return minutes.measured(host, {person: one for person, one in traces.items() if person not in hosts})


def measured_of(session: Session) -> Measured | None:
    """For the record of the consultation; representatives stand for their ward."""
    room = room_of(session)
    found = time_of(room) if room else None
    if room is None or found is None:
        return None
    wards = {guest.who: guest.ward_id for guest in room.guests.all() if guest.ward_id}
    came = frozenset(wards.get(person, person) for person in found.came)
    return Measured(
        found.start, found.end, came, _words(session, found), reverse("meetings:evidence", args=[session.pk]),
        proof=_("Кто и когда был"),
    )  # fmt: skip


def _words(session: Session, found: minutes.Measured) -> str:
    zone = session.branch.timezone
    total = found.minutes
    words = ngettext(
        "Комната измерила {n} минуту: с {start} до {end}.",
        "Комната измерила {n} минут: с {start} до {end}.",
        total,
    ).format(n=total, start=_clock(found.start, zone), end=_clock(found.end, zone))
    if found.away:
        away = sum(int((end - start).total_seconds()) for start, end in found.away) // 60
        words += " " + _("Вас не было на связи {n} мин.").format(n=away)
    return words


def _clock(at: datetime, zone: str) -> str:
    return f"{local(at, zone):%H:%M}"


def stays_of(room: Room) -> list[Stay]:
    """Everybody who was in the room, who led first; a constant number of statements."""
    traces = traces_of(room)
    visits = defaultdict(list)
    for visit in Visit.objects.filter(Q(room=room) | Q(room__main=room)):
        visits[visit.who].append(visit)
    guests = room.guests.select_related("person", "visitor", "ward", "place").order_by("part", "pk")
    return [
        Stay(
            guest,
            label_of(guest),
            spans := minutes.present(traces[guest.who]),
            visits[guest.who],
            sum(int((end - start).total_seconds()) for start, end in spans),
        )
        for guest in guests
        if guest.who in traces
    ]


def absent(room: Room, stays: list[Stay]) -> list[Person]:
    """Those with a place who never came, neither themselves nor by a representative."""
    return list(expected(room, {stay.guest.who for stay in stays}))
