"""Questions of a hall: asked, voted for, settled; what was not answered aloud is answered in writing."""

from django.db import transaction
from django.db.models import Count

from opora.consultations.actions import Question as Written
from opora.consultations.actions import ask_teacher
from opora.consultations.models import Thread
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person
from opora.webinars.queries import webinar_of

from .. import rules
from ..events import RoomChanged
from ..models import Guest, Question, Room, Vote
from .queries import run_of

State = Question.State
SUBJECT = "вопрос с вебинара"


@transaction.atomic
def ask(guest: Guest, *, text: str, unnamed: bool = False) -> Question:
    """Raises ``Refused`` by MEET-11 and the rules of politeness."""
    held = Guest.objects.select_for_update(of=("self",)).select_related("room__session").get(pk=guest.pk)
    webinar = webinar_of(held.room.session) if held.room.session else None
    waiting = held.questions.filter(state=State.WAITING).count()
    enforce(
        rules.may_be_asked(
            held,
            text,
            waiting,
            unnamed_allowed=webinar is not None and webinar.unnamed,
            unnamed=unnamed,
        ),
        *objections(Said(text, held.person_id)),
    )
    question = Question.objects.create(guest=held, text=text.strip(), unnamed=unnamed)
    publish(RoomChanged(held.room_id))
    return question


@transaction.atomic
def vote(question: Question, guest: Guest, *, wanted: bool) -> None:
    """One vote, or it is taken back. Raises ``Refused`` by MEET-12."""
    held = Question.objects.select_for_update().get(pk=question.pk)
    enforce(rules.may_be_voted_for(held, guest))
    if wanted:
        Vote.objects.get_or_create(question=held, guest=guest)
    else:
        Vote.objects.filter(question=held, guest=guest).delete()
    publish(RoomChanged(guest.room_id))


@transaction.atomic
def settle(question: Question, *, state: str, by: Person, reason: str = "") -> Question:
    """Answered aloud, dismissed for a reason, or waiting again. Raises ``Refused`` by MEET-13."""
    enforce(rules.settled_in_words(state, reason))
    held = Question.objects.select_for_update(of=("self",)).select_related("guest").get(pk=question.pk)
    held.state = state
    held.reason = reason.strip() if state == State.DISMISSED else ""
    waits = state == State.WAITING
    held.settled_at, held.settled_by = (None, None) if waits else (now(), by)
    held.save()
    publish(RoomChanged(held.guest.room_id))
    return held


@transaction.atomic
def write_down_the_unanswered(room: Room) -> int:
    """What learners asked and did not hear answered becomes a written question, most wanted first.

    How many. One whose study gives no right to it now (ACC, BOOK) stays in the record as it is.
    """
    waiting = Question.objects.filter(guest__room=room, state=State.WAITING, guest__person__isnull=False)
    rows = waiting.select_related("guest__person", "guest__ward").annotate(n=Count("votes"))
    return sum(_written(room, question) is not None for question in rows.order_by("-n", "id"))


def _written(room: Room, question: Question) -> Thread | None:
    asked_by = question.guest.person
    learner = question.guest.ward or asked_by
    run = run_of(room.session, learner) if room.session and learner else None
    if run is None or learner is None or asked_by is None:
        return None
    written = Written(SUBJECT, question.text, unnamed=question.unnamed)
    try:
        with transaction.atomic():
            thread = ask_teacher(run, learner=learner, asked_by=asked_by, question=written)
    except Refused:
        return None
    question.thread, question.state, question.settled_at = thread, State.WRITTEN, now()
    question.save()
    return thread
