"""The plan of introducing ЭО and ДОТ: written, sent, approved or returned, carried out, closed (S4-2.1)."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day, signs_as

from .. import rules
from ..events import PlanMoved
from ..models import Measure, Plan

State = Plan.State


class MeasureValues(TypedDict):
    words: str
    goal: str
    evidence: str
    responsible: Person
    due_on: date


def _locked(plan: Plan, *states: Plan.State) -> Plan:
    """The plan's row is the lock of its measures too. Raises ``Refused`` by PLN-02."""
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    enforce(rules.plan_is_in(row, *states))
    return row


@transaction.atomic
def keep_plan(
    plan: Plan | None, *, title: str, starts_on: date, ends_on: date, goals: str, by: Person
) -> Plan:
    """A new draft, or other words of one. Raises ``Refused`` by PLN-01, PLN-02, PLN-05."""
    enforce(rules.plan_is_in_order(starts_on, ends_on))
    row = _locked(plan, State.DRAFT) if plan else Plan(written_by=by)
    row.title, row.goals = title.strip(), goals.strip()
    row.starts_on, row.ends_on = starts_on, ends_on
    if plan:
        outside = row.measures.exclude(due_on__range=(starts_on, ends_on))
        enforce(rules.measures_are_within(row, list(outside)))
    row.save()
    return row


@transaction.atomic
def keep_measure(plan: Plan, measure: Measure | None, **values: Unpack[MeasureValues]) -> Measure:
    """Of a draft. Raises ``Refused`` by PLN-02, PLN-04, DUT-03."""
    row = _locked(plan, State.DRAFT)
    enforce(
        rules.term_is_within(row, values["due_on"]),
        rules.person_works_here(values["responsible"], home_day(), field="responsible"),
    )
    kept = measure or Measure(plan=row)
    for name, value in values.items():
        setattr(kept, name, value.strip() if isinstance(value, str) else value)
    kept.save()
    return kept


@transaction.atomic
def remove_measure(measure: Measure) -> None:
    """From a draft; of an approved plan a measure is dropped with a reason instead."""
    _locked(measure.plan, State.DRAFT)
    measure.delete()


@transaction.atomic
def send_plan(plan: Plan) -> Plan:
    """To the head. Raises ``Refused`` by PLN-02, PLN-03."""
    row = _locked(plan, State.DRAFT)
    enforce(rules.plan_has_measures(row.measures.count()))
    row.remark = ""
    return _moved(row, State.SENT)


@transaction.atomic
def return_plan(plan: Plan, *, remark: str) -> Plan:
    """Back to who wrote it, with what to mend. Raises ``Refused`` by PLN-02, PLN-06."""
    row = _locked(plan, State.SENT)
    enforce(rules.remark_says_why(remark))
    row.remark = remark.strip()
    return _moved(row, State.DRAFT)


@transaction.atomic
def approve_plan(plan: Plan, *, by: Person) -> Plan:
    """«УТВЕРЖДАЮ»: from today it is carried out. Raises ``Refused`` by PLN-02."""
    row = _locked(plan, State.SENT)
    row.approved_by, row.approved_on = by, home_day()
    row.approved_as = signs_as(by, row.approved_on)
    return _moved(row, State.APPROVED)


@transaction.atomic
def report_measure(measure: Measure, *, state: str, note: str) -> Measure:
    """How a measure of an approved plan goes. Raises ``Refused`` by PLN-02, PLN-07."""
    _locked(measure.plan, State.APPROVED)
    row = Measure.objects.get(pk=measure.pk)
    enforce(rules.end_is_explained(state, note))
    row.state, row.note = state, note.strip()
    row.done_on = (row.done_on or home_day()) if state == Measure.State.DONE else None
    row.save()
    return row


@transaction.atomic
def move_measure(measure: Measure, *, due_on: date, reason: str) -> Measure:
    """Another term; the first stays beside it. Raises ``Refused`` by PLN-02, PLN-04, PLN-08."""
    plan = _locked(measure.plan, State.APPROVED)
    row = Measure.objects.get(pk=measure.pk)
    enforce(rules.term_is_within(plan, due_on), rules.move_is_explained(row, due_on, reason))
    row.first_due_on = row.first_due_on or row.due_on
    row.due_on, row.note = due_on, reason.strip()
    row.save()
    return row


@transaction.atomic
def close_plan(plan: Plan, *, outcome: str) -> Plan:
    """What came of it. Raises ``Refused`` by PLN-02, PLN-09."""
    row = _locked(plan, State.APPROVED)
    enforce(
        rules.nothing_is_left_open(
            list(row.measures.filter(state__in=(Measure.State.AHEAD, Measure.State.GOING)))
        )
    )
    row.outcome, row.closed_on = outcome.strip(), home_day()
    return _moved(row, State.CLOSED)


def _moved(row: Plan, state: Plan.State) -> Plan:
    was, row.state = row.state, state
    row.save()
    publish(PlanMoved(row.pk, was, state))
    return row
