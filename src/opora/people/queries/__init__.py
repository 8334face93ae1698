"""What is known of people: roles and who carries them, wards, cards, log-ins, what waits to be checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Least

from opora.kernel.jobs import is_time
from opora.kernel.text import normal_name

from ..access import Window
from ..models import (
    Absence,
    Accommodation,
    Account,
    Contract,
    ContractLearner,
    DataChange,
    FormerName,
    Guardianship,
    LoadBasis,
    LoginSession,
    Person,
    Role,
    RoleGrant,
    StaffContract,
    Tally,
    WorkingHours,
)
from ..rules import adult_on
from .centre import branches, home_day, organisation, organisation_or_none
from .heads import (
    Signer,
    acting_position,
    head_signer,
    roles_on,
    signs_as,
    subordination,
    superiors_on,
)
from .scope import about_people_of, belongs, people_of
from .windows import SUBSTITUTED, days_around, role_windows

__all__ = [
    "DEMO_DOMAIN",
    "DEMO_ROLES",
    "SUBSTITUTED",
    "Card",
    "DemoEntry",
    "Signer",
    "about_people_of",
    "absences_around",
    "account_by_login",
    "acting_position",
    "belongs",
    "branches",
    "card_of",
    "changes_asked",
    "changes_to_check",
    "days_around",
    "demo_accounts",
    "head_signer",
    "holders_of",
    "home_day",
    "is_time_here",
    "last_days",
    "login_sessions",
    "logins_found",
    "may_be_replaced",
    "names_on",
    "organisation",
    "organisation_or_none",
    "people_counted",
    "people_found",
    "people_of",
    "persons_named",
    "replaced_by",
    "role_windows",
    "roles_on",
    "signs_as",
    "staff_on",
    "subordination",
    "substitutes",
    "superiors_on",
    "verified_representatives",
    "wards_of",
    "with_register_details",
    "without_account",
]


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
    Role.OTHER_STAFF: 1,
    Role.PROCTOR: 1,
    Role.SUPPORT: 1,
    Role.TRAINING_HEAD: 1,
    Role.COMMISSION: 1,
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


def logins_found(text: str = "", state: str = "") -> QuerySet[Account]:
    """Log-ins by the beginning of words of a name or of the login; those reported or closed come first."""
    accounts = Account.objects.order_by(Case(When(state=Account.State.SUSPENDED, then=0), default=1), "login")
    if text:
        named = Q()
        for word in normal_name(text).split():
            named &= Q(person__search_name__startswith=word) | Q(person__search_name__contains=f" {word}")
        accounts = accounts.filter(Q(login__startswith=text.lower()) | (named if named else Q(pk=None)))
    return accounts.filter(state=state) if state in Account.State else accounts


def changes_to_check() -> QuerySet[DataChange]:
    """Data to be checked against documents (ACC-06), the oldest first."""
    waiting = DataChange.objects.filter(state=DataChange.State.PENDING)
    return waiting.select_related("person", "asked_by__person").order_by("id")


def changes_asked(people: Iterable[int]) -> QuerySet[DataChange]:
    """What was asked for these people, the latest first."""
    return DataChange.objects.filter(person__in=list(people)).select_related("person").order_by("-id")[:5]


def may_be_replaced(on: date) -> QuerySet[Person]:
    """Workers whose role passes to another by order while they are away."""
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), role__in=SUBSTITUTED)
    return Person.objects.filter(pk__in=grants.values("person"))


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


def regime_of(person: Person, day: date) -> list[WorkingHours]:
    """Hours of a worker all of whose contracts in force on a day are within working time (LOAD-05)."""
    contracts = StaffContract.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), person=person, valid_from__lte=day
    ).prefetch_related("working_hours")
    found = list(contracts)
    if any(one.load_basis != LoadBasis.WITHIN_WORKING_TIME for one in found):
        return []
    return [hours for one in found for hours in one.working_hours.all()]


def is_time_here(hour: int) -> bool:
    """Whether it is this hour, or soon after, by the organisation's clock; False before it is founded."""
    found = organisation_or_none()
    return found is not None and is_time(found.timezone, hour)


def holders_of(role: Role, on: date) -> QuerySet[Person]:
    """Persons appointed to a role on a date, and those who carry it for the absent that day."""
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), role=role, valid_from__lte=on)
    holders = grants.order_by().values("person")
    if role in SUBSTITUTED:  # a union is found by keys, OR would read every person
        holders = holders.union(_absent_on(on).filter(person__in=holders).order_by().values("deputy"))
    return Person.objects.filter(pk__in=holders)


def _absent_on(day: date) -> QuerySet[Absence]:
    return Absence.objects.filter(valid_from__lte=day, valid_to__gte=day)


def substitutes(people: Iterable[int], on: date) -> dict[int, Person]:
    """By absent worker, who replaces him on a date. One statement."""
    rows = _absent_on(on).filter(person__in=list(people)).select_related("deputy")
    return {row.person_id: row.deputy for row in rows}


def replaced_by(person: Person, on: date, *roles: Role) -> frozenset[int]:
    """Absent workers one of whose roles this person carries on a date: their groups are his (§2.3)."""
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), role__in=roles, valid_from__lte=on
    )
    rows = _absent_on(on).filter(deputy=person, person__in=grants.values("person"))
    return frozenset(rows.values_list("person", flat=True))


def absences_around(on: date) -> QuerySet[Absence]:
    """Absences that last or are to come, then those of the past year."""
    recent = Absence.objects.filter(valid_to__gte=on - timedelta(days=365))
    return recent.select_related("person", "deputy").order_by("-valid_to", "-id")


def people_found(text: str = "", role: str = "", *, category: str = "", on: date) -> QuerySet[Person]:
    """The register: by the beginning of words of a name or by digits of СНИЛС, and by the role held then.

    ``category`` is that of a learner (S4-1.4): a worker has none.
    """
    people = Person.objects.order_by("search_name", "id")
    if category in Person.Category:
        studies = Exists(ContractLearner.objects.filter(learner=OuterRef("pk")))
        people = people.filter(studies, category=category)
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


def people_counted() -> int:
    """How many people there are, exactly, without reading them (see ``Tally``)."""
    return Tally.objects.aggregate(n=Coalesce(Sum("delta"), 0))["n"]  # type: ignore[no-any-return]


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
    working_hours: list[WorkingHours]
    parties: list[ContractLearner]
    representatives: list[Guardianship]
    wards: list[Guardianship]
    accommodations: list[Accommodation]
    absences: list[Absence]
    former_names: list[FormerName]
    windows: dict[Role, Window]
    superiors: dict[str, list[Person]]

    @property
    def places(self) -> list[tuple[StaffContract, str]]:
        """Contracts of the worker, each with whose subordinate he is by it."""
        return [(contract, subordination(contract, self.superiors)) for contract in self.staff_contracts]


def card_of(person: Person, on: date) -> Card:
    """The card of a person on a date; the number of statements does not depend on what is in it."""
    return Card(
        person=person,
        account=Account.objects.filter(person=person).first(),
        grants=list(person.role_grants.order_by("-valid_from", "id")),
        staff_contracts=list(person.staff_contracts.select_related("branch").order_by("-valid_from", "id")),
        working_hours=list(
            WorkingHours.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), contract__person=person)
        ),
        parties=list(
            person.contract_parties.select_related("contract")
            .prefetch_related("contract__addenda")
            .order_by("-contract__valid_from", "id")
        ),
        representatives=list(person.representatives.select_related("representative").order_by("id")),
        wards=list(person.wards.select_related("ward").order_by("id")),
        accommodations=list(person.accommodations.order_by("-valid_from", "id")),
        absences=list(absences_around(on).filter(Q(person=person) | Q(deputy=person))),
        former_names=list(person.former_names.all()),
        windows=role_windows(person, on),
        superiors=superiors_on(on),
    )


def names_on(people: Iterable[Person], day: date) -> dict[int, str]:
    """Full names papers of a day carry, by person (case 33). One statement."""
    names = {person.pk: person.full_name for person in people}
    for former in FormerName.objects.filter(person__in=list(names), until__gte=day).order_by("-until"):
        names[former.person_id] = former.full_name
    return names


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
