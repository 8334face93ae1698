"""A question of a chat, or a whole topic, becomes a consultation with its minutes (S0-3.1c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from opora.consultations.actions import Question, answer, ask_in_session, ask_teacher
from opora.consultations.models import Thread
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.studies.models import GroupPart

from .. import rules
from ..models import Message, Registered, Topic
from ..queries.registering import runs_to_register, runs_with, words_in_topic
from . import awaiting
from .numbering import changed, held, locked

LEAST = 1  # the whole time is written down once, with the first question


@dataclass(frozen=True, slots=True)
class Record:
    """What goes into the consultation: the part, the line of the journal, both texts, the actual time."""

    run: GroupPart
    subject: str
    question: str
    answer: str
    minutes: int


@transaction.atomic
def register(message: Message, *, by: Person, record: Record) -> Registered:
    """A question of a chat and its answer become an offline consultation with its minutes.

    Raises ``Refused`` by CHT-05, CHT-10, CHT-11 and those of questions and answers (THR, BOOK).
    """
    chat, message = held(message)
    runs = [run for run in runs_to_register(message, by) if run.pk == record.run.pk]
    enforce(
        rules.message_still_stands(message),
        rules.question_is_of_own_learner(runs),
        rules.question_is_registered_once(message),
    )
    asked = Question(record.subject, record.question, recorded=True)
    thread = ask_teacher(record.run, learner=message.author, asked_by=message.author, question=asked)
    answer(thread, by=by, text=record.answer, minutes=record.minutes)
    made = Registered.objects.create(question=message, thread=thread, by=by)
    awaiting.settle(message)
    changed(chat, message)
    return made


@transaction.atomic
def register_topic(
    topic: Topic, *, by: Person, record: Record, learners: Sequence[Person]
) -> list[Registered]:
    """A topic becomes one consultation: of one learner an individual one, of several one before the group.

    Each has his own question in it, the answer and the time are common. ``record.question`` is of the first.
    Raises ``Refused`` by CHT-05, CHT-10, CHT-11, CHT-23 and those of questions and answers.
    """
    chat = locked(topic.conversation)
    said = words_in_topic(topic)
    chosen = {person.pk for person in learners}
    questions = [messages[0] for author, messages in said.items() if author in chosen]
    enforce(rules.somebody_took_part(questions))
    for question in questions:
        runs = [run for run in runs_to_register(question, by) if run.pk == record.run.pk]
        enforce(rules.question_is_of_own_learner(runs), rules.question_is_registered_once(question))
    first, *others = questions
    asked = Question(record.subject, record.question, recorded=True)
    thread = ask_teacher(
        record.run, learner=first.author, asked_by=first.author, question=asked, before_group=bool(others)
    )
    made = [_answered(first, thread, by, record.answer, record.minutes)]
    for question in others:
        words = "\n\n".join(one.text for one in said[question.author_id] if one.text)
        thread = ask_in_session(
            thread.session, learner=question.author, asked_by=question.author,
            question=Question(record.subject, words or record.question, recorded=True),
        )  # fmt: skip
        made.append(_answered(question, thread, by, record.answer, LEAST))
    for question in questions:
        awaiting.settle(question)
        changed(chat, question)
    return made


@transaction.atomic
def register_call(message: Message, *, by: Person, record: Record, learners: Sequence[Person]) -> Registered:
    """A call becomes one consultation of those who were in it; the time is common, as in a topic.

    Raises ``Refused`` by CHT-05, CHT-10, CHT-11, CHT-23 and those of questions and answers.
    """
    chat, message = held(message)
    enforce(
        rules.message_still_stands(message),
        rules.question_is_registered_once(message),
        rules.somebody_took_part(learners),
    )
    for learner in learners:
        runs = [run for run in runs_with(message, learner, by) if run.pk == record.run.pk]
        enforce(rules.question_is_of_own_learner(runs))
    first, *others = learners
    asked = Question(record.subject, record.question, recorded=True)
    thread = ask_teacher(record.run, learner=first, asked_by=first, question=asked, before_group=bool(others))
    made = _answered(message, thread, by, record.answer, record.minutes)
    for learner in others:
        other = ask_in_session(thread.session, learner=learner, asked_by=learner, question=asked)
        answer(other, by=by, text=record.answer, minutes=LEAST)
    changed(chat, message)
    return made


def _answered(question: Message, thread: Thread, by: Person, text: str, minutes: int) -> Registered:
    answer(thread, by=by, text=text, minutes=minutes)
    return Registered.objects.create(question=question, thread=thread, by=by)
