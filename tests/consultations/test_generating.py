"""Sessions from the график: four weeks ahead, without days off, once, and into the next edition."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from opora.consultations.actions import carry_over, generate_sessions
from opora.consultations.models import Booking, Session
from opora.consultations.tasks import keep_ahead, make_ahead
from opora.kernel.clock import travel
from opora.kernel.events import publish
from opora.kernel.times import RUSSIAN_ZONES, parity
from opora.notifications.models import Notification
from opora.people.models import Branch
from opora.schedule.events import SchedulePublished
from opora.schedule.models import CalendarDay, Schedule
from tests import make

NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def published(**values: Any) -> Schedule:
    return make.schedule(published_at=datetime(2026, 9, 1, tzinfo=UTC), **values)


def dates(schedule: Schedule) -> list[str]:
    rows = Session.objects.filter(line__schedule=schedule).order_by("starts_at")
    return [f"{row.date:%d.%m}" for row in rows]


def test_a_line_gives_four_weeks_of_sessions(cast: make.Cast) -> None:
    schedule = published()
    part = make.part(cast.group.programme)
    line = make.line(
        schedule, cast.teacher, groups=[cast.group], parts=[part], place="каб. «ОТ»", capacity=12
    )
    ids = generate_sessions(schedule)
    assert dates(schedule) == ["23.11", "30.11", "07.12", "14.12", "21.12"]
    first = Session.objects.get(pk=ids[0])
    assert (first.starts_at, first.ends_at) == (
        datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
    )
    assert (first.person, first.branch, first.place, first.capacity) == (
        cast.teacher,
        line.branch,
        "каб. «ОТ»",
        12,
    )
    assert (first.format, first.mode, first.kind, first.state) == ("group", "online", "current", "planned")
    assert (list(first.groups.all()), list(first.parts.all())) == ([cast.group], [part])
    assert [means.code for means in first.means.all()] == ["vks"]


def test_what_began_today_is_not_made(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher, time_from=time(17, 52), time_to=time(18, 0))
    generate_sessions(schedule)
    assert dates(schedule) == ["30.11", "07.12", "14.12", "21.12"]


def test_making_again_changes_nothing(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher, groups=[cast.group])
    generate_sessions(schedule)
    Session.objects.filter(date=date(2026, 11, 30)).update(state="cancelled", topic="тема")
    assert generate_sessions(schedule) == []
    assert Session.objects.count() == 5
    assert Session.groups.through.objects.count() == 5


def test_an_individual_line_has_one_place(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher, format="individual", capacity=30)
    generate_sessions(schedule)
    assert {row.capacity for row in Session.objects.all()} == {1}


def test_an_offline_line_gives_sessions_too(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher, mode="offline", weekdays=[6])
    generate_sessions(schedule)
    assert dates(schedule) == ["28.11", "05.12", "12.12", "19.12"]


def test_a_line_in_vladivostok_lives_by_its_own_clock(cast: make.Cast) -> None:
    schedule = published()
    far = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    make.line(schedule, cast.teacher, branch=far, weekdays=[2], time_from=time(10), time_to=time(11))
    generate_sessions(schedule, until=date(2026, 11, 24))
    assert Session.objects.get().starts_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert Session.objects.get().date == date(2026, 11, 24)


def test_case_4_days_off_give_no_session_and_the_worker_moves_it_by_one_press(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    schedule = published()
    make.line(schedule, cast.teacher)
    make.line(schedule, cast.teacher, time_from=time(12), time_to=time(13))
    CalendarDay.objects.create(date=date(2026, 11, 30), kind="holiday", note="День города")
    generate_sessions(schedule)
    assert "30.11" not in dates(schedule)
    told = Notification.objects.get(person=cast.teacher, key="day-off-2026-11-30")
    assert told.title == "пн 30.11: консультации не будет"
    assert told.body == "30.11.2026 — нерабочий день (День города), консультация не создана. Перенести?"
    page = login(cast.account("teacher")).get(told.url)
    form = page.context["form"]
    shown = {name: form[name].value() for name in ("date", "starts", "ends", "reason")}
    assert shown == {
        "date": date(2026, 12, 1), "starts": time(18), "ends": time(19, 30),
        "reason": "перенос с нерабочего дня 30.11.2026",
    }  # fmt: skip
    stranger = login(cast.account("other_staff")).get(told.url)
    assert stranger.context["form"]["reason"].value() is None


def test_even_weeks_only(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher, weekdays=[3], parity="even")
    generate_sessions(schedule)
    assert dates(schedule) == ["25.11", "09.12"]


def test_a_taken_time_of_a_worker_is_left_alone(cast: make.Cast) -> None:
    make.session(cast.teacher, datetime(2026, 11, 30, 15, 30, tzinfo=UTC))
    schedule = published()
    make.line(schedule, cast.teacher)
    generate_sessions(schedule)
    assert "30.11" not in dates(schedule)


def test_an_edition_that_rules_no_day_gives_nothing(cast: make.Cast) -> None:
    schedule = published(period_to=date(2026, 11, 22))
    make.line(schedule, cast.teacher)
    assert generate_sessions(schedule) == []


def test_an_edition_whose_lines_meet_no_day_gives_nothing(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher, weekdays=[2])
    assert generate_sessions(schedule, until=date(2026, 11, 23)) == []


def test_job_03_the_nightly_task_makes_what_is_missing(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher)
    assert make_ahead() == 5
    with travel(NOW + timedelta(days=7)):
        keep_ahead(0)
    assert len(dates(schedule)) == 5  # by day the task of the night sleeps
    with travel((NOW + timedelta(days=7)).replace(hour=21, minute=25)):
        keep_ahead(0)
    assert len(dates(schedule)) == 6


def test_the_nightly_task_waits_for_an_organisation(today: datetime) -> None:
    assert make_ahead() == 0


def test_the_first_edition_has_nothing_to_carry_over(cast: make.Cast) -> None:
    schedule = published()
    make.line(schedule, cast.teacher)
    publish(SchedulePublished(schedule.pk, None))
    assert len(dates(schedule)) == 5


# The next edition


def next_edition(of: Schedule, since: date = date(2026, 11, 24)) -> Schedule:
    of.state = Schedule.State.SUPERSEDED
    of.save()
    return make.schedule(period_from=since, previous=of, edition=2, published_at=NOW)


def test_publishing_makes_sessions_and_carries_bookings_over(cast: make.Cast) -> None:
    old = published()
    line = make.line(old, cast.teacher)
    generate_sessions(old)
    session = Session.objects.get(date=date(2026, 11, 30))
    session.topic = "Виды инструктажей"
    session.save()
    make.booking(session, cast.learner)
    new = next_edition(old)
    same = make.line(new, cast.teacher, place="каб. 12", capacity=5, groups=[cast.group])
    same.key = line.key
    same.save()
    publish(SchedulePublished(new.pk, old.pk))
    session.refresh_from_db()
    assert (session.line, session.place, session.capacity, session.topic) == (
        same,
        "каб. 12",
        5,
        "Виды инструктажей",
    )
    assert list(session.groups.all()) == [cast.group]
    assert Booking.objects.get().state == "confirmed"
    assert dates(old) == ["23.11"]
    assert dates(new) == ["30.11", "07.12", "14.12", "21.12"]


@pytest.mark.parametrize("change", ["gone", "another worker", "another time", "another day", "individual"])
def test_case_45_a_line_that_did_not_survive_asks_the_booked_again(cast: make.Cast, change: str) -> None:
    old = published()
    line = make.line(old, cast.teacher)
    generate_sessions(old)
    booked = Session.objects.get(date=date(2026, 11, 30))
    make.booking(booked, cast.learner)
    new = next_edition(old)
    values: dict[str, Any] = {
        "another time": {"time_from": time(18, 30)},
        "another day": {"weekdays": [2]},
        "individual": {"format": "individual"},
    }.get(change, {})
    if change != "gone":
        who = cast.other_staff if change == "another worker" else cast.teacher
        changed = make.line(new, who, **values)
        changed.key = line.key
        changed.save()
    carry_over(new, previous=old)
    booked.refresh_from_db()
    if change == "individual":
        assert (booked.state, booked.capacity) == ("planned", 1)
        return
    assert (booked.state, booked.cancel_reason) == (
        "cancelled",
        "изменился график, этой встречи в нём больше нет",
    )
    assert Booking.objects.get().state == "cancelled"
    assert dates(old) == ["23.11", "30.11"]
    told = Notification.objects.get(person=cast.learner)
    assert told.title == "Консультация отменена: пн 30.11, 18:00–19:30 МСК"


def test_sessions_before_the_new_edition_stay_with_the_old(cast: make.Cast) -> None:
    old = published()
    make.line(old, cast.teacher)
    generate_sessions(old)
    carry_over(next_edition(old, since=date(2026, 12, 7)), previous=old)
    assert dates(old) == ["23.11", "30.11"]


def test_a_substituted_session_is_carried_over_with_its_substitute(cast: make.Cast) -> None:
    old = published()
    line = make.line(old, cast.teacher)
    generate_sessions(old)
    session = Session.objects.get(date=date(2026, 11, 30))
    session.person, session.substitute_for = cast.other_staff, cast.teacher
    session.save()
    new = next_edition(old)
    same = make.line(new, cast.teacher)
    same.key = line.key
    same.save()
    carry_over(new, previous=old)
    session.refresh_from_db()
    assert (session.line, session.person) == (same, cast.other_staff)


class AnyLine(TestCase):
    """Whatever the zone, weekdays and parity: right dates, right clock, once, never on a day off."""

    @settings(max_examples=25, deadline=None)
    @given(
        zone=st.sampled_from(RUSSIAN_ZONES),
        weekdays=st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
        which=st.sampled_from(["any", "even", "odd"]),
        starts=st.integers(0, 22 * 60),
        today=st.dates(date(2026, 1, 1), date(2027, 2, 28)),
    )
    def test_of_any_line(self, zone: str, weekdays: list[int], which: str, starts: int, today: date) -> None:
        branch = Branch.objects.filter(name=zone).first() or make.branch(zone, zone, is_head=False)
        schedule = published(period_from=date(2026, 1, 1), period_to=date(2027, 12, 31))
        Schedule.objects.exclude(pk=schedule.pk).delete()
        clock = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=starts)).time()
        until = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=starts + 60)).time()
        line = make.line(
            schedule,
            make.person(),
            branch=branch,
            weekdays=weekdays,
            parity=which,
            time_from=clock,
            time_to=until,
        )
        with travel(datetime.combine(today, time(12), tzinfo=UTC)):
            made = generate_sessions(schedule)
            assert generate_sessions(schedule) == []
        rows = Session.objects.filter(line=line)
        assert len(made) == rows.count()
        for row in rows:
            here = row.starts_at.astimezone(ZoneInfo(zone))
            assert (here.date(), here.time()) == (row.date, clock)
            assert row.ends_at - row.starts_at == timedelta(hours=1)
            assert row.date.isoweekday() in weekdays
            assert which in ("any", parity(row.date))
            assert not (row.date.month == 1 and row.date.day <= 8)
