"""The centre is alive on any day it is made: weekends, holidays, the New Year, month ends, midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from opora.consultations.models import Booking, Session
from opora.consultations.queries.slots import bookable_sessions
from opora.demo.actions import load_demo
from opora.demo.centre.days import Days, is_day_off
from opora.kernel.clock import travel
from opora.people.models import Account
from opora.schedule.models import Schedule
from opora.schedule.queries import lines_of, published_on
from opora.schedule.rules import checks_of
from opora.workload.models import MonthSheet, WorkLogEntry

TODAYS = [
    datetime(2026, 11, 25, 14, 30, tzinfo=UTC),  # Wednesday evening: this week's exam-prep has begun
    datetime(2026, 11, 29, 12, 0, tzinfo=UTC),  # Sunday
    datetime(2027, 1, 3, 9, 0, tzinfo=UTC),  # the New Year's holidays
    datetime(2027, 3, 31, 20, 59, tzinfo=UTC),  # the last minute of a month in Moscow
    datetime(2027, 5, 3, 21, 5, tzinfo=UTC),  # Tuesday has begun in Moscow, not in London
]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", TODAYS, ids=lambda moment: f"{moment:%a %d.%m.%Y %H:%M}")
def test_the_centre_is_alive_on(moment: datetime) -> None:
    with travel(moment):
        load_demo()
        days = Days.present()
        _check_schedules(days)
        _check_meetings(days)
        _check_hours(days)


def _check_schedules(days: Days) -> None:
    for day in (days.monday, days.today, days.today + timedelta(weeks=4)):
        assert published_on(day).count() == 1
    draft = Schedule.objects.get(state="draft")
    blocking = checks_of(draft, lines_of(draft)).blocking
    assert sorted(check.refusal.rule for check in blocking) == ["SCH-01", "SCH-02", "SCH-07"]


def _check_meetings(days: Days) -> None:
    ivanova = Account.objects.get(login="ivanova").person
    next_one = Booking.objects.filter(learner=ivanova, state="confirmed", session__starts_at__gt=days.now)
    assert next_one.count() >= 2
    slots = bookable_sessions(ivanova, days.now, days.now + timedelta(weeks=4))
    assert sum(slot.state == "free" for slot in slots) > 10
    exam_prep = Session.objects.filter(kind="exam_prep", state="planned", starts_at__gt=days.now)
    assert exam_prep.count() == 2
    unsettled = Session.objects.filter(
        state__in=["planned", "in_progress"], ends_at__lt=days.now - timedelta(hours=1)
    ).exclude(threads__state__in=["waiting", "answered"])
    assert list(unsettled) == []
    of_lines = Session.objects.filter(line__isnull=False)
    assert [one.date for one in of_lines if is_day_off(one.date)] == []
    for minutes in (90, 47, 112):
        assert WorkLogEntry.objects.filter(minutes=minutes, session__person__last_name="Ковалёва").exists()
    for terms in ({"format": "frontal"}, {"substitute_for__isnull": False}, {"state": "no_show"}):
        assert Session.objects.filter(**terms).exists()
    assert WorkLogEntry.objects.filter(late_reason="не было связи").exists()


def _check_hours(days: Days) -> None:
    closed = set(MonthSheet.objects.filter(state="closed").values_list("month", flat=True))
    assert closed
    assert max(closed) < days.today.replace(day=1)
    held = Session.objects.filter(state__in=["held", "confirmed"], work_log=None)
    assert list(held) == []
    assert WorkLogEntry.objects.filter(state="submitted").exists()


def test_days_move_by_whole_weeks() -> None:
    days = Days(datetime(2027, 2, 11, 9, 0, tzinfo=UTC))
    assert days.monday == date(2027, 2, 8)
    assert days.of(23, 11) == days.monday
    assert days.of(25, 11).isoweekday() == 3
    assert days.parsed("15.01.2027") == date(2027, 1, 15) + days.shift


def test_exam_prep_is_always_ahead_and_on_a_working_day() -> None:
    moment = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    for hours in range(0, 24 * 500, 7):
        days = Days(moment + timedelta(hours=hours))
        assert days.exam_prep >= days.today
        assert days.exam_prep.isoweekday() == 3
        assert not is_day_off(days.exam_prep)
