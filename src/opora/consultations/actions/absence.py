"""The worker has not come: said by those who waited, decided by the end of the planned time or the deputy."""

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person

from ..events import SessionFailed, WorkerReportedAbsent
from ..models import AbsenceReport, Booking, Session
from ..rules import waiting as rules
from ..rules.planning import reason_is_given, session_is_in
from .changing import locked

S = Session.State
WORDS = "преподаватель не подключился"


@transaction.atomic
def report_absence(session: Session, *, learner: Person, said_by: Person) -> AbsenceReport:
    """A booked learner, or his representative, says that the worker has not come (case 10).

    The worker may still open the session; it fails when all booked have said so, or when its planned time
    is over (:func:`fail_unattended`). Raises ``Refused`` by ABS-01, ABS-02.
    """
    held = locked(session)
    booked = Booking.objects.filter(session=held, state=Booking.State.CONFIRMED)
    enforce(rules.absence_may_be_said(held, now()))
    enforce(rules.absence_is_said_by_booked(booked.filter(learner=learner).first()))
    report, made = AbsenceReport.objects.get_or_create(
        session=held, learner=learner, defaults={"said_by": said_by, "at": now()}
    )
    if made:
        publish(WorkerReportedAbsent(held.pk, report.pk))
    said = AbsenceReport.objects.filter(session=held).values("learner")
    if not booked.exclude(learner__in=said).exists():
        _fail(held)
    return report


@transaction.atomic
def fail_unattended(session: Session) -> bool:
    """Its planned time is over, nobody opened it and somebody waited: it has failed. Answers whether so."""
    held = locked(session)
    over = held.state == S.PLANNED and held.ends_at <= now()
    if not over or not AbsenceReport.objects.filter(session=held).exists():
        return False
    _fail(held)
    return True


@transaction.atomic
def restore_failed(session: Session, *, reason: str) -> Session:
    """The deputy found that the worker was there: it waits to be written down. Raises by SES-01, SES-02."""
    held = locked(session)
    enforce(session_is_in(held, (S.FAILED,)), reason_is_given(reason))
    held.state, held.cancel_reason, held.note = S.PLANNED, "", reason.strip()
    held.save(update_fields=["state", "cancel_reason", "note", "updated_at"])
    lost = Booking.objects.filter(session=held, state=Booking.State.CANCELLED, cancel_reason=WORDS)
    lost.update(state=Booking.State.CONFIRMED, cancelled_at=None, cancel_reason="")
    return held


def _fail(held: Session) -> None:
    held.state, held.cancel_reason, held.sequence = S.FAILED, WORDS, held.sequence + 1
    held.save(update_fields=["state", "cancel_reason", "sequence", "updated_at"])
    bookings = Booking.objects.filter(session=held, state=Booking.State.CONFIRMED)
    ids = tuple(bookings.order_by("id").values_list("pk", flat=True))
    bookings.update(state=Booking.State.CANCELLED, cancelled_at=now(), cancel_reason=WORDS)
    publish(SessionFailed(held.pk, ids))
