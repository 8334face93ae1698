"""The plan of a month, and the day it will be used up by the график at the worker's pace (LOAD-04)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.schedule.models import ScheduleLine
from opora.workload.actions import set_planned_load
from opora.workload.queries import YearRow, year_of
from opora.workload.queries.forecast import running_out
from tests import make

from .build import NOVEMBER, contract, held, manual, msk


@pytest.fixture
def line(cast: make.Cast) -> ScheduleLine:
    """Two meetings of 90 minutes to come this month after one that took 45 of 90."""
    row = make.line(make.schedule(), cast.teacher)
    held(cast.teacher, msk(19, 18), msk(19, 18, 45), line=row)
    for day in (24, 26):
        make.session(cast.teacher, msk(day, 18), line=row)
    return row


def row_of(cast: make.Cast) -> YearRow:
    [row] = [one for one in year_of(make.branch(), 2026) if one.person == cast.teacher]
    return row


def plan(cast: make.Cast, minutes: int) -> None:
    set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=minutes)


@pytest.mark.parametrize(
    ("planned", "ends_on", "over"),
    [(200, None, 0), (135, None, 0), (134, date(2026, 11, 26), 1), (60, date(2026, 11, 24), 75)],
)
def test_load_04_the_end_of_the_plan_is_foreseen(
    cast: make.Cast, line: ScheduleLine, planned: int, ends_on: date | None, over: int
) -> None:
    plan(cast, planned)
    november = row_of(cast).months[10]
    assert (november.fact, november.ahead, november.expected) == (45, 90, 135)
    assert (november.ends_on, november.over) == (ends_on, over)


def test_load_04_beyond_the_meetings_made_the_published_grafik_counts(cast: make.Cast) -> None:
    """Mondays of 90 minutes: meetings are made till 21 December, the 28th is in the график alone."""
    row = make.line(make.schedule(), cast.teacher)
    make.session(cast.teacher, msk(21, 18, month=12), line=row)
    make.line(make.schedule("draft"), cast.teacher)
    set_planned_load(contract(cast.teacher), month=date(2026, 12, 1), basis="in_teaching_load", minutes=100)
    december = row_of(cast).months[11]
    assert (december.ahead, december.ends_on, december.over) == (180, date(2026, 12, 28), 80)


def test_load_04_the_deputys_first_page_warns_of_a_plan_that_ends(
    cast: make.Cast, line: ScheduleLine, login: Any
) -> None:
    deputy = login(cast.account("deputy"))
    warning = "1 работнику не хватит плана часов"
    plan(cast, 225)  # 45 worked, two meetings of 90 to come
    assert running_out(date(2026, 11, 23)).count() == 0
    assert warning not in deputy.get(reverse("portal:home")).content.decode().replace("\u00a0", " ")
    plan(cast, 224)
    assert running_out(date(2026, 11, 23)).count() == 1
    assert warning in deputy.get(reverse("portal:home")).content.decode().replace("\u00a0", " ")
    set_planned_load(
        contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=224, note="по приказу"
    )
    assert running_out(date(2026, 11, 23)).count() == 0


def test_without_a_plan_nothing_ends(cast: make.Cast, line: ScheduleLine) -> None:
    november = row_of(cast).months[10]
    assert (november.plan, november.ends_on, november.over) == (None, None, 0)


def test_pace_counts_only_meetings_of_the_grafik(cast: make.Cast, line: ScheduleLine) -> None:
    manual(cast.teacher, minutes=300)
    plan(cast, 345)
    november = row_of(cast).months[10]
    assert (november.fact, november.ahead, november.ends_on) == (345, 90, date(2026, 11, 24))


def test_page_says_who_when_and_what_to_do(cast: make.Cast, line: ScheduleLine, login: Any) -> None:
    plan(cast, 60)
    page = login(cast.account("deputy")).get(reverse("workload:year")).content.decode().replace("\u00a0", " ")
    assert "По графику план за ноябрь 2026 кончится вт 24.11, не хватит 1 ч 15 мин." in page
    assert reverse("workload:plan", args=[make.branch().pk, "2026-11"]) in page
    assert "1,00 ч = 1,33 ак. ч" in page
    director = login(cast.account("director")).get(reverse("workload:year")).content.decode()
    assert reverse("workload:plan", args=[make.branch().pk, "2026-11"]) not in director


def test_empty_year_says_what_comes(cast: make.Cast, login: Any) -> None:
    page = login(cast.account("deputy")).get(reverse("workload:year") + "?year=2020").content.decode()
    page = page.replace("\u00a0", " ")
    assert "За этот год часов и планов нет" in page


def test_year_takes_the_same_statements_for_any_number_of_rows(cast: make.Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            year_of(make.branch(), 2026)
        return len(caught)

    manual(cast.teacher)
    statements()
    one = statements()
    for number in range(30):
        manual(make.staff(f"Работник{number} Иван"))
    assert statements() == one
