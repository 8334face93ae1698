"""Somebody's words said again in another chat, with their origin named."""

from uuid import UUID

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import Conversation, Message
from ..queries.forwarding import origin_of, outsiders
from .numbering import locked
from .saying import Words, enforce_saying, sent_before, write


@transaction.atomic
def forward(message: Message, *, by: Person, to: Conversation, client_id: UUID) -> Message:
    """The same words and files in another chat of the person; pressed twice, it is said once.

    Raises ``Refused`` by CHT-05, CHT-14 and those of saying.
    """
    chat = locked(to)
    known = sent_before(chat, by, client_id)
    if known is not None:
        return known
    files = list(message.files.all())
    enforce(
        rules.message_still_stands(message),
        rules.words_may_leave(message.conversation, outsiders(message.conversation, chat, home_day())),
    )
    enforce_saying(chat, by, message.text, len(files))
    words = Words(message.text, files, origin=message.origin or origin_of(message, chat, home_day()))
    return write(chat, by, client_id, words)
