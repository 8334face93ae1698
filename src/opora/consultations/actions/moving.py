"""A planned session at another time: a new session takes its place, its bookings go along."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.times import format_when

from ..events import SessionMoved
from ..models import Booking, Session, Waiting
from ..queries.threads import unanswered
from ..rules import booking as booking_rules
from ..rules import planning, threads
from ..rules import waiting as rules
from .asking import ask_for, locked_session
from .changing import contract_on, runs_of, saved

S = Session.State


@transaction.atomic
def move_session(session: Session, *, starts_at: datetime, ends_at: datetime, reason: str) -> Session:
    """Move a planned session; answers the new one, linked by ``moved_from``.

    Who may not come at the new time (contract, enrolment) loses the place with the reason; the others may
    decline until it begins. Raises ``Refused`` by SES-01…03, SES-07, CON-08, EXP-03, SCH-07.
    """
    held = locked_session(session.pk)
    day = starts_at.astimezone(ZoneInfo(held.branch.timezone)).date()
    groups, parts, means = list(held.groups.all()), list(held.parts.all()), list(held.means.all())
    enforce(planning.session_is_in(held, (S.PLANNED,)))
    enforce(
        planning.reason_is_given(reason),
        planning.ends_after_start(starts_at, ends_at, held.mode),
        threads.no_question_waits(held, unanswered(held)),
        rules.new_time_is_ahead(held, starts_at, now()),
        planning.worker_gives_help(held.person, contract_on(held.person, day), day),
        planning.exam_prep_is_in_time(held.kind, day, runs_of(groups, parts)),
    )
    was = format_when(held.starts_at, held.ends_at, held.branch.timezone)
    held.state, held.cancel_reason, held.sequence = S.RESCHEDULED, reason.strip(), held.sequence + 1
    held.save(update_fields=["state", "cancel_reason", "sequence", "updated_at"])
    new = _copy(held, day, starts_at, ends_at)
    new.extra_reason = _("перенос с {was}: {reason}").format(was=was, reason=reason.strip())[:300]
    saved(new)
    new.means.set(means)
    new.parts.set(parts)
    new.groups.set(groups)
    kept, lost = _take_along(held, locked_session(new.pk))
    publish(SessionMoved(held.pk, new.pk, kept, lost))
    return new


def _copy(held: Session, day: date, starts_at: datetime, ends_at: datetime) -> Session:
    same = ("branch", "person", "substitute_for", "kind", "scope", "format", "mode", "place", "topic",
            "topic_basis", "capacity", "note", "sequence")  # fmt: skip
    return Session(
        **{name: getattr(held, name) for name in same},
        date=day,
        starts_at=starts_at,
        ends_at=ends_at,
        moved_from=held,
        calendar_of=held.calendar_of or held.pk,
    )


def _take_along(held: Session, new: Session) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Bookings and the waiting list; answers who came along and who could not."""
    kept, lost = [], []
    confirmed = Booking.objects.filter(session=held, state=Booking.State.CONFIRMED)
    for booking in confirmed.select_related("learner", "asked_by").order_by("id"):
        refusals = booking_rules.why_not(ask_for(new, booking.learner, booking.asked_by))
        if refusals:
            booking.state, booking.cancelled_at = Booking.State.CANCELLED, now()
            booking.cancel_reason = refusals[0].words[:300]
            lost.append(booking.pk)
        else:
            booking.session = new
            kept.append(booking.pk)
        booking.save(update_fields=["session", "state", "cancelled_at", "cancel_reason", "updated_at"])
    Waiting.objects.filter(session=held, state=Waiting.State.WAITING).update(session=new)
    return tuple(kept), tuple(lost)
