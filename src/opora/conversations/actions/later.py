"""Said at a set time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import override

from opora.files.actions import keep_all
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..events import LaterRefused
from ..models import Conversation, Draft, Message, Scheduled, Topic
from ..queries.chats import chats_of
from .drafts import forget_draft
from .numbering import locked
from .saying import Words, enforce_saying, sent_before, write


@transaction.atomic
def send_at(
    chat: Conversation,
    *,
    by: Person,
    client_id: UUID,
    text: str,
    at: datetime,
    attached: Sequence[UploadedFile[Any]] = (),
    reply_to: Message | None = None,
    topic: Topic | None = None,
) -> Scheduled:
    """Keep a message till its time; pressed twice, it is kept once. Raises by CHT-16 and those of saying."""
    chat = locked(chat)
    known = Scheduled.objects.filter(conversation=chat, author=by, client_id=client_id).first()
    if known is not None:
        return known
    enforce(rules.time_is_ahead(at, now()))
    enforce_saying(chat, by, text, len(attached), topic)
    row = Scheduled.objects.create(
        conversation=chat, author=by, client_id=client_id, text=text.strip(), reply_to=reply_to, topic=topic,
        at=at,
    )  # fmt: skip
    row.files.set(keep_all(attached, by=by))
    forget_draft(chat, by, topic, text)
    return row


@transaction.atomic
def cancel_later(row: Scheduled) -> Draft:
    """Not sent: its words come back to what is typed, so nothing is lost."""
    draft, _made = Draft.objects.select_for_update().get_or_create(
        person=row.author, conversation=row.conversation, topic=row.topic
    )
    draft.former = draft.text if draft.text.strip() and draft.text.strip() != row.text else ""
    draft.text, draft.version = row.text, draft.version + 1
    draft.save()
    row.delete()
    return draft


@transaction.atomic
def send_due(pk: int) -> Message | None:
    """Say what was kept, by today's rules: who has left the chat or may not write is told instead.

    None when it was refused, taken back, or another worker is sending it.
    """
    row = (
        Scheduled.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, refused="").first()
    )
    if row is None:
        return None
    chat = locked(row.conversation)
    known = sent_before(chat, row.author, row.client_id)
    try:
        if known is None:
            inside = chats_of(row.author, home_day()).filter(pk=chat.pk).exists()
            enforce(rules.is_still_in(inside=inside))
            enforce_saying(chat, row.author, row.text, row.files.count(), row.topic)
            words = Words(row.text, list(row.files.all()), row.reply_to, row.topic)
            known = write(chat, row.author, row.client_id, words)
    except Refused as refused:
        with override("ru"):
            row.refused = " ".join(str(refusal.words) for refusal in refused.refusals)
        row.save(update_fields=["refused"])
        publish(LaterRefused(row.pk))
        return None
    row.delete()
    return known
