"""Open groups of the site and the queue of applications for training."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from opora.kernel.prepared import prepared
from opora.kernel.text import normal_name
from opora.people.models import Person
from opora.studies.models import Group, Programme

from ..models import Admission, Application

State = Application.State
HOLD_A_PLACE = (State.REGISTERED, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class OpenProgramme:
    """A programme with its groups that take applications today, the nearest first."""

    programme: Programme
    admissions: list[Admission]


def taken_in(group: Group) -> int:
    """Places of a group held by applications."""
    return Application.objects.filter(group=group, state__in=HOLD_A_PLACE).count()


def open_admissions(on: date) -> QuerySet[Admission]:
    """With ``taken``; a full one stays in the list and says so."""
    held = Application.objects.filter(group=OuterRef("group"), state__in=HOLD_A_PLACE).order_by()
    taken = held.values("group").annotate(n=Count("pk")).values("n")
    rows = Admission.objects.filter(until__gte=on, group__merged_into=None)
    rows = rows.select_related("group__programme", "group__branch").annotate(
        taken=Coalesce(Subquery(taken), 0)
    )
    return rows.order_by("group__programme__title", "group__starts_on", "pk")


def admits(on: date) -> bool:
    """Whether any group takes applications."""
    return bool(_open(on))


@prepared
def _open(on: date) -> QuerySet[Admission, int]:
    return open_admissions(on).order_by().values_list("pk", flat=True)[:1]


def open_programmes(on: date) -> list[OpenProgramme]:
    """One statement."""
    rows = groupby(open_admissions(on), key=lambda one: one.group.programme)
    return [OpenProgramme(programme, list(admissions)) for programme, admissions in rows]


def places_left(admission: Admission) -> int | None:
    """None: as many as come."""
    if admission.seats is None:
        return None
    taken: int = admission.taken  # type: ignore[attr-defined] # annotated
    return max(admission.seats - taken, 0)


def applications(state: str = "", words: str = "") -> QuerySet[Application]:
    """Those that wait first, the oldest first; decided ones the latest first."""
    rows = Application.objects.select_related("group__programme", "handler", "order")
    if state in State:
        rows = rows.filter(state=state)
    if state == State.REGISTERED:
        rows = rows.order_by("received_at", "pk")
    for word in words.split():
        digits = word.rpartition("-")[2]
        by_number = Q(number=int(digits)) if digits.isdigit() and len(digits) <= 6 else Q(pk__in=())
        rows = rows.filter(
            Q(last_name__icontains=word)
            | Q(first_name__icontains=word)
            | Q(group__code__icontains=word)
            | by_number
        )
    return rows


def known_as(application: Application) -> QuerySet[Person]:
    """People here with this name, the same birth date first: the specialist says who it is (case 32)."""
    rows = Person.objects.filter(search_name=normal_name(application.full_name))
    same = Q(birth_date=application.birth_date) | Q(birth_date=None)
    return rows.filter(same).order_by("pk")[:10]


def groups_to_admit(on: date) -> QuerySet[Group]:
    """Groups that still study or will, with their admission if it is open."""
    rows = Group.objects.filter(ends_on__gte=on, merged_into=None)
    return rows.select_related("programme", "branch", "admission").order_by("starts_on", "code")
