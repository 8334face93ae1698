"""Who was to come to a webinar, who came, for how long and with what breaks; guests are counted apart."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from opora.consultations.models import Session
from opora.studies.models import Enrolment
from opora.webinars.queries import webinar_of

from .. import minutes
from ..minutes import Span
from ..models import Guest
from ..queries.evidence import traces_of
from ..queries.rooms import booked_in, room_of

EARLY_LEAVE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Attended:
    """One who was to come or came. ``spans``: when he was there, within the time of the meeting."""

    name: str
    standing: str
    is_guest: bool
    registered: bool
    spans: tuple[Span, ...]
    ended_at: datetime

    @property
    def came(self) -> bool:
        return self.minutes > 0

    @property
    def seconds(self) -> int:
        return sum(int((end - start).total_seconds()) for start, end in self.spans)

    @property
    def minutes(self) -> int:
        return self.seconds // 60

    @property
    def first(self) -> datetime | None:
        return self.spans[0][0] if self.came else None

    @property
    def last(self) -> datetime | None:
        return self.spans[-1][1] if self.came else None

    @property
    def gaps(self) -> list[Span]:
        return [(before[1], after[0]) for before, after in pairwise(self.spans)]

    @property
    def left_early(self) -> bool:
        return self.came and self.spans[-1][1] < self.ended_at - EARLY_LEAVE


@dataclass(frozen=True, slots=True)
class Attendance:
    """``span``: from the coming of who leads till he left; None when nobody led it."""

    rows: tuple[Attended, ...]
    span: Span | None
    cancelled: int

    def _of(self, *, guests: bool) -> list[Attended]:
        return [row for row in self.rows if row.is_guest is guests]

    @property
    def registered(self) -> tuple[int, int]:
        """Listeners, then guests."""
        return self._count(lambda row: row.registered)

    @property
    def came(self) -> tuple[int, int]:
        return self._count(lambda row: row.came)

    def _count(self, which: Callable[[Attended], bool]) -> tuple[int, int]:
        return sum(map(which, self._of(guests=False))), sum(map(which, self._of(guests=True)))


def attendance_of(session: Session) -> Attendance:
    """A constant number of statements; listeners by name, then guests."""
    room, webinar = room_of(session), webinar_of(session)
    traces = {who: minutes.present(trace) for who, trace in traces_of(room).items()} if room else {}
    guests = list(room.guests.select_related("person", "visitor")) if room else []
    span = _span(traces, [one.who for one in guests if one.part == Guest.Part.HOST])
    listeners = [one for one in guests if one.part != Guest.Part.HOST]
    came_for = {one.ward_id: one.who for one in listeners if one.ward_id}
    booked = booked_in(session)
    by_number = {one.pk: one for one in booked} | {
        one.person.pk: one.person for one in listeners if one.person and one.ward_id is None
    }
    groups = _groups(by_number)
    visitors = {one.pk: one for one in webinar.visitors.all()} if webinar else {}
    inside = {one.visitor_id for one in listeners}

    def attended(name: str, standing: str, who: int, *, registered: bool) -> Attended:
        spans = within(traces.get(who, []), span)
        return Attended(name, standing, who < 0, registered, spans, span[1] if span else session.ends_at)

    places = {one.pk for one in booked}
    rows = [
        attended(one.full_name, groups.get(pk, ""), came_for.get(pk, pk), registered=pk in places)
        for pk, one in sorted(by_number.items(), key=lambda pair: pair[1].search_name)
    ]
    rows += [
        attended(one.name, "", -pk, registered=one.cancelled_at is None)
        for pk, one in visitors.items()
        if one.cancelled_at is None or pk in inside
    ]
    return Attendance(tuple(rows), span, sum(one.cancelled_at is not None for one in visitors.values()))


def within(spans: Iterable[Span], bounds: Span | None) -> tuple[Span, ...]:
    """Waiting before the host came and staying after he left is not the meeting."""
    return tuple(minutes.common(list(spans), [bounds])) if bounds else ()


def _span(traces: Mapping[int, list[Span]], hosts: Iterable[int]) -> Span | None:
    led = [span for who in hosts for span in traces.get(who, [])]
    return (min(start for start, _end in led), max(end for _start, end in led)) if led else None


def _groups(people: Iterable[int]) -> dict[int, str]:
    enrolled = Enrolment.objects.filter(learner__in=list(people), state=Enrolment.State.ENROLLED)
    return dict(enrolled.values_list("learner_id", "group__code"))
