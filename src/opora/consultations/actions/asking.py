"""What a place is asked with, gathered under the lock of the session's row."""

from collections.abc import Sequence

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.prepared import prepared
from opora.people.models import Person
from opora.people.queries import home_day

from ..models import Booking, Session
from ..queries.entitlement import (
    is_accommodated,
    may_ask_for,
    served_by,
    studies_of,
    with_booked,
    with_facts,
)
from ..rules import booking as rules
from ..rules.asking import Ask, Study


@prepared
def _read(pk: int) -> QuerySet[Session]:
    return with_booked(with_facts(pk))


@prepared
def _locked(pk: int) -> QuerySet[Session]:
    return with_facts(pk).select_for_update(of=("self",))


@prepared
def _locked_with_seats(pk: int) -> QuerySet[Session]:
    standing = Booking.objects.filter(session=OuterRef("pk")).exclude(state=Booking.State.CANCELLED)
    count = standing.order_by().values("session").annotate(n=Count("pk")).values("n")
    seats = with_facts(pk).alias(standing=Coalesce(Subquery(count), 0)).filter(capacity__gt=F("standing"))
    return seats.select_for_update(of=("self",))


@prepared
def booked_on(session: int) -> "QuerySet[Booking, int]":
    standing = Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)
    return standing.values_list("learner_id", flat=True)


def judged_ask(
    session: Session,
    learner: Person,
    asked_by: Person,
    *,
    by_staff: bool,
    comes: str,
    studies: Sequence[Study] | None,
) -> tuple[Ask, tuple[Refusal, ...]]:
    """What is asked for and why not; nothing against it means that the session's row is held.

    A full session is refused by what everybody sees, without waiting in the queue of those who still hope:
    by ``session`` itself where it has just been read to be asked for.
    """

    def judged(read: Session) -> tuple[Ask, tuple[Refusal, ...]]:
        ask = ask_for(read, learner, asked_by, by_staff=by_staff, comes=comes, studies=studies)
        return ask, rules.why_not(ask)

    if _is_seen_full(session) and (answer := judged(session))[1]:
        return answer
    held = _locked_with_seats(session.pk)
    answer = judged((held or _read(session.pk))[0])
    if held or answer[1]:
        return answer
    return judged(locked_session(session.pk))  # a place came free between the two statements


def _is_seen_full(session: Session) -> bool:
    booked: list[int] | None = getattr(session, "booked", None)
    return booked is not None and len(booked) >= session.capacity


def locked_session(pk: int) -> Session:
    """The session with groups and parts it serves; its row is held till the end of the transaction."""
    return _locked(pk)[0]


def ask_for(
    held: Session,
    learner: Person,
    asked_by: Person,
    *,
    by_staff: bool = False,
    comes: str = Booking.Comes.LEARNER,
    studies: Sequence[Study] | None = None,
) -> Ask:
    """A place in a session from :func:`locked_session`, with every fact the rules judge by; in one read
    without the lock, ``booked`` came with it.

    ``studies``: those of the learner where the caller has just read them.
    """
    # Under the lock bookings are counted by a statement of their own: subqueries of the locking one keep the
    # snapshot from before the wait, so a seat sold meanwhile would not be seen.
    booked: list[int] | None = getattr(held, "booked", None)
    learners = booked_on(held.pk) if booked is None else booked
    studies = tuple(studies_of(learner.pk)[learner.pk] if studies is None else studies)
    own = asked_by.pk == learner.pk
    on = home_day()
    return Ask(
        session=held,
        served=served_by(held),
        learner=learner,
        asked_by=asked_by,
        studies=studies,
        taken=len(learners),
        already=learner.pk in learners,
        at=now(),
        asker_may=own or by_staff or may_ask_for(asked_by, learner, studies, on),
        accommodated=is_accommodated(learner, held),
        comes=comes,
    )
