"""What a person was told, and what became of letters."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from opora.kernel.prepared import prepared
from opora.people.models import Person

from .models import Letter, Notification

MANY = 100


def notifications_of(person: Person) -> QuerySet[Notification]:
    """The latest first."""
    return Notification.objects.filter(person=person).order_by("-created_at", "-id")


@prepared
def _unread(person: int) -> "QuerySet[Notification, int]":
    return Notification.objects.filter(person=person, read_at=None).values_list("pk", flat=True)[:MANY]


def unread_count(person: Person) -> int:
    """Up to ``MANY``: the bell shows «99+»."""
    return len(_unread(person.pk))


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many letters wait, and how many need a human."""

    waiting: int
    uncertain: int
    failed: int

    @property
    def need_a_human(self) -> int:
        return self.uncertain + self.failed


def outbox() -> Outbox:
    """The state of the mail, in one statement over the letters that did not leave."""
    states = Letter.State
    return Outbox(
        **Letter.objects.exclude(state=states.SENT).aggregate(
            waiting=Count("id", filter=Q(state__in=[states.QUEUED, states.SENDING])),
            uncertain=Count("id", filter=Q(state=states.UNCERTAIN)),
            failed=Count("id", filter=Q(state=states.FAILED)),
        )
    )


def letters(state: str = "") -> QuerySet[Letter]:
    """Letters of a state, or all that did not leave; the latest first."""
    rows = Letter.objects.select_related("notification__person").order_by("-created_at", "-id")
    return rows.filter(state=state) if state else rows.exclude(state=Letter.State.SENT)
