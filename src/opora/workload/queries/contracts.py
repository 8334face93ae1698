"""Which contract grounds an hour, and who is a deputy."""

from datetime import date

from django.db.models import Q, QuerySet

from opora.kernel.prepared import prepared
from opora.people.models import Branch, Person, Role, StaffContract
from opora.people.queries import holders_of, home_day, replaced_by


def contracts_on(person: Person | int, day: date) -> QuerySet[StaffContract]:
    return StaffContract.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), person=person, valid_from__lte=day
    ).select_related("branch", "person")


@prepared
def _contracts_on(person: int, day: date) -> QuerySet[StaffContract]:
    return contracts_on(person, day)


def contract_on(
    person: Person, day: date, *, branch: Branch | None = None, position: str = ""
) -> StaffContract | None:
    """The contract in force: of this branch first, then of this position, then the latest."""
    wanted = branch.pk if branch else None
    return max(
        _contracts_on(person.pk, day),
        key=lambda one: (one.branch_id == wanted, one.position == position, one.valid_from, one.pk),
        default=None,
    )


@prepared
def _deputies(day: date) -> "QuerySet[Person, int]":
    return holders_of(Role.DEPUTY, day).values_list("pk", flat=True)


def deputies(day: date) -> frozenset[int]:
    """Persons whose own hours the head confirms."""
    return frozenset(_deputies(day))


def replaced_by_keeper(by: Person) -> frozenset[int]:
    """Absent keepers whose right to confirm this person carries today (LOAD-03)."""
    return replaced_by(by, home_day(), Role.DEPUTY, Role.DIRECTOR)


def workers_of(branch: Branch, since: date, until: date) -> QuerySet[StaffContract]:
    """Contracts of a branch that touch a period, pedagogical workers first."""
    return (
        StaffContract.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=since), branch=branch, valid_from__lte=until
        )
        .select_related("person")
        .order_by("-is_pedagogical", "person__search_name", "id")
    )
