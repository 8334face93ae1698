"""Arithmetic of worked time. Pure.

Minutes are whole: the seconds of a stretch are summed first and the rest below a minute is dropped once
(S0-5.10a: actual time, nothing rounded up), so cutting a stretch at midnight or around counted time never
loses a minute.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
NOTHING = timedelta()


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From when to when someone worked: aware instants, the end excluded."""

    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class DayPart:
    """What of the work falls on one day of the branch."""

    minutes: int = 0
    stretches: list[Stretch] = field(default_factory=list)


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without overlaps, in order; empty stretches go."""
    joined: list[Stretch] = []
    for one in sorted(stretch for stretch in stretches if stretch.ends_at > stretch.starts_at):
        if joined and one.starts_at <= joined[-1].ends_at:
            joined[-1] = Stretch(joined[-1].starts_at, max(joined[-1].ends_at, one.ends_at))
        else:
            joined.append(one)
    return joined


def without(stretch: Stretch, taken: Iterable[Stretch]) -> list[Stretch]:
    """What is left of a stretch when counted time is taken out of it (LOAD-02)."""
    left, since = [], stretch.starts_at
    for busy in merged(taken):
        if busy.ends_at <= since or busy.starts_at >= stretch.ends_at:
            continue
        if busy.starts_at > since:
            left.append(Stretch(since, busy.starts_at))
        since = busy.ends_at
    return [*left, Stretch(since, stretch.ends_at)] if since < stretch.ends_at else left


def by_midnight(stretch: Stretch, zone: str) -> list[tuple[date, Stretch]]:
    """The stretch cut at midnights of the zone (domain.md §8, case 17)."""
    place, pieces, since = ZoneInfo(zone), [], stretch.starts_at
    while since < stretch.ends_at:
        day = since.astimezone(place).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), place).astimezone(UTC)
        until = min(midnight, stretch.ends_at)
        pieces.append((day, Stretch(since, until)))
        since = until
    return pieces


def days_of(worked: Iterable[Stretch], zone: str, taken: Sequence[Stretch] = ()) -> dict[date, DayPart]:
    """Minutes by day of the branch, without time that is already counted; days without a whole minute go."""
    days: dict[date, DayPart] = {}
    for stretch in merged(worked):
        counted = NOTHING
        for free in without(stretch, taken):
            for day, piece in by_midnight(free, zone):
                before, counted = counted, counted + (piece.ends_at - piece.starts_at)
                part = days.setdefault(day, DayPart())
                part.minutes += counted // MINUTE - before // MINUTE
                part.stretches.append(piece)
    return {day: part for day, part in days.items() if part.minutes}


def whole_minutes(stretches: Iterable[Stretch]) -> int:
    """Minutes of stretches, each rounded down by itself."""
    return sum((one.ends_at - one.starts_at) // MINUTE for one in merged(stretches))
