"""Open pages of the week and of own bookings ask again when a place is taken or a meeting changes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from opora.kernel.events import on
from opora.kernel.times import local
from opora.notifications.live import room, wake_rooms
from opora.people.access import Actor
from opora.people.models import Role
from opora.people.queries import home_day, organisation, wards_of

from ..access import READERS
from ..events import (
    BookingCancelled,
    GroupBooked,
    SessionCancelled,
    SessionFailed,
    SessionMoved,
    SessionSubstituted,
    SlotBooked,
)
from ..models import Booking, Session


@room("week")
def may_hear_of_week(actor: Actor, number: int) -> bool:
    """``number``: the Monday; the page itself shows each his own."""
    return actor.role in READERS and actor.window.is_open


@room("bookings")
def may_hear_of_bookings(actor: Actor, number: int) -> bool:
    """Own bookings, or a ward's."""
    if not actor.window.is_open:
        return False
    if actor.role is Role.REPRESENTATIVE:
        return any(ward.pk == number for ward in wards_of(actor.person, home_day()))
    return actor.role is Role.LEARNER and actor.person.pk == number


def week_of(day: date) -> int:
    return (day - timedelta(days=day.weekday())).toordinal()


@on(SlotBooked)
def of_booking(event: SlotBooked) -> None:
    _wake({_week_at(event.starts_at)}, {event.learner_id})


@on(GroupBooked)
def of_group(event: GroupBooked) -> None:
    _tell([event.session_id], event.booking_ids)


@on(BookingCancelled)
def of_cancelled_booking(event: BookingCancelled) -> None:
    _tell([event.session_id], [event.booking_id])


@on(SessionCancelled)
def of_cancelled_session(event: SessionCancelled) -> None:
    _tell([event.session_id], event.booking_ids)


@on(SessionMoved)
def of_moved_session(event: SessionMoved) -> None:
    _tell([event.session_id, event.new_id], [*event.booking_ids, *event.lost_ids])


@on(SessionSubstituted)
def of_substitution(event: SessionSubstituted) -> None:
    _tell([event.session_id], Booking.objects.filter(session=event.session_id).values_list("pk", flat=True))


@on(SessionFailed)
def of_failed_session(event: SessionFailed) -> None:
    _tell([event.session_id], event.booking_ids)


def _tell(sessions: Iterable[int], bookings: Iterable[int]) -> None:
    """Two statements and the word itself."""
    learners = Booking.objects.filter(pk__in=bookings).values_list("learner", flat=True)
    _wake(_weeks(sessions), set(learners))


def _weeks(sessions: Iterable[int]) -> set[int]:
    return {
        _week_at(at) for at in Session.objects.filter(pk__in=sessions).values_list("starts_at", flat=True)
    }


def _week_at(at: datetime) -> int:
    return week_of(local(at, organisation().timezone).date())


def _wake(weeks: set[int], learners: set[int]) -> None:
    wake_rooms(*(("week", week) for week in sorted(weeks)), *(("bookings", one) for one in learners))
