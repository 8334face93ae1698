"""What hours hear of consultations."""

from opora.consultations.events import SessionHeld, SessionNoShow, SessionReturned, WorkWritten
from opora.consultations.models import Session
from opora.kernel.events import on

from .actions import log_session
from .models import WorkLogEntry

State = WorkLogEntry.State


def _session(pk: int) -> Session:
    return Session.objects.select_related("person", "branch", "line").get(pk=pk)


@on(SessionHeld)
def log_held_session(event: SessionHeld) -> None:
    log_session(_session(event.session_id), late_reason=event.late_reason)


@on(SessionNoShow)
def log_waiting_time(event: SessionNoShow) -> None:
    """Time the worker waited for learners who did not come counts as actual (domain.md §8, case 9)."""
    log_session(_session(event.session_id))


@on(WorkWritten)
def log_work_so_far(event: WorkWritten) -> None:
    """Each answer of an offline consultation is hours of its own day, while it goes on (case 14)."""
    log_session(_session(event.session_id))


@on(SessionReturned)
def open_entries(event: SessionReturned) -> None:
    """A session open for correction takes its hours out of the count until it is held again."""
    WorkLogEntry.objects.filter(
        session=event.session_id,
        source=WorkLogEntry.Source.AUTO,
        state__in=[State.SUBMITTED, State.CONFIRMED],
    ).update(state=State.DRAFT, confirmed_by=None, confirmed_at=None)
