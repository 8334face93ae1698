"""The waiting list: it fills freed places by itself, under the lock of the session's row."""

from django.db import transaction
from django.db.models import QuerySet

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.people.models import Person

from ..events import SeatOffered, SlotBooked
from ..models import Booking, Session, Waiting
from ..queries.way_out import with_way_out
from ..rules import booking as rules
from ..rules import waiting as waiting_rules
from .asking import ask_for, locked_session


@transaction.atomic
def join_waiting(session: Session, *, learner: Person, asked_by: Person, question: str = "") -> Waiting:
    """Wait for a place in a full session. Raises ``Refused`` by WAIT-01, WAIT-02 and the rules of booking."""
    ask = ask_for(locked_session(session.pk), learner, asked_by)
    refusals = rules.why_not(ask)
    enforce(waiting_rules.there_is_something_to_wait_for(refusals))
    if not waiting_rules.only_seats_are_missing(refusals):
        raise Refused(*with_way_out(refusals, ask))
    standing = Waiting.objects.filter(session=session, learner=learner, state=Waiting.State.WAITING)
    enforce(waiting_rules.waits_once(standing.exists()))
    return Waiting.objects.create(
        session=ask.session, learner=learner, asked_by=asked_by, question=question.strip()
    )


@transaction.atomic
def leave_waiting(waiting: Waiting) -> None:
    """Wait no more; doing it twice, or after the place was given, changes nothing."""
    Waiting.objects.filter(pk=waiting.pk, state=Waiting.State.WAITING).update(state=Waiting.State.LEFT)


@prepared
def _waiting(session: int) -> QuerySet[Waiting]:
    rows = Waiting.objects.filter(session=session, state=Waiting.State.WAITING)
    return rows.select_related("learner", "asked_by").order_by("id")


def fill_from_waiting(session: Session) -> list[Booking]:
    """Give the free places of a locked session to those who wait, in order, as far as each may still book.

    In the last two hours places are offered to all who wait instead. Who may not book now keeps the turn.
    """
    rows = _waiting(session.pk)
    if not rows or session.state != Session.State.PLANNED:
        return []
    if not waiting_rules.is_given_unasked(session, now()):
        publish(SeatOffered(session.pk, tuple(row.pk for row in rows)))
        return []
    given = []
    for row in rows:
        ask = ask_for(session, row.learner, row.asked_by)
        if rules.why_not(ask):
            continue
        booking = Booking.objects.create(
            session=session, learner=row.learner, asked_by=row.asked_by, question=row.question
        )
        row.state = Waiting.State.TAKEN
        row.save(update_fields=["state", "updated_at"])
        publish(SlotBooked(booking.pk, session.pk, row.learner_id, session.starts_at, from_waiting=True))
        given.append(booking)
    return given
