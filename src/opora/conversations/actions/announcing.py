"""One word to many: chosen once, told at once, with a report of who has read (S3-4.2c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from opora.files.actions import keep_all
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..events import Announced, UnreadReminded
from ..models import Announcement, Conversation, Member, Message
from ..queries.announcing import Audience, audience_words, not_read, recipients
from .numbering import locked
from .saying import Words, write


@transaction.atomic
def announce(
    by: Person,
    *,
    title: str,
    text: str,
    audience: Audience,
    replies: str,
    client_id: UUID,
    attached: Sequence[UploadedFile[Any]] = (),
) -> Conversation:
    """Tell everybody of an audience whom this person may write to; pressed twice, it is told once.

    Raises ``Refused`` by CHT-01, CHT-02, CHT-13 and those of files.
    """
    known = Message.objects.filter(
        conversation__kind=Conversation.Kind.ANNOUNCEMENT, author=by, client_id=client_id
    )
    if again := known.select_related("conversation").first():
        return again.conversation
    people = recipients(by, audience)
    enforce(
        rules.announcement_is_whole(title, people),
        rules.something_is_said(text, len(attached)),
        rules.message_is_short(text, len(attached)),
    )
    chat = Conversation.objects.create(kind=Conversation.Kind.ANNOUNCEMENT, title=title.strip(), owner=by)
    Announcement.objects.create(conversation=chat, audience=audience_words(audience), replies=replies)
    Member.objects.bulk_create(Member(conversation=chat, person=one, added_by=by) for one in (by, *people))
    write(locked(chat), by, client_id, Words(text, keep_all(attached, by=by)))
    publish(Announced(chat.pk))
    return chat


@transaction.atomic
def remind_unread(chat: Conversation) -> int:
    """Tell those who have not read it once more, once a day; answers how many there are."""
    people = not_read(chat)
    if people:
        publish(UnreadReminded(chat.pk, tuple(person.pk for person in people)))
    return len(people)
