"""Taking a place and giving it back."""

from django.db import transaction
from django.db.models import QuerySet

from opora.kernel.clock import now, today
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import organisation

from ..events import BookingCancelled, SlotBooked
from ..models import Booking, Session
from ..queries.entitlement import is_accommodated, may_ask_for, served_by, studies_of, with_served
from ..queries.way_out import with_way_out
from ..rules import booking as rules
from ..rules.asking import Ask


@transaction.atomic
def book_slot(session: Session, *, learner: Person, asked_by: Person, question: str = "") -> Booking:
    """Give the learner a place, asked by the learner, a representative or the curator (S0-1.5, S1-3.1a).

    The session's row is the lock under which seats are counted. Raises
    :class:`~opora.kernel.errors.Refused` by ACC-01, ACC-02, ACC-05, CON-02, CON-03, CON-06, EXP-01, EXP-02,
    BOOK-01…03, each with the nearest session the learner can book instead.
    """
    ask = _ask(session, learner, asked_by)
    if refusals := rules.why_not(ask):
        raise Refused(*with_way_out(refusals, ask))
    booking = Booking(session=ask.session, learner=learner, asked_by=asked_by, question=question.strip())
    booking.save(force_insert=True)
    publish(SlotBooked(booking.pk, ask.session.pk, learner.pk))
    return booking


@prepared
def _locked(pk: int) -> QuerySet[Session]:
    sessions = Session.objects.select_for_update(of=("self",)).filter(pk=pk)
    return with_served(sessions).select_related("branch", "person").order_by()


@prepared
def _booked_on(session: int) -> "QuerySet[Booking, int]":
    standing = Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)
    return standing.values_list("learner_id", flat=True)


def _ask(session: Session, learner: Person, asked_by: Person) -> Ask:
    # Bookings are counted by a statement of their own: subqueries of the locking one keep the snapshot
    # from before the wait, so a seat sold meanwhile would not be seen.
    [held] = _locked(session.pk)
    learners = _booked_on(held.pk)
    studies = studies_of(learner.pk)[learner.pk]
    own = asked_by.pk == learner.pk
    on = today(organisation().timezone)
    return Ask(
        session=held,
        served=served_by(held),
        learner=learner,
        asked_by=asked_by,
        studies=studies,
        taken=len(learners),
        already=learner.pk in learners,
        at=now(),
        asker_may=own or may_ask_for(asked_by, learner, studies, on),
        accommodated=is_accommodated(learner, held),
    )


@prepared
def _locked_booking(pk: int) -> QuerySet[Booking]:
    return Booking.objects.select_for_update(of=("self",)).select_related("session__branch").filter(pk=pk)


@transaction.atomic
def cancel_booking(booking: Booking, *, by_staff: bool = False, reason: str = "") -> Booking:
    """Give a place back: the learner's side CANCEL_HOURS before, staff at any time with a reason (CON-01).

    Booking again is the undo. Raises :class:`~opora.kernel.errors.Refused` by BOOK-04, BOOK-05, CON-01.
    """
    [held] = _locked_booking(booking.pk)
    at = now()
    enforce(rules.booking_is_in_force(held))
    enforce(
        rules.cancelled_in_time(held, by_staff, at),
        rules.refusal_of_help_has_reason(reason) if by_staff else None,
    )
    held.state, held.cancelled_at, held.cancel_reason = Booking.State.CANCELLED, at, reason.strip()
    held.save(update_fields=["state", "cancelled_at", "cancel_reason", "updated_at"])
    publish(BookingCancelled(held.pk, held.session_id, by_staff))
    return held
