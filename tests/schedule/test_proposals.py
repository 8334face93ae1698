"""Workers draft their own lines; the office takes them or gives them back (S0-5.1)."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.schedule import actions
from opora.schedule.actions import LineValues
from opora.schedule.models import Schedule, ScheduleLine, ScheduleProposal
from opora.schedule.queries import lines_of, workers_of
from tests import make

Login = Callable[..., Client]
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}
UNTIL = date(2026, 12, 20)


@pytest.fixture
def draft(cast: make.Cast) -> Schedule:
    return make.schedule("draft", title="График на I полугодие 2027", collect_until=UNTIL, **PERIOD)


def values(**told: object) -> LineValues:
    given: dict[str, object] = {
        "weekdays": [2], "time_from": time(17), "time_to": time(18, 30), "means": [make.means()],
    }  # fmt: skip
    return LineValues(**(given | told))  # type: ignore[arg-type]


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.rule for one in refused.value.refusals]


def test_what_is_accepted_stands_in_the_draft_by_the_contract(cast: make.Cast, draft: Schedule) -> None:
    proposal = actions.propose_line(draft, person=cast.teacher, values=values(), comment="кабинет свободен")
    assert proposal.words == "вторник 17:00–18:30, видеоконференция платформы"
    assert not draft.lines.exists()
    line = actions.accept_proposal(proposal, by=cast.deputy)
    assert line is not None
    assert (line.person, line.weekdays, line.section) == (cast.teacher, [2], "pedagogical")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("accepted", cast.deputy)
    assert Notification.objects.filter(person=cast.teacher, title__startswith="Ваша строка принята").exists()


def test_a_change_is_told_by_what_differs_and_keeps_the_key(cast: make.Cast, draft: Schedule) -> None:
    line = make.line(draft, cast.teacher, means=[make.means()])
    wanted = LineValues(**{**vars(actions.values_of(line)), "time_from": time(17), "time_to": time(18, 30)})
    proposal = actions.propose_line(draft, person=cast.teacher, values=wanted, line=line)
    assert proposal.words.endswith(": время 18:00–19:30 → 17:00–18:30")
    actions.accept_proposal(proposal, by=cast.deputy)
    line.refresh_from_db()
    assert (line.key, line.time_from) == (draft.lines.get().key, time(17))


def test_a_removal_takes_the_line_out_and_leaves_its_words(cast: make.Cast, draft: Schedule) -> None:
    line = make.line(draft, cast.teacher)
    proposal = actions.propose_removal(line, person=cast.teacher)
    assert actions.accept_proposal(proposal, by=cast.deputy) is None
    assert not draft.lines.exists()
    proposal.refresh_from_db()
    assert "понедельник 18:00–19:30" in proposal.words


def test_sch_12_a_proposal_is_given_back_with_words(cast: make.Cast, draft: Schedule) -> None:
    proposal = actions.propose_line(draft, person=cast.teacher, values=values())
    with pytest.raises(Refused) as refused:
        actions.return_proposal(proposal, remark="  ", by=cast.deputy)
    assert rules_of(refused) == ["SCH-12"]
    actions.return_proposal(proposal, remark="кабинет занят", by=cast.deputy)
    told = Notification.objects.get(person=cast.teacher)
    assert told.body == "кабинет занят"


def test_sch_15_lines_are_proposed_only_while_they_are_collected(cast: make.Cast, draft: Schedule) -> None:
    silent = make.schedule("draft", **PERIOD)
    sent = make.schedule("on_approval", collect_until=UNTIL, **PERIOD)
    for schedule in (silent, sent):
        with pytest.raises(Refused) as refused:
            actions.propose_line(schedule, person=cast.teacher, values=values())
        assert rules_of(refused) == ["SCH-15"]
    assert actions.propose_line(draft, person=cast.teacher, values=values()).pk


def test_sch_16_what_is_decided_is_not_decided_again(cast: make.Cast, draft: Schedule) -> None:
    proposal = actions.propose_line(draft, person=cast.teacher, values=values())
    actions.withdraw_proposal(proposal)
    for act in (actions.accept_proposal, lambda one, by: actions.return_proposal(one, remark="нет", by=by)):
        with pytest.raises(Refused) as refused:
            act(proposal, by=cast.deputy)
        assert rules_of(refused) == ["SCH-16"]
    assert not draft.lines.exists()


def test_sch_17_a_line_that_is_gone_is_not_changed(cast: make.Cast, draft: Schedule) -> None:
    line = make.line(draft, cast.teacher)
    proposal = actions.propose_line(draft, person=cast.teacher, values=values(), line=line)
    actions.remove_line(line)
    with pytest.raises(Refused) as refused:
        actions.accept_proposal(proposal, by=cast.deputy)
    assert rules_of(refused) == ["SCH-17"]


def test_sch_18_a_line_is_asked_about_once_at_a_time(cast: make.Cast, draft: Schedule) -> None:
    line = make.line(draft, cast.teacher)
    first = actions.propose_removal(line, person=cast.teacher)
    with pytest.raises(Refused) as refused:
        actions.propose_removal(line, person=cast.teacher)
    assert rules_of(refused) == ["SCH-18"]
    actions.withdraw_proposal(first)
    assert actions.propose_removal(line, person=cast.teacher).pk


def test_a_closed_service_is_not_proposed(cast: make.Cast, draft: Schedule) -> None:
    skype = make.means("skype", "Skype", kind="messenger", state="closed", state_since=date(2025, 5, 5))
    with pytest.raises(Refused) as refused:
        actions.propose_line(draft, person=cast.teacher, values=values(means=[skype]))
    assert rules_of(refused) == ["COM-04"]


def test_those_who_have_not_answered_are_reminded_once_a_day(cast: make.Cast, draft: Schedule) -> None:
    actions.ask_for_lines(draft, until=UNTIL)
    asked = Notification.objects.filter(person=cast.teacher, title__contains="20.12.2026")
    assert asked.count() == 1
    actions.keep_lines(draft, person=cast.teacher)
    silent = {worker.person for worker in workers_of(draft, []) if not worker.has_answered}
    assert silent == set(actions.remind_of_lines(draft)) == set(actions.remind_of_lines(draft))
    assert cast.teacher not in silent
    for person in silent:
        assert Notification.objects.filter(person=person).count() == 2


def test_minutes_of_a_week_count_every_second_week_by_half(cast: make.Cast, draft: Schedule) -> None:
    make.line(draft, cast.teacher, weekdays=[1, 3])
    make.line(draft, cast.teacher, weekdays=[5], parity="even")
    (worker,) = (one for one in workers_of(draft, lines_of(draft)) if one.person == cast.teacher)
    assert (worker.lines, worker.minutes) == (2, 225)


def test_a_worker_sees_own_lines_only_and_keeps_what_was_typed(
    cast: make.Cast, draft: Schedule, login: Login
) -> None:
    own, other = make.line(draft, cast.teacher), make.line(draft, make.staff("Ахметов Ринат Ильдарович"))
    teacher = login(cast.account("teacher"))
    page = teacher.get(reverse("schedule:mine"))
    assert "Ахметов" not in page.content.decode()
    change = reverse("schedule:propose_change", args=[draft.pk, other.pk])
    assert teacher.get(change).status_code == 404
    answer = teacher.post(
        reverse("schedule:propose_change", args=[draft.pk, own.pk]),
        {"weekdays": ["4"], "time_from": "17:00", "parity": "any", "format": "group", "mode": "online",
         "capacity": "7", "comment": "удобнее группе"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "удобнее группе" in answer.content.decode()
    assert not ScheduleProposal.objects.exists()


def test_the_deputy_takes_a_proposal_and_mends_it(cast: make.Cast, draft: Schedule, login: Login) -> None:
    proposal = actions.propose_line(draft, person=cast.teacher, values=values())
    deputy = login(cast.account("deputy"))
    page = deputy.get(reverse("schedule:proposals", args=[draft.pk])).content.decode()
    assert "вторник 17:00–18:30" in page
    assert "Не подали" in page
    answer = deputy.post(reverse("schedule:proposal_accept", args=[proposal.pk]), {"open": "1"})
    line = ScheduleLine.objects.get()
    assert answer["Location"] == reverse("schedule:line", args=[draft.pk, line.pk])
    again = deputy.post(reverse("schedule:proposal_accept", args=[proposal.pk]))
    assert again.status_code == 422


def test_the_price_of_proposals_does_not_grow(cast: make.Cast, login: Login) -> None:
    deputy, teacher = login(cast.account("deputy")), login(cast.account("teacher"))
    counts = []
    for lines in (1, 30):
        Schedule.objects.all().delete()
        draft = make.schedule("draft", collect_until=UNTIL, **PERIOD)
        for _ in range(lines):
            make.line(draft, cast.teacher)
            actions.propose_line(draft, person=cast.teacher, values=values())
        pages = (
            (deputy, reverse("schedule:proposals", args=[draft.pk])),
            (teacher, reverse("schedule:mine")),
        )
        for client, url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
