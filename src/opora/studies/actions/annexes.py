"""The annex of a contract with an organisation, its addenda and the customer (cases 20, 21)."""

from datetime import date

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.actions.contracts import add_learner, extend_contract, remove_learner, set_party_term
from opora.people.models import Addendum, Contract, ContractLearner, Person

from .. import rules
from ..models import Customer, Enrolment
from ..rules import orders as order_rules


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update().get(pk=contract.pk)


@transaction.atomic
def put_into_annex(
    contract: Contract, learner: Person, *, valid_from: date | None = None, valid_to: date | None = None
) -> ContractLearner:
    """One more learner, with own dates if the annex gives them; named again, the dates are corrected.

    Raises :class:`~opora.kernel.errors.Refused` by IMP-07, PER-06.
    """
    row = _locked(contract)
    enforce(rules.contract_is_not_ended(row))
    add_learner(row, learner=learner, valid_from=valid_from, valid_to=valid_to)
    return set_party_term(row, learner, valid_from=valid_from, valid_to=valid_to)


@transaction.atomic
def strike_from_annex(contract: Contract, learner: Person) -> None:
    """Who studies by the contract leaves by an order only (CTR-02)."""
    row = _locked(contract)
    studies = Enrolment.objects.filter(contract=row, learner=learner).exists()
    enforce(order_rules.learner_does_not_study_by_it(studies))
    remove_learner(row, learner)


@transaction.atomic
def extend_by_addendum(contract: Contract, *, number: str, on: date, until: date) -> Addendum:
    """The window reopens from now on; the gap stays in the dates of the addenda (case 20).

    Raises :class:`~opora.kernel.errors.Refused` by CTR-01, CTR-03, IMP-07.
    """
    row, number = _locked(contract), number.strip()
    enforce(
        rules.contract_is_not_ended(row),
        order_rules.term_is_longer(row.valid_to, until),
        order_rules.addendum_is_new(row.addenda.filter(number=number).exists()),
    )
    return extend_contract(row, valid_to=until, number=number, on=on)


@transaction.atomic
def describe_customer(
    contract: Contract, *, customer: str, inn: str = "", contact: str = "", phone: str = "", email: str = ""
) -> Customer:
    """Who pays and whom to write to."""
    row = _locked(contract)
    row.customer = customer.strip()
    row.save(update_fields=["customer", "updated_at"])
    card, _created = Customer.objects.update_or_create(
        contract=row,
        defaults={
            "inn": inn.strip(),
            "contact": contact.strip(),
            "phone": phone.strip(),
            "email": email.strip(),
        },
    )
    return card
