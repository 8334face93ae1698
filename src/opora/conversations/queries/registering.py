"""What a question of a chat, or a topic, would be as a consultation: its part, its answer, its minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from opora.consultations.queries.requests import studied_now
from opora.consultations.rules.threads import LONGEST_ANSWER
from opora.people.models import Person
from opora.people.queries import home_day
from opora.studies.models import GroupPart

from ..models import Message, Topic

FEWEST, BREAK = 5, timedelta(minutes=10)
SUBJECT = 150
AFTER = 50
ASKED_BEFORE = timedelta(hours=1)


def runs_to_register(message: Message, by: Person) -> list[GroupPart]:
    """Parts this worker teaches to the author today; of a course chat its own part only."""
    return runs_with(message, message.author, by)


def runs_with(message: Message, learner: Person, by: Person) -> list[GroupPart]:
    """The same with a learner who was in the call of a message."""
    rows = studied_now(learner, home_day()).filter(teacher=by)
    run = message.conversation.run_id
    return list(rows if run is None else rows.filter(pk=run))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form begins with; the worker corrects it."""

    subject: str
    question: str
    answer: str
    minutes: int
    learners: list[int] = field(default_factory=list)


def minutes_of(exchange: Sequence[Message]) -> int:
    """How long an exchange took: time between neighbours, where it is at most :data:`BREAK`.

    A longer silence is a break and counts nothing. At least :data:`FEWEST` minutes, at most what one answer
    may take. The worker corrects it: he knows how long he read before he wrote.
    """
    moments = sorted(message.at for message in exchange)
    gaps = (later - earlier for earlier, later in pairwise(moments))
    spent = sum((gap for gap in gaps if gap <= BREAK), timedelta())
    return min(max(round(spent.total_seconds() / 60), FEWEST), LONGEST_ANSWER)


def proposal(message: Message, by: Person) -> Proposal:
    """The answer is what the worker replied to the message, else what he said right after it."""
    later = message.conversation.messages.filter(seq__gt=message.seq, deleted_at=None).order_by("seq")[:AFTER]
    said = [one for one in later if one.author_id == by.pk and one.reply_to_id == message.pk]
    if not said:
        for one in later:
            if one.author_id != by.pk:
                break
            said.append(one)
    return Proposal(
        subject=message.first_line[:SUBJECT],
        question=message.text,
        answer=_together(said),
        minutes=minutes_of([message, *said]),
    )


def call_proposal(message: Message, by: Person) -> tuple[Proposal, list[Person], list[GroupPart]]:
    """The form of a call: learners who were in it, parts this worker teaches to any, minutes as measured.

    The question is what the learners said in the chat in the hour before it.
    """
    runs: dict[int, GroupPart] = {}
    learners: list[Person] = []
    everybody = {one.pk: one for one in [*message.call.spoke.order_by("search_name"), message.author]}
    for person in everybody.values():
        found = runs_with(message, person, by) if person.pk != by.pk else []
        if found:
            learners.append(person)
            runs |= {run.pk: run for run in found}
    before = message.conversation.messages.filter(
        author__in=learners, at__gte=message.at - ASKED_BEFORE, seq__lt=message.seq, deleted_at=None
    )
    asked = list(before.order_by("seq"))
    return (
        Proposal(
            subject=asked[-1].first_line[:SUBJECT] if asked else "",
            question=_together(asked),
            answer="",
            minutes=min(message.call.minutes, LONGEST_ANSWER),
            learners=[one.pk for one in learners],
        ),
        learners,
        list(runs.values()),
    )


def words_in_topic(topic: Topic) -> dict[int, list[Message]]:
    """By author, in the order in which they first spoke, what each has said in a topic."""
    rows = topic.messages.filter(deleted_at=None).select_related("author", "conversation").order_by("seq")
    said: dict[int, list[Message]] = {}
    for row in rows:
        said.setdefault(row.author_id, []).append(row)
    return said


def topic_proposal(topic: Topic, by: Person) -> tuple[Proposal, list[Person], list[GroupPart]]:
    """The form of a topic, learners who took part in it, and the parts this worker teaches to any of them.

    Proposed are those of the first part; the question is what the first of them asked.
    """
    said = words_in_topic(topic)
    runs: dict[int, GroupPart] = {}
    learners: list[Person] = []
    for messages in said.values():
        found = runs_to_register(messages[0], by) if messages[0].author_id != by.pk else []
        if found:
            learners.append(messages[0].author)
            runs |= {run.pk: run for run in found}
    exchange = [one for messages in said.values() for one in messages]
    first = said[learners[0].pk] if learners else []
    return (
        Proposal(
            subject=topic.title,
            question=_together(first),
            answer=_together(said.get(by.pk, [])),
            minutes=minutes_of(exchange),
            learners=[one.pk for one in learners],
        ),
        learners,
        list(runs.values()),
    )


def _together(messages: Sequence[Message]) -> str:
    return "\n\n".join(one.text for one in messages if one.text)
