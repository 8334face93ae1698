"""iCalendar (RFC 5545): feeds for a personal calendar and invitations in letters (RFC 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """What a mail program does with the file; a feed has no method."""

    FEED = ""
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Repeat:
    """Weekly on ISO weekdays every ``interval`` weeks until an instant; exact dates taken out or added."""

    weekdays: tuple[int, ...]
    until: datetime
    interval: int = 1
    without: tuple[datetime, ...] = ()
    also: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class CalendarEvent:
    """One meeting: aware instants on the wall clock of `zone`; `updated` makes the output repeatable."""

    uid: str
    start: datetime
    end: datetime
    zone: str
    summary: str
    updated: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    sequence: int = 0
    organizer: str = ""
    attendee: str = ""
    repeat: Repeat | None = None


def calendar_text(
    name: str, events: Sequence[CalendarEvent], url: str = "", *, method: Method = Method.FEED
) -> bytes:
    """A calendar with its time zones; the same events give the same bytes."""
    from . import ical_text  # noqa: PLC0415 -- icalendar is loaded with the first calendar, not with the server

    return ical_text.written(name, events, url, method=method)
