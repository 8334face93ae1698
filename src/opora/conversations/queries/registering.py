"""What a question of a chat would be as a consultation: its part, its answer, its minutes."""

from dataclasses import dataclass

from opora.consultations.queries.requests import studied_now
from opora.people.models import Person
from opora.people.queries import home_day
from opora.studies.models import GroupPart

from ..models import Message

FEWEST, MOST = 5, 60
SUBJECT = 150
AFTER = 50


def runs_to_register(message: Message, by: Person) -> list[GroupPart]:
    """Parts this worker teaches to the author today; of a course chat its own part only."""
    rows = studied_now(message.author, home_day()).filter(teacher=by)
    run = message.conversation.run_id
    return list(rows if run is None else rows.filter(pk=run))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form begins with; the worker corrects it."""

    subject: str
    question: str
    answer: str
    minutes: int


def proposal(message: Message, by: Person) -> Proposal:
    """The answer is what the worker replied to the message, else what he said right after it.

    Minutes are from his first word to the last, within reason: the worker knows better.
    """
    later = message.conversation.messages.filter(seq__gt=message.seq, deleted_at=None).order_by("seq")[:AFTER]
    said = [one for one in later if one.author_id == by.pk and one.reply_to_id == message.pk]
    if not said:
        for one in later:
            if one.author_id != by.pk:
                break
            said.append(one)
    spent = int((said[-1].at - said[0].at).total_seconds()) // 60 if said else 0
    first_line = message.text.strip().partition("\n")[0]
    return Proposal(
        subject=first_line[:SUBJECT],
        question=message.text,
        answer="\n\n".join(one.text for one in said if one.text),
        minutes=min(max(spent, FEWEST), MOST),
    )
