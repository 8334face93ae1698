"""Who may write to whom: workers to each other, both sides of studies, learners if the centre allows it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from opora.kernel.text import normal_name
from opora.people.access import Actor
from opora.people.models import Guardianship, Person, Role, RoleGrant
from opora.people.queries import organisation, replaced_by, staff_on, wards_of
from opora.people.rules import adult_on
from opora.studies.models import Enrolment, Group, GroupPart

from .studying import studying

MANAGING = (Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD)
FOUND = 30


@dataclass(frozen=True, slots=True)
class _Study:
    group: int
    agreement: int | None
    curator: int | None
    contact: int | None


def is_worker(person: Person, on: date) -> bool:
    return staff_on(on).filter(person=person).exists()


def reachable(person: Person, on: date) -> QuerySet[Person]:
    """Whom this person may begin a chat with. A constant number of statements."""
    workers = staff_on(on).order_by().values("person")
    if is_worker(person, on):
        learners = _learners_of_worker(person, on)
        guardians = _guardians(learners)
        found = Q(pk__in=workers) | Q(pk__in=learners) | Q(pk__in=guardians)
    else:
        found = Q(pk__in=[])
    found |= _of_studies(person, on)
    return Person.objects.filter(found).exclude(pk=person.pk)


def _learners_of_worker(person: Person, on: date) -> "QuerySet[Enrolment, int]":
    """Of groups where he teaches or is the curator; management's are all, or those of its branches."""
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    managed = set(grants.filter(person=person, role__in=MANAGING).values_list("branch", flat=True))
    rows = studying(on).order_by()
    if None not in managed:
        curates = Q(curator__in=[person.pk, *replaced_by(person, on, Role.CURATOR)])
        taught = GroupPart.objects.filter(teacher=person).values("group")
        mine = Q(group__in=Group.objects.filter(curates).values("pk")) | Q(group__in=taught)
        rows = rows.filter(mine | Q(agreement__curator=person) | Q(group__branch__in=managed))
    return rows.values_list("learner", flat=True)


def _guardians(learners: "QuerySet[Enrolment, int]") -> "QuerySet[Guardianship, int]":
    verified = Guardianship.objects.filter(status=Guardianship.Status.VERIFIED, ward__in=learners)
    return verified.order_by().values_list("representative", flat=True)


def _of_studies(person: Person, on: date) -> Q:
    """For a learner's side: teachers and curators of the studies; for a learner also fellows, if allowed."""
    own = _studies([person.pk], on)
    wards = [ward.pk for ward in wards_of(person, on)]
    every = own + (_studies(wards, on) if wards else [])
    if not every:
        return Q(pk__in=[])
    taught = GroupPart.objects.filter(group__in={one.group for one in every}, teacher__isnull=False)
    contacts = {one.curator for one in every} | {one.contact for one in every}
    found = Q(pk__in=taught.values("teacher")) | Q(pk__in=contacts - {None})
    return found | _fellows(own, on) if organisation().learners_write else found


def _fellows(own: Collection[_Study], on: date) -> Q:
    """Learners of the same groups; those of a network partner and others do not see each other (CHT-04)."""
    alike = Q(pk__in=[])
    for one in own:
        alike |= Q(group=one.group, agreement=one.agreement)
    return Q(pk__in=studying(on).filter(alike).order_by().values("learner")) if own else Q(pk__in=[])


def _studies(learners: Iterable[int], on: date) -> list[_Study]:
    rows = studying(on).filter(learner__in=list(learners))
    fields = ("group", "agreement", "group__curator", "agreement__curator")
    return [_Study(*row) for row in rows.values_list(*fields)]


def is_reachable(one: Person, other: Person, on: date) -> bool:
    """Whether they may write to each other, whoever begins: who is written to may answer."""
    return reachable(one, on).filter(pk=other.pk).exists() or reachable(other, on).filter(pk=one.pk).exists()


def people_to_write(person: Person, on: date, text: str = "") -> list[Person]:
    """The first of those reachable by the beginnings of words of a name."""
    people = reachable(person, on).order_by("search_name", "id")
    for word in normal_name(text).split():
        people = people.filter(Q(search_name__startswith=word) | Q(search_name__contains=f" {word}"))
    return list(people[:FOUND])


def minor_of(one: Person, other: Person, on: date) -> Person | None:
    """The minor of an adult and a minor (COM-05); None for two adults or two minors.

    Without a birth date a person for whom a representative acts is a minor.
    """
    unsure = [who.pk for who in (one, other) if who.birth_date is None]
    verified = Guardianship.objects.filter(ward__in=unsure, status=Guardianship.Status.VERIFIED)
    warded = set(verified.values_list("ward_id", flat=True)) if unsure else set()
    minors = [
        who
        for who in (one, other)
        if who.pk in warded or (who.birth_date is not None and adult_on(who.birth_date) > on)
    ]
    return minors[0] if len(minors) == 1 else None


def representatives_of(ward: Person, on: date) -> list[Person]:
    """Those who act for a minor on a date by a verified document (ACC-05)."""
    rows = Guardianship.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), ward=ward, status=Guardianship.Status.VERIFIED,
        valid_from__lte=on,
    )  # fmt: skip
    return [row.representative for row in rows.select_related("representative").order_by("pk")]


def adulthood_line(on: date) -> date:
    """Those born later are under 18 on a date."""
    return on.replace(year=on.year - 18) if (on.month, on.day) != (2, 29) else date(on.year - 18, 2, 28)


def minors(on: date) -> QuerySet[Person]:
    warded = Guardianship.objects.filter(status=Guardianship.Status.VERIFIED).values("ward")
    return Person.objects.filter(Q(birth_date__gt=adulthood_line(on)) | Q(birth_date=None, pk__in=warded))


def minors_watched(actor: Actor, on: date) -> QuerySet[Person]:
    """Whose chats with adults are told as a fact: own wards, learners of own groups, for the deputy all."""
    if actor.role is Role.REPRESENTATIVE:
        return Person.objects.filter(pk__in=[ward.pk for ward in wards_of(actor.person, on)])
    found = minors(on)
    if actor.role is Role.CURATOR:
        own = studying(on).filter(group__curator__in=actor.acts_for).order_by()
        found = found.filter(pk__in=own.values("learner"))
    return found
