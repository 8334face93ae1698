"""The production calendar of Russia as a default: holidays, transferred days off, working Saturdays.

A centre's own days (regional holidays, its recesses) are rows of ``schedule.CalendarDay`` over this default.
Source: ТК РФ ст. 112 and the yearly transfer decrees, as kept by the ``holidays`` library.
"""

from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import holidays


class DayKind(StrEnum):
    WORK = "work"
    SHORT = "short"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@cache
def _year(year: int) -> "holidays.HolidayBase":
    import holidays  # noqa: PLC0415 -- loaded with the first calendar, not with the server

    return holidays.country_holidays("RU", years=year, language="ru")


@cache
def default_day_kind(day: date) -> DayKind:
    """Kind of ``day`` by the federal calendar, before the centre's own changes."""
    calendar = _year(day.year)
    if day in calendar:
        return DayKind.HOLIDAY
    if day in calendar.weekend_workdays:
        return DayKind.WORK
    return DayKind.WEEKEND if day.isoweekday() > 5 else DayKind.WORK


def holiday_name(day: date) -> str:
    """«День народного единства», or an empty string."""
    return str(_year(day.year).get(day, ""))
