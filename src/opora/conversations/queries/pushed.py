"""What the hub reads of a chat to push it."""

from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from opora.files.models import StoredFile
from opora.kernel.prepared import prepared

from ..models import Call, Conversation, Mention, Message, Poll, Reaction, Registered
from .chats import beside

GAP = 200


def changed_after(chat: Conversation, change: int) -> list[Message]:
    """The gap: said, edited or deleted after an event, the earliest event first, a part at a time."""
    found = _changed(chat.pk, change)
    for message in found:
        message.conversation = chat
    plain = [message for message in found if not message.is_more]  # type: ignore[attr-defined] # annotated
    for message in plain:
        _has_words_only(message)
    if more := [message for message in found if message.is_more]:  # type: ignore[attr-defined] # as above
        prefetch_related_objects(more, "reply_to__author", "topic", "registered", "poll", "call", *beside())
    return found


@prepared
def _changed(chat: int, change: int) -> QuerySet[Message, Message]:
    """One short statement: with everything that may stand beside words its plan would cost ten times more.

    ``is_more``: something does stand beside them.
    """
    own: Any = {"message": OuterRef("pk")}
    files = Message.files.through.objects.filter(**own)
    rows = Message.objects.filter(conversation=chat, change__gt=change).annotate(
        is_more=Q(reply_to__isnull=False) | Q(topic__isnull=False) | Exists(files)
        | Exists(Reaction.objects.filter(**own)) | Exists(Mention.objects.filter(**own))
        | Exists(Poll.objects.filter(**own)) | Exists(Call.objects.filter(**own))
        | Exists(Registered.objects.filter(question=OuterRef("pk")))
    )  # fmt: skip
    return rows.select_related("author").order_by("change")[:GAP]


def _has_words_only(message: Message) -> None:
    """Nobody needs to ask what else it has."""
    message._state.fields_cache |= dict.fromkeys(("poll", "call", "registered"))
    vars(message)["_prefetched_objects_cache"] = dict(_nothing())


@cache
def _nothing() -> dict[str, Any]:
    """Empty answers, by what is asked for."""
    found: dict[str, Any] = {
        "files": StoredFile.objects.none(),
        "reactions": Reaction.objects.none(),
        "mentions": Mention.objects.none(),
    }
    for rows in found.values():
        rows._result_cache = []
    return found
