"""A worker's own hours, and entries an actor may see."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet, Sum

from opora.kernel.clock import today
from opora.kernel.times import next_month
from opora.people.access import Actor
from opora.people.models import Branch, Person
from opora.people.queries import branches

from ..access import READERS
from ..models import MonthSheet, PlannedLoad, WorkLogEntry
from .contracts import contracts_on
from .sheet import COUNTED

State = WorkLogEntry.State


def entries_of(person: Person, month: date) -> QuerySet[WorkLogEntry]:
    """All entries of a person in a month, in every branch."""
    first = month.replace(day=1)
    return WorkLogEntry.objects.filter(person=person, date__gte=first, date__lt=next_month(first))


def to_put_right(person: Person) -> QuerySet[WorkLogEntry]:
    """Returned entries and late ones without a reason, of any month: what the worker must do."""
    return WorkLogEntry.objects.filter(
        Q(state=State.DRAFT) | Q(state=State.SUBMITTED, entered_late=True, late_reason=""), person=person
    )


def sums_of(person: Person, month: date) -> dict[str, int | None]:
    """``plan`` (None without one), ``fact``, ``confirmed``, ``waiting``: minutes of the month."""
    plan = PlannedLoad.objects.filter(contract__person=person, month=month.replace(day=1)).aggregate(
        plan=Sum("minutes")
    )
    fact = entries_of(person, month).aggregate(
        fact=Sum("minutes", filter=Q(state__in=COUNTED), default=0),
        confirmed=Sum("minutes", filter=Q(state__in=[State.CONFIRMED, State.LOCKED]), default=0),
        waiting=Sum("minutes", filter=Q(state=State.SUBMITTED), default=0),
    )
    return plan | fact


def seen_entries(actor: Actor) -> QuerySet[WorkLogEntry]:
    """Keepers and the auditor see all, a worker his own (else 404)."""
    rows = WorkLogEntry.objects.select_related(
        "person", "branch", "contract__branch", "contract__person", "session"
    )
    return actor.within(rows) if actor.role in READERS else rows.filter(person=actor.person)


def seen_branches(actor: Actor) -> QuerySet[Branch]:
    """Whose hours this keeper sees: all, or those of the branches the role was given for (else 404)."""
    return actor.within(branches(), "pk")


def seen_sheets(actor: Actor) -> QuerySet[MonthSheet]:
    return actor.within(MonthSheet.objects.select_related("branch"))


def entries_by_ids(actor: Actor, ids: Collection[int]) -> list[WorkLogEntry]:
    return list(seen_entries(actor).filter(pk__in=ids).order_by("date", "pk"))


def own_branch(actor: Actor) -> Branch:
    """The branch a keeper opens first: of his own contract, else the head one."""
    seen = seen_branches(actor)
    contract = contracts_on(actor.person, today(actor.zone)).filter(branch__in=seen.values("pk")).first()
    return contract.branch if contract else seen[0]


def waiting_for(actor: Actor) -> QuerySet[WorkLogEntry]:
    """Entries of other people that wait for this deputy."""
    return actor.within(WorkLogEntry.objects.filter(state=State.SUBMITTED).exclude(person=actor.person))
