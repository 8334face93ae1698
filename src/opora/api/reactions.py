"""What happened here is put into the outbox in the same transaction (ids only: no personal data leaves)."""

from opora.consultations.events import (
    BookingCancelled,
    GroupBooked,
    SessionCancelled,
    SessionFailed,
    SessionHeld,
    SessionMoved,
    SessionSubstituted,
    SlotBooked,
    ThreadAnswered,
    ThreadAsked,
    ThreadClosed,
)
from opora.kernel.events import on
from opora.schedule.events import SchedulePublished
from opora.workload.events import MonthClosed

from .actions import tell
from .models import Happening
from .tasks import send_soon


def _told(happening: Happening, **facts: object) -> None:
    if tell(happening, **facts):
        send_soon()


@on(SlotBooked)
def booked(event: SlotBooked) -> None:
    _told(Happening.BOOKED, booking=event.booking_id, session=event.session_id, learner=event.learner_id)


@on(GroupBooked)
def group_booked(event: GroupBooked) -> None:
    _told(Happening.GROUP_BOOKED, session=event.session_id, bookings=list(event.booking_ids))


@on(ThreadAsked)
def asked(event: ThreadAsked) -> None:
    _told(Happening.ASKED, thread=event.thread_id)


@on(ThreadAnswered)
def answered(event: ThreadAnswered) -> None:
    _told(Happening.ANSWERED, thread=event.thread_id, post=event.post_id)


@on(ThreadClosed)
def thread_closed(event: ThreadClosed) -> None:
    _told(Happening.THREAD_CLOSED, thread=event.thread_id, by_worker=event.by_worker)


@on(BookingCancelled)
def unbooked(event: BookingCancelled) -> None:
    _told(Happening.UNBOOKED, booking=event.booking_id, session=event.session_id, by_staff=event.by_staff)


@on(SessionCancelled)
def cancelled(event: SessionCancelled) -> None:
    _told(Happening.CANCELLED, session=event.session_id, bookings=list(event.booking_ids))


@on(SessionSubstituted)
def substituted(event: SessionSubstituted) -> None:
    _told(Happening.SUBSTITUTED, session=event.session_id)


@on(SessionMoved)
def moved(event: SessionMoved) -> None:
    _told(
        Happening.MOVED, session=event.session_id, new=event.new_id, bookings=list(event.booking_ids),
        lost=list(event.lost_ids),
    )  # fmt: skip


@on(SessionFailed)
def failed(event: SessionFailed) -> None:
    _told(Happening.FAILED, session=event.session_id, bookings=list(event.booking_ids))


@on(SessionHeld)
def held(event: SessionHeld) -> None:
    _told(Happening.HELD, session=event.session_id)


@on(SchedulePublished)
def published(event: SchedulePublished) -> None:
    _told(Happening.PUBLISHED, schedule=event.schedule_id, previous=event.previous_id)


@on(MonthClosed)
def month_closed(event: MonthClosed) -> None:
    _told(Happening.MONTH_CLOSED, sheet=event.sheet_id)
