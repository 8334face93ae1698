"""What the signature of an order does to each of its learners."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.translation import override

from opora.kernel.errors import Refused
from opora.people.actions.contracts import set_party_term, terminate_contract
from opora.people.models import Contract
from opora.regulations.models import Order

from ..models import Enrolment, LearnerOrder, LearnerOrderLine
from .contracts import contract_for, party_term
from .enrolments import complete, enrol, expel, extend, leave, restore, return_from_leave, transfer
from .merging import merge_groups

Kind = LearnerOrder.Kind
BOOK_KIND = {
    kind: Order.Kind.ENROLMENT if kind in (Kind.ENROL, Kind.RETURN, Kind.RESTORE) else Order.Kind.OTHER
    for kind in Kind
}


def title_of(order: LearnerOrder) -> str:
    """How the book of orders calls it."""
    with override("ru"):
        words = str(Kind(order.kind).label)
    into = f" → {order.into.code}" if order.into else ""
    return f"{words[0].upper()}{words[1:]}, группа {order.group.code}{into}"[:500]


def carry_out(order: LearnerOrder, signed: Order) -> None:
    """Move every learner of the order. A refusal names the learner and nothing of the order is done."""
    if order.kind == Kind.MERGE:
        assert order.into is not None  # noqa: S101 -- enforced before signing
        merge_groups(order.group, order.into, order=signed)
        return
    for line in order.lines.select_related("learner"):
        try:
            _STEPS[Kind(order.kind)](order, signed, line)
        except Refused as refused:
            name = line.learner.full_name
            raise Refused(
                *(
                    one if name in one.words else replace(one, words=f"{name}: {one.words}")
                    for one in refused.refusals
                )
            ) from refused


def _enrolment(order: LearnerOrder, line: LearnerOrderLine) -> Enrolment:
    return Enrolment.objects.get(group=order.group, learner=line.learner)


def _enrol(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    enrol(
        line.learner,
        order.group,
        contract=contract_for(line.learner, signed.date),
        form=order.form,
        agreement=order.agreement,
        parts=order.parts.all(),
        order_number=signed.number,
        order_date=signed.date,
    )


def _expel(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    row = expel(
        _enrolment(order, line),
        reason=order.grounds,
        order_number=signed.number,
        order_date=signed.date,
    )
    if order.ends_contract:
        end_contract(row, signed.date)


def end_contract(enrolment: Enrolment, on: date) -> None:
    """The cabinet closes on the order's date (case 21); others of the same contract study on."""
    contract, term = enrolment.contract, party_term(enrolment)
    if contract is None or term is None or contract.state != Contract.State.ACTIVE:
        return
    if contract.parties.count() == 1:
        terminate_contract(contract, on=on)
    else:
        since = min(term.since, on) if term.since else None
        set_party_term(contract, enrolment.learner, valid_from=since, valid_to=on)


def _transfer(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    transfer(_enrolment(order, line), into=order.into, order_number=signed.number, order_date=signed.date)


def _leave(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    leave(
        _enrolment(order, line),
        until=order.until,
        reason=order.grounds,
        order_number=signed.number,
        order_date=signed.date,
    )


def _return(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    return_from_leave(_enrolment(order, line), order_number=signed.number, order_date=signed.date)


def _complete(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    complete(_enrolment(order, line), order_number=signed.number, order_date=signed.date)


def _extend(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    assert order.until is not None  # noqa: S101 -- enforced before signing
    extend(
        _enrolment(order, line),
        until=order.until,
        reason=order.grounds,
        order_number=signed.number,
        order_date=signed.date,
    )


def _restore(order: LearnerOrder, signed: Order, line: LearnerOrderLine) -> None:
    restore(
        _enrolment(order, line),
        contract=contract_for(line.learner, signed.date),
        reason=order.grounds,
        order_number=signed.number,
        order_date=signed.date,
    )


_STEPS: dict[Kind, Callable[[LearnerOrder, Order, LearnerOrderLine], None]] = {
    Kind.ENROL: _enrol,
    Kind.EXPEL: _expel,
    Kind.TRANSFER: _transfer,
    Kind.LEAVE: _leave,
    Kind.RETURN: _return,
    Kind.COMPLETE: _complete,
    Kind.EXTEND: _extend,
    Kind.RESTORE: _restore,
}
