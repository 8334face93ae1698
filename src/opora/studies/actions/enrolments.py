"""Enrolments: opened and moved by orders only (ENR-02, S0-5.2)."""

from datetime import date

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.actions.lists import add_learners
from opora.people.actions.persons import PersonValues, create_person
from opora.people.models import Contract, Person
from opora.regulations.models import Order

from .. import rules
from ..events import EnrolmentMoved, LearnerEnrolled
from ..models import Enrolment, EnrolmentMove, Group, IndividualPlan
from .contracts import agreed_contract, order_contract, studies_from
from .orders import entered_order

State = Enrolment.State
TITLES = {
    State.ENROLLED: "О допуске к занятиям после академического отпуска: {name}, группа {group}",
    State.LEAVE: "О предоставлении академического отпуска: {name}, группа {group}",
    State.TRANSFERRED: "О переводе: {name}, из группы {group} в группу {into}",
    State.COMPLETED: "О завершении обучения, группа {group}",
    State.EXPELLED: "Об отчислении: {name}, группа {group}",
}


@transaction.atomic
def enrol(
    learner: Person,
    group: Group,
    *,
    order_number: str,
    order_date: date | None,
    contract: Contract | None = None,
) -> Enrolment:
    """Enrol by an order. Without a contract the order opens the cabinet for the time of the group.

    The group's row is the lock. Raises :class:`~opora.kernel.errors.Refused` by ENR-01, ENR-02, ENR-06,
    ENR-10, ORD-01.
    """
    group = Group.objects.select_for_update(of=("self",)).select_related("programme").get(pk=group.pk)
    enforce(
        rules.order_is_named(order_number, order_date),
        rules.volume_is_enough(group.programme.kind, group.programme.hours),
        rules.is_not_in_group(learner, group),
        rules.is_of_contract(contract, learner) if contract else None,
    )
    order = entered_order(
        order_number, order_date, kind=Order.Kind.ENROLMENT, title=f"О зачислении в группу {group.code}"
    )
    if contract is None:
        contract = order_contract(order, group)
        add_learners(contract, learners=[learner.pk])
    return _opened(learner, group, contract, order)


@transaction.atomic
def admit(
    group: Group,
    *,
    learner: Person | None,
    values: PersonValues,
    order_number: str,
    order_date: date | None,
    contract_number: str = "",
    contract_date: date | None = None,
    contract_from: date | None = None,
    contract_to: date | None = None,
    customer: str = "",
) -> Enrolment:
    """One learner from a form: the person if new, the contract if named, the enrolment by order.

    ``values`` make a new person and are not read when ``learner`` is given. Raises
    :class:`~opora.kernel.errors.Refused` by ACC-08, IMP-04, IMP-07 and those of :func:`enrol`.
    """
    enforce(rules.order_is_named(order_number, order_date))
    learner = learner or create_person(**values)
    contract = agreed_contract(
        contract_number,
        contract_date,
        valid_from=contract_from,
        valid_to=contract_to,
        kind=Contract.Kind.CORPORATE if customer else Contract.Kind.PAID,
        customer=customer,
    )
    if contract is not None:
        add_learners(contract, learners=[learner.pk])
    return enrol(learner, group, order_number=order_number, order_date=order_date, contract=contract)


def _opened(learner: Person, group: Group, contract: Contract | None, order: Order) -> Enrolment:
    enrolment, _applied_before = Enrolment.objects.update_or_create(
        learner=learner,
        group=group,
        defaults={
            "contract": contract,
            "state": State.ENROLLED,
            "order_in": order,
            "enrolled_on": studies_from(order, group),
        },
    )
    publish(LearnerEnrolled(enrolment.pk, learner.pk, group.pk, studies_from(order, group)))
    return enrolment


def _move(
    enrolment: Enrolment,
    became: State,
    *,
    order_number: str,
    order_date: date | None,
    reason: str = "",
    into: Group | None = None,
) -> Enrolment:
    """One move of one locked enrolment by an order of its date."""
    row = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("learner", "group__programme", "contract", "order_in")
        .get(pk=enrolment.pk)
    )
    transferred = became == State.TRANSFERRED
    enforce(
        rules.move_is_allowed(row.state, became),
        rules.order_is_named(order_number, order_date),
        rules.date_follows(row.order_in.date, order_date) if order_date and row.order_in else None,
        rules.reason_is_given(reason) if became == State.EXPELLED else None,
        rules.target_is_of_the_programme(row.group, into) if transferred else None,
        rules.is_not_in_group(row.learner, into) if transferred and into and into != row.group else None,
    )
    title = TITLES[became].format(
        name=row.learner.full_name, group=row.group.code, into=into.code if into else ""
    )
    order = entered_order(
        order_number,
        order_date,
        kind=Order.Kind.ENROLMENT if became == State.ENROLLED else Order.Kind.OTHER,
        title=title,
    )
    was, row.state = row.state, became
    out = became in (State.TRANSFERRED, State.COMPLETED, State.EXPELLED)
    row.order_out, row.left_on = (order, order.date) if out else (None, None)
    row.save(update_fields=["state", "order_out", "left_on", "updated_at"])
    EnrolmentMove.objects.create(
        enrolment=row, order=order, state=became, on=order.date, reason=reason.strip()[:300]
    )
    publish(EnrolmentMoved(row.pk, row.learner_id, row.group_id, was, became, order.date))
    return row


@transaction.atomic
def leave(enrolment: Enrolment, *, order_number: str, order_date: date | None, reason: str = "") -> Enrolment:
    """Academic leave: no booking until the return (domain.md §8, case 22)."""
    return _move(enrolment, State.LEAVE, order_number=order_number, order_date=order_date, reason=reason)


@transaction.atomic
def return_from_leave(enrolment: Enrolment, *, order_number: str, order_date: date | None) -> Enrolment:
    """Back to studies after a leave."""
    return _move(enrolment, State.ENROLLED, order_number=order_number, order_date=order_date)


@transaction.atomic
def expel(enrolment: Enrolment, *, order_number: str, order_date: date | None, reason: str) -> Enrolment:
    """Expel with a ground; history is never deleted (case 21)."""
    return _move(enrolment, State.EXPELLED, order_number=order_number, order_date=order_date, reason=reason)


@transaction.atomic
def complete(enrolment: Enrolment, *, order_number: str, order_date: date | None) -> Enrolment:
    """The programme is finished; one order may complete the whole group."""
    return _move(enrolment, State.COMPLETED, order_number=order_number, order_date=order_date)


@transaction.atomic
def transfer(
    enrolment: Enrolment, *, into: Group | None, order_number: str, order_date: date | None
) -> Enrolment:
    """Move to another group of the programme; answers the new enrolment, the old one stays (case 18)."""
    if into is not None:
        into = Group.objects.select_for_update(of=("self",)).select_related("programme").get(pk=into.pk)
    row = _move(enrolment, State.TRANSFERRED, into=into, order_number=order_number, order_date=order_date)
    assert into is not None and row.order_out is not None  # noqa: S101, PT018 -- enforced by the move
    return _opened(row.learner, into, row.contract, row.order_out)


@transaction.atomic
def set_individual_plan(
    enrolment: Enrolment, *, number: str, on: date, individual_exam_prep: bool = False
) -> IndividualPlan:
    """ИУП of an enrolment, the ground of the exam-prep exception (S0-5.5c)."""
    row, _created = IndividualPlan.objects.update_or_create(
        enrolment=enrolment,
        defaults={"number": number.strip(), "date": on, "individual_exam_prep": individual_exam_prep},
    )
    return row
