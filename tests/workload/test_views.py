"""Pages of hours: the deputy's sheet, decisions, the worker's own page."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.clock import travel
from opora.people.models import LoadBasis
from opora.regulations.queries import forget_editions
from opora.workload.actions import close_month, confirm_entries, return_entry, set_planned_load
from opora.workload.models import MonthSheet, PlannedLoad, WorkLogEntry
from tests import make

from .build import NOVEMBER, contract, entries, held, manual, msk, offline

State = WorkLogEntry.State
LogIn = Callable[..., Client]
SHEET = "/hours/?month=2026-11"


@pytest.fixture
def deputy(cast: make.Cast, login: LogIn) -> Client:
    return login(cast.account("deputy"))


@pytest.fixture
def teacher(cast: make.Cast, login: LogIn) -> Client:
    return login(cast.account("teacher"))


@pytest.fixture
def director(cast: make.Cast, login: LogIn) -> Client:
    return login(cast.account("director"))


def words(answer: HttpResponse) -> str:
    """The page without the non-breaking spaces of typesetting."""
    return answer.content.decode().replace("\u00a0", " ")


def row_key(who: object) -> str:
    row = contract(who)  # type: ignore[arg-type] # a person of the cast
    return f"{row.pk}-{row.load_basis}"


def test_sheet_says_who_worked_how_much(cast: make.Cast, deputy: Client) -> None:
    line = make.line(make.schedule(), cast.teacher)
    held(cast.teacher, msk(20, 18), msk(20, 19, 52), line=line)
    set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=90)
    manual(cast.deputy)
    page = deputy.get(SHEET)
    rows = {row.person: row for row in page.context["rows"]}
    mine, hers = rows[cast.deputy], rows[cast.teacher]
    assert (hers.plan, hers.declared, hers.fact, hers.difference) == (90, 90, 112, 22)
    assert (hers.waiting, hers.waiting_minutes, hers.may_confirm) == (1, 112, True)
    assert hers.over_plan.rule == "LOAD-04"
    assert (mine.mine, mine.may_confirm, mine.held_by_director) == (True, False, True)
    assert [title for title, _ in page.context["sections"]] == ["Педагогические работники", "Иные работники"]
    totals = page.context["totals"]
    assert (totals.plan, totals.fact, totals.difference, totals.waiting) == (90, 142, 22, 2)
    assert page.context["until"] == date(2026, 12, 3)
    assert "свои часы подтвердить нельзя" in words(page)


def test_opened_row_shows_what_confirms_each_entry(cast: make.Cast, deputy: Client) -> None:
    other = make.staff("Мирзоев Рустам Ахмед оглы")
    session = held(other, msk(20, 17), msk(20, 18), substitute_for=cast.teacher, note="заменил")
    make.booking(session, cast.learner, state="attended")
    make.booking(session, cast.child, state="no_show")
    offline(other, (msk(19, 10), msk(19, 10, 7)), (msk(19, 12), msk(19, 12, 12)))
    held(other, msk(12, 12), msk(12, 12, 55), late_reason="не было связи")
    manual(other)
    page = deputy.get(f"{SHEET}&open={row_key(other)}")
    late, letters, lesson, answer = page.context["evidence"]
    assert late.entry.late_reason == "не было связи"
    assert letters.proofs[0] == "7 + 12 мин"
    assert lesson.proofs == ("17:00–18:00", "1 человек из 2", "заменил")
    assert lesson.remarks == ("вместо Ковалёва\u00a0И.\u00a0С.",)
    assert (answer.what, answer.planned) == ("Ответ на обращение: Ивановой М. П.", None)
    assert "«не было связи»" in words(page)


def test_typed_minutes_stand_beside_those_the_platform_saw(cast: make.Cast, deputy: Client) -> None:
    start = msk(20, 18)
    seen = held(cast.teacher, start, msk(20, 19, 30), opened_at=start, closed_at=msk(20, 19, 10))
    held(cast.teacher, msk(21, 18), msk(21, 19))
    page = deputy.get(f"{SHEET}&open={row_key(cast.teacher)}")
    first, second = page.context["evidence"]
    assert seen.measured_minutes == 70
    assert (first.entry.minutes, first.measured, first.above_measured) == (90, 70, 20)
    assert (second.measured, second.above_measured) == (None, None)


def test_ticked_entries_alone_are_confirmed(cast: make.Cast, deputy: Client) -> None:
    wanted, other = manual(cast.teacher), manual(cast.teacher, date(2026, 11, 19))
    key = row_key(cast.teacher)
    data = {"ticked": f"{key}:2026-11", "entry": [f"{wanted.pk}:30"]}
    assert deputy.post("/hours/confirm/", data).status_code == 302
    assert [row.state for row in entries(pk__in=[wanted.pk, other.pk])] == ["submitted", "confirmed"]
    stale = deputy.post("/hours/confirm/", {"ticked": f"{key}:2026-11", "entry": [f"{other.pk}:20"]})
    assert stale.status_code == 422
    nothing = deputy.post("/hours/confirm/", {"ticked": f"{key}:2026-11"}, follow=True)
    assert "Отметьте хотя бы одну запись" in words(nothing)
    assert deputy.post("/hours/confirm/", {"ticked": key, "entry": "x"}).status_code == 400


def test_what_changed_since_the_last_look_is_marked(cast: make.Cast, deputy: Client) -> None:
    mark = "Изменилось с прошлого просмотра"
    manual(cast.teacher)
    WorkLogEntry.objects.update(updated_at=msk(23, 8))
    with travel(msk(23, 9)):
        assert mark not in words(deputy.get(SHEET))
    with travel(msk(23, 12)):
        assert mark not in words(deputy.get(SHEET))
    manual(cast.teacher, date(2026, 11, 19))
    WorkLogEntry.objects.filter(date=date(2026, 11, 19)).update(updated_at=msk(23, 13))
    for minute in (0, 10):
        with travel(msk(23, 14, minute)):
            assert mark in words(deputy.get(SHEET))
    with travel(msk(23, 15)):
        assert mark not in words(deputy.get(SHEET))


def test_a_question_is_asked_on_the_sheet_and_answered_in_own_hours(
    cast: make.Cast, deputy: Client, teacher: Client
) -> None:
    entry = manual(cast.teacher)
    asked = deputy.post(f"/hours/{entry.pk}/ask/", {"text": ""})
    assert asked.status_code == 422
    deputy.post(f"/hours/{entry.pk}/ask/", {"text": "Кому отвечали?"})
    page = teacher.get("/hours/mine/?month=2026-11")
    [question] = page.context["questions"]
    assert "«Кому отвечали?»" in words(page)
    teacher.post(f"/hours/questions/{question.pk}/answer/", {"text": "Ивановой"})
    sheet = words(deputy.get(f"{SHEET}&open={row_key(cast.teacher)}"))
    assert "«Кому отвечали?»" in sheet
    assert "«Ивановой»" in sheet
    assert not teacher.get("/hours/mine/?month=2026-11").context["questions"]


def test_con_09_group_help_outside_the_load_is_pointed_out(cast: make.Cast, deputy: Client) -> None:
    worker = make.staff("Совместитель Анна", load_basis=LoadBasis.OUTSIDE_TEACHING_LOAD)
    held(worker, msk(20, 18), msk(20, 19), format="group")
    held(worker, msk(21, 18), msk(21, 19), format="individual")
    page = deputy.get(f"{SHEET}&open={row_key(worker)}")
    assert [one.warnings for one in page.context["evidence"]] == [(), ()]
    make.edition(provisions={"outside_load_individual": True}, bases={"CON-09": "5.9"})  # type: ignore[dict-item]
    forget_editions()
    page = deputy.get(f"{SHEET}&open={row_key(worker)}")
    assert [[w.rule for w in one.warnings] for one in page.context["evidence"]] == [["CON-09"], []]


def test_empty_month_says_what_comes(deputy: Client) -> None:
    assert "За этот месяц часов ещё нет" in words(deputy.get("/hours/?month=nonsense"))


def test_branch_is_chosen_and_counts_alone(cast: make.Cast, deputy: Client) -> None:
    east = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    master = make.staff("Ли Ен Су", branch=east)
    manual(master)
    manual(cast.teacher)
    page = deputy.get(f"{SHEET}&branch={east.pk}")
    assert [row.person for row in page.context["rows"]] == [master]
    assert len(page.context["branches"]) == 2


def test_keeper_without_a_contract_opens_the_head_branch(cast: make.Cast, login: LogIn) -> None:
    assert login(cast.account("auditor")).get(SHEET).context["branch"] == make.branch()


def test_sheet_takes_the_same_statements_for_any_number_of_rows(cast: make.Cast, deputy: Client) -> None:
    def statements() -> int:
        url = f"{SHEET}&open={row_key(cast.teacher)}"
        with CaptureQueriesContext(connection) as caught:
            assert deputy.get(url).status_code == 200
        return len(caught)

    held(cast.teacher, msk(2, 18), msk(2, 19), late_reason="болезнь")
    statements()
    one = statements()
    for day in range(3, 23):
        held(cast.teacher, msk(day, 18), msk(day, 19), late_reason="болезнь")
    for number in range(10):
        manual(make.staff(f"Работник{number} Иван"))
    assert statements() == one


def test_confirming_a_row_and_taking_it_back(cast: make.Cast, deputy: Client) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19, 30))
    entry = entries()[0]
    data = {"row": f"{entry.pk}:90:1"}
    answer = deputy.post(reverse("workload:confirm"), data, follow=True)
    page = words(answer)
    assert "подтверждено 90 мин, 1 запись" in page
    assert entries()[0].state == State.CONFIRMED
    answer = deputy.post(f"{reverse('workload:unconfirm')}?entries={entry.pk}", follow=True)
    assert entries()[0].state == State.SUBMITTED
    assert answer.context["opened"].person == cast.teacher


def test_everything_that_waits_is_confirmed_at_once(cast: make.Cast, deputy: Client) -> None:
    manual(cast.teacher, minutes=30)
    assert not deputy.get(SHEET).context["all_ticket"]
    manual(cast.curator, minutes=20)
    manual(cast.deputy)
    ticket = deputy.get(SHEET).context["all_ticket"]
    page = deputy.post(reverse("workload:confirm"), {"row": ticket}, follow=True)
    assert "Подтверждено 50 мин, 2 записи, работников: 2." in words(page)
    assert {entry.person: entry.state for entry in entries()} == {
        cast.teacher: "confirmed",
        cast.curator: "confirmed",
        cast.deputy: "submitted",
    }


def test_sheet_shows_only_what_waits_or_differs(cast: make.Cast, deputy: Client) -> None:
    line = make.line(make.schedule(), cast.teacher)
    held(cast.teacher, msk(20, 18), msk(20, 19, 30), line=line)
    manual(cast.deputy)

    def names(show: str) -> list[str]:
        sections = deputy.get(f"{SHEET}&show={show}").context["sections"]
        return [row.name for _, rows in sections for row in rows]

    assert [len(names(show)) for show in ("", "wait", "diff")] == [2, 1, 1]
    assert names("wait") == [cast.teacher.short_name]
    confirm_entries(entries(person=cast.teacher), by=cast.deputy)
    assert "Таких строк нет" in words(deputy.get(f"{SHEET}&show=wait"))


def test_confirming_own_hours_is_refused_with_the_clause(cast: make.Cast, deputy: Client) -> None:
    make.edition(bases={"LOAD-03": "5.10"})
    entry = manual(cast.deputy)
    answer = deputy.post(reverse("workload:confirm"), {"row": f"{entry.pk}:30:0"})
    assert answer.status_code == 422
    page = words(answer)
    assert "Свои часы подтвердить нельзя." in page.replace("\u00a0", " ")
    assert "5.10" in page


def test_director_confirms_only_the_deputy(cast: make.Cast, director: Client) -> None:
    answer = director.post(reverse("workload:confirm"), {"row": f"{manual(cast.teacher).pk}:30:0"})
    assert answer.status_code == 403
    answer = director.post(reverse("workload:confirm"), {"row": f"{manual(cast.deputy).pk}:30:0"})
    assert answer.status_code == 302


def test_nonsense_is_a_bad_request(deputy: Client) -> None:
    for row in ("", "1;2:30:0", "1:x:0"):
        assert deputy.post(reverse("workload:confirm"), {"row": row}).status_code == 400
    assert deputy.post(f"{reverse('workload:unconfirm')}?entries=x").status_code == 400


def test_returning_needs_a_remark(cast: make.Cast, deputy: Client, teacher: Client) -> None:
    entry = manual(cast.teacher)
    url = reverse("workload:return", args=[entry.pk])
    assert deputy.get(url).status_code == 200
    refused = deputy.post(url, {"text": " "})
    assert (refused.status_code, refused.context["refused"].refusals[0].rule) == (422, "LOAD-12")
    too_long = deputy.post(url, {"text": "ж" * 301})
    assert too_long.status_code == 422
    assert deputy.post(url, {"text": "Кому отвечали?"}).status_code == 302
    assert "Кому отвечали?" in words(teacher.get(reverse("workload:mine")))


def test_month_is_closed_signed_opened_again(cast: make.Cast, deputy: Client, director: Client) -> None:
    confirm_entries([manual(cast.teacher)], by=cast.deputy)
    url = reverse("workload:close", args=[make.branch().pk, "2026-11"])
    assert url in words(deputy.get(SHEET))
    assert "Месяц ещё идёт" in words(deputy.get(url))
    assert deputy.post(url).status_code == 302
    assert deputy.post(url).status_code == 422
    sheet = MonthSheet.objects.get()
    assert reverse("workload:sign", args=[sheet.pk]) in words(director.get(SHEET))
    director.post(reverse("workload:sign", args=[sheet.pk]))
    assert "Подписано 23.11.2026" in words(deputy.get(SHEET))
    reopen = reverse("workload:reopen", args=[sheet.pk])
    assert director.get(reopen).status_code == 200
    assert director.post(reopen, {"text": ""}).status_code == 422
    assert director.post(reopen, {"text": "ж" * 301}).status_code == 422
    assert director.post(reopen, {"text": "Пропущена рецензия"}).status_code == 302
    assert "Пропущена рецензия" in words(deputy.get(SHEET))


def test_month_with_waiting_entries_has_no_close_button(cast: make.Cast, deputy: Client) -> None:
    manual(cast.teacher)
    url = reverse("workload:close", args=[make.branch().pk, "2026-11"])
    assert url not in words(deputy.get(SHEET))
    assert deputy.post(url).context["refused"].refusals[0].rule == "LOAD-09"


@pytest.mark.parametrize("month", ["2026-13", "soon"])
def test_wrong_month_is_not_found(deputy: Client, month: str) -> None:
    assert deputy.get(reverse("workload:close", args=[make.branch().pk, month])).status_code == 404


def test_closed_entry_is_corrected_by_a_reversal(cast: make.Cast, deputy: Client) -> None:
    entry = manual(cast.teacher, date(2026, 10, 12), late_reason="болезнь")
    confirm_entries([entry], by=cast.deputy)
    close_month(make.branch(), date(2026, 10, 1), by=cast.deputy)
    url = reverse("workload:reverse", args=[entry.pk])
    october = f"/hours/?month=2026-10&open={row_key(cast.teacher)}"
    assert url in words(deputy.get(october))
    assert deputy.get(url).status_code == 200
    assert deputy.post(url, {"minutes": ""}).status_code == 422
    assert deputy.post(url, {"minutes": "20", "text": ""}).status_code == 422
    assert deputy.post(url, {"minutes": "20", "text": "не то время"}).status_code == 302
    assert [row.minutes for row in entries(date__month=11)] == [-30, 20]
    assert url not in words(deputy.get(october))
    november = deputy.get(f"{SHEET}&open={row_key(cast.teacher)}")
    assert "причина: не то время" in words(november)


def test_plan_is_typed_once_for_everybody(cast: make.Cast, deputy: Client) -> None:
    url = reverse("workload:plan", args=[make.branch().pk, "2026-11"])
    key = row_key(cast.teacher)
    assert f'name="{key}-minutes"' in words(deputy.get(url))
    wrong = deputy.post(url, {f"{key}-minutes": "-1"})
    assert wrong.status_code == 422
    assert deputy.post(url, {f"{key}-minutes": "450", f"{key}-note": "замена"}).status_code == 302
    assert PlannedLoad.objects.values_list("minutes", "note").get() == (450, "замена")
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    refused = deputy.post(url, {f"{key}-minutes": "500", f"{key}-note": "замена"})
    assert refused.context["refused"].refusals[0].rule == "LOAD-06"
    assert 'value="500"' in words(refused)


def test_worker_sees_own_hours_and_what_to_put_right(cast: make.Cast, teacher: Client) -> None:
    held(cast.teacher, msk(12, 12), msk(12, 12, 55))
    set_planned_load(contract(cast.teacher), month=NOVEMBER, basis="in_teaching_load", minutes=90)
    manual(cast.deputy)
    page = teacher.get(reverse("workload:mine"))
    assert page.context["sums"] == {"plan": 90, "fact": 55, "confirmed": 0, "waiting": 55}
    assert [one.entry.pk for one in page.context["to_put_right"]] == [entries(person=cast.teacher)[0].pk]
    answer = teacher.post(
        reverse("workload:explain", args=[entries(person=cast.teacher)[0].pk]),
        {"reason": "не было связи"},
        follow=True,
    )
    assert list(answer.context["to_put_right"]) == []


def test_month_without_hours_offers_to_record_help(teacher: Client) -> None:
    page = words(teacher.get("/hours/mine/?month=2026-09"))
    assert "Часов за этот месяц пока нет" in page
    assert reverse("workload:add") in page


def manual_data(who: object, **values: str) -> dict[str, str]:
    row = contract(who)  # type: ignore[arg-type] # a person of the cast
    data = {
        "contract": str(row.pk),
        "date": "2026-11-20",
        "kind": "Рецензия",
        "details": "Хан Артём",
        "learners": "1",
    }
    return data | values


def test_worker_records_help_by_times_or_by_minutes(cast: make.Cast, teacher: Client) -> None:
    url = reverse("workload:add")
    assert teacher.get(url).status_code == 200
    assert teacher.post(url, manual_data(cast.teacher, minutes="25")).status_code == 302
    times = manual_data(cast.teacher, time_from="10:00", time_to="10:40")
    assert teacher.post(url, times).status_code == 302
    assert [(e.minutes, e.description) for e in entries()] == [
        (25, "Рецензия: Хан Артём"),
        (40, "Рецензия: Хан Артём"),
    ]
    again = teacher.post(url, times)
    assert (again.status_code, again.context["refused"].refusals[0].rule) == (422, "LOAD-02")
    assert 'value="Хан Артём"' in words(again)


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "minutes"), ({"time_from": "10:00"}, "time_to"), ({"time_to": "10:00"}, "time_from")],
)
def test_help_without_time_is_asked_for_it(
    cast: make.Cast, teacher: Client, values: dict[str, str], field: str
) -> None:
    answer = teacher.post(reverse("workload:add"), manual_data(cast.teacher, **values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_worker_with_two_contracts_chooses_one(cast: make.Cast, teacher: Client) -> None:
    make.staff_contract(cast.teacher, position="методист")
    assert "методист" in words(teacher.get(reverse("workload:add")))


def test_worker_corrects_own_manual_entry(cast: make.Cast, teacher: Client) -> None:
    manual(cast.teacher, minutes=30)
    from_times = manual_data(cast.teacher, time_from="10:00", time_to="10:20")
    entry = entries()[0]
    url = reverse("workload:edit", args=[entry.pk])
    page = words(teacher.get(url))
    assert 'value="30"' in page
    assert 'value="Ивановой М. П."' in page
    assert teacher.post(url, from_times).status_code == 302
    assert 'value="10:20"' in words(teacher.get(url))
    assert teacher.post(url, {}).status_code == 422
    confirm_entries(entries(), by=cast.deputy)
    assert teacher.post(url, from_times).context["refused"].refusals[0].rule == "LOAD-10"


def test_hours_of_a_session_are_put_right_in_the_session(cast: make.Cast, teacher: Client) -> None:
    session = held(cast.teacher, msk(20, 18), msk(20, 19))
    url = reverse("workload:edit", args=[entries()[0].pk])
    assert teacher.get(url)["Location"] == "/hours/mine/?month=2026-11"
    return_entry(entries()[0], by=cast.deputy, remark="Проверьте")
    assert teacher.get(url)["Location"] == reverse("consultations:hold", args=[session.pk])
    assert reverse("consultations:hold", args=[session.pk]) in words(teacher.get(reverse("workload:mine")))


def test_role_without_a_contract_has_nothing_to_record(cast: make.Cast, teacher: Client) -> None:
    row = contract(cast.teacher)
    row.valid_from = date(2026, 11, 24)
    row.save()
    assert teacher.get(reverse("workload:add")).status_code in (404, 422)
