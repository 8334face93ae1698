"""Calendars read back by another library show the same moments."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.integrations.ical import CalendarEvent, Method, Status, calendar_text
from opora.integrations.ical_text import PRODID

MOSCOW, VLADIVOSTOK = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Vladivostok")
UPDATED = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)


def event(**changes):
    values = {
        "uid": "session-1@bv.example",
        "start": datetime(2026, 11, 23, 15, tzinfo=UTC),
        "end": datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
        "zone": "Europe/Moscow",
        "summary": "Консультация: охрана труда; виды инструктажей, «ОТ»",
        "description": "Преподаватель Ковалёва И. С.\nСтрока вторая",
        "location": "видеоконференция платформы, каб. «ОТ»",
        "url": "https://bv.example/consultations/1/",
        "updated": UPDATED,
    }
    return CalendarEvent(**(values | changes))


def test_times_read_back_are_equal():
    far = event(
        uid="2",
        start=datetime(2026, 11, 25, 16, tzinfo=VLADIVOSTOK),
        end=datetime(2026, 11, 25, 17, tzinfo=VLADIVOSTOK),
        zone="Asia/Vladivostok",
    )
    text = calendar_text("Консультации", [event(), far], "https://bv.example/calendar.ics")

    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between((2026, 11, 1), (2026, 12, 1))

    times = {(str(one["UID"]), one.start, one.end) for one in found}
    assert times == {("session-1@bv.example", event().start, event().end), ("2", far.start, far.end)}
    assert {one.start.utcoffset() for one in found} == {timedelta(hours=3), timedelta(hours=10)}


def test_words_survive_and_zones_are_described():
    calendar = icalendar.Calendar.from_ical(calendar_text("Консультации", [event()]))

    assert calendar["PRODID"] == PRODID
    assert "METHOD" not in calendar
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Moscow"]
    (only,) = calendar.events
    assert only["SUMMARY"] == event().summary
    assert only["DESCRIPTION"] == event().description
    assert only["LOCATION"] == event().location
    assert only["URL"] == event().url
    assert only["DTSTAMP"].dt == UPDATED


@pytest.mark.parametrize(
    ("method", "status"), [(Method.REQUEST, Status.CONFIRMED), (Method.CANCEL, Status.CANCELLED)]
)
def test_letters_carry_a_method_and_people(method, status):
    invited = event(sequence=3, organizer="no-reply@bv.example", attendee="ivanova.mp@bv.example")

    calendar = icalendar.Calendar.from_ical(calendar_text("Консультации", [invited], method=method))

    assert calendar["METHOD"] == method
    (only,) = calendar.events
    assert (only["STATUS"], only["SEQUENCE"]) == (status, 3)
    assert only["ORGANIZER"] == "mailto:no-reply@bv.example"
    assert only["ATTENDEE"] == "mailto:ivanova.mp@bv.example"


def test_same_events_give_same_bytes():
    assert calendar_text("К", [event()]) == calendar_text("К", [event()])


def test_lines_are_not_longer_than_75_octets():
    text = calendar_text("Консультации", [event(description="очень длинное описание " * 40)])

    assert max(len(line) for line in text.split(b"\r\n")) <= 75


def test_empty_calendar_is_readable():
    assert icalendar.Calendar.from_ical(calendar_text("", [])).events == []


@settings(deadline=None)  # the first moment of a zone finds its changes of the clock
@given(st.text(max_size=60), st.integers(0, 36 * 365 * 24 * 60))
def test_any_text_and_any_moment_survive(words, minutes):
    start = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    one = event(summary=words, url=words, location=words, start=start, end=start + timedelta(minutes=90))

    (found,) = icalendar.Calendar.from_ical(calendar_text(words, [one])).events

    assert (found.start, found.end) == (start, one.end)
