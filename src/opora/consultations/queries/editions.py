"""What a new edition of the график does to the sessions planned under the old one (domain.md §8, case 45)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opora.kernel.clock import now
from opora.people.models import Branch
from opora.schedule.models import Schedule, ScheduleLine
from opora.schedule.queries import lines_of, occurrences

from ..models import Booking, Session

HELD_SEATS = (Booking.State.CONFIRMED,)


@dataclass(frozen=True, slots=True)
class Fate:
    """Sessions that follow their line into the new edition, and those that have no place in it."""

    kept: list[tuple[Any, ScheduleLine]]
    lost: list[Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """What publication will mean to those booked, counted before it."""

    kept: int
    lost: list[Any]

    @property
    def asked_again(self) -> int:
        return sum(session.seats for session in self.lost)


def line_times(line: ScheduleLine, day: date) -> tuple[datetime, datetime]:
    """The line's clock times on a day of its branch, as UTC instants."""
    assert line.time_from is not None  # noqa: S101 -- incomplete lines never leave the draft (SCH-01)
    assert line.time_to is not None  # noqa: S101
    return instant(day, line.time_from, line.branch), instant(day, line.time_to, line.branch)


def instant(day: date, clock: time, branch: Branch) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(branch.timezone)).astimezone(UTC)


def ruled_anew(schedule: Schedule, previous: Schedule) -> "QuerySet[Any]":
    """Coming sessions of ``previous`` on the days of ``schedule``, with whether anybody ever booked them."""
    return (
        Session.objects.filter(
            line__schedule=previous,
            state=Session.State.PLANNED,
            starts_at__gt=now(),
            date__range=(schedule.period_from, schedule.period_to),
        )
        .select_related("line")
        .annotate(booked=Exists(Booking.objects.filter(session=OuterRef("pk"))))
        .order_by("id")
    )


def fate_of(sessions: Iterable[Any], schedule: Schedule) -> Fate:
    """A line survived when its worker, day and time are the same under the same key."""
    lines = {line.key: line for line in lines_of(schedule)}
    kept: list[tuple[Any, ScheduleLine]] = []
    lost: list[Any] = []
    for session in sessions:
        line = lines.get(session.line.key) if session.line else None
        if line and _survived(session, line):
            kept.append((session, line))
        else:
            lost.append(session)
    return Fate(kept, lost)


def _survived(session: Session, line: ScheduleLine) -> bool:
    old = session.line
    return (
        old is not None
        and line.time_from is not None
        and line.time_to is not None
        and old.person_id == line.person_id
        and line_times(line, session.date) == (session.starts_at, session.ends_at)
        and occurrences(line, session.date, session.date, off={}).dates == [session.date]
    )


def effect_of(schedule: Schedule, previous: Schedule) -> Effect:
    """Bookings that move with their line, and booked sessions whose learners will be asked again."""
    seats = Count("bookings", filter=Q(bookings__state__in=HELD_SEATS), distinct=True)
    sessions = ruled_anew(schedule, previous).select_related("line", "person", "branch").annotate(seats=seats)
    fate = fate_of(sessions.order_by("starts_at", "id"), schedule)
    return Effect(
        kept=sum(session.seats for session, _line in fate.kept),
        lost=[session for session in fate.lost if session.seats],
    )
