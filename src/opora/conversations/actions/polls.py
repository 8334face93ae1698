"""A question with answers to choose from, and a choice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import Conversation, Message, Option, Poll, Vote
from ..queries.polls import voter_of
from .numbering import changed, held, locked
from .saying import Words, enforce_saying, sent_before, write


@dataclass(frozen=True, slots=True)
class Question:
    """Words, answers in their order, whether several may be chosen, without names, till when."""

    text: str
    options: Sequence[str]
    many: bool = False
    anonymous: bool = False
    closes_at: datetime | None = None


@transaction.atomic
def ask_all(chat: Conversation, *, by: Person, client_id: UUID, question: Question) -> Message:
    """A poll in a chat; pressed twice, it is asked once. Raises by CHT-19 and those of saying."""
    chat = locked(chat)
    known = sent_before(chat, by, client_id)
    if known is not None:
        return known
    enforce(rules.poll_is_whole(question.options, question.closes_at, now()))
    enforce_saying(chat, by, question.text, 0)
    message = write(chat, by, client_id, Words(question.text))
    poll = Poll.objects.create(
        message=message, many=question.many, anonymous=question.anonymous, closes_at=question.closes_at
    )
    Option.objects.bulk_create(
        Option(poll=poll, text=text.strip(), position=place) for place, text in enumerate(question.options)
    )
    return message


@transaction.atomic
def vote(message: Message, *, by: Person, options: Collection[int]) -> None:
    """A choice instead of the former one; nothing chosen takes it back. Raises by CHT-20, CHT-21."""
    chat, message = held(message)
    poll = message.poll
    chosen = list(poll.options.filter(pk__in=options))
    enforce(
        rules.message_still_stands(message),
        rules.chat_is_open(chat, home_day()),
        rules.poll_goes_on(poll, now()),
        rules.as_many_as_asked(poll, len(chosen)),
    )
    voter = voter_of(poll, by)
    Vote.objects.filter(option__poll=poll, voter=voter).delete()
    named = None if poll.anonymous else by
    Vote.objects.bulk_create(Vote(option=one, person=named, voter=voter) for one in chosen)
    changed(chat, message)


@transaction.atomic
def close_poll(message: Message) -> None:
    """No more choices; what was chosen stays. Closed again, it stays as it was."""
    chat, message = held(message)
    poll = message.poll
    if rules.poll_goes_on(poll, now()) is None:
        poll.closes_at = now()
        poll.save(update_fields=["closes_at", "updated_at"])
        changed(chat, message)
