"""The plan of introducing ЭО и ДОТ: written, approved, carried out, summed up, and who is told (S4-2.1a)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.duties import actions, queries
from opora.duties.models import Measure, Plan
from opora.duties.tasks import remind_of_measures
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.reports.papers import render_docx, render_pdf
from opora.reports.queries import plan_paper
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
DAY, SINCE, UNTIL = date(2026, 11, 23), date(2026, 11, 1), date(2026, 12, 31)
State = Plan.State


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def draft(of: make.Cast, **values: Any) -> Plan:
    given = {
        "title": "План внедрения",
        "starts_on": SINCE,
        "ends_on": UNTIL,
        "goals": "Вебинары\nОтветы за 2 дня",
    }
    return actions.keep_plan(None, by=of.specialist, **{**given, **values})


def measure(of: make.Cast, plan: Plan, **values: Any) -> Measure:
    given = {
        "words": "Обучить преподавателей вебинарам", "goal": "10 человек", "evidence": "schedule",
        "responsible": of.teacher, "due_on": date(2026, 12, 1),
    }  # fmt: skip
    return actions.keep_measure(plan, None, **{**given, **values})


def approved(of: make.Cast, **values: Any) -> tuple[Plan, Measure]:
    plan = draft(of)
    row = measure(of, plan, **values)
    actions.send_plan(plan)
    return actions.approve_plan(plan, by=of.director), row


def steps(of: make.Cast, plan: Plan, row: Measure) -> dict[str, Callable[[], object]]:
    """Every action on a plan, as it would be done now."""
    return {
        "keep": lambda: actions.keep_plan(
            plan, title="План", starts_on=SINCE, ends_on=UNTIL, goals="Цель", by=of.specialist
        ),
        "measure": lambda: measure(of, plan),
        "remove": lambda: actions.remove_measure(row),
        "send": lambda: actions.send_plan(plan),
        "return": lambda: actions.return_plan(plan, remark="Добавьте сроки."),
        "approve": lambda: actions.approve_plan(plan, by=of.director),
        "report": lambda: actions.report_measure(row, state="going", note=""),
        "move": lambda: actions.move_measure(row, due_on=date(2026, 12, 10), reason="болезнь"),
        "close": lambda: actions.close_plan(plan, outcome="Цели достигнуты."),
    }


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        ("draft", {"keep", "measure", "remove", "send"}),
        ("sent", {"return", "approve"}),
        ("approved", {"report", "move", "close"}),
        ("closed", set[str]()),
    ],
)
def test_pln_02_each_step_goes_from_its_own_state(cast: make.Cast, state: str, possible: set[str]) -> None:
    plan, row = approved(cast)
    for name in steps(cast, plan, row):
        values: dict[str, Any] = {"state": state}
        if state in ("draft", "sent"):
            values |= {"approved_by": None, "approved_on": None}
        else:
            values |= {"approved_by": cast.director, "approved_on": DAY}
        if state == "closed":
            values |= {"outcome": "Да", "closed_on": DAY}
        Plan.objects.filter(pk=plan.pk).update(**values)
        again = Measure.objects.filter(pk=row.pk).first() or measure_of(plan, cast)
        if name == "close":
            Measure.objects.filter(plan=plan).update(state="done", note="да", done_on=DAY)
        done = steps(cast, plan, again)[name]
        if name in possible:
            done()
        else:
            with pytest.raises(Refused) as refused:
                done()
            assert rules_of(refused) == ["PLN-02"], name
        Measure.objects.filter(plan=plan).update(state="ahead", note="", done_on=None)


def measure_of(plan: Plan, of: make.Cast) -> Measure:
    return Measure.objects.create(
        plan=plan, words="Опрос", goal="Отчёт", responsible=of.teacher, due_on=date(2026, 12, 1)
    )


def test_pln_01_a_period_is_in_order(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        draft(cast, ends_on=date(2026, 10, 1))
    assert rules_of(refused) == ["PLN-01"]


def test_pln_05_a_new_period_holds_the_terms(cast: make.Cast) -> None:
    plan = draft(cast)
    measure(cast, plan)
    with pytest.raises(Refused, match="Обучить преподавателей") as refused:
        actions.keep_plan(
            plan, title="План", starts_on=SINCE, ends_on=date(2026, 11, 30), goals="Цель", by=cast.specialist
        )
    assert rules_of(refused) == ["PLN-05"]


def test_pln_03_an_empty_plan_is_not_sent(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.send_plan(draft(cast))
    assert rules_of(refused) == ["PLN-03"]


def test_pln_04_a_measure_lies_within_the_plan_and_is_of_who_works_here(cast: make.Cast) -> None:
    plan = draft(cast)
    with pytest.raises(Refused) as refused:
        measure(cast, plan, due_on=date(2027, 1, 1), responsible=cast.learner)
    assert rules_of(refused) == ["PLN-04", "DUT-03"]


def test_pln_06_it_comes_back_with_a_remark_and_goes_again(cast: make.Cast) -> None:
    plan = draft(cast)
    measure(cast, plan)
    actions.send_plan(plan)
    assert (
        Notification.objects.get(person=cast.director, key__startswith="plan-").title == "План на утверждение"
    )
    with pytest.raises(Refused) as refused:
        actions.return_plan(plan, remark=" ")
    assert rules_of(refused) == ["PLN-06"]
    actions.return_plan(plan, remark="Назовите сроки.")
    assert Notification.objects.get(person=cast.specialist, title="План вернули").body == "Назовите сроки."
    again = actions.send_plan(plan)
    assert (again.state, again.remark) == (State.SENT, "")


def test_approved_everybody_learns_what_is_his(cast: make.Cast) -> None:
    plan, _row = approved(cast)
    assert (plan.approved_by, plan.approved_on) == (cast.director, DAY)
    told = Notification.objects.get(person=cast.teacher, key=f"plan-{plan.pk}-charged")
    assert told.title == "По плану внедрения ЭО и ДОТ за вами: 1"
    assert told.body == "Обучить преподавателей вебинарам, до 01.12.2026"


def test_pln_07_what_is_done_has_a_result_and_what_is_dropped_a_reason(cast: make.Cast) -> None:
    _plan, row = approved(cast)
    for state in ("done", "dropped"):
        with pytest.raises(Refused) as refused:
            actions.report_measure(row, state=state, note=" ")
        assert rules_of(refused) == ["PLN-07"]
    done = actions.report_measure(row, state="done", note="Обучены 12 человек.")
    assert (done.state, done.done_on) == ("done", DAY)
    assert actions.report_measure(row, state="going", note="").done_on is None


def test_pln_08_a_term_is_moved_with_a_reason_and_the_first_stays(cast: make.Cast) -> None:
    _plan, row = approved(cast)
    for due, reason, rule in (
        (date(2026, 12, 1), "болезнь", "PLN-08"),
        (date(2026, 12, 9), "", "PLN-08"),
        (date(2027, 2, 1), "болезнь", "PLN-04"),
    ):
        with pytest.raises(Refused) as refused:
            actions.move_measure(row, due_on=due, reason=reason)
        assert rules_of(refused) == [rule]
    for day in (9, 20):
        row = actions.move_measure(row, due_on=date(2026, 12, day), reason="болезнь")
    assert (row.due_on, row.first_due_on, row.note) == (date(2026, 12, 20), date(2026, 12, 1), "болезнь")
    row = actions.report_measure(row, state="dropped", note="не нужно")
    with pytest.raises(Refused):
        actions.move_measure(row, due_on=date(2026, 12, 21), reason="болезнь")


def test_pln_09_a_plan_is_closed_when_every_measure_has_ended(cast: make.Cast) -> None:
    plan, row = approved(cast)
    with pytest.raises(Refused, match="Обучить преподавателей") as refused:
        actions.close_plan(plan, outcome="Да")
    assert rules_of(refused) == ["PLN-09"]
    actions.report_measure(row, state="done", note="да")
    closed = actions.close_plan(plan, outcome="Цели достигнуты.")
    assert (closed.state, closed.closed_on) == (State.CLOSED, DAY)


def test_a_term_that_is_near_or_gone_is_told_in_time(cast: make.Cast) -> None:
    plan, row = approved(cast)
    due = date(2026, 12, 1)

    def on(days: int) -> int:
        day = due + timedelta(days=days)
        with travel(datetime(day.year, day.month, day.day, 6, tzinfo=UTC)):
            return remind_of_measures()

    assert [on(days) for days in (-4, -3, -3, 0, 1, 1, 2, 8)] == [0, 1, 0, 0, 2, 0, 0, 2]
    late = Notification.objects.filter(key__contains="-late-")
    assert {one.person_id for one in late} == {cast.teacher.pk, cast.specialist.pk}
    assert {one.url for one in late.filter(person=cast.specialist)} == {f"/duties/plans/{plan.pk}/"}
    with travel(datetime(2026, 12, 9, 6, tzinfo=UTC)):
        assert [line.late for line in queries.measure_lines(plan, date(2026, 12, 9))] == [8]
        actions.report_measure(row, state="done", note="да")
        assert on(15) == 0


def test_from_the_first_page_to_the_outcome(cast: make.Cast, login: Login) -> None:
    """S4-2.1a: the specialist writes, the head approves, the deputy reads a live figure."""
    writes, head, reads = (login(cast.account(name)) for name in ("specialist", "director", "deputy"))
    assert "Планов пока нет" in writes.get("/duties/plans/").content.decode()
    answer = writes.post(
        "/duties/plans/new/",
        {
            "title": "План на полугодие",
            "starts_on": SINCE,
            "ends_on": UNTIL,
            "goals": "Вебинары на всех программах",
        },
    )
    page = answer["Location"]
    plan = Plan.objects.get()
    values = {
        "words": "Обучить", "goal": "10 человек", "responsible": cast.teacher.pk, "due_on": "2026-12-01",
        "evidence": "schedule",
    }  # fmt: skip
    assert writes.post(f"{page}measures/new/", {**values, "due_on": "2027-12-01"}).status_code == 422
    assert writes.post(f"{page}measures/new/", values).status_code == 302
    assert writes.post(f"{page}send/").status_code == 302
    assert "план внедрения ждёт утверждения" in flat(head.get("/cabinet/").content.decode())
    assert head.post(f"{page}return/", {"remark": ""}).status_code == 422
    assert head.post(f"{page}approve/").status_code == 302
    row = plan.measures.get()
    shown = flat(reads.get(page).content.decode())
    assert "действующего графика нет" in shown
    assert "Утвердить" not in shown
    assert writes.post(f"/duties/measures/{row.pk}/report/", {"state": "done", "note": ""}).status_code == 422
    assert (
        writes.post(
            f"/duties/measures/{row.pk}/move/", {"due_on": "2026-12-05", "reason": "болезнь"}
        ).status_code
        == 302
    )
    assert (
        writes.post(f"/duties/measures/{row.pk}/report/", {"state": "done", "note": "Да"}).status_code == 302
    )
    assert "Итоги" in writes.get(page).content.decode()
    assert writes.post(f"{page}close/", {"outcome": "Достигнуты."}).status_code == 302
    assert "Достигнуты." in reads.get(page).content.decode()


def test_the_paper_waits_for_the_stamp_and_then_says_what_was_done(cast: make.Cast) -> None:
    plan = draft(cast)
    row = measure(cast, plan)
    paper = plan_paper(plan)
    assert paper.stamp[0] == "УТВЕРЖДАЮ"
    assert cast.director.short_name in paper.stamp[3]
    assert paper.stamp[4].startswith("«____»")
    assert [len(table.columns) for table in paper.layout().tables] == [5]
    actions.send_plan(plan)
    actions.approve_plan(plan, by=cast.director)
    actions.report_measure(row, state="done", note="Обучены 12.")
    paper = plan_paper(Plan.objects.get(pk=plan.pk))
    assert paper.stamp[4].startswith("«23» ноября 2026")
    [shown] = paper.rows
    assert (shown.due, shown.done) == ("01.12.2026", "выполнено 23.11.2026. Обучены 12.")
    assert {table.width_mm for table in paper.layout().tables} == {267}
    assert render_docx(paper).startswith(b"PK")
    assert render_pdf(paper).startswith(b"%PDF")


def test_the_price_of_the_pages_does_not_grow(cast: make.Cast, login: Login) -> None:
    plan = draft(cast)
    measure(cast, plan)
    client = login(cast.account("deputy"))

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = ("/duties/plans/", f"/duties/plans/{plan.pk}/")
    [cost(url) for url in urls]
    before = [cost(url) for url in urls]
    for _n in range(29):
        measure(cast, plan)
        draft(cast)
    assert [cost(url) for url in urls] == before
