"""What tests of moderation are made of: words sent in spite of the remark, a complaint, a decision."""

from datetime import date, timedelta
from typing import Any

from opora.consultations.actions import Question, ask_teacher
from opora.consultations.models import Post, Thread
from opora.conversations.models import Conversation, Message
from opora.kernel.speech import insisting
from opora.moderation import actions
from opora.moderation.actions import Verdict
from opora.moderation.models import Case, Report
from opora.moderation.rules import WARNED, insist_value
from opora.moderation.words import check
from opora.people.models import Person
from opora.people.queries import home_day
from tests import make
from tests.conversations.world import course, course_chat, say

RUDE = "Пошёл на хуй со своим зачётом"
INSULT = "Ты идиот"
D = Case.Decision


def value_of(text: str) -> str:
    """What the button «Отправить всё равно» says."""
    return insist_value([hit for hit in check(text) if hit.grade in WARNED])


def say_rudely(chat: Conversation, by: Person, text: str = RUDE) -> Message:
    with insisting(value_of(text)):
        return say(chat, by, text)


def hit(cast: make.Cast, by: Person | None = None, text: str = RUDE) -> Case:
    """A case the checker opened: the learner's words in the chat of his course."""
    message = say_rudely(course_chat(cast), by or cast.learner, text)
    return Case.objects.get(message=message)


def reported(cast: make.Cast, *, author: Person, by: Person, text: str = "Молчи уже") -> Case:
    message = say(course_chat(cast), author, text)
    return actions.report(message, by=by, reason=Report.Reason.INSULT).case


def decided(case: Case, by: Person, decision: str = D.WARN, **more: Any) -> Case:
    until = home_day() + timedelta(days=5) if decision == D.RESTRICT else None
    verdict = Verdict(decision, more.pop("reason", "Грубость"), until=more.pop("until", until), **more)
    return actions.decide(case, by=by, verdict=verdict)


def thread_of(cast: make.Cast, text: str = "Когда зачёт?") -> Thread:
    run = course(cast)
    run.starts_on, run.ends_on = date(2026, 11, 1), date(2026, 11, 30)
    run.save()
    asked = Question("Зачёт", text)
    return ask_teacher(run, learner=cast.learner, asked_by=cast.learner, question=asked)


def post_of(cast: make.Cast, text: str = "Когда зачёт?") -> Post:
    return thread_of(cast, text).posts.get()
