"""A month is planned, closed, signed, opened again and corrected (S0-5.8, S0-5.10b, LOAD-06, cases 15,
16).
"""

from datetime import date, time

import pytest

from opora.kernel.errors import Refused
from opora.people.models import LoadBasis
from opora.workload.actions import (
    close_month,
    confirm_entries,
    reopen_month,
    return_entry,
    reverse_entry,
    set_planned_load,
    sign_month,
)
from opora.workload.models import MonthSheet, PlannedLoad, WorkLogEntry
from opora.workload.queries import load_sheet
from tests import make

from .build import NOVEMBER, contract, entries, held, manual, msk
from .test_log import rules_of

State = WorkLogEntry.State
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def october(cast: make.Cast) -> WorkLogEntry:
    """A closed October of one manual entry, 10:00–10:50 on the 12th."""
    entry = manual(
        cast.teacher, date(2026, 10, 12), time_from=time(10), time_to=time(10, 50), late_reason="болезнь"
    )
    confirm_entries([entry], by=cast.deputy)
    close_month(make.branch(), OCTOBER, by=cast.deputy)
    entry.refresh_from_db()
    return entry


def test_plan_is_set_and_taken_away(cast: make.Cast) -> None:
    row = contract(cast.teacher)
    basis = LoadBasis.IN_TEACHING_LOAD
    set_planned_load(row, month=date(2026, 11, 15), basis=basis, minutes=450)
    set_planned_load(row, month=NOVEMBER, basis=basis, minutes=480, note="замена")
    assert PlannedLoad.objects.values_list("month", "minutes", "note").get() == (NOVEMBER, 480, "замена")
    assert set_planned_load(row, month=NOVEMBER, basis=basis, minutes=0) is None
    assert not PlannedLoad.objects.exists()


def test_plan_of_a_closed_month_is_fixed(cast: make.Cast) -> None:
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    with pytest.raises(Refused) as refused:
        set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="hourly", minutes=1)
    assert rules_of(refused) == ["LOAD-06"]


def test_closing_fixes_rows_and_locks_entries(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19, 52))
    set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=90)
    confirm_entries(entries(), by=cast.deputy)
    live = load_sheet(make.branch(), NOVEMBER)
    sheet = close_month(make.branch(), NOVEMBER, by=cast.deputy)
    assert {entry.state for entry in entries()} == {State.LOCKED}
    assert (sheet.state, sheet.closed_by) == (MonthSheet.State.CLOSED, cast.deputy)
    fixed = load_sheet(make.branch(), NOVEMBER)
    assert fixed.rows == live.rows
    assert [(row.plan, row.minutes, row.deviation) for row in fixed.rows] == [(90, 112, 22)]
    assert (fixed.keeper, fixed.keeper_position) == (cast.deputy.short_name, "заместитель директора")


def test_closed_sheet_does_not_follow_later_changes(cast: make.Cast, october: WorkLogEntry) -> None:
    row = october.contract
    row.position = "старший преподаватель"
    row.save()
    assert [(r.position, r.days) for r in load_sheet(make.branch(), OCTOBER).rows] == [
        ("преподаватель", {12: 50})
    ]


def test_load_09_month_with_waiting_entries_stays_open(cast: make.Cast) -> None:
    entry = manual(cast.teacher)
    with pytest.raises(Refused) as refused:
        close_month(make.branch(), NOVEMBER, by=cast.deputy)
    assert refused.value.refusals[0].words == "Закрыть ноябрь 2026 нельзя: 1 запись не подтверждена."
    return_entry(entry, by=cast.deputy, remark="Кому?")
    with pytest.raises(Refused) as refused:
        close_month(make.branch(), NOVEMBER, by=cast.deputy)
    assert rules_of(refused) == ["LOAD-09"]


def test_load_11_month_closes_once_and_not_before_it_begins(cast: make.Cast) -> None:
    close_month(make.branch(), OCTOBER, by=cast.deputy)
    with pytest.raises(Refused) as refused:
        close_month(make.branch(), OCTOBER, by=cast.deputy)
    assert rules_of(refused) == ["LOAD-06"]
    with pytest.raises(Refused) as refused:
        close_month(make.branch(), date(2026, 12, 1), by=cast.deputy)
    assert rules_of(refused) == ["LOAD-11"]


def test_load_16_head_signs_a_closed_month_once(cast: make.Cast) -> None:
    sheet = MonthSheet.objects.create(branch=make.branch(), month=OCTOBER)
    with pytest.raises(Refused) as refused:
        sign_month(sheet, by=cast.director)
    assert rules_of(refused) == ["LOAD-16"]
    close_month(make.branch(), OCTOBER, by=cast.deputy)
    first = sign_month(sheet, by=cast.director)
    again = sign_month(sheet, by=cast.specialist)
    assert (again.signed_by, again.signed_at) == (cast.director, first.signed_at)


def test_load_12_head_opens_a_month_again_with_a_reason(cast: make.Cast, october: WorkLogEntry) -> None:
    sheet = MonthSheet.objects.get(month=OCTOBER)
    with pytest.raises(Refused) as refused:
        reopen_month(sheet, by=cast.director, reason="")
    assert rules_of(refused) == ["LOAD-12"]
    opened = reopen_month(sheet, by=cast.director, reason="Пропущена рецензия")
    october.refresh_from_db()
    assert (opened.state, opened.snapshot, october.state) == (MonthSheet.State.OPEN, None, State.CONFIRMED)
    assert (opened.reopened_by, opened.reopen_reason) == (cast.director, "Пропущена рецензия")
    with pytest.raises(Refused) as refused:
        reopen_month(sheet, by=cast.director, reason="ещё раз")
    assert rules_of(refused) == ["LOAD-16"]


def test_load_06_closed_entry_is_reversed_and_written_anew(cast: make.Cast, october: WorkLogEntry) -> None:
    before = load_sheet(make.branch(), OCTOBER)
    reversal, right = reverse_entry(october, by=cast.deputy, reason="не то окончание", minutes=40)
    assert right is not None
    assert (reversal.minutes, reversal.reversal_of, reversal.date) == (-50, october, date(2026, 11, 23))
    assert (right.minutes, right.state, right.reversal_reason) == (40, State.CONFIRMED, "не то окончание")
    assert list(right.spans.values_list("entry_id", flat=True)) == [right.pk]
    assert load_sheet(make.branch(), OCTOBER) == before
    [row] = load_sheet(make.branch(), NOVEMBER).rows
    assert row.days == {23: -10}
    assert row.note == "23.11: сторно −50 мин. за 12.10.2026 (не то окончание)"


def test_reversal_without_minutes_frees_the_time(cast: make.Cast, october: WorkLogEntry) -> None:
    assert reverse_entry(october, by=cast.deputy, reason="работы не было")[1] is None
    assert not october.spans.exists()


def test_load_17_entry_is_corrected_once(cast: make.Cast, october: WorkLogEntry) -> None:
    reversal, _ = reverse_entry(october, by=cast.deputy, reason="ошибка", minutes=40)
    with pytest.raises(Refused) as refused:
        reverse_entry(october, by=cast.deputy, reason="ошибка", minutes=30)
    assert rules_of(refused) == ["LOAD-17"]
    with pytest.raises(Refused) as refused:
        return_entry(reversal, by=cast.deputy, remark="сторно")
    assert rules_of(refused) == ["LOAD-17"]


@pytest.mark.parametrize(
    ("by", "reason", "rules"), [("teacher", "сам", ["LOAD-03"]), ("deputy", "", ["LOAD-12"])]
)
def test_correction_is_by_another_and_explained(
    cast: make.Cast, october: WorkLogEntry, by: str, reason: str, rules: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        reverse_entry(october, by=getattr(cast, by), reason=reason, minutes=1)
    assert rules_of(refused) == rules


def test_open_entry_is_not_reversed(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        reverse_entry(manual(cast.teacher), by=cast.deputy, reason="ошибка")
    assert rules_of(refused) == ["LOAD-10"]
