"""Places of a learner whom an order moved: those he may no longer take are given back (cases 18, 22)."""

from django.db import transaction

from opora.kernel.clock import now

from ..models import Booking, Session
from ..queries.entitlement import served_by, studies_of, with_served
from .booking import cancel_booking


@transaction.atomic
def release_places(learner_id: int, *, reason: str) -> list[Booking]:
    """Cancel future bookings no enrolment of the learner covers any more; the others stay.

    The learner is told by the cancellation itself, and each place goes on to who waits for it.
    """
    rows = Booking.objects.filter(
        learner=learner_id,
        state=Booking.State.CONFIRMED,
        session__state=Session.State.PLANNED,
        session__starts_at__gt=now(),
    )
    bookings = list(rows.order_by("session__starts_at", "pk"))
    if not bookings:
        return []
    studies = studies_of(learner_id)[learner_id]
    sessions = with_served(Session.objects.filter(pk__in=[one.session_id for one in bookings])).in_bulk()
    lost = []
    for booking in bookings:
        session = sessions[booking.session_id]
        served = served_by(session)
        if any(one.covers(session.date) and served.suits(one) and one.opens(served.parts) for one in studies):
            continue
        lost.append(cancel_booking(booking, by_staff=True, reason=reason))
    return lost
