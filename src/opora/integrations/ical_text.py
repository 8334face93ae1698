"""A calendar written by the icalendar library; :mod:`.ical` is where it is asked for."""

from collections.abc import Sequence
from datetime import UTC, date
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from .ical import CalendarEvent, Method, Repeat, Status

PRODID = "-//Opora//Consultations//RU"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def written(name: str, events: Sequence[CalendarEvent], url: str, *, method: Method) -> bytes:
    """Of :func:`opora.integrations.ical.calendar_text`."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method.value)
    calendar.add("name", vText(_clean(name)))
    calendar.add("x-wr-calname", vText(_clean(name)))
    if url:
        calendar.add("url", _address(url))
    for event in events:
        calendar.add_component(_component(event, method))
    if events:
        first, last = min(event.start for event in events), max(event.end for event in events)
        for zone in sorted(calendar.get_missing_tzids()):
            calendar.add_component(_zone(zone, first.year, last.year + 1))
    return bytes(calendar.to_ical())


@lru_cache(maxsize=64)
def _zone(name: str, since: int, until: int) -> Timezone:
    """Changes of the clock from the first day of one year to that of another; found by steps, so kept."""
    return Timezone.from_tzid(name, first_date=date(since, 1, 1), last_date=date(until, 1, 1))


def _component(event: CalendarEvent, method: Method) -> Event:
    zone = ZoneInfo(event.zone)
    status = Status.CANCELLED if method is Method.CANCEL else event.status
    out = Event()
    out.add("uid", _clean(event.uid))
    out.add("dtstamp", event.updated.astimezone(UTC))
    out.add("last-modified", event.updated.astimezone(UTC))
    out.add("dtstart", event.start.astimezone(zone))
    out.add("dtend", event.end.astimezone(zone))
    out.add("summary", _clean(event.summary))
    out.add("sequence", event.sequence)
    out.add("status", status.value)
    for key, value in (("description", event.description), ("location", event.location), ("url", event.url)):
        if value:
            out.add(key, _address(value) if key == "url" else _clean(value))
    if event.repeat:
        _repeat(out, event.repeat, zone)
    _people(out, event, method)
    return out


def _repeat(out: Event, repeat: Repeat, zone: ZoneInfo) -> None:
    rule = {"FREQ": "WEEKLY", "UNTIL": repeat.until.astimezone(UTC), "WKST": "MO"}
    days = [DAYS[day - 1] for day in repeat.weekdays]
    out.add("rrule", {**rule, "INTERVAL": repeat.interval, "BYDAY": days})
    for key, moments in (("exdate", repeat.without), ("rdate", repeat.also)):
        if moments:
            out.add(key, [moment.astimezone(zone) for moment in moments])


def _people(out: Event, event: CalendarEvent, method: Method) -> None:
    if event.organizer:
        out.add("organizer", vCalAddress(f"mailto:{_address(event.organizer)}"))
    if event.attendee:
        attendee = vCalAddress(f"mailto:{_address(event.attendee)}")
        if method is Method.REQUEST:
            attendee.params["RSVP"] = vText("TRUE")
        out.add("attendee", attendee)


def _address(text: str) -> str:
    """A URL or a mailbox in one line: a line break would begin a new property."""
    return "".join(_clean(text).split())


def _clean(text: str) -> str:
    """Without control characters, which RFC 5545 forbids."""
    return "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and ord(char) != 127))
