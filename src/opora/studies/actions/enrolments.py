"""Enrolments: opened and moved by orders only (ENR-02, S0-5.2)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.actions.contracts import set_party_term
from opora.people.actions.lists import add_learners
from opora.people.actions.persons import PersonValues, create_person
from opora.people.models import Contract, Person
from opora.regulations.models import Order

from .. import rules
from ..events import EnrolmentMoved, LearnerEnrolled
from ..models import Enrolment, EnrolmentMove, Group, NetworkAgreement, PlanPart, ProgrammePart
from ..rules import orders as order_rules
from .contracts import agreed_contract, order_contract, party_term, studies_from
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
    form: str = "",
    agreement: NetworkAgreement | None = None,
    parts: Iterable[ProgrammePart] = (),
) -> Enrolment:
    """Enrol by an order. Without a contract the order opens the cabinet for the time of the group.

    ``agreement`` and ``parts`` limit what the learner is served in (S4-1.4b, S4-1.4e). The group's row is
    the lock. Raises :class:`~opora.kernel.errors.Refused` by ENR-01, ENR-02, ENR-06, ENR-10, ENR-16, ENR-17,
    GRP-05, ORD-01.
    """
    group = locked_group(group)
    parts = list(parts)
    enforce(
        rules.order_is_named(order_number, order_date),
        order_rules.group_is_not_merged(group),
        order_rules.agreement_fits(agreement, group.programme, order_date),
        order_rules.parts_are_of_programme(parts, group.programme),
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
    opened = open_enrolment(learner, group, contract, order, form=form, agreement=agreement)
    opened.parts.set(parts)
    return opened


def locked_group(group: Group) -> Group:
    """The group's row, held till the end of the transaction: enrolling and merging meet here."""
    rows = Group.objects.select_for_update(of=("self",)).select_related("programme", "merged_into")
    return rows.get(pk=group.pk)


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
    locked_group(group)  # before the contract, as the signing of an order does
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


def open_enrolment(
    learner: Person,
    group: Group,
    contract: Contract | None,
    order: Order,
    *,
    form: str = "",
    agreement: NetworkAgreement | None = None,
) -> Enrolment:
    """The learner studies in the group from the order's date; one who only applied is that row."""
    enrolment, _applied_before = Enrolment.objects.update_or_create(
        learner=learner,
        group=group,
        defaults={
            "contract": contract,
            "state": State.ENROLLED,
            "order_in": order,
            "enrolled_on": studies_from(order, group),
            "form": form,
            "agreement": agreement,
        },
    )
    publish(LearnerEnrolled(enrolment.pk, learner.pk, group.pk, studies_from(order, group)))
    return enrolment


def carry_into(row: Enrolment, into: Group, order: Order) -> Enrolment:
    """The same studies go on in another group: form, limits, own term and individual plan come along."""
    new = open_enrolment(row.learner, into, row.contract, order, form=row.form, agreement=row.agreement)
    new.ends_on = row.ends_on
    new.save(update_fields=["ends_on", "updated_at"])
    new.parts.set(row.parts.all())
    if not hasattr(new, "individual_plan"):
        plan = getattr(row, "individual_plan", None)
        if plan is not None:
            plan.enrolment = new
            plan.save(update_fields=["enrolment", "updated_at"])
    return new


def locked_enrolment(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("learner", "group__programme", "contract", "order_in", "agreement")
        .get(pk=enrolment.pk)
    )


def _move(
    enrolment: Enrolment,
    became: State,
    *,
    order_number: str,
    order_date: date | None,
    reason: str = "",
    into: Group | None = None,
    until: date | None = None,
) -> Enrolment:
    """One move of one locked enrolment by an order of its date."""
    row = locked_enrolment(enrolment)
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
    row.leave_until = until
    return record_move(row, became, order, reason=reason)


def record_move(row: Enrolment, became: str, order: Order, *, reason: str = "") -> Enrolment:
    """Write the new state of a locked enrolment with the order that made it."""
    was, row.state = row.state, became
    out = became in (State.TRANSFERRED, State.COMPLETED, State.EXPELLED)
    row.order_out, row.left_on = (order, order.date) if out else (None, None)
    row.save(update_fields=["state", "order_out", "left_on", "leave_until", "updated_at"])
    EnrolmentMove.objects.create(
        enrolment=row, order=order, state=became, on=order.date, reason=reason.strip()[:300]
    )
    publish(EnrolmentMoved(row.pk, row.learner_id, row.group_id, was, became, order.date))
    return row


@transaction.atomic
def leave(
    enrolment: Enrolment,
    *,
    order_number: str,
    order_date: date | None,
    reason: str = "",
    until: date | None = None,
) -> Enrolment:
    """Academic leave: no booking until the return (domain.md §8, case 22)."""
    return _move(
        enrolment,
        State.LEAVE,
        order_number=order_number,
        order_date=order_date,
        reason=reason,
        until=until,
    )


@transaction.atomic
def return_from_leave(enrolment: Enrolment, *, order_number: str, order_date: date | None) -> Enrolment:
    """Back to studies; own terms move by the length of the leave (domain.md §8, case 22)."""
    row = _move(enrolment, State.ENROLLED, order_number=order_number, order_date=order_date)
    left, back = list(row.moves.order_by("-id")[:2])[::-1] if row.moves.count() > 1 else (None, None)
    if left and back and left.state == State.LEAVE:
        _move_terms(row, left.on, back.on - left.on)
    return row


def _move_terms(row: Enrolment, since: date, length: timedelta) -> None:
    """The contract's end for this learner, the own term and what of the plan was still ahead."""
    if not length:
        return
    row.ends_on = (row.ends_on or row.group.ends_on) + length
    row.save(update_fields=["ends_on", "updated_at"])
    term = party_term(row)
    if row.contract and term:
        set_party_term(row.contract, row.learner, valid_from=term.since, valid_to=term.until + length)
    for part in PlanPart.objects.filter(plan__enrolment=row, ends_on__gte=since):
        assert part.starts_on and part.ends_on  # noqa: S101, PT018 -- the constraint wants both or none
        part.starts_on = part.starts_on + length if part.starts_on >= since else part.starts_on
        part.ends_on += length
        part.save(update_fields=["starts_on", "ends_on"])


@transaction.atomic
def extend(
    enrolment: Enrolment, *, until: date, order_number: str, order_date: date | None, reason: str = ""
) -> Enrolment:
    """The learner studies longer than the group; a cabinet opened by order alone stays open with it."""
    row = locked_enrolment(enrolment)
    enforce(
        rules.is_still_there(row.state),
        rules.order_is_named(order_number, order_date),
        rules.date_follows(row.order_in.date, order_date) if order_date and row.order_in else None,
    )
    order = entered_order(
        order_number,
        order_date,
        kind=Order.Kind.OTHER,
        title=f"О продлении обучения: {row.learner.full_name}, группа {row.group.code}",
    )
    row.ends_on = until
    row.save(update_fields=["ends_on", "updated_at"])
    EnrolmentMove.objects.create(
        enrolment=row, order=order, state=row.state, on=order.date, reason=reason.strip()[:300]
    )
    term = party_term(row)
    by_order_alone = row.contract is not None and row.contract.kind == Contract.Kind.ORDER
    if row.contract and term and by_order_alone and term.until < until:
        set_party_term(row.contract, row.learner, valid_from=term.since, valid_to=until)
    return row


@transaction.atomic
def restore(
    enrolment: Enrolment,
    *,
    order_number: str,
    order_date: date | None,
    contract: Contract | None = None,
    reason: str = "",
) -> Enrolment:
    """An expelled learner studies again in the same group, from the date of the order."""
    group = locked_group(enrolment.group)
    row = locked_enrolment(enrolment)
    enforce(
        order_rules.was_expelled(row.state),
        order_rules.group_is_not_merged(group),
        rules.order_is_named(order_number, order_date),
        rules.date_follows(row.left_on, order_date) if order_date else None,
        order_rules.target_studies_on(group, order_date) if order_date else None,
    )
    order = entered_order(
        order_number,
        order_date,
        kind=Order.Kind.ENROLMENT,
        title=f"О восстановлении: {row.learner.full_name}, группа {row.group.code}",
    )
    if contract is None:
        contract = order_contract(order, group)
        add_learners(contract, learners=[row.learner_id])
    row.contract, row.enrolled_on = contract, studies_from(order, group)
    row.save(update_fields=["contract", "enrolled_on", "updated_at"])
    return record_move(row, State.ENROLLED, order, reason=reason)


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
        into = locked_group(into)
        enforce(order_rules.group_is_not_merged(into))
    row = _move(enrolment, State.TRANSFERRED, into=into, order_number=order_number, order_date=order_date)
    assert into is not None and row.order_out is not None  # noqa: S101, PT018 -- enforced by the move
    return carry_into(row, into, row.order_out)
