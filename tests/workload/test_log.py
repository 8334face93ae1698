"""Entries come from held sessions and from workers (S0-5.1, S0-5.10a, LOAD-01, 02, 06, 07)."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction

from opora.consultations.events import SessionHeld, SessionNoShow, SessionReturned
from opora.consultations.models import Session
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.people.models import LoadBasis
from opora.workload.actions import ManualWork, close_month, explain_late, resubmit_entry
from opora.workload.models import CountedSpan, MonthSheet, WorkLogEntry
from tests import make

from .build import NOVEMBER, contract, entries, held, manual, msk, offline

State = WorkLogEntry.State


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def retell(session: Session) -> None:
    with transaction.atomic():
        publish(SessionHeld(session.pk))


def test_load_01_actual_minutes_are_written_not_the_plan(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 18), msk(20, 18, 47))
    make.booking(session, cast.learner, state="attended")
    retell(session)
    [entry] = entries()
    assert (entry.minutes, entry.state, entry.source) == (47, State.SUBMITTED, "auto")
    assert (entry.basis, entry.learners_count) == (LoadBasis.IN_TEACHING_LOAD, 1)
    assert (entry.date, entry.entered_late) == (date(2026, 11, 20), False)
    assert entry.contract == contract(cast.teacher)


def test_case_12_two_groups_at_one_webinar_count_once(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19), groups=[cast.group, make.group("ТБ-26/09")])
    assert [entry.minutes for entry in entries()] == [60]


def test_case_17_session_over_midnight_is_two_entries(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 23, 30), msk(21, 0, 45))
    assert [(entry.date.day, entry.minutes) for entry in entries()] == [(20, 30), (21, 45)]


def test_case_2_the_day_and_month_are_those_of_the_workers_branch(cast: make.Cast) -> None:
    east = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    master = make.staff("Ли Ен Су", branch=east)
    held(master, datetime(2026, 10, 31, 20, tzinfo=UTC), datetime(2026, 10, 31, 21, tzinfo=UTC), branch=east)
    [entry] = entries()
    assert (entry.date, entry.branch) == (date(2026, 11, 1), east)


def test_case_14_offline_intervals_stand_each_in_its_day(cast: make.Cast) -> None:
    offline(
        cast.teacher,
        (msk(17, 10), msk(17, 10, 7)),
        (msk(18, 10), msk(18, 10, 12)),
        (msk(20, 9), msk(20, 9, 5)),
    )
    assert [(entry.date.day, entry.minutes) for entry in entries()] == [(17, 7), (18, 12), (20, 5)]


def test_case_9_waiting_for_nobody_is_counted_as_waiting(cast: make.Cast) -> None:
    row = make.session(
        cast.teacher, msk(10, 17), state="no_show", actual_start=msk(10, 17), actual_end=msk(10, 17, 15)
    )
    with transaction.atomic():
        publish(SessionNoShow(row.pk))
    assert [entry.minutes for entry in entries()] == [15]


def test_session_without_actual_time_leaves_no_entry(cast: make.Cast) -> None:
    row = make.session(cast.teacher, msk(10, 17), state="no_show")
    with transaction.atomic():
        publish(SessionNoShow(row.pk))
    assert entries() == []


def test_hours_of_a_substitute_go_to_the_substitute(cast: make.Cast) -> None:
    other = make.staff("Мирзоев Рустам Ахмед оглы", load_basis=LoadBasis.HOURLY)
    held(other, msk(19, 12), msk(19, 13), substitute_for=cast.teacher)
    assert [(entry.person, entry.basis) for entry in entries()] == [(other, LoadBasis.HOURLY)]


def test_case_11_overrun_into_the_next_session_is_split(cast: make.Cast) -> None:
    first = held(cast.teacher, msk(20, 18), msk(20, 19, 42))
    held(cast.teacher, msk(20, 19, 30), msk(20, 20, 30), minutes=60)
    one, two = entries()
    assert (one.minutes, two.minutes) == (102, 48)
    assert two.description == f"12 мин. уже учтено в записи № {one.pk}"
    retell(first)
    assert [entry.minutes for entry in entries()] == [102, 48]


def test_time_wholly_inside_another_entry_gives_none(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19, 30))
    held(cast.teacher, msk(20, 18, 30), msk(20, 19))
    assert [entry.minutes for entry in entries()] == [90]


def test_load_02_database_refuses_a_minute_counted_twice(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19))
    entry = entries()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedSpan.objects.create(
            entry=entry, person=cast.teacher, starts_at=msk(20, 18, 59), ends_at=msk(20, 20)
        )


def test_corrected_session_rewrites_its_entries(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 23), msk(21, 0, 30))
    with transaction.atomic():
        publish(SessionReturned(session.pk))
    assert {entry.state for entry in entries()} == {State.DRAFT}
    session.actual_end = msk(20, 23, 50)
    session.save()
    retell(session)
    assert [(entry.date.day, entry.minutes, entry.state) for entry in entries()] == [
        (20, 50, State.SUBMITTED)
    ]


def test_correction_to_no_time_takes_the_entry_away(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 18), msk(20, 19))
    Session.objects.filter(pk=session.pk).update(state="no_show", actual_start=None, actual_end=None)
    with transaction.atomic():
        publish(SessionNoShow(session.pk))
    assert entries() == []


def test_load_08_worker_without_a_contract_is_refused(cast: make.Cast) -> None:
    stranger = make.person("Бесконтрактный Иван Иванович")
    with pytest.raises(Refused) as refused:
        held(stranger, msk(20, 18), msk(20, 19))
    assert rules_of(refused) == ["LOAD-08"]


def test_contract_of_the_branch_and_position_is_chosen(cast: make.Cast) -> None:
    here = make.branch()
    make.staff_contract(cast.teacher, position="методист", load_basis=LoadBasis.OUTSIDE_TEACHING_LOAD)
    east = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    make.staff_contract(cast.teacher, branch=east, load_basis=LoadBasis.HOURLY)
    line = make.line(make.schedule(), cast.teacher, job_title="методист", branch=here)
    held(cast.teacher, msk(20, 18), msk(20, 19), line=line)
    held(cast.teacher, msk(20, 20), msk(20, 21), branch=east)
    assert [entry.basis for entry in entries()] == [LoadBasis.OUTSIDE_TEACHING_LOAD, LoadBasis.HOURLY]


@pytest.mark.parametrize(("day", "late"), [(17, True), (18, False), (20, False)])
def test_load_07_late_is_more_than_three_working_days_after(cast: make.Cast, day: int, late: bool) -> None:
    held(cast.teacher, msk(day, 12), msk(day, 12, 55))
    assert entries()[0].entered_late is late


def test_late_reason_of_the_holder_is_kept(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(12, 12), msk(12, 12, 55), late_reason="не было связи")
    retell(session)
    [entry] = entries()
    assert (entry.entered_late, entry.late_reason) == (True, "не было связи")


def test_case_15_hours_of_a_closed_month_go_to_the_open_one(cast: make.Cast) -> None:
    close_month(make.branch(), date(2026, 10, 1), by=cast.deputy)
    held(cast.teacher, msk(30, 23, 30, month=10), msk(31, 0, 30, month=10))
    [entry] = entries()
    assert (entry.date, entry.minutes, entry.entered_late) == (date(2026, 11, 23), 60, True)
    assert (
        entry.description
        == "за 30.10.2026: табель того месяца закрыт; за 31.10.2026: табель того месяца закрыт"
    )


def test_hours_after_an_early_closing_go_to_the_next_month(cast: make.Cast) -> None:
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    held(cast.teacher, msk(23, 12), msk(23, 13))
    assert [entry.date for entry in entries()] == [date(2026, 12, 1)]


def test_hours_skip_every_closed_month(cast: make.Cast) -> None:
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    MonthSheet.objects.create(
        branch=make.branch(),
        month=date(2026, 12, 1),
        state="closed",
        snapshot={},
        seal="0" * 64,
        closed_by=cast.deputy,
    )
    held(cast.teacher, msk(23, 12), msk(23, 13))
    assert [entry.date for entry in entries()] == [date(2027, 1, 1)]


def test_locked_day_stays_and_only_the_rest_is_written(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(31, 23, month=10), msk(1, 1), late_reason="болезнь")
    october, november = entries()
    WorkLogEntry.objects.filter(pk=october.pk).update(state=State.CONFIRMED, confirmed_by=cast.deputy)
    close_month(make.branch(), date(2026, 10, 1), by=cast.deputy)
    session.actual_start = msk(31, 22, 50, month=10)
    session.save()
    retell(session)
    assert [(e.date, e.minutes, e.state) for e in entries()] == [
        (october.date, 60, State.LOCKED),
        (november.date, 60, State.SUBMITTED),
        (date(2026, 11, 23), 10, State.SUBMITTED),
    ]


def test_worker_adds_help_by_hand(cast: make.Cast) -> None:
    entry = manual(cast.teacher, minutes=25, learners=1)
    assert (entry.minutes, entry.state, entry.source) == (25, State.SUBMITTED, "manual")
    assert not entry.spans.exists()


def test_manual_times_are_counted_once(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19))
    with pytest.raises(Refused) as refused:
        manual(cast.teacher, time_from=time(18, 30), time_to=time(19, 30))
    assert refused.value.refusals[0].words == f"Это время уже учтено в записи № {entries()[0].pk}."
    entry = manual(cast.teacher, time_from=time(19), time_to=time(19, 30))
    assert entry.minutes == 30


def test_manual_times_may_cross_midnight(cast: make.Cast) -> None:
    assert manual(cast.teacher, time_from=time(23, 50), time_to=time(0, 10)).minutes == 20


@pytest.mark.parametrize(
    ("day", "minutes", "rules"),
    [
        (date(2026, 11, 24), 30, ["LOAD-14"]),
        (date(2024, 11, 20), 30, ["LOAD-08"]),
        (date(2026, 11, 20), 0, ["LOAD-15"]),
        (date(2026, 11, 20), 1441, ["LOAD-15"]),
        (date(2026, 11, 3), 30, ["LOAD-07"]),
    ],
)
def test_load_14_and_load_15_impossible_manual_entries_are_refused(
    cast: make.Cast, day: date, minutes: int, rules: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        manual(cast.teacher, day, minutes)
    assert rules_of(refused) == rules
    assert entries() == []


def test_manual_entry_of_an_ended_contract_is_refused(cast: make.Cast) -> None:
    row = contract(cast.teacher)
    row.valid_to = date(2026, 11, 10)
    row.save()
    with pytest.raises(Refused) as refused:
        manual(cast.teacher)
    assert rules_of(refused) == ["LOAD-08"]


def test_load_06_manual_entry_into_a_closed_month_is_refused(cast: make.Cast) -> None:
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    with pytest.raises(Refused) as refused:
        manual(cast.teacher)
    assert rules_of(refused) == ["LOAD-06"]


def test_author_corrects_a_manual_entry_until_it_is_confirmed(cast: make.Cast) -> None:
    entry = manual(cast.teacher, time_from=time(10), time_to=time(11))
    work = ManualWork(date(2026, 11, 19), "Рецензия", time_from=time(10, 30), time_to=time(11))
    again = resubmit_entry(entry, work=work)
    assert (again.pk, again.minutes, again.date.day, again.state) == (entry.pk, 30, 19, State.SUBMITTED)
    WorkLogEntry.objects.update(state=State.CONFIRMED, confirmed_by=cast.deputy)
    with pytest.raises(Refused) as refused:
        resubmit_entry(entry, work=work)
    assert rules_of(refused) == ["LOAD-10"]


def test_late_entry_is_explained_by_its_author(cast: make.Cast) -> None:
    held(cast.teacher, msk(12, 12), msk(12, 13))
    with pytest.raises(Refused) as refused:
        explain_late(entries()[0], reason=" ")
    assert rules_of(refused) == ["LOAD-12"]
    assert explain_late(entries()[0], reason="не было связи").late_reason == "не было связи"
    WorkLogEntry.objects.update(state=State.CONFIRMED, confirmed_by=cast.deputy)
    with pytest.raises(Refused) as refused:
        explain_late(entries()[0], reason="ещё")
    assert rules_of(refused) == ["LOAD-10"]
