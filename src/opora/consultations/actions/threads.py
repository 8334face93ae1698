"""The offline consultation: asked, answered at intervals, closed; each answer is actual work (case 14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from opora.files.actions import keep_all
from opora.kernel.clock import now
from opora.kernel.errors import Refusal, Refused
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person
from opora.schedule.models import Format, Mode
from opora.studies.models import GroupPart

from ..events import SessionHeld, ThreadAnswered, ThreadAsked, ThreadClosed, WorkWritten
from ..models import Booking, Kind, Post, Scope, Session, Thread, ThreadReading, TopicBasis, WorkInterval
from ..queries.threads import OPEN, due_for, first_asked, offline_candidates
from ..queries.way_out import with_way_out
from ..rules import booking as booking_rules
from ..rules import threads as rules
from ..rules.holding import Interval, intervals_are_possible
from .asking import ask_for, locked_session
from .changing import ExtraPlan, create_extra_session, locked

S, T = Session.State, Thread.State
GROUP_SEATS = 1000
REASON = "вопрос слушателя вне графика"
TAKEN_BACK = "вопрос снят слушателем"
FULL = frozenset({"CON-06", "BOOK-03"})


@dataclass(frozen=True, slots=True)
class Question:
    subject: str
    text: str
    unnamed: bool = False
    attached: Sequence[UploadedFile[Any]] = ()
    recorded: bool = False


@transaction.atomic
def ask_teacher(
    run: GroupPart, *, learner: Person, asked_by: Person, question: Question, before_group: bool = False
) -> Thread:
    """Ask the teacher of a discipline: in an offline session of the график that is open before the answer is
    due, else in one made for this question. Before the whole group it goes to the group's session.

    Raises ``Refused`` by THR-01, THR-03 and the rules of booking and planning.
    """
    run = GroupPart.objects.select_for_update(of=("self",)).select_related(
        "part", "teacher", "group__branch"
    ).get(pk=run.pk)  # fmt: skip
    enforce(
        rules.discipline_has_teacher(run),
        rules.something_is_said(question.text, len(question.attached)),
        *_heard(question, asked_by),
    )
    due = due_for(run.group.branch, now())
    for pk in offline_candidates(run, individual=not before_group, until=due):
        try:
            with transaction.atomic():
                return ask_in_session(
                    locked_session(pk), learner=learner, asked_by=asked_by, question=question
                )
        except Refused as refused:
            if not FULL & {refusal.rule for refusal in refused.refusals}:
                raise
    session = _opened_for(run, due, before_group)
    return ask_in_session(session, learner=learner, asked_by=asked_by, question=question)


def _opened_for(run: GroupPart, due: datetime, before_group: bool) -> Session:
    assert run.teacher is not None  # noqa: S101 -- enforced by THR-01
    plan = ExtraPlan(
        branch=run.group.branch, starts_at=now().replace(second=0, microsecond=0), ends_at=due,
        format=Format.GROUP if before_group else Format.INDIVIDUAL, mode=Mode.OFFLINE, scope=Scope.TOPIC,
        capacity=GROUP_SEATS, topic_basis=TopicBasis.APPEALS, parts=[run.part], groups=[run.group],
    )  # fmt: skip
    session = create_extra_session(run.teacher, plan=plan, reason=REASON)
    session.personal = not before_group
    session.save(update_fields=["personal"])
    return session


@transaction.atomic
def ask_in_session(session: Session, *, learner: Person, asked_by: Person, question: Question) -> Thread:
    """A question in an offline session takes a place in it. Raises by THR-02, THR-03 and those of booking."""
    enforce(
        rules.session_is_offline(session),
        rules.something_is_said(question.text, len(question.attached)),
        *_heard(question, asked_by),
    )
    held = locked_session(session.pk)
    ask = ask_for(held, learner, asked_by)
    refusals = booking_rules.why_not(ask)
    if not refusals:
        Booking.objects.create(session=held, learner=learner, asked_by=asked_by)
    elif refusals[0].rule != "BOOK-02":  # a second question of one who already has a place
        raise Refused(*with_way_out(refusals, ask))
    at = now()
    thread = Thread.objects.create(
        session=held, learner=learner, asked_by=asked_by, subject=question.subject.strip(),
        unnamed=question.unnamed and held.format != Format.INDIVIDUAL, due_at=due_for(held.branch, at),
    )  # fmt: skip
    _said(thread, Post.Side.LEARNER, asked_by, question.text, question.attached, at)
    publish(ThreadAsked(thread.pk, question.recorded))
    return thread


@transaction.atomic
def ask_again(thread: Thread, *, by: Person, text: str, attached: Sequence[UploadedFile[Any]] = ()) -> Post:
    """Something more from the side that asked; it waits for an answer anew. Raises by THR-03, THR-04."""
    held = _locked(thread)
    enforce(
        rules.thread_is_open(held),
        rules.something_is_said(text, len(attached)),
        *objections(Said(text, by.pk)),
    )
    at = now()
    if held.state == T.ANSWERED:  # while a question waits, its time is not moved by adding to it
        held.state, held.due_at, held.closes_at = T.WAITING, due_for(held.session.branch, at), None
    held.save(update_fields=["state", "due_at", "closes_at", "updated_at"])
    post = _said(held, Post.Side.LEARNER, by, text, attached, at)
    publish(ThreadAsked(held.pk))
    return post


@transaction.atomic
def answer(
    thread: Thread, *, by: Person, text: str, minutes: int, attached: Sequence[UploadedFile[Any]] = ()
) -> Post:
    """Answer; ``minutes`` till now become an interval of work, without a minute counted twice.

    Raises ``Refused`` by THR-03, THR-04, THR-07.
    """
    session = locked(thread.session)
    held = _locked(thread)
    enforce(
        rules.thread_is_open(held),
        rules.something_is_said(text, len(attached)),
        rules.answer_time_is_possible(minutes),
        *objections(Said(text, by.pk)),
    )
    at = now()
    post = _said(held, Post.Side.WORKER, by, text, attached, at, due_at=held.due_at)
    held.state, held.due_at, held.closes_at = T.ANSWERED, None, at + rules.follow_up(at)
    held.save(update_fields=["state", "due_at", "closes_at", "updated_at"])
    Booking.objects.filter(session=session, learner=held.learner).exclude(
        state=Booking.State.CANCELLED
    ).update(state=Booking.State.ATTENDED)
    _add_interval(session, at, minutes)
    if session.state in (S.PLANNED, S.HELD, S.CONFIRMED):
        session.state = S.IN_PROGRESS
        session.save(update_fields=["state", "updated_at"])
    publish(WorkWritten(session.pk))
    publish(ThreadAnswered(held.pk, post.pk))
    return post


def _heard(question: Question, by: Person) -> list[Refusal]:
    """What was said in a chat was heard there; who enters it is not its author."""
    if question.recorded:
        return []
    return objections(Said(f"{question.subject}\n{question.text}", by.pk))


@transaction.atomic
def hide_post(post: Post, *, hidden: bool) -> Post:
    """By a moderator's decision only its author reads it; ``hidden=False`` puts it back for both sides."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    held.hidden_at = (held.hidden_at or now()) if hidden else None
    held.save(update_fields=["hidden_at"])
    return held


def _add_interval(session: Session, at: datetime, minutes: int) -> None:
    end = at.replace(second=0, microsecond=0)
    last = session.intervals.filter(ends_at__gt=end - timedelta(minutes=minutes)).aggregate(Max("ends_at"))
    start = max(filter(None, (end - timedelta(minutes=minutes), last["ends_at__max"])))
    if start < end:
        WorkInterval.objects.create(session=session, starts_at=start, ends_at=end)


@transaction.atomic
def correct_work(session: Session, *, intervals: Sequence[Interval]) -> Session:
    """The worker puts right when he answered; hours follow (S0-5.10a). Raises by HLD-02."""
    held = locked(session)
    enforce(rules.session_is_offline(held), intervals_are_possible(held, intervals, now(), first_asked(held)))
    held.intervals.all().delete()
    WorkInterval.objects.bulk_create(
        WorkInterval(session=held, starts_at=start, ends_at=end) for start, end in sorted(intervals)
    )
    publish(WorkWritten(held.pk))
    return held


@transaction.atomic
def close_thread(thread: Thread, *, by: Person | None, by_worker: bool = False) -> Thread:
    """«Спасибо, понятно», the worker's, or by itself (``by`` is None). Raises by THR-04, THR-05."""
    session = locked(thread.session)
    held = _locked(thread)
    answered = held.posts.filter(side=Post.Side.WORKER).exists()
    enforce(
        rules.thread_is_open(held),
        rules.there_is_an_answer(held, answered=answered) if by_worker else None,
    )
    held.state, held.due_at, held.closes_at = T.CLOSED, None, None
    held.closed_at, held.closed_by = now(), by
    held.save(update_fields=["state", "due_at", "closes_at", "closed_at", "closed_by", "updated_at"])
    if by is not None:
        publish(ThreadClosed(held.pk, by_worker))
    finish_offline(session)
    return held


@transaction.atomic
def close_silent(thread: Thread) -> bool:
    """Its time is over and nobody asked again. Answers whether it was closed now."""
    locked(thread.session)
    held = _locked(thread)
    if held.state != T.ANSWERED or held.closes_at is None or held.closes_at > now():
        return False
    close_thread(held, by=None)
    return True


@transaction.atomic
def open_again(thread: Thread, *, by: Person) -> Thread:
    """Not clear after all: the thread goes on, so does its session. Raises by THR-06."""
    session = locked(thread.session)
    held = _locked(thread)
    held.session = session
    at = now()
    enforce(rules.may_be_opened_again(held, at))
    by_learner = by.pk in (held.learner_id, held.asked_by_id)
    held.state = T.WAITING if by_learner else T.ANSWERED
    held.due_at = due_for(session.branch, at) if by_learner else None
    held.closes_at = None if by_learner else at + rules.follow_up(at)
    held.closed_at = held.closed_by = None
    held.save()
    if session.state == S.HELD:
        session.state = S.IN_PROGRESS
        session.save(update_fields=["state", "updated_at"])
    if by_learner:
        publish(ThreadAsked(held.pk))
    return held


def finish_offline(session: Session) -> bool:
    """A locked offline session whose questions are all closed is held; unanswered, a personal one is dropped.

    That of the график waits for the end of its window. Exam-prep is finished by its worker: three items.
    """
    threads = Thread.objects.filter(session=session)
    over = session.personal or session.ends_at <= now()
    if session.state not in (S.PLANNED, S.IN_PROGRESS) or not over or threads.filter(state__in=OPEN).exists():
        return False
    if not session.intervals.exists():
        return session.personal and _drop(session)
    if session.kind == Kind.EXAM_PREP:
        return False
    subjects = threads.filter(posts__side=Post.Side.WORKER).distinct().values_list("subject", flat=True)
    session.state = S.HELD
    session.topic = session.topic or _joined(subjects)
    session.topic_basis = session.topic_basis or TopicBasis.APPEALS
    session.save(update_fields=["state", "topic", "topic_basis", "updated_at"])
    Booking.objects.filter(session=session, state=Booking.State.CONFIRMED).update(state=Booking.State.NO_SHOW)
    publish(SessionHeld(session.pk))
    return True


def _joined(subjects: Iterable[str]) -> str:
    return "; ".join(subjects)[:300]


def _drop(session: Session) -> bool:
    session.state, session.cancel_reason, session.cancelled_at = S.CANCELLED, TAKEN_BACK, now()
    session.save(update_fields=["state", "cancel_reason", "cancelled_at", "updated_at"])
    Booking.objects.filter(session=session, state=Booking.State.CONFIRMED).update(
        state=Booking.State.CANCELLED, cancelled_at=now(), cancel_reason=TAKEN_BACK
    )
    return True


@transaction.atomic
def finish_over(session: Session) -> bool:
    """By the clock: the window of an offline session is over. Answers whether it was finished now."""
    return finish_offline(locked(session))


@transaction.atomic
def read_with_reason(thread: Thread, *, by: Person, why: str) -> ThreadReading:
    """The deputy or the specialist opens somebody's exchange. Raises by THR-08."""
    enforce(rules.reading_is_explained(why))
    return ThreadReading.objects.create(thread=thread, person=by, at=now(), why=why.strip())


def _locked(thread: Thread) -> Thread:
    rows = Thread.objects.select_for_update(of=("self",)).select_related("session__branch", "learner")
    return rows.get(pk=thread.pk)


def _said(
    thread: Thread,
    side: Post.Side,
    author: Person,
    text: str,
    attached: Sequence[UploadedFile[Any]],
    at: datetime,
    due_at: datetime | None = None,
) -> Post:
    post = Post.objects.create(
        thread=thread, side=side, author=author, text=text.strip(), at=at, due_at=due_at
    )
    post.files.set(keep_all(attached, by=author))
    return post
