"""Every machine of consultations, график, hours, studies, people: each step from each state (domain.md §3).

A step that is possible goes through, any other is refused and changes nothing. Who takes the step is held by
the access tables: the address of each names somebody who may and somebody who may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from opora.consultations import actions as consultations
from opora.consultations.models import HelpRequest, Session, Thread
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.people import actions as people
from opora.people.actions import changes
from opora.people.actions import contracts as deals
from opora.people.models import Contract, DataChange
from opora.schedule import actions as schedule
from opora.schedule.models import Schedule, ScheduleProposal
from opora.studies import actions as studies
from opora.studies.models import Enrolment
from opora.studies.rules import MOVES
from opora.workload import actions as workload
from opora.workload.models import MonthSheet
from tests import make
from tests.access import Table
from tests.test_access import tables
from tests.workload.build import contract, manual

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STARTS = datetime(2026, 11, 24, 15, tzinfo=UTC)
AFTER, DAY = STARTS + timedelta(hours=3), date(2026, 11, 23)
Step = Callable[[make.Cast, Any], object]


@dataclass(frozen=True)
class Machine:
    """``put`` says what a row in a state has besides; ``open`` names the possible steps by state."""

    row: Callable[[make.Cast], Model]
    steps: Mapping[str, Step]
    open: Mapping[str, set[str]]
    urls: Mapping[str, str]
    put: Callable[[make.Cast, str], dict[str, Any]] = lambda _cast, _state: {}
    at: Mapping[str, datetime] = field(default_factory=dict)


def _edition(_cast: make.Cast) -> Schedule:
    row = make.schedule("draft")
    make.line(row, _cast.teacher)
    return row


def _session_values(_cast: make.Cast, state: str) -> dict[str, Any]:
    began = state in ("in_progress", "held", "confirmed", "correction", "no_show")
    ended = state in ("held", "confirmed", "correction", "no_show")
    return {
        "actual_start": STARTS if began else None,
        "actual_end": STARTS + timedelta(minutes=90) if ended else None,
        "cancel_reason": "болезнь" if state in ("cancelled", "failed", "rescheduled") else "",
    }


def _hold(_cast: make.Cast, row: Session) -> object:
    record = consultations.Record(
        actual_start=STARTS,
        actual_end=STARTS + timedelta(minutes=47),
        walk_ins=[_cast.learner],
        topic="Инструктажи",
        topic_basis="learner_appeals",
    )
    return consultations.hold_session(row, record=record)


def _request(cast: make.Cast) -> HelpRequest:
    run = make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    return consultations.request_help(
        run, learner=cast.learner, asked_by=cast.learner, question="Когда?", wanted="вечером"
    )


def _thread(cast: make.Cast) -> Thread:
    run = make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    words = consultations.Question("Инструктаж", "Когда он нужен?")
    thread = consultations.ask_teacher(run, question=words, learner=cast.learner, asked_by=cast.learner)
    consultations.answer(thread, by=cast.teacher, text="Перед работой.", minutes=5)
    return thread


def _edition_values(cast: make.Cast, state: str) -> dict[str, Any]:
    by = state not in ("draft", "on_approval")
    return {"approved_by": cast.director if by else None, "approved_on": DAY if by else None}


def _proposal(cast: make.Cast) -> ScheduleProposal:
    draft = make.schedule("draft")
    line = make.line(draft, cast.teacher)
    schedule.ask_for_lines(draft, until=date(2026, 12, 1))
    return schedule.propose_removal(line, person=cast.teacher)


def _sheet(cast: make.Cast) -> MonthSheet:
    branch = contract(cast.teacher).branch
    return MonthSheet.objects.create(branch=branch, month=date(2026, 10, 1))


def _sheet_values(cast: make.Cast, state: str) -> dict[str, Any]:
    if state == "open":
        return {"snapshot": None, "closed_by": None, "closed_at": None}
    row = MonthSheet.objects.get()
    closed = workload.close_month(row.branch, row.month, by=cast.deputy)
    return {"snapshot": closed.snapshot, "closed_by": cast.deputy, "closed_at": NOW}


def _entry_values(cast: make.Cast, state: str) -> dict[str, Any]:
    sure = state in ("confirmed", "locked")
    return {"confirmed_by": cast.deputy if sure else None, "confirmed_at": NOW if sure else None}


def _change(cast: make.Cast) -> DataChange:
    return people.ask_change(
        cast.learner, by=cast.account("learner"), values={"last_name": "Новая"}, document="паспорт", since=DAY
    )


def _decided(cast: make.Cast, state: str) -> dict[str, Any]:
    done = state != "pending"
    return {
        "decided_by": cast.account("specialist") if done else None,
        "decided_at": NOW if done else None,
        "answer": "не видно" if state == "refused" else "",
    }


def _moves() -> tuple[dict[str, Step], dict[str, set[str]]]:
    """Steps of an enrolment by the state they lead to."""
    order = {"order_number": "77", "order_date": DAY}

    def into(row: Enrolment) -> Any:
        return make.group(programme=row.group.programme)

    steps: dict[str, Step] = {
        "academic_leave": lambda _cast, row: studies.leave(
            row, until=date(2027, 1, 11), reason="болезнь", **order
        ),
        "enrolled": lambda _cast, row: studies.return_from_leave(row, **order),
        "transferred": lambda _cast, row: studies.transfer(row, into=into(row), **order),
        "completed": lambda _cast, row: studies.complete(row, **order),
        "expelled": lambda _cast, row: studies.expel(row, reason="долги", **order),
    }
    return steps, {state: set(MOVES.get(state, ())) & set(steps) for state in Enrolment.State.values}


MOVE_STEPS, MOVE_OPEN = _moves()
MACHINES = {
    "график": Machine(
        row=_edition,
        put=_edition_values,
        steps={
            "submit": lambda _cast, row: schedule.submit(row),
            "return": lambda _cast, row: schedule.return_with_remark(row, remark="Добавьте среду."),
            "approve": lambda cast, row: schedule.approve(row, number="1", on=DAY, signer=cast.director),
            "publish": lambda _cast, row: schedule.publish(row),
            "stand": lambda _cast, row: schedule.record_stand(row, on=DAY),
        },
        open={
            "draft": {"submit"},
            "on_approval": {"return", "approve"},
            "approved": {"publish"},
            "published": {"stand"},
            "superseded": set(),
        },
        urls={
            "submit": "schedule:submit",
            "return": "schedule:return",
            "approve": "schedule:approve",
            "publish": "schedule:publish",
            "stand": "schedule:stand",
        },
    ),
    "предложение строки": Machine(
        row=_proposal,
        put=lambda cast, state: {
            "decided_by": cast.deputy if state in ("accepted", "returned") else None,
            "decided_at": NOW if state in ("accepted", "returned") else None,
            "remark": "Уточните." if state == "returned" else "",
        },
        steps={
            "accept": lambda cast, row: schedule.accept_proposal(row, by=cast.deputy),
            "return": lambda cast, row: schedule.return_proposal(row, remark="Уточните.", by=cast.deputy),
            "withdraw": lambda _cast, row: schedule.withdraw_proposal(row),
        },
        open={
            "waiting": {"accept", "return", "withdraw"},
            "accepted": set(),
            "returned": set(),
            "withdrawn": set(),
        },
        urls={
            "accept": "schedule:proposal_accept",
            "return": "schedule:proposal_return",
            "withdraw": "schedule:proposal_withdraw",
        },
    ),
    "консультация": Machine(
        row=lambda cast: make.session(cast.teacher, STARTS, branch=contract(cast.teacher).branch),
        put=_session_values,
        steps={
            "open": lambda _cast, row: consultations.open_session(row),
            "hold": _hold,
            "no_show": lambda _cast, row: consultations.mark_no_show(row, waited=15),
            "cancel": lambda _cast, row: consultations.cancel_session(row, reason="болезнь"),
            "substitute": lambda cast, row: consultations.substitute(
                row, person=cast.other_staff, reason="болезнь"
            ),
            "move": lambda _cast, row: consultations.move_session(
                row,
                starts_at=STARTS + timedelta(days=2),
                ends_at=STARTS + timedelta(days=2, hours=1),
                reason="болезнь",
            ),
            "restore": lambda _cast, row: consultations.restore_failed(row, reason="был на месте"),
            "confirm": lambda _cast, row: consultations.mark_confirmed([row]),
            "unconfirm": lambda _cast, row: consultations.unmark_confirmed(row),
            "give_back": lambda cast, row: consultations.return_session(row, by=cast.deputy, remark="время"),
        },
        at={"open": STARTS, "hold": AFTER, "no_show": AFTER},
        open={
            "planned": {"open", "hold", "no_show", "cancel", "substitute", "move"},
            "in_progress": {"open", "hold", "no_show", "cancel"},
            "held": {"confirm", "give_back"},
            "confirmed": {"confirm", "unconfirm", "give_back"},
            "correction": {"hold", "no_show"},
            "cancelled": set(),
            "no_show": {"confirm", "give_back"},
            "rescheduled": set(),
            "failed": {"restore"},
        },
        urls={
            "open": "consultations:open",
            "hold": "consultations:hold",
            "no_show": "consultations:no_show",
            "cancel": "consultations:session_cancel",
            "substitute": "consultations:substitute",
            "move": "consultations:move",
            "restore": "consultations:restore",
            "confirm": "workload:confirm",
            "unconfirm": "workload:unconfirm",
            "give_back": "workload:return",
        },
    ),
    "запись": Machine(
        row=lambda cast: make.booking(make.session(cast.teacher, STARTS), cast.learner),
        steps={
            "cancel": lambda _cast, row: consultations.cancel_booking(row),
            "question": lambda cast, row: consultations.change_question(
                row, by=cast.learner, question="Как?"
            ),
        },
        open={"confirmed": {"cancel", "question"}, "cancelled": set(), "attended": set(), "no_show": set()},
        urls={"cancel": "consultations:cancel", "question": "consultations:question_edit"},
        put=lambda _cast, state: {"cancelled_at": NOW if state == "cancelled" else None},
    ),
    "просьба о встрече": Machine(
        row=_request,
        put=lambda cast, state: {"session": make.session(cast.teacher) if state == "accepted" else None},
        steps={
            "decline": lambda cast, row: consultations.decline_request(row, by=cast.teacher, reason="отпуск"),
            "withdraw": lambda _cast, row: consultations.withdraw_request(row),
        },
        open={
            "requested": {"decline", "withdraw"},
            "escalated": {"decline", "withdraw"},
            "accepted": set(),
            "declined": set(),
            "withdrawn": set(),
        },
        urls={"decline": "consultations:decline", "withdraw": "consultations:withdraw"},
    ),
    "вопрос отложенной": Machine(
        row=_thread,
        steps={
            "answer": lambda cast, row: consultations.answer(row, by=cast.teacher, text="Да.", minutes=5),
            "ask_again": lambda cast, row: consultations.ask_again(row, by=cast.learner, text="А если?"),
            "close": lambda cast, row: consultations.close_thread(row, by=cast.learner),
            "reopen": lambda cast, row: consultations.open_again(row, by=cast.learner),
        },
        open={
            "waiting": {"answer", "ask_again", "close"},
            "answered": {"answer", "ask_again", "close"},
            "closed": {"reopen"},
        },
        put=lambda _cast, state: {
            "closed_at": NOW if state == "closed" else None,
            "due_at": AFTER if state == "waiting" else None,
            "closes_at": AFTER if state == "answered" else None,
        },
        urls={
            "answer": "consultations:thread",
            "ask_again": "consultations:thread",
            "close": "consultations:thread_close",
            "reopen": "consultations:thread_reopen",
        },
    ),
    "запись учёта часов": Machine(
        row=lambda cast: manual(cast.teacher),
        put=_entry_values,
        steps={
            "confirm": lambda cast, row: workload.confirm_entries([row], by=cast.deputy),
            "unconfirm": lambda cast, row: workload.withdraw_confirmation([row], by=cast.deputy),
            "return": lambda cast, row: workload.return_entry(row, by=cast.deputy, remark="уточните"),
            "reverse": lambda cast, row: workload.reverse_entry(row, by=cast.deputy, reason="ошибка"),
            "resubmit": lambda _cast, row: workload.resubmit_entry(
                row, work=workload.ManualWork(date=date(2026, 11, 20), minutes=20, description="Письма")
            ),
        },
        open={
            "draft": {"resubmit"},
            "submitted": {"confirm", "return", "resubmit"},
            "confirmed": {"unconfirm", "return"},
            "locked": {"reverse"},
        },
        urls={
            "confirm": "workload:confirm",
            "unconfirm": "workload:unconfirm",
            "return": "workload:return",
            "reverse": "workload:reverse",
            "resubmit": "workload:edit",
        },
    ),
    "ведомость": Machine(
        row=_sheet,
        put=_sheet_values,
        steps={
            "close": lambda cast, row: workload.close_month(row.branch, row.month, by=cast.deputy),
            "sign": lambda cast, row: workload.sign_month(row, by=cast.director),
            "reopen": lambda cast, row: workload.reopen_month(row, by=cast.director, reason="ошибка"),
        },
        open={"open": {"close"}, "closed": {"sign", "reopen"}},
        urls={"close": "workload:close", "sign": "workload:sign", "reopen": "workload:reopen"},
    ),
    "зачисление": Machine(
        row=lambda cast: Enrolment.objects.get(learner=cast.learner),
        steps=MOVE_STEPS,
        open=MOVE_OPEN,
        urls=dict.fromkeys(MOVE_STEPS, "studies:move"),
    ),
    "договор": Machine(
        row=lambda cast: Contract.objects.get(parties__learner=cast.learner),
        put=lambda _cast, state: {"terminated_on": DAY if state == "terminated" else None},
        steps={
            "extend": lambda _cast, row: deals.extend_contract(
                row, valid_to=row.valid_to + timedelta(days=30)
            ),
            "terminate": lambda _cast, row: deals.terminate_contract(row, on=DAY),
        },
        open={"draft": {"extend"}, "active": {"extend", "terminate"}, "terminated": set()},
        urls={"extend": "studies:addendum", "terminate": "studies:order_sign"},
    ),
    "изменение данных": Machine(
        row=_change,
        put=_decided,
        steps={
            "accept": lambda cast, row: changes.accept_change(row, by=cast.account("specialist")),
            "refuse": lambda cast, row: changes.refuse_change(
                row, by=cast.account("specialist"), reason="не видно"
            ),
        },
        open={"pending": {"accept", "refuse"}, "accepted": set(), "refused": set()},
        urls={"accept": "people:accept_change", "refuse": "people:refuse_change"},
    ),
}


def in_state(cast: make.Cast, machine: Machine, made: Model, state: str) -> Model:
    """The row as it would stand in a state; constraints of the database agree with it."""
    rows = type(made)._default_manager.filter(pk=made.pk)
    rows.update(state=state, **machine.put(cast, state))
    return rows.get()


def tried(machine: Machine, cast: make.Cast, row: Model, step: str) -> list[str] | None:
    """The rules that refused, or None when it went through; whatever it did is undone."""
    try:
        with travel(machine.at.get(step, NOW)), transaction.atomic():
            machine.steps[step](cast, row)
            transaction.set_rollback(True)
    except Refused as refused:
        return [one.rule for one in refused.refusals]
    return None


@pytest.mark.parametrize("name", list(MACHINES))
def test_each_step_goes_from_its_states_only(name: str, cast: make.Cast) -> None:
    machine = MACHINES[name]
    made = machine.row(cast)
    found: dict[str, set[str]] = {}
    for state in machine.open:
        found[state] = set()
        for step in machine.steps:
            with transaction.atomic():
                row = in_state(cast, machine, made, state)
                if tried(machine, cast, row, step) is None:
                    found[state].add(step)
                transaction.set_rollback(True)
    assert found == machine.open


@pytest.mark.parametrize("name", list(MACHINES))
def test_every_state_of_the_machine_is_there(name: str, cast: make.Cast) -> None:
    machine = MACHINES[name]
    states = type(machine.row(cast))._meta.get_field("state").choices
    assert {value for value, _words in states or ()} == set(machine.open)


def allowed_of(every: Mapping[str, Table], url: str) -> list[frozenset[str]]:
    return [
        frozenset(row.allowed)
        for table in every.values()
        for row in table.rows
        if row.name == url and row.method == "POST"
    ]


@pytest.mark.parametrize("name", list(MACHINES))
def test_every_step_has_an_allowed_and_a_forbidden_actor(name: str) -> None:
    every, everyone = tables(), set(make.Cast.names())
    for step, url in MACHINES[name].urls.items():
        rows = allowed_of(every, url)
        assert rows, f"{step}: нет строки POST {url}"
        assert any(rows), f"{step}: {url} никому не открыт"
        assert all(row != everyone for row in rows), f"{step}: {url} открыт всем"
    assert set(MACHINES[name].urls) == set(MACHINES[name].steps)
