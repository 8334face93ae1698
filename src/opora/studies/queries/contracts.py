"""Contracts: who of the annex studies and can log in, what each lacks (domain.md §7, appeal 3)."""

import re
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from opora.kernel.text import normal_name
from opora.people.access import Actor
from opora.people.models import Account, Contract, ContractLearner, Person, Role

from ..models import Enrolment, NetworkAgreement
from .groups import SEE_ALL

LINES = 500
_NUMBER = re.compile(r"^\d+[.)]?\s*")


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A learner of the annex; ``state`` is what is lacking: enrol, code, wait, blocked, or ``in``."""

    party: ContractLearner
    enrolment: Enrolment | None
    account: Account | None
    state: str

    @property
    def learner(self) -> Person:
        return self.party.learner


def contracts_for(actor: Actor) -> QuerySet[Contract]:
    """Management sees all; a curator those of own groups' learners and of the not yet enrolled."""
    rows = Contract.objects.exclude(kind=Contract.Kind.ORDER)
    if actor.role in SEE_ALL and actor.window.branches:
        there = actor.within(Enrolment.objects.filter(contract=OuterRef("pk")), "group__branch")
        return rows.filter(Exists(there) | ~Exists(Enrolment.objects.filter(contract=OuterRef("pk"))))
    if actor.role in SEE_ALL:
        return rows
    if actor.role is Role.CURATOR:
        own = Enrolment.objects.filter(contract=OuterRef("pk"), group__curator__in=actor.acts_for)
        anybody = Enrolment.objects.filter(contract=OuterRef("pk"))
        return rows.filter(Exists(own) | ~Exists(anybody))
    return rows.none()


def with_annex_counts(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Annotate how many learners a contract names and how many of them may log in."""
    return contracts.annotate(
        learners_count=Count("parties"),
        inside_count=Count("parties", filter=Q(parties__learner__account__state=Account.State.ACTIVE)),
    ).order_by("-date", "-pk")


def annex_of(contract: Contract) -> list[AnnexRow]:
    """Everybody of the annex with what each of them lacks. Two statements."""
    own = Enrolment.objects.filter(contract=contract).exclude(state=Enrolment.State.APPLIED)
    parties = (
        contract.parties.select_related("learner__account")
        .prefetch_related(
            Prefetch("learner__enrolments", own.select_related("group").order_by("pk"), to_attr="by_contract")
        )
        .order_by("learner__search_name", "learner_id")
    )
    rows = [_annex_row(party) for party in parties]
    return sorted(rows, key=lambda row: row.state == "in")


_STANDING = {Account.State.INVITED: "wait", Account.State.SUSPENDED: "blocked"}


def _annex_row(party: ContractLearner) -> AnnexRow:
    enrolments: list[Enrolment] = party.learner.by_contract  # type: ignore[attr-defined]
    enrolment = enrolments[-1] if enrolments else None
    account: Account | None = getattr(party.learner, "account", None)
    if enrolment is None:
        state = "enrol"
    elif account is None:
        state = "code"
    else:
        state = _STANDING.get(Account.State(account.state), "in")
    return AnnexRow(party, enrolment, account, state)


@dataclass(frozen=True, slots=True)
class Named:
    """A line of the customer's list: who it is, and whether the annex has them (None: nobody known)."""

    text: str
    person: Person | None
    in_annex: bool


def compared(contract: Contract, text: str) -> list[Named]:
    """The customer's list against the base and the annex. Two statements whatever its length."""
    lines = [line.strip(" \t.,;") for line in text.splitlines() if line.strip()][:LINES]
    names = {line: normal_name(_NUMBER.sub("", line)) for line in lines}
    people = {person.search_name: person for person in Person.objects.filter(search_name__in=names.values())}
    annex = set(contract.parties.values_list("learner_id", flat=True))
    return [
        Named(line, who, who is not None and who.pk in annex)
        for line, who in ((line, people.get(name)) for line, name in names.items())
    ]


def agreements_for(actor: Actor) -> QuerySet[NetworkAgreement]:
    """Management sees all; a partner's curator only the agreements where he is named."""
    rows = NetworkAgreement.objects.select_related("programme", "curator")
    if actor.role in SEE_ALL:
        return rows
    if actor.role is Role.CURATOR:
        return rows.filter(curator=actor.person)
    return rows.none()


def learners_of_agreement(agreement: NetworkAgreement) -> QuerySet[Person]:
    return Person.objects.filter(enrolments__agreement=agreement).distinct().order_by("search_name", "pk")


def agreements_count(agreements: QuerySet[NetworkAgreement]) -> QuerySet[NetworkAgreement]:
    """Annotate how many learners study by each agreement now."""
    return agreements.annotate(
        learners_count=Count("enrolments", filter=Q(enrolments__state=Enrolment.State.ENROLLED))
    ).order_by("-date", "-pk")
