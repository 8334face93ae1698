"""Dates of weekly lines: weekdays, parity, periods, days off; and overlaps on the UTC axis."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.kernel.calendar import DayKind, default_day_kind
from opora.people.models import Branch, Person
from opora.schedule import queries
from opora.schedule.models import CalendarDay, Mode, Schedule, ScheduleLine
from opora.schedule.rules import crossings, person_is_free
from tests import make

MOSCOW = Branch(pk=1, name="Санкт-Петербург", timezone="Europe/Moscow")
VLADIVOSTOK = Branch(pk=2, name="Владивосток", timezone="Asia/Vladivostok")
WHO = Person(pk=1, last_name="Ковалёва", first_name="Ирина", middle_name="Сергеевна", sex="f")

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
weekdays = st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True).map(sorted)
parities = st.sampled_from(["any", "even", "odd"])
branches = st.sampled_from([MOSCOW, VLADIVOSTOK])
clocks = st.integers(0, 23 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


def line(**values: object) -> ScheduleLine:
    schedule = values.pop("schedule", None) or Schedule(
        period_from=date(2026, 12, 21), period_to=date(2027, 1, 31)
    )
    given_values = {
        "person": WHO,
        "branch": MOSCOW,
        "weekdays": [1],
        "time_from": time(18),
        "time_to": time(19),
    }
    return ScheduleLine(schedule=schedule, **{**given_values, **values})


@given(days, st.integers(0, 120), weekdays, parities)
def test_planned_dates_are_those_weekdays_and_weeks(
    since: date, length: int, week: list[int], parity: str
) -> None:
    until = since + timedelta(days=length)
    found = queries.planned_dates(line(weekdays=week, parity=parity), since, until)
    expected = [
        day
        for day in (since + timedelta(days=n) for n in range(length + 1))
        if day.isoweekday() in week
        and (parity == "any" or (day.isocalendar().week % 2 == 0) == (parity == "even"))
    ]
    assert found == expected


@given(days, st.integers(0, 120), weekdays)
def test_even_and_odd_weeks_together_are_every_week(since: date, length: int, week: list[int]) -> None:
    until = since + timedelta(days=length)
    even, odd, every = (
        set(queries.planned_dates(line(weekdays=week, parity=parity), since, until))
        for parity in ("even", "odd", "any")
    )
    assert even | odd == every
    assert not even & odd


def test_two_odd_weeks_meet_over_a_new_year() -> None:
    """2026 has 53 ISO weeks: 28.12 and 04.01 are both odd (domain.md §8, case 5)."""
    found = queries.planned_dates(line(parity="odd"), date(2026, 12, 14), date(2027, 1, 24))
    assert found == [date(2026, 12, 14), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 18)]


@pytest.mark.django_db
def test_sch_08_a_holiday_takes_the_meeting_and_says_why() -> None:
    make.branch()
    schedule = Schedule(period_from=date(2026, 11, 1), period_to=date(2026, 11, 30))
    found = queries.occurrences(
        line(schedule=schedule, weekdays=[3], branch=make.branch()), date(2026, 1, 1), date(2027, 1, 1)
    )
    assert found.dates == [date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 25)]
    assert found.skipped == [queries.Skipped(date(2026, 11, 4), "День народного единства")]


@pytest.mark.django_db
def test_a_saturday_line_meets_on_saturdays_but_not_on_the_centres_own_day_off() -> None:
    CalendarDay.objects.create(date=date(2026, 11, 14), kind="weekend", note="Ремонт")
    schedule = Schedule(period_from=date(2026, 11, 1), period_to=date(2026, 11, 30))
    found = queries.occurrences(
        line(schedule=schedule, weekdays=[6], branch=make.branch()), date(2026, 11, 1), date(2026, 11, 30)
    )
    assert found.dates == [date(2026, 11, 7), date(2026, 11, 21), date(2026, 11, 28)]
    assert found.skipped == [queries.Skipped(date(2026, 11, 14), "Ремонт")]


@pytest.mark.django_db
def test_an_own_working_day_gives_a_holiday_back() -> None:
    CalendarDay.objects.create(date=date(2026, 11, 4), kind="work")
    schedule = Schedule(period_from=date(2026, 11, 1), period_to=date(2026, 11, 30))
    found = queries.occurrences(
        line(schedule=schedule, weekdays=[3], branch=make.branch()), date(2026, 11, 4), date(2026, 11, 4)
    )
    assert (found.dates, found.skipped) == ([date(2026, 11, 4)], [])


@pytest.mark.django_db
def test_a_line_stays_inside_the_period_of_its_edition() -> None:
    outside = queries.occurrences(line(branch=make.branch()), date(2027, 2, 1), date(2027, 3, 1))
    assert (outside.dates, outside.skipped) == ([], [])


@pytest.mark.django_db
def test_the_branchs_day_wins_over_the_organisations() -> None:
    here, there = make.branch(), make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    day = date(2026, 7, 25)
    CalendarDay.objects.create(date=day, kind="work")
    CalendarDay.objects.create(date=day, kind="holiday", branch=there, note="День флота")
    assert queries.day_kinds(here, day, day) == {day: DayKind.WORK}
    assert queries.day_kinds(there, day, day) == {day: DayKind.HOLIDAY}
    assert queries.day_kinds(None, day, day) == {day: DayKind.WORK}
    assert queries.days_off(there, day, day) == {day: "День флота"}


@pytest.mark.django_db
@given(days)
def test_without_own_days_the_federal_calendar_rules(day: date) -> None:
    assert queries.day_kinds(None, day, day) == {day: default_day_kind(day)}


# Overlaps


def spans(one: ScheduleLine) -> list[tuple[datetime, datetime]]:
    """The slow and plain way: every meeting as an interval on the UTC axis."""
    zone = ZoneInfo(one.branch.timezone)
    period = one.schedule
    return [
        (
            datetime.combine(day, one.time_from, zone).astimezone(UTC),
            datetime.combine(day, one.time_to, zone).astimezone(UTC),
        )
        for day in queries.planned_dates(one, period.period_from, period.period_to)
    ]


@given(
    st.tuples(weekdays, weekdays),
    st.tuples(parities, parities),
    st.tuples(branches, branches),
    st.tuples(clocks, clocks),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
)
def test_sch_07_overlap_is_what_the_utc_axis_says(week, parity, branch, starts, hours) -> None:  # type: ignore[no-untyped-def]
    schedule = Schedule(period_from=date(2026, 12, 21), period_to=date(2027, 1, 31))
    one, other = (
        line(
            schedule=schedule,
            weekdays=week[n],
            parity=parity[n],
            branch=branch[n],
            time_from=starts[n],
            time_to=min(time(min(starts[n].hour + hours[n], 23), 59), time(23, 59)),
        )
        for n in (0, 1)
    )
    expected = any(a < d and c < b for (a, b), (c, d) in product(spans(one), spans(other)))
    assert bool(crossings([one, other])) == expected


def test_monday_evening_in_moscow_meets_tuesday_morning_in_vladivostok() -> None:
    """18:00 in Moscow is 01:00 of the next day in Vladivostok (domain.md §8, case 1)."""
    schedule = Schedule(period_from=date(2026, 11, 23), period_to=date(2026, 12, 31))
    here = line(schedule=schedule)
    there = line(
        schedule=schedule, branch=VLADIVOSTOK, weekdays=[2], time_from=time(1, 30), time_to=time(2, 30)
    )
    (crossing,) = crossings([here, there])
    assert crossing.line is there
    assert crossing.starts_at == datetime(2026, 11, 23, 15, tzinfo=UTC)
    refusal = person_is_free(crossing)
    assert refusal is not None
    assert refusal.words == (
        "Ковалёва\xa0И.\xa0С. уже занята вт 24.11, 01:00–02:00 ВЛД: строка «понедельник 18:00–19:00»."
    )


def test_lines_of_others_and_offline_help_do_not_overlap() -> None:
    other = Person(pk=2, last_name="Ли")
    schedule = Schedule(period_from=date(2026, 11, 23), period_to=date(2026, 12, 31))
    own = line(schedule=schedule)
    assert crossings([own, line(schedule=schedule, person=other)]) == []
    assert crossings([own, line(schedule=schedule, mode=Mode.OFFLINE)]) == []
    assert crossings([own, line(schedule=schedule, time_from=None)]) == []


def test_a_free_person_is_not_refused() -> None:
    assert person_is_free(None) is None


def test_case_5_weeks_may_be_counted_from_a_first_day() -> None:
    """Over a New Year ISO gives two odd weeks in a row; counted from a date they alternate."""
    since, until = date(2026, 12, 14), date(2027, 1, 31)
    schedule = Schedule(period_from=since, period_to=until, odd_from=date(2026, 12, 16))
    line = ScheduleLine(schedule=schedule, weekdays=[1], parity="odd")
    assert queries.planned_dates(line, since, until) == [
        date(2026, 12, 14), date(2026, 12, 28), date(2027, 1, 11), date(2027, 1, 25),
    ]  # fmt: skip
    schedule.odd_from = None
    assert queries.planned_dates(line, since, until) == [
        date(2026, 12, 14), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 18),
    ]  # fmt: skip
