"""What is known of people: organisation, roles with their windows, wards, sessions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Greatest, Least

from opora.kernel.prepared import prepared
from opora.kernel.text import normal_name

from .access import Window
from .models import (
    Accommodation,
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
    """None on an installation that is not set up yet."""
    try:
        return organisation()
    except Organisation.DoesNotExist:
        return None


def branches() -> QuerySet[Branch]:
    return Branch.objects.all()


@prepared
def _term_rows(person: int) -> "QuerySet[RoleGrant, tuple[Any, ...]]":
    """Everything that may open a cabinet to this person, asked on every request.

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
    return grants.union(staff, own, wards, all=True)


def _terms(person: Person) -> list[_Term]:
    terms = [_Term(*row) for row in _term_rows(person.pk)]
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
        windows[Role.LEARNER] = _with_archive(_window(own, on))
    if wards := [
        t for t in terms if t.source == "ward" and not (t.birth_date and adult_on(t.birth_date) <= on)
    ]:
        windows[Role.REPRESENTATIVE] = _with_archive(_window(wards, on))
    return windows


def _with_archive(window: Window) -> Window:
    """After the end results and documents are read for ``archive_days`` more (domain.md §2.1)."""
    if window.is_open or window.until is None:
        return window
    days = organisation().archive_days
    return replace(window, archive_until=window.until + timedelta(days=days))


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


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """Someone of the demonstration centre one may log in as."""

    account: Account
    role: Role


DEMO_DOMAIN = ".example"  # RFC 2606: no real mailbox can be there, so these people are made up
DEMO_ROLES = {
    Role.LEARNER: 3,
    Role.REPRESENTATIVE: 1,
    Role.TEACHER: 3,
    Role.CURATOR: 1,
    Role.DEPUTY: 1,
    Role.SPECIALIST: 1,
    Role.DIRECTOR: 1,
    Role.AUDITOR: 1,
}


def demo_accounts(on: date) -> list[DemoEntry]:
    """Made-up people by role, those entered first; only accounts with a mailbox in ``.example``."""
    made_up = Account.objects.filter(state=Account.State.ACTIVE, person__email__endswith=DEMO_DOMAIN)
    people = made_up.values("person")
    known: dict[Role, list[int]] = {
        Role.LEARNER: _first_of(
            ContractLearner.objects.filter(
                learner__in=people, contract__valid_from__lte=on, contract__valid_to__gte=on
            ).values_list("learner_id", flat=True)
        ),
        Role.REPRESENTATIVE: _first_of(
            Guardianship.objects.filter(
                representative__in=people, status=Guardianship.Status.VERIFIED
            ).values_list("representative_id", flat=True)
        ),
    }
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), person__in=people, valid_from__lte=on
    ).order_by("person_id")
    for person, role in grants.values_list("person_id", "role"):
        known.setdefault(Role(role), []).append(person)
    chosen = [(role, person) for role, limit in DEMO_ROLES.items() for person in known.get(role, [])[:limit]]
    accounts = {row.person_id: row for row in made_up.filter(person__in={person for _role, person in chosen})}
    return [DemoEntry(accounts[person], role) for role, person in chosen]


def _first_of(ids: "QuerySet[Any, int]") -> list[int]:
    return list(dict.fromkeys(ids.order_by("id")[:20]))


def account_by_login(typed: str) -> Account | None:
    """By login, by СНИЛС, or by an e-mail that belongs to one account only (case 31)."""
    accounts = Account.objects.all()
    if account := accounts.filter(login=typed.lower()).first():
        return account
    digits = "".join(sign for sign in typed if sign.isdigit())
    if len(digits) == 11 and not any(sign.isalpha() for sign in typed):
        return accounts.filter(person__snils=digits).first()
    if "@" in typed:
        owners = list(accounts.filter(person__email__iexact=typed)[:2])
        return owners[0] if len(owners) == 1 else None
    return None


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


def holders_of(role: Role, on: date) -> QuerySet[Person]:
    """Persons appointed to a role on a date."""
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), role=role, valid_from__lte=on)
    return Person.objects.filter(pk__in=grants.values("person"))


def people_found(text: str = "", role: str = "", *, on: date) -> QuerySet[Person]:
    """The register: by the beginning of words of a name or by digits of СНИЛС, and by the role held then."""
    people = Person.objects.order_by("search_name", "id")
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits and not any(sign.isalpha() for sign in text):
        people = people.filter(snils__contains=digits)
    else:
        for word in normal_name(text).split():
            people = people.filter(Q(search_name__startswith=word) | Q(search_name__contains=f" {word}"))
    if role == Role.LEARNER:
        return people.filter(Exists(ContractLearner.objects.filter(learner=OuterRef("pk"))))
    if role == Role.REPRESENTATIVE:
        return people.filter(Exists(Guardianship.objects.filter(representative=OuterRef("pk"))))
    if role in Role:
        in_force = RoleGrant.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=on), person=OuterRef("pk"), role=role, valid_from__lte=on
        )
        return people.filter(Exists(in_force))
    return people


def with_register_details(people: QuerySet[Person]) -> QuerySet[Person]:
    """What a row of the register shows, in three statements for any number of rows."""
    return people.select_related("account").prefetch_related("role_grants", "staff_contracts")


@dataclass(frozen=True, slots=True)
class Card:
    """Everything people know of one person."""

    person: Person
    account: Account | None
    grants: list[RoleGrant]
    staff_contracts: list[StaffContract]
    parties: list[ContractLearner]
    representatives: list[Guardianship]
    wards: list[Guardianship]
    accommodations: list[Accommodation]
    windows: dict[Role, Window]


def card_of(person: Person, on: date) -> Card:
    """The card of a person on a date; the number of statements does not depend on what is in it."""
    return Card(
        person=person,
        account=Account.objects.filter(person=person).first(),
        grants=list(person.role_grants.order_by("-valid_from", "id")),
        staff_contracts=list(person.staff_contracts.select_related("branch").order_by("-valid_from", "id")),
        parties=list(
            person.contract_parties.select_related("contract").order_by("-contract__valid_from", "id")
        ),
        representatives=list(person.representatives.select_related("representative").order_by("id")),
        wards=list(person.wards.select_related("ward").order_by("id")),
        accommodations=list(person.accommodations.order_by("-valid_from", "id")),
        windows=role_windows(person, on),
    )


def persons_named(text: str) -> list[Person]:
    """Persons of exactly this full name, or of this СНИЛС: the one, or several namesakes to choose from."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == 11:
        return list(Person.objects.filter(snils=digits))
    return list(Person.objects.filter(search_name=normal_name(text))[:5])


def without_account(on: date) -> QuerySet[Person]:
    """Workers and learners with a contract in force who cannot log in yet."""
    staff = StaffContract.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    learners = ContractLearner.objects.filter(
        contract__state=Contract.State.ACTIVE, contract__valid_from__lte=on, contract__valid_to__gte=on
    )
    return Person.objects.filter(
        Q(pk__in=staff.values("person")) | Q(pk__in=learners.values("learner")), account=None
    ).order_by("search_name", "id")


def last_days(learners: Iterable[int]) -> dict[int, date]:
    """The last day any contract of a learner opens the cabinet. One statement."""
    rows = (
        ContractLearner.objects.filter(
            learner__in=list(learners), contract__state__in=[Contract.State.ACTIVE, Contract.State.TERMINATED]
        )
        .annotate(until=Least("contract__terminated_on", "valid_to", "contract__valid_to"))
        .values_list("learner", "until")
    )
    found: dict[int, date] = {}
    for learner, until in rows:
        found[learner] = max(found.get(learner, until), until)
    return found


def verified_representatives(learners: Iterable[int]) -> dict[int, list[Person]]:
    """By learner, those who act for him by a verified document. One statement."""
    links = Guardianship.objects.filter(ward__in=list(learners), status=Guardianship.Status.VERIFIED)
    found: dict[int, list[Person]] = {}
    for link in links.select_related("representative").order_by("pk"):
        found.setdefault(link.ward_id, []).append(link.representative)
    return found
