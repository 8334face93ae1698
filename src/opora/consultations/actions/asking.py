"""What a place is asked with, gathered under the lock of the session's row."""

from django.db.models import QuerySet

from opora.kernel.clock import now
from opora.kernel.prepared import prepared
from opora.people.models import Person
from opora.people.queries import home_day

from ..models import Booking, Session
from ..queries.entitlement import is_accommodated, may_ask_for, served_by, studies_of, with_served
from ..rules.asking import Ask


@prepared
def _locked(pk: int) -> QuerySet[Session]:
    sessions = Session.objects.select_for_update(of=("self",)).filter(pk=pk)
    return with_served(sessions).select_related("branch", "person").order_by()


@prepared
def booked_on(session: int) -> "QuerySet[Booking, int]":
    standing = Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)
    return standing.values_list("learner_id", flat=True)


def locked_session(pk: int) -> Session:
    """The session with groups and parts it serves; its row is held till the end of the transaction."""
    return _locked(pk)[0]


def ask_for(held: Session, learner: Person, asked_by: Person, *, by_staff: bool = False) -> Ask:
    """A place in a session from :func:`locked_session`, with every fact the rules judge by."""
    # Bookings are counted by a statement of their own: subqueries of the locking one keep the snapshot
    # from before the wait, so a seat sold meanwhile would not be seen.
    learners = booked_on(held.pk)
    studies = studies_of(learner.pk)[learner.pk]
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
    )
