"""Topics of a chat: opened by a message, read apart, resolved."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import Message, Topic
from . import awaiting
from .numbering import changed, held, locked

LONGEST_TITLE = 150


@transaction.atomic
def open_topic(message: Message, *, by: Person, title: str = "") -> Topic:
    """A message and the answers given to it become a topic; pressed again, it is found.

    Raises ``Refused`` by CHT-03, CHT-05, CHT-18.
    """
    chat, message = held(message)
    known = Topic.objects.filter(root=message).first()
    if known is not None:
        return known
    enforce(
        rules.message_still_stands(message),
        rules.chat_is_open(chat, home_day()),
        rules.is_in_no_topic(message),
    )
    name = title.strip() or message.first_line or str(_("Файлы"))
    topic = Topic.objects.create(conversation=chat, root=message, title=name[:LONGEST_TITLE], opened_by=by)
    answers = chat.messages.filter(reply_to=message, topic=None)
    for one in [message, *answers]:
        one.topic = topic
        changed(chat, one, "topic")
    return topic


@transaction.atomic
def resolve(topic: Topic, *, by: Person) -> Topic:
    """Nothing to add: what waited for an answer in it waits no more. Resolved again, it stays as it was."""
    chat = locked(topic.conversation)
    row = Topic.objects.get(pk=topic.pk)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = now(), by
        row.save(update_fields=["resolved_at", "resolved_by", "updated_at"])
        for message in row.messages.filter(awaited__settled_at=None):
            awaiting.settle(message)
        changed(chat, Message.objects.get(pk=row.root_id))
    return row


@transaction.atomic
def reopen(topic: Topic) -> Topic:
    chat = locked(topic.conversation)
    row = Topic.objects.get(pk=topic.pk)
    row.resolved_at = row.resolved_by = None
    row.save(update_fields=["resolved_at", "resolved_by", "updated_at"])
    changed(chat, Message.objects.get(pk=row.root_id))
    return row


@transaction.atomic
def read_topic(topic: Topic, *, by: Person, seq: int) -> None:
    """Seen on the topic's own page; the rest of the chat stays unread."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_topicreading (topic_id, person_id, seq)"
            " SELECT %s, %s, LEAST(%s, COALESCE(MAX(seq), 0)) FROM conversations_message WHERE topic_id = %s"
            " ON CONFLICT (topic_id, person_id) DO UPDATE SET seq = EXCLUDED.seq"
            " WHERE conversations_topicreading.seq < EXCLUDED.seq",
            [topic.pk, by.pk, seq, topic.pk],
        )
