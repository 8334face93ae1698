"""Taking a place and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from opora.acquaintance.queries import help_order_unread
from opora.acquaintance.rules import order_is_read
from opora.files.actions import keep_all
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person
from opora.people.queries import home_day, wards_of
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Mode

from ..events import BookingCancelled, QuestionChanged, SlotBooked
from ..models import Booking, RefusedAsk, Session
from ..queries.sessions import known_studies
from ..queries.way_out import with_way_out
from ..rules import booking as rules
from ..rules.asking import Ask
from .asking import judged_ask, locked_session
from .closing import close_questions
from .waiting import fill_from_waiting


def book_slot(
    session: Session,
    *,
    learner: Person,
    asked_by: Person,
    question: str = "",
    attached: Sequence[UploadedFile[Any]] = (),
    by_staff: bool = False,
    comes: str = Booking.Comes.LEARNER,
) -> Booking:
    """Give the learner a place, asked by the learner, a representative or the curator (S0-1.5, S1-3.1a).

    ``by_staff``: the worker of the session or the deputy asks for the learner; the other rules are the same.

    The session's row is the lock under which seats are counted; the way out of a refusal is looked for when
    it has been let go. Raises :class:`~opora.kernel.errors.Refused` by ACC-01, ACC-02, ACC-05, ACQ-05,
    CON-02, CON-03, CON-06, EXP-01, EXP-02, BOOK-01…03, BOOK-08, each with the nearest session instead.
    """
    with transaction.atomic():
        if not by_staff and in_force(Provision.ACQUAINTANCE_FIRST, session.date):
            _order_is_read(learner, asked_by)
        known = known_studies(session, learner.pk)
        ask, refusals = judged_ask(session, learner, asked_by, by_staff=by_staff, comes=comes, studies=known)
        if not refusals:
            return _booked(ask, question, attached, comes)
    raise Refused(*with_way_out(refusals, ask))


def _booked(ask: Ask, question: str, attached: Sequence[UploadedFile[Any]], comes: str) -> Booking:
    enforce(*objections(Said(question, ask.asked_by.pk)))
    booking = Booking(
        session=ask.session,
        learner=ask.learner,
        asked_by=ask.asked_by,
        question=question.strip(),
        comes=comes,
    )
    booking.save(force_insert=True)
    if attached:
        booking.files.set(keep_all(attached, by=ask.asked_by))
    publish(SlotBooked(booking.pk, ask.session.pk, ask.learner.pk, ask.session.starts_at))
    return booking


def _order_is_read(learner: Person, asked_by: Person) -> None:
    """ACQ-05: asked of the learner's side; a curator who books for a group is not stopped."""
    on = home_day()
    if asked_by == learner or learner in wards_of(asked_by, on):
        enforce(order_is_read(help_order_unread(learner, on)))


@transaction.atomic
def change_question(
    booking: Booking,
    *,
    by: Person,
    question: str,
    attached: Sequence[UploadedFile[Any]] = (),
    comes: str = "",
) -> Booking:
    """What the worker reads before the meeting, and who will come where a representative says so.

    New files join the earlier ones. A representative who says that he comes becomes the one who asked.
    Raises by BOOK-06, BOOK-08, FIL.
    """
    [held] = _locked_booking(booking.pk)
    enforce(rules.question_may_change(held, now()), *objections(Said(question, by.pk)))
    held.question = question.strip()
    if comes:
        enforce(rules.who_may_come(held.session, comes, held.learner_id, by.pk))
        held.comes = comes
        held.asked_by = held.asked_by if comes == Booking.Comes.LEARNER else by
    held.save(update_fields=["question", "comes", "asked_by", "updated_at"])
    if attached:
        held.files.add(*keep_all(attached, by=by))
    publish(QuestionChanged(held.pk))
    return held


@prepared
def _locked_booking(pk: int) -> QuerySet[Booking]:
    return Booking.objects.select_for_update().filter(pk=pk)


@transaction.atomic
def cancel_booking(booking: Booking, *, by_staff: bool = False, reason: str = "") -> Booking:
    """Give a place back: the learner's side CANCEL_HOURS before, staff at any time with a reason (CON-01).

    Booking again is the undo. The session's row is locked first, as everywhere: the place goes at once to
    who waits for it. Raises :class:`~opora.kernel.errors.Refused` by BOOK-04, BOOK-05, CON-01.
    """
    session = locked_session(booking.session_id)
    [held] = _locked_booking(booking.pk)
    if held.session_id != session.pk:  # moved while we waited for the lock
        session = locked_session(held.session_id)
    held.session = session
    at = now()
    enforce(rules.booking_is_in_force(held))
    enforce(
        rules.cancelled_in_time(held, by_staff, at),
        rules.refusal_of_help_has_reason(reason) if by_staff else None,
    )
    held.state, held.cancelled_at, held.cancel_reason = Booking.State.CANCELLED, at, reason.strip()
    held.save(update_fields=["state", "cancelled_at", "cancel_reason", "updated_at"])
    if session.mode == Mode.OFFLINE:
        close_questions(session, at, learner=held.learner_id)
    publish(BookingCancelled(held.pk, held.session_id, by_staff))
    fill_from_waiting(session)
    return held


@transaction.atomic
def note_refused_ask(session: Session, *, learner: Person, asked_by: Person, refused: Refused) -> None:
    """Keep a «no» beside the asks that were met (S0-1.5); a place the learner already has is not one, nor is
    a remark on the tone of his question.

    In a transaction of its own: that of the booking has been rolled back.
    """
    for refusal in refused.refusals[:1]:
        if refusal.rule in ("BOOK-02", "COM-01"):
            continue
        asked = RefusedAsk(
            session=session, learner=learner, asked_by=asked_by,
            rule=refusal.rule, words=refusal.words[:500], at=now(),
        )  # fmt: skip
        RefusedAsk.objects.bulk_create(
            [asked],
            update_conflicts=True,
            unique_fields=["session", "learner", "rule"],
            update_fields=["asked_by", "words", "at"],
        )
