"""The last numbers of chats, each from the end of an index: a group with Max reads a whole chat for it."""

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from opora.kernel.prepared import prepared

from ..models import Conversation, Message


def last_change(chat: Conversation) -> int:
    return last_numbers(chat.pk)[1]


def last_numbers(chat_id: int) -> tuple[int, int]:
    """Of the last message and of the last event; zeros where nothing was said."""
    found = _last(chat_id)
    return found[0] if found else (0, 0)


def greatest(number: str) -> Coalesce:
    """Of the messages of a chat that is the outer row."""
    rows = Message.objects.filter(conversation=OuterRef("pk")).order_by(f"-{number}")
    return Coalesce(Subquery(rows.values(number)[:1]), 0)


@prepared
def _last(chat: int) -> "QuerySet[Conversation, tuple[int, int]]":
    rows = Conversation.objects.filter(pk=chat).order_by()
    last: QuerySet[Conversation, tuple[int, int]] = rows.annotate(
        last_seq=greatest("seq"), last_change=greatest("change")
    ).values_list("last_seq", "last_change")
    return last


def last_changes(numbers: Collection[int]) -> dict[int, int]:
    """By chat, the number of its last event. One statement."""
    return dict(_last_changes(list(numbers)))


@prepared
def _last_changes(chats: list[int]) -> "QuerySet[Conversation, tuple[int, int]]":
    rows = Conversation.objects.filter(pk__any_of=chats).order_by()
    last: QuerySet[Conversation, tuple[int, int]] = rows.annotate(last_change=greatest("change")).values_list(
        "pk", "last_change"
    )
    return last


def last_seqs(numbers: Collection[int]) -> dict[int, int]:
    """By chat, the number of its last message. One statement."""
    return dict(_last_seqs(list(numbers)))


@prepared
def _last_seqs(chats: list[int]) -> "QuerySet[Conversation, tuple[int, int]]":
    rows = Conversation.objects.filter(pk__any_of=chats).order_by()
    last: QuerySet[Conversation, tuple[int, int]] = rows.annotate(last_seq=greatest("seq")).values_list(
        "pk", "last_seq"
    )
    return last
