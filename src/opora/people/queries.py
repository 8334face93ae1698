"""What is known of people: organisation, roles with their windows, wards, sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Greatest, Least

from .access import Window
from .models import (
    Account,
    Branch,
    Contract,
    ContractLearner,
    Guardianship,
    LoginSession,
    Organisation,
    Person,
    Role,
    RoleGrant,
    StaffContract,
)
from .rules import adult_on

WITHOUT_STAFF_CONTRACT = frozenset({Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class _Term:
    """A document that may open a cabinet: from, to, its name; for a ward also the birth date."""

    source: str
    role: str
    since: date
    until: date | None
    document: str
    birth_date: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def organisation() -> Organisation:
    """The centre. Cached in the process: it changes by :func:`actions.change_organisation` only."""
    return Organisation.objects.get()


def organisation_or_none() -> Organisation | None:
    return organisation() if Organisation.objects.exists() else None


def branches() -> QuerySet[Branch]:
    return Branch.objects.all()


def _terms(person: Person) -> list[_Term]:
    """Everything that may open a cabinet to this person, in one statement.

    A learner's own dates in an annex narrow the contract's, termination narrows both; a ward's contract opens
    the representative's cabinet within the dates of the guardianship. LEAST and GREATEST skip NULL.
    """
    no_text, no_date = Value("", output_field=CharField()), Cast(Value(None), DateField())
    since = Greatest("valid_from", "contract__valid_from")
    until = Least("contract__terminated_on", "valid_to", "contract__valid_to")
    active = Q(contract__state__in=[Contract.State.ACTIVE, Contract.State.TERMINATED])
    grants = RoleGrant.objects.filter(person=person).values_list(
        Value("grant"), F("role"), F("valid_from"), F("valid_to"), no_text, no_date
    )
    staff = StaffContract.objects.filter(person=person).values_list(
        Value("staff"), no_text, F("valid_from"), F("valid_to"), F("number"), no_date
    )
    own = ContractLearner.objects.filter(active, learner=person).values_list(
        Value("own"), no_text, since, until, F("contract__number"), no_date
    )
    wards = ContractLearner.objects.filter(
        active,
        learner__representatives__representative=person,
        learner__representatives__status=Guardianship.Status.VERIFIED,
    ).values_list(
        Value("ward"),
        no_text,
        Greatest(since, "learner__representatives__valid_from"),
        Least(until, "learner__representatives__valid_to"),
        F("contract__number"),
        F("learner__birth_date"),
    )
    terms = [_Term(*row) for row in grants.union(staff, own, wards, all=True)]
    return [term for term in terms if term.until is None or term.since <= term.until]


def role_windows(person: Person, on: date) -> dict[Role, Window]:
    """Roles of a person with the window of each on a date, in order of precedence (domain.md §2.1)."""
    terms = _terms(person)
    staff = [term for term in terms if term.source == "staff"]
    windows: dict[Role, Window] = {}
    for grant in terms:
        if grant.source == "grant" and grant.covers(on):
            role = Role(grant.role)
            windows[role] = _window([grant] if role in WITHOUT_STAFF_CONTRACT else staff, on)
    if own := [term for term in terms if term.source == "own"]:
        windows[Role.LEARNER] = _window(own, on)
    if wards := [
        t for t in terms if t.source == "ward" and not (t.birth_date and adult_on(t.birth_date) <= on)
    ]:
        windows[Role.REPRESENTATIVE] = _window(wards, on)
    return windows


def _window(terms: Iterable[_Term], on: date) -> Window:
    """The union of terms: open by one that covers the date, else the latest past, else the first to come."""
    ordered = sorted(terms, key=lambda term: term.until or date.max)
    for term in reversed(ordered):
        if term.covers(on):
            return Window(True, term.since, term.until, f"№ {term.document}" if term.document else "")
    past = [term for term in ordered if term.until and term.until < on]
    if past:
        return Window(False, past[-1].since, past[-1].until, f"№ {past[-1].document}")
    return Window(False, min((term.since for term in ordered), default=None))


def wards_of(person: Person, on: date) -> list[Person]:
    """Minors this person represents on a date (ACC-05): verified, in force, under 18."""
    rows = (
        Guardianship.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=on),
            representative=person,
            status=Guardianship.Status.VERIFIED,
            valid_from__lte=on,
        )
        .select_related("ward")
        .order_by("ward__birth_date", "ward_id")
    )
    return [row.ward for row in rows if not row.ward.birth_date or adult_on(row.ward.birth_date) > on]


def login_sessions(account: Account) -> QuerySet[LoginSession]:
    """Where the account is logged in now, the latest first."""
    return LoginSession.objects.filter(account=account).order_by("-seen_at")


def staff_on(day: date) -> QuerySet[StaffContract]:
    """Contracts of workers in force on a date."""
    return (
        StaffContract.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        .select_related("person", "branch")
        .order_by("person__search_name", "id")
    )
