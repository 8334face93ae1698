"""What an enrolment stands on: an agreed contract, or the order alone."""

from dataclasses import dataclass
from datetime import date

from opora.kernel.rules import enforce
from opora.people.actions.contracts import create_contract
from opora.people.models import Contract, ContractLearner, Person
from opora.regulations.models import Order

from .. import rules
from ..models import Enrolment, Group


def agreed_contract(
    number: str,
    on: date | None,
    *,
    valid_from: date | None,
    valid_to: date | None,
    kind: str,
    customer: str = "",
) -> Contract | None:
    """The contract with this number and date, made now if new; None when neither is given.

    One entered before keeps its own term. Raises :class:`~opora.kernel.errors.Refused` by IMP-04, IMP-07.
    """
    number = number.strip()
    if not number and on is None:
        return None
    known = Contract.objects.select_for_update().filter(number=number, date=on).first() if on else None
    enforce(rules.contract_is_not_ended(known))
    if known is not None:
        return known
    enforce(rules.contract_terms_are_given(number, on, valid_from, valid_to))
    assert on and valid_from and valid_to  # noqa: S101, PT018 -- enforced above
    return create_contract(
        number=number, on=on, kind=kind, customer=customer, valid_from=valid_from, valid_to=valid_to
    )


def studies_from(order: Order, group: Group) -> date:
    """An order enrols from the group's first day, one that came later from its own date."""
    return max(order.date, group.starts_on)


def order_contract(order: Order, group: Group) -> Contract:
    """Without a paid contract the order opens the cabinet for the time of the group (domain.md §2.1)."""
    number = f"{order.number}/{group.code}"[:50]
    known = Contract.objects.filter(number=number, date=order.date).first()
    return known or create_contract(
        number=number,
        on=order.date,
        kind=Contract.Kind.ORDER,
        valid_from=min(order.date, group.starts_on),
        valid_to=max(order.date, group.ends_on),
    )


@dataclass(frozen=True, slots=True)
class Term:
    since: date | None
    until: date


def party_term(enrolment: Enrolment) -> Term | None:
    """What the contract says for this learner: own dates of the annex before those of the contract."""
    if enrolment.contract is None:
        return None
    party = ContractLearner.objects.filter(contract=enrolment.contract, learner=enrolment.learner).first()
    if party is None:
        return None
    return Term(party.valid_from, party.valid_to or enrolment.contract.valid_to)


def contract_for(learner: Person, on: date) -> Contract | None:
    """A living contract of the learner that no enrolment of his stands on yet, the latest of them."""
    used = Enrolment.objects.filter(learner=learner, contract__isnull=False).values("contract")
    rows = Contract.objects.filter(parties__learner=learner, state=Contract.State.ACTIVE, valid_to__gte=on)
    return rows.exclude(pk__in=used).exclude(kind=Contract.Kind.ORDER).order_by("-date", "-pk").first()
