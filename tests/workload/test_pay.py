"""Confirmed minutes in money: exact minutes, one rounding a line, the rate of the day (S0-5.10a)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from opora.kernel.errors import Refused
from opora.workload.actions import close_month, confirm_entries, reverse_entry, set_rate
from opora.workload.models import Rate, WorkLogEntry
from opora.workload.queries import amount, pay_of
from tests import make

from .build import NOVEMBER, contract, held, manual, msk
from .test_log import rules_of

OCTOBER = date(2026, 10, 1)
ACADEMIC, ASTRONOMICAL = Rate.Unit.ACADEMIC, Rate.Unit.ASTRONOMICAL


def confirm(cast: make.Cast) -> None:
    confirm_entries(WorkLogEntry.objects.filter(state="submitted"), by=cast.deputy)


def lines(month: date = NOVEMBER) -> list[tuple[str, int, int | None]]:
    return [(line.kind, line.minutes, line.amount) for line in pay_of(make.branch(), month).lines]


@given(st.integers(-60_000, 60_000), st.integers(0, 1_000_000), st.sampled_from([40, 45, 50, 60]))
def test_money_is_rounded_half_up_once_a_line(minutes: int, kopecks: int, hour: int) -> None:
    exact = Decimal(minutes) * kopecks / hour
    assert amount(minutes, kopecks, hour) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert amount(-minutes, kopecks, hour) == -amount(minutes, kopecks, hour)


def test_half_a_kopeck_goes_up() -> None:
    assert [amount(1, 30, 60), amount(1, 29, 60), amount(-1, 30, 60)] == [1, 0, -1]


def test_load_01_only_actual_confirmed_minutes_are_paid(cast: make.Cast) -> None:
    set_rate(contract(cast.teacher), since=OCTOBER, kopecks=90_000, unit=ACADEMIC)
    held(cast.teacher, msk(20, 18), msk(20, 18, 47))
    manual(cast.teacher, minutes=13)
    assert (lines(), pay_of(make.branch(), NOVEMBER).unconfirmed) == ([], 60)
    confirm(cast)
    pay = pay_of(make.branch(), NOVEMBER)
    assert lines() == [("current", 47, 94_000), ("other", 13, 26_000)]
    assert (pay.minutes, pay.amount, pay.unconfirmed) == (60, 120_000, 0)


def test_rate_of_a_kind_goes_before_that_of_any_work(cast: make.Cast) -> None:
    row = contract(cast.teacher)
    set_rate(row, since=OCTOBER, kopecks=60_000, unit=ASTRONOMICAL)
    set_rate(row, since=OCTOBER, kopecks=120_000, unit=ASTRONOMICAL, kind="exam_prep")
    held(cast.teacher, msk(19, 18), msk(19, 18, 30), kind="exam_prep")
    held(cast.teacher, msk(20, 18), msk(20, 18, 30))
    confirm(cast)
    assert lines() == [("current", 30, 30_000), ("exam_prep", 30, 60_000)]


def test_rate_changes_in_the_middle_of_a_month(cast: make.Cast) -> None:
    row = contract(cast.teacher)
    set_rate(row, since=OCTOBER, kopecks=60_000, unit=ASTRONOMICAL)
    set_rate(row, since=date(2026, 11, 20), kopecks=66_000, unit=ASTRONOMICAL)
    for day in (19, 20):
        manual(cast.teacher, date(2026, 11, day), minutes=30)
    confirm(cast)
    assert lines() == [("other", 30, 30_000), ("other", 30, 33_000)]
    set_rate(row, since=date(2026, 11, 20), kopecks=0, unit=ASTRONOMICAL)
    assert lines() == [("other", 30, None), ("other", 30, 30_000)]


def test_work_without_a_rate_is_in_the_salary(cast: make.Cast) -> None:
    manual(cast.teacher)
    confirm(cast)
    assert lines() == [("other", 30, None)]
    assert pay_of(make.branch(), NOVEMBER).amount == 0


def test_case_16_a_correction_is_paid_by_the_rate_of_the_day_of_the_work(cast: make.Cast) -> None:
    row = contract(cast.teacher)
    set_rate(row, since=OCTOBER, kopecks=60_000, unit=ASTRONOMICAL)
    entry = manual(cast.teacher, date(2026, 10, 12), minutes=50, late_reason="болезнь")
    confirm(cast)
    close_month(make.branch(), OCTOBER, by=cast.deputy)
    set_rate(row, since=NOVEMBER, kopecks=90_000, unit=ASTRONOMICAL)
    entry.refresh_from_db()
    reverse_entry(entry, by=cast.deputy, reason="не то окончание", minutes=40)
    assert lines(OCTOBER) == [("other", 50, 50_000)]
    assert lines() == [("other", -10, -10_000)]


def test_load_18_a_paid_month_keeps_its_rate(cast: make.Cast) -> None:
    row = contract(cast.teacher)
    close_month(make.branch(), OCTOBER, by=cast.deputy)
    set_rate(row, since=date(2026, 9, 1), kopecks=60_000, unit=ACADEMIC)
    with pytest.raises(Refused) as refused:
        set_rate(row, since=OCTOBER, kopecks=90_000, unit=ACADEMIC)
    assert rules_of(refused) == ["LOAD-18"]
    assert "с 01.11.2026" in refused.value.refusals[0].next_step
    set_rate(row, since=NOVEMBER, kopecks=90_000, unit=ACADEMIC)
    assert Rate.objects.count() == 2


def test_load_19_a_rate_begins_within_the_contract(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        set_rate(contract(cast.teacher), since=date(2024, 1, 1), kopecks=1, unit=ACADEMIC)
    assert rules_of(refused) == ["LOAD-19"]


def test_pay_takes_the_same_statements_for_any_number_of_rows(cast: make.Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            pay_of(make.branch(), NOVEMBER)
        return len(caught)

    manual(cast.teacher)
    confirm(cast)
    statements()
    one = statements()
    for number in range(30):
        who = make.staff(f"Работник{number} Иван")
        set_rate(contract(who), since=NOVEMBER, kopecks=1, unit=ACADEMIC)
        manual(who)
    confirm(cast)
    assert statements() == one
