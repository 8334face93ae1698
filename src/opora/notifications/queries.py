"""What a person was told, and what became of letters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from opora.kernel.prepared import prepared
from opora.kernel.times import after_quiet
from opora.people.models import Person
from opora.people.queries import organisation_or_none

from .models import BadAddress, Dispatch, Letter, Notification, Wishes

MANY = 100


def notifications_of(person: Person) -> QuerySet[Notification]:
    """The latest first."""
    return Notification.objects.filter(person=person).order_by("-created_at", "-id")


def unread_of(person: int) -> "QuerySet[Notification, int]":
    """Numbers of at most ``MANY``."""
    return Notification.objects.filter(person=person, read_at=None).values_list("pk", flat=True)[:MANY]


@prepared
def _unread(person: int) -> "QuerySet[Notification, int]":
    return unread_of(person)


def unread_count(person: Person) -> int:
    """Up to ``MANY``: the bell shows «99+»."""
    return len(_unread(person.pk))


def unread_of_many(people: Collection[int]) -> dict[int, int]:
    """By person, for those who have something unread. One statement."""
    rows = Notification.objects.filter(person__in=list(people), read_at=None).order_by()
    return dict(rows.values_list("person").annotate(n=Count("pk")))


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


@dataclass(frozen=True, slots=True)
class Health:
    """When a letter left last; ``failed_at`` and ``error`` of one that waits after a refusal."""

    worked_at: datetime | None
    failed_at: datetime | None
    error: str


def mail_health() -> Health:
    """Two statements: the last success, and the last refusal still waited out."""
    worked = Letter.objects.filter(state=Letter.State.SENT).aggregate(at=Max("sent_at"))["at"]
    waits = Letter.objects.filter(state=Letter.State.QUEUED, attempts__gt=0).exclude(last_error="")
    last = waits.order_by("-tried_at").first()
    return Health(worked, last.tried_at if last else None, last.last_error if last else "")


def letters(state: str = "") -> QuerySet[Letter]:
    """Letters of a state, or all that did not leave; the latest first."""
    rows = Letter.objects.select_related("notification__person").order_by("-created_at", "-id")
    return rows.filter(state=state) if state else rows.exclude(state=Letter.State.SENT)


@prepared
def _wishes(people: list[int]) -> QuerySet[Wishes]:
    return Wishes.objects.filter(person__any_of=people)


def wishes_of(people: Collection[int]) -> dict[int, Wishes]:
    """By person, of those who said something. One statement."""
    return {row.person_id: row for row in _wishes(list(people))}


def bad_among(addresses: Collection[str]) -> set[str]:
    """Addresses, in small letters, to which letters are not sent any more. One statement."""
    known = {address.lower() for address in addresses if address}
    rows = BadAddress.objects.filter(address__in=known, bad_since__isnull=False)
    return set(rows.values_list("address", flat=True)) if known else set()


def returned_from(address: str) -> BadAddress | None:
    """What is known against an address: letters came back from it."""
    known = BadAddress.objects.filter(address=address.lower(), returns__gt=0)
    return known.first() if address else None


def quiet_until(wishes: Wishes | None, person: Person, at: datetime) -> datetime | None:
    """The end of the quiet hours that last at a moment by the person's clock; None when they do not."""
    if wishes is None or wishes.quiet_from is None or wishes.quiet_to is None:
        return None
    centre = organisation_or_none()
    zone = person.timezone or (centre.timezone if centre else "UTC")
    ends = after_quiet(at, zone, wishes.quiet_from, wishes.quiet_to)
    return ends if ends > at else None


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to leave by one way, and what never will."""

    waiting: int = 0
    lost: int = 0


def queues() -> dict[str, Queue]:
    """By way of :mod:`ways`, of those that have any; letters have :func:`outbox`. One statement."""
    states = Dispatch.State
    rows = Dispatch.objects.exclude(state=states.SENT).order_by().values("way")
    counted = rows.annotate(
        waiting=Count("id", filter=Q(state=states.QUEUED)), lost=Count("id", filter=Q(state=states.LOST))
    )
    return {row["way"]: Queue(row["waiting"], row["lost"]) for row in counted}


def letter_by_token(token: str) -> Letter | None:
    """The letter a token was given to, with the person it was written to."""
    rows = Letter.objects.select_related("notification__person")
    return rows.filter(token=token).first() if token else None


def letter_by_message_id(message_id: str) -> Letter | None:
    return Letter.objects.select_related("notification__person").filter(message_id=message_id).first()
