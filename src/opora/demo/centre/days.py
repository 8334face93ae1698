"""The calendar of the demonstration: written for Monday 23.11.2026, moved by whole weeks to the present week.

Weekdays stay, so the weekly график stays true; days off are those of the real calendar.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from opora.kernel import clock
from opora.kernel.calendar import DayKind, default_day_kind

WRITTEN_FOR = date(2026, 11, 23)
MOSCOW, VLADIVOSTOK = "Europe/Moscow", "Asia/Vladivostok"
EXAM_PREP = (time(17), time(18, 30))
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Days:
    """``now`` is the instant the centre is made for."""

    now: datetime

    @classmethod
    def present(cls) -> "Days":
        return cls(clock.now())

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(MOSCOW)).date()

    @cached_property
    def monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday())

    @cached_property
    def shift(self) -> timedelta:
        return self.monday - WRITTEN_FOR

    def of(self, day: int, month: int, year: int = 2026) -> date:
        """The day that is written as ``day.month.year`` in domain.md §7."""
        return date(year, month, day) + self.shift

    def parsed(self, text: str) -> date:
        """«09.11» or «15.01.2027» of domain.md §7, moved."""
        day, month, *year = (int(number) for number in text.split("."))
        return self.of(day, month, *year)

    @cached_property
    def exam_prep(self) -> date:
        """Wednesday of this week, or of the next one when it has begun already; never a day off."""
        wednesday = self.of(25, 11)
        while at(wednesday, EXAM_PREP[0]) <= self.now or is_day_off(wednesday):
            wednesday += WEEK
        return wednesday

    @cached_property
    def late_by(self) -> timedelta:
        """How much longer the ОТ group studies because its exam-prep was moved."""
        return self.exam_prep - self.of(25, 11)


def at(day: date, clock_time: time, zone: str = MOSCOW) -> datetime:
    """Clock time of a zone as an instant."""
    return datetime.combine(day, clock_time, ZoneInfo(zone)).astimezone(UTC)


def is_day_off(day: date) -> bool:
    """A holiday, or a weekday made free: no weekly line gives a meeting on it (SCH-08)."""
    kind = default_day_kind(day)
    return kind is DayKind.HOLIDAY or (kind is DayKind.WEEKEND and day.isoweekday() <= 5)


def working_day_before(day: date) -> date:
    """The day itself if people work on it, else the nearest working day before."""
    while default_day_kind(day) not in (DayKind.WORK, DayKind.SHORT):
        day -= timedelta(days=1)
    return day
