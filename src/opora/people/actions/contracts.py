"""Contracts, the windows of every cabinet, and the organisation itself."""

from collections.abc import Collection, Sequence
from datetime import date, time, timedelta
from typing import TypedDict, Unpack

from django.db import transaction

from opora.kernel.rules import enforce

from ..models import (
    Addendum,
    Branch,
    Contract,
    ContractLearner,
    Organisation,
    Person,
    StaffContract,
    WorkingHours,
)
from ..queries import home_day, organisation, roles_on
from ..rules import (
    branch_name_is_free,
    contract_is_in_force,
    contract_is_not_terminated,
    dates_are_in_order,
    superior_is_another,
    working_hours_are_in_order,
)


class OrganisationValues(TypedDict, total=False):
    full_name: str
    short_name: str
    sector: str
    inn: str
    ogrn: str
    licence: str
    address: str
    city: str
    timezone: str
    phone: str
    email: str
    site_url: str
    archive_days: int
    learners_write: bool
    upload_megabytes: int
    quota_gigabytes: int
    is_demo: bool


@transaction.atomic
def found_organisation(
    *, branch: str = "Головная площадка", **values: Unpack[OrganisationValues]
) -> Organisation:
    """The one row of the installation with its head branch."""
    row = Organisation.objects.create(**values)
    Branch.objects.create(organisation=row, name=branch, timezone=row.timezone, is_head=True)
    organisation.cache_clear()
    return row


@transaction.atomic
def change_organisation(centre: Organisation, **values: Unpack[OrganisationValues]) -> Organisation:
    """Correct the card of the organisation; the cached one is forgotten when the change is saved."""
    row = Organisation.objects.select_for_update().get(pk=centre.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    transaction.on_commit(organisation.cache_clear)
    return row


@transaction.atomic
def add_branch(centre: Organisation, *, name: str, timezone: str) -> Branch:
    """Another place of work with its own time. Raises ``Refused`` by PER-11 for a taken name."""
    Organisation.objects.select_for_update().get(pk=centre.pk)
    enforce(branch_name_is_free(centre, name.strip()))
    return Branch.objects.create(organisation=centre, name=name.strip(), timezone=timezone)


@transaction.atomic
def add_staff_contract(
    person: Person,
    *,
    branch: Branch,
    number: str,
    position: str,
    is_pedagogical: bool,
    load_basis: str,
    valid_from: date,
    valid_to: date | None = None,
    kind: str = StaffContract.Kind.LABOUR,
    reports_to: str = "",
    service: str = "",
) -> StaffContract:
    """A worker's contract: it opens his cabinet and says on what ground his minutes are worked (S3-3.1a).

    Raises by PER-06, PER-31.
    """
    enforce(
        dates_are_in_order(valid_from, valid_to),
        superior_is_another(roles_on(person, max(valid_from, home_day())), reports_to),
    )
    return StaffContract.objects.create(
        person=person,
        branch=branch,
        number=number.strip(),
        kind=kind,
        position=position.strip(),
        is_pedagogical=is_pedagogical,
        load_basis=load_basis,
        valid_from=valid_from,
        valid_to=valid_to,
        reports_to=reports_to,
        service=service,
    )


@transaction.atomic
def set_place_of_work(contract: StaffContract, *, reports_to: str, service: str) -> StaffContract:
    """Whose subordinate a worker is (S4-2.2) and whether he is of the support service (S2-9). By PER-31."""
    row = StaffContract.objects.select_for_update(of=("self",)).select_related("person").get(pk=contract.pk)
    enforce(superior_is_another(roles_on(row.person, home_day()), reports_to))
    row.reports_to, row.service = reports_to, service
    row.save(update_fields=["reports_to", "service", "updated_at"])
    return row


@transaction.atomic
def end_staff_contract(contract: StaffContract, *, on: date) -> StaffContract:
    """Dismissal: ``on`` is the last day of work; access closes the day after."""
    row = StaffContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    enforce(dates_are_in_order(row.valid_from, on))
    row.valid_to = on
    row.save(update_fields=["valid_to", "updated_at"])
    return row


@transaction.atomic
def set_working_hours(
    contract: StaffContract,
    *,
    weekdays: Collection[int],
    time_from: time,
    time_to: time,
    valid_from: date,
    break_from: time | None = None,
    break_to: time | None = None,
    valid_to: date | None = None,
) -> WorkingHours:
    """From a day on these weekdays are worked so; what was said of them before ends the day before.

    Other weekdays keep their hours. Refused by PER-06 and PER-30.
    """
    StaffContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    enforce(
        dates_are_in_order(valid_from, valid_to),
        working_hours_are_in_order(weekdays, time_from, time_to, break_from, break_to),
    )
    for old in WorkingHours.objects.filter(contract=contract).exclude(valid_to__lt=valid_from):
        _give_way(old, set(weekdays), valid_from)
    return WorkingHours.objects.create(
        contract=contract,
        weekdays=sorted(weekdays),
        time_from=time_from,
        time_to=time_to,
        break_from=break_from,
        break_to=break_to,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _give_way(old: WorkingHours, weekdays: set[int], since: date) -> None:
    """Weekdays of an earlier regime that stay go on as a row of their own."""
    if not weekdays & set(old.weekdays):
        return
    kept = [day for day in old.weekdays if day not in weekdays]
    until = old.valid_to
    if old.valid_from < since:
        old.valid_to = since - timedelta(days=1)
        old.save(update_fields=["valid_to", "updated_at"])
        if kept:
            old.pk, old.weekdays, old.valid_from, old.valid_to = None, kept, since, until
            old.save(force_insert=True)
    elif kept:
        old.weekdays = kept
        old.save(update_fields=["weekdays", "updated_at"])
    else:
        old.delete()


@transaction.atomic
def create_contract(
    learners: Sequence[Person] = (),
    *,
    number: str,
    on: date,
    valid_from: date,
    valid_to: date,
    kind: str = Contract.Kind.PAID,
    customer: str = "",
    state: str = Contract.State.ACTIVE,
) -> Contract:
    """What learners study by; ``on`` is its date. Its term is the window of their cabinets (S3-3.1b)."""
    enforce(dates_are_in_order(valid_from, valid_to))
    contract = Contract.objects.create(
        number=number.strip(),
        date=on,
        kind=kind,
        customer=customer.strip(),
        state=state,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    ContractLearner.objects.bulk_create(ContractLearner(contract=contract, learner=who) for who in learners)
    return contract


@transaction.atomic
def add_learner(
    contract: Contract, *, learner: Person, valid_from: date | None = None, valid_to: date | None = None
) -> ContractLearner:
    """Put a learner into a contract, with own dates if its annex gives them; twice is once."""
    if valid_from:
        enforce(dates_are_in_order(valid_from, valid_to))
    party, _created = ContractLearner.objects.get_or_create(
        contract=contract, learner=learner, defaults={"valid_from": valid_from, "valid_to": valid_to}
    )
    return party


@transaction.atomic
def set_party_term(
    contract: Contract, learner: Person, *, valid_from: date | None, valid_to: date | None
) -> ContractLearner:
    """Own dates of one learner of a contract; the others keep theirs."""
    row = ContractLearner.objects.select_for_update(of=("self",)).get(contract=contract, learner=learner)
    enforce(dates_are_in_order(valid_from or contract.valid_from, valid_to))
    row.valid_from, row.valid_to = valid_from, valid_to
    row.save(update_fields=["valid_from", "valid_to"])
    return row


@transaction.atomic
def remove_learner(contract: Contract, learner: Person) -> None:
    """Strike a learner out of the annex; who studies by it is the caller's to ask."""
    ContractLearner.objects.filter(contract=contract, learner=learner).delete()


@transaction.atomic
def set_special_terms(contract: Contract, *, learner: Person, individual_exam_prep: bool) -> ContractLearner:
    """What the contract promises this learner: the other ground of the exam-prep exception (S0-5.5c)."""
    party = ContractLearner.objects.select_for_update().get(contract=contract, learner=learner)
    party.individual_exam_prep = individual_exam_prep
    party.save(update_fields=["individual_exam_prep"])
    return party


@transaction.atomic
def extend_contract(
    contract: Contract, *, valid_to: date, number: str = "", on: date | None = None
) -> Addendum:
    """An addendum of the day ``on`` (today unless told) makes the contract last till ``valid_to``.

    Made after the end it opens the cabinet from its own day; the gap stays closed and seen (case 20).
    """
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    on = on or home_day()
    since = max(on, row.valid_to + timedelta(days=1))
    enforce(contract_is_not_terminated(row), dates_are_in_order(since, valid_to))
    addendum = Addendum.objects.create(
        contract=row,
        number=number.strip(),
        signed_on=on,
        valid_from=since,
        former_end=row.valid_to,
        valid_to=valid_to,
    )
    if since > (first := row.valid_to + timedelta(days=1)):
        row.gaps = [*row.gaps, first, since - timedelta(days=1)]
    row.parties.filter(valid_to=row.valid_to).update(valid_to=None)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to", "gaps", "updated_at"])
    return addendum


@transaction.atomic
def terminate_contract(contract: Contract, *, on: date) -> Contract:
    """Ended before its term; ``on`` is the last open day (case 21). Raises ``Refused`` by PER-32."""
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    enforce(contract_is_in_force(row))
    row.state, row.terminated_on = Contract.State.TERMINATED, on
    row.save(update_fields=["state", "terminated_on", "updated_at"])
    return row
