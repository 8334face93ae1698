"""A session takes place: opened, held with actual times, or nobody came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When

from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.schedule.models import Mode

from ..events import SessionHeld, SessionNoShow, SessionReturned
from ..models import Booking, Kind, PrepItem, Session, WorkInterval
from ..queries.entitlement import served_by, studies_of, with_served
from ..queries.threads import first_asked
from ..rules import holding as rules
from ..rules.holding import Interval, PrepMark
from ..rules.planning import session_is_in
from .changing import locked

S = Session.State
PRESENT = (Booking.State.CONFIRMED, Booking.State.ATTENDED, Booking.State.NO_SHOW)
FILLABLE = (S.PLANNED, S.IN_PROGRESS, S.CORRECTION)


@dataclass(frozen=True, slots=True)
class Record:
    """What really happened. ``attended`` are ids of bookings, ``walk_ins`` came without one.

    An online or personal session has ``actual_start``/``actual_end``, an offline one ``intervals`` instead.
    ``prep`` is by item of :class:`~opora.consultations.models.PrepItem`.
    """

    actual_start: datetime | None = None
    actual_end: datetime | None = None
    intervals: Sequence[Interval] = ()
    attended: frozenset[int] = frozenset()
    walk_ins: Sequence[Person] = ()
    topic: str = ""
    topic_basis: str = ""
    scope: str = "overview"
    prep: Mapping[str, PrepMark] = field(default_factory=dict)
    skipped_items_reason: str = ""
    note: str = ""
    late_reason: str = ""


@transaction.atomic
def open_session(session: Session, *, at: datetime | None = None) -> Session:
    """Begin now, or ``at`` a moment that was measured. Opening an open session changes nothing.

    Raises :class:`~opora.kernel.errors.Refused` by SES-01, SES-05.
    """
    held = locked(session)
    if held.state == S.IN_PROGRESS:
        return held
    enforce(session_is_in(held, (S.PLANNED,)))
    at = at or now()
    enforce(rules.time_to_open(held, at))
    held.state = S.IN_PROGRESS
    held.actual_start = None if held.mode == Mode.OFFLINE else at.replace(second=0, microsecond=0)
    held.opened_at = None if held.mode == Mode.OFFLINE else now()
    held.save(update_fields=["state", "actual_start", "opened_at", "updated_at"])
    return held


@transaction.atomic
def hold_session(session: Session, *, record: Record) -> Session:
    """Write down what happened: times, who came, topic, the three items of exam-prep (CON-10, EXP-04).

    Called again for a returned session. Raises :class:`~opora.kernel.errors.Refused` by SES-01, CON-04…06,
    CON-10, HLD-01, HLD-02, EXP-04, ACC-01.
    """
    held = locked(session)
    enforce(session_is_in(held, FILLABLE))
    bookings = _places(held.pk)
    present = {one.pk for one in bookings} & record.attended
    known = {one.learner_id for one in bookings}
    walk_ins = [who for who in record.walk_ins if who.pk not in known]
    came = len(present) + len(walk_ins)
    enforce(
        *_time(held, record),
        rules.somebody_came(came),
        rules.individual_had_one(held, came),
        rules.topic_has_basis(held.kind, record.topic, record.topic_basis, held.date),
        rules.scope_is_chosen(record.scope, held.date),
        rules.three_items_are_done(held, record.prep, record.skipped_items_reason),
        _strangers(held, walk_ins),
    )
    _write(held, record)
    _attendance(held, present, walk_ins)
    _prep(held, record.prep)
    publish(SessionHeld(held.pk, record.late_reason.strip()))
    return held


@prepared
def _places(session: int) -> QuerySet[Booking]:
    return Booking.objects.filter(session=session, state__in=PRESENT)


def _time(session: Session, record: Record) -> tuple[Refusal | None, ...]:
    if session.mode == Mode.OFFLINE:
        return (rules.intervals_are_possible(session, record.intervals, now(), first_asked(session)),)
    start, end = record.actual_start, record.actual_end
    missing = rules.actual_time_is_given(start, end)
    if start is None or end is None:
        return (missing,)
    return (rules.actual_time_is_possible(session, start, end, now()),)


def _strangers(session: Session, walk_ins: Sequence[Person]) -> Refusal | None:
    if not walk_ins:
        return None
    served = served_by(with_served(Session.objects.filter(pk=session.pk)).get())
    studies = studies_of(*(who.pk for who in walk_ins))
    return rules.walk_ins_study_it(session, served, {who.short_name: studies[who.pk] for who in walk_ins})


def _write(session: Session, record: Record) -> None:
    offline = session.mode == Mode.OFFLINE
    if session.opened_at and session.closed_at is None:
        session.closed_at = now()
    session.state = S.HELD
    session.actual_start = None if offline else record.actual_start
    session.actual_end = None if offline else record.actual_end
    session.topic, session.topic_basis, session.scope = record.topic.strip(), record.topic_basis, record.scope
    session.return_remark = ""
    session.skipped_items_reason = record.skipped_items_reason.strip()
    if record.note.strip():  # a silent form keeps what a substitution noted
        session.note = record.note.strip()
    session.save()
    if offline:
        session.intervals.all().delete()
        WorkInterval.objects.bulk_create(
            WorkInterval(session=session, starts_at=start, ends_at=end)
            for start, end in sorted(record.intervals)
        )


def _attendance(session: Session, present: set[int], walk_ins: Sequence[Person]) -> None:
    Booking.objects.filter(session=session, state__in=PRESENT).update(
        state=Case(
            When(pk__in=present, then=Value(Booking.State.ATTENDED)), default=Value(Booking.State.NO_SHOW)
        )
    )
    Booking.objects.bulk_create(
        Booking(session=session, learner=who, asked_by=who, state=Booking.State.ATTENDED) for who in walk_ins
    )


def _prep(session: Session, prep: Mapping[str, PrepMark]) -> None:
    if session.kind != Kind.EXAM_PREP:
        return
    marks = {item: prep.get(item, PrepMark()) for item in PrepItem.Item.values}
    PrepItem.objects.bulk_create(
        [
            PrepItem(session=session, item=item, done=mark.done, minutes=mark.minutes, note=mark.note)
            for item, mark in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["session", "item"],
        update_fields=["done", "minutes", "note"],
    )


@transaction.atomic
def mark_no_show(session: Session, *, waited: int = 0) -> Session:
    """Nobody came: ``waited`` minutes (0 to NO_SHOW_MINUTES) are recorded as actual, never the plan (case 9).

    Raises :class:`~opora.kernel.errors.Refused` by SES-01, SES-06.
    """
    held = locked(session)
    enforce(session_is_in(held, FILLABLE))
    enforce(rules.waited_long_enough(held, now(), waited))
    held.state = S.NO_SHOW
    recorded = waited > 0 and held.mode != Mode.OFFLINE
    held.actual_start = held.starts_at if recorded else None
    held.actual_end = held.starts_at + timedelta(minutes=waited) if recorded else None
    held.save(update_fields=["state", "actual_start", "actual_end", "updated_at"])
    Booking.objects.filter(session=held, state__in=PRESENT).update(state=Booking.State.NO_SHOW)
    publish(SessionNoShow(held.pk))
    return held


@transaction.atomic
def mark_confirmed(sessions: Iterable[Session]) -> None:
    """The deputy confirmed the hours (LOAD-03); a no-show with waiting time stays a no-show.

    Raises :class:`~opora.kernel.errors.Refused` by SES-01.
    """
    rows = Session.objects.filter(pk__in=[one.pk for one in sessions]).order_by("pk")
    held = rows.select_for_update()
    enforce(*dict.fromkeys(session_is_in(one, (S.HELD, S.CONFIRMED, S.NO_SHOW)) for one in held))
    rows.filter(state=S.HELD).order_by().update(state=S.CONFIRMED, updated_at=now())


@transaction.atomic
def unmark_confirmed(session: Session) -> Session:
    """The confirmation was a mistake: the session waits for the deputy again. Raises by SES-01."""
    held = locked(session)
    enforce(session_is_in(held, (S.CONFIRMED,)))
    held.state = S.HELD
    held.save(update_fields=["state", "updated_at"])
    return held


@transaction.atomic
def return_session(session: Session, *, by: Person, remark: str) -> Session:
    """The deputy returned the entry with a remark: the worker fills it in again. Raises by SES-01."""
    held = locked(session)
    enforce(session_is_in(held, (S.HELD, S.CONFIRMED, S.NO_SHOW)))
    held.state, held.return_remark = S.CORRECTION, f"{by.short_name}: {remark.strip()}"[:500]
    held.save(update_fields=["state", "return_remark", "updated_at"])
    publish(SessionReturned(held.pk))
    return held
