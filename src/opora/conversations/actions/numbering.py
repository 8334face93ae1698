"""The row of the chat is the lock under which messages and events get their numbers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from opora.kernel.events import publish
from opora.kernel.prepared import prepared, together
from opora.people.models import Person

from ..events import ChatChanged
from ..models import Conversation, Draft, Message
from ..queries.numbering import greatest, last_numbers


@dataclass(frozen=True, slots=True)
class Moment:
    """A chat under its lock as somebody is about to say something.

    The next numbers; whether he has a draft here; ``known`` is this very message if it was said before.
    """

    seq: int
    change: int
    has_draft: bool
    known: int | None


def about_to_say(chat: Conversation, by: Person, client_id: UUID) -> tuple[Conversation, Moment]:
    """The lock and, by a statement of its own after it, everything else that is asked: one journey."""
    [row], [(seq, change, has_draft, known)] = together(
        _locked.asked(chat.pk), _moment.asked(chat.pk, by.pk, client_id)
    )
    return row, Moment(seq + 1, change + 1, has_draft, known)


@prepared
def _moment(chat: int, by: int, client: UUID) -> "QuerySet[Conversation, tuple[int, int, bool, int | None]]":
    own: Any = {"conversation": OuterRef("pk")}
    sent = Message.objects.filter(author=by, client_id=client, **own).order_by()
    found: QuerySet[Conversation, tuple[int, int, bool, int | None]] = (
        Conversation.objects.filter(pk=chat)
        .order_by()
        .annotate(
            last_seq=greatest("seq"),
            last_change=greatest("change"),
            has_draft=Exists(Draft.objects.filter(person=by, **own)),
            known=Subquery(sent.values("pk")[:1]),
        )
        .values_list("last_seq", "last_change", "has_draft", "known")
    )
    return found


def locked(chat: Conversation) -> Conversation:
    [row] = _locked(chat.pk)
    return row


@prepared
def _locked(chat: int) -> QuerySet[Conversation, Conversation]:
    rows = Conversation.objects.select_for_update(of=("self",)).filter(pk=chat).order_by()
    return rows.select_related("run__group__branch", "announcement")


def held(message: Message) -> tuple[Conversation, Message]:
    """The chat under its lock, and the message as it is now."""
    chat = locked(message.conversation)
    return chat, Message.objects.get(pk=message.pk)


def numbers(chat: Conversation) -> tuple[int, int]:
    """The next number of a message and of an event; asked after the lock, by a statement of its own."""
    seq, change = last_numbers(chat.pk)
    return seq + 1, change + 1


def changed(chat: Conversation, message: Message, *fields: str) -> Message:
    """Save what was changed of a message under the number of a new event, and say that it happened."""
    message.change = numbers(chat)[1]
    message.save(update_fields=[*fields, "change"])
    publish(ChatChanged(chat.pk, message.change))
    return message
