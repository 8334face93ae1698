"""Say, edit, delete, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet

from opora.files.actions import claim, keep_all
from opora.files.models import StoredFile
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..events import ChatChanged, ChatRead, Mentioned
from ..models import Conversation, FormerText, Mention, Message, Topic
from ..queries.mentioning import called_in
from ..queries.reach import is_reachable
from . import awaiting
from .drafts import forget_draft
from .numbering import Moment, about_to_say, changed, held, numbers


@dataclass(frozen=True, slots=True)
class Words:
    """What a message is made of; ``origin`` names whose words are forwarded.

    ``is_sign``: it neither asks nor answers, as a call that nobody has lifted yet.
    """

    text: str
    files: Sequence[StoredFile] = field(default=())
    reply_to: Message | None = None
    topic: Topic | None = None
    origin: str = ""
    is_sign: bool = False


@transaction.atomic
def send(
    chat: Conversation,
    *,
    by: Person,
    client_id: UUID,
    text: str,
    attached: Sequence[UploadedFile[Any]] = (),
    uploaded: Sequence[str] = (),
    reply_to: Message | None = None,
    topic: Topic | None = None,
) -> Message:
    """Say something. The same ``client_id`` again is the same message: it is answered, not written twice.

    Files come with the form (``attached``) or were uploaded before (``uploaded``: keys of finished uploads).

    Raises ``Refused`` by CHT-01 to CHT-04, CHT-12, CHT-24 and those of files.
    """
    chat, moment = about_to_say(chat, by, client_id)
    if moment.known is not None:
        return Message.objects.get(pk=moment.known)
    enforce_saying(chat, by, text, len(attached) + len(uploaded), topic)
    files = [*keep_all(attached, by=by), *claim(uploaded, by=by)] if attached or uploaded else []
    return write(chat, by, client_id, Words(text, files, reply_to, topic), moment)


def sent_before(chat: Conversation, by: Person, client_id: UUID) -> Message | None:
    return next(iter(_sent_before(chat.pk, by.pk, client_id)), None)


@prepared
def _sent_before(chat: int, by: int, client: UUID) -> QuerySet[Message, Message]:
    return Message.objects.filter(conversation=chat, author=by, client_id=client).order_by()


def enforce_saying(chat: Conversation, by: Person, text: str, files: int, topic: Topic | None = None) -> None:
    """What is asked of every message, whichever way it comes."""
    enforce(
        rules.something_is_said(text, files),
        rules.message_is_short(text, files),
        rules.chat_is_open(chat, home_day()),
        rules.may_speak_here(chat, by),
        rules.topic_goes_on(topic),
        *_still_linked(chat, by),
        *objections(Said(text, by.pk, chat=True)),
    )


def write(
    chat: Conversation, by: Person, client_id: UUID, words: Words, moment: Moment | None = None
) -> Message:
    """The message under the lock of its chat; an answer to a message of a topic stays in the topic.

    Who has spoken has read what stands above: that is told with the message.
    """
    seq, change = (moment.seq, moment.change) if moment else numbers(chat)
    reply = words.reply_to if words.reply_to and words.reply_to.conversation_id == chat.pk else None
    topic = words.topic or (reply.topic if reply else None)
    message = Message.objects.create(
        conversation=chat, seq=seq, change=change, client_id=client_id, author=by, text=words.text.strip(),
        reply_to=reply, topic=topic, origin=words.origin, at=now(),
    )  # fmt: skip
    if words.files:
        message.files.add(*words.files)
    if moment is None or moment.has_draft:
        forget_draft(chat, by, words.topic, words.text)
    read = _read(chat.pk, {by.pk: seq})
    _call(chat, message, is_new=True)
    if not words.is_sign:
        awaiting.note(chat, message)
    publish(ChatChanged(chat.pk, change, read))
    return message


def _call(chat: Conversation, message: Message, *, is_new: bool = False) -> None:
    """Who is called by name for the first time in this message is told, muted or not."""
    called = called_in(message.text, chat, message.author)
    known = set() if is_new else set(message.mentions.values_list("person", flat=True))
    if known:
        message.mentions.exclude(person__in=called).delete()
    new = [person for person in called if person.pk not in known]
    Mention.objects.bulk_create(Mention(message=message, person=person) for person in new)
    if new:
        publish(Mentioned(message.pk, tuple(person.pk for person in new)))


def _still_linked(chat: Conversation, by: Person) -> list[Any]:
    """A personal chat goes on while its two sides may write to each other; a representative may always."""
    if by.pk not in chat.sides:
        return []
    other = Person.objects.get(pk=next(pk for pk in chat.sides if pk != by.pk))
    return [rules.may_write_to(other, linked=is_reachable(by, other, home_day()))]


@transaction.atomic
def edit(message: Message, *, text: str) -> Message:
    """Change own words; the former stay for moderation. Raises by CHT-01, CHT-02, CHT-03, CHT-05."""
    chat, message = held(message)
    enforce(
        rules.message_still_stands(message),
        rules.something_is_said(text, message.files.count()),
        rules.message_is_short(text, 0),
        rules.chat_is_open(chat, home_day()),
        *objections(Said(text, message.author_id, chat=True)),
    )
    if text.strip() == message.text:
        return message
    FormerText.objects.create(message=message, text=message.text, until=now())
    message.text, message.edited_at = text.strip(), now()
    _call(chat, message)
    return changed(chat, message, "text", "edited_at")


@transaction.atomic
def delete(message: Message) -> Message:
    """Take own words back: nobody reads them any more, moderation still can (case 47). Raises by CHT-05."""
    chat, message = held(message)
    enforce(rules.message_still_stands(message))
    FormerText.objects.create(message=message, text=message.text, until=now())
    message.text, message.deleted_at, message.pinned_at = "", now(), None
    awaiting.settle(message)
    return changed(chat, message, "text", "deleted_at", "pinned_at")


@transaction.atomic
def hide(message: Message, *, hidden: bool) -> Message:
    """By a moderator's decision only its author reads it; ``hidden=False`` puts it back for everybody."""
    chat, held_one = held(message)
    if (held_one.hidden_at is not None) == hidden:
        return held_one
    held_one.hidden_at, held_one.pinned_at = (now() if hidden else None), None
    return changed(chat, held_one, "hidden_at", "pinned_at")


@transaction.atomic
def show_again(message: Message) -> Message:
    """Its file looks otherwise now (checked, drawn): open tabs ask for the message once more."""
    return changed(*held(message))


@transaction.atomic
def read_up_to(chat: Conversation, *, by: Person, seq: int) -> bool:
    """Seen as far as that; reading back changes nothing. Answers whether it is news."""
    return bool(read_by_many(chat.pk, {by.pk: seq}))


@transaction.atomic
def read_by_many(chat_id: int, marks: Mapping[int, int]) -> dict[int, int]:
    """How far persons have seen a chat, one statement for all of them; answers what is news."""
    further = _read(chat_id, marks)
    if further:
        publish(ChatRead(chat_id, further))
    return further


def _read(chat_id: int, marks: Mapping[int, int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_reading (conversation_id, person_id, seq, at)"
            " SELECT %s, person, LEAST(seq, last), %s"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS told(person, seq), (SELECT COALESCE(MAX(seq), 0)"
            " AS last FROM conversations_message WHERE conversation_id = %s) AS said"
            " ORDER BY person"
            " ON CONFLICT (conversation_id, person_id) DO UPDATE SET seq = EXCLUDED.seq, at = EXCLUDED.at"
            " WHERE conversations_reading.seq < EXCLUDED.seq RETURNING person_id, seq",
            [chat_id, now(), list(marks), list(marks.values()), chat_id],
        )
        return dict(cursor.fetchall())
