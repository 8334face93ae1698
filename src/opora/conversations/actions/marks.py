"""Small marks on messages: reactions, pins, what one puts by, and what one wants to hear of a chat."""

from datetime import date

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import Conversation, Message, Preference, Reaction, Saved
from ..queries.awaiting import side_of
from . import awaiting
from .numbering import changed, held


@transaction.atomic
def react(message: Message, *, by: Person, code: str) -> bool:
    """Put a sign under a message, or take it away; a worker's sign is an answer too. Says whether it is put.

    Raises ``Refused`` by CHT-03, CHT-05.
    """
    chat, message = held(message)
    enforce(rules.message_still_stands(message), rules.chat_is_open(chat, home_day()))
    sign, made = Reaction.objects.get_or_create(message=message, person=by, code=Reaction.Code(code))
    if not made:
        sign.delete()
    side = side_of(chat, by, home_day()) if made else None
    if side is not None and side.answers:
        awaiting.settle(message)
    changed(chat, message)
    return made


@transaction.atomic
def pin(message: Message) -> None:
    """Keep a message above the chat for everybody. Raises by CHT-03, CHT-05, CHT-15."""
    chat, message = held(message)
    pinned = chat.messages.filter(pinned_at__isnull=False).exclude(pk=message.pk).count()
    enforce(
        rules.message_still_stands(message),
        rules.chat_is_open(chat, home_day()),
        rules.pins_are_few(pinned),
    )
    message.pinned_at = message.pinned_at or now()
    changed(chat, message, "pinned_at")


@transaction.atomic
def unpin(message: Message) -> None:
    chat, message = held(message)
    message.pinned_at = None
    changed(chat, message, "pinned_at")


@transaction.atomic
def keep(message: Message, *, by: Person) -> None:
    """Put a message by for oneself. Raises by CHT-05."""
    enforce(rules.message_still_stands(message))
    Saved.objects.get_or_create(person=by, message=message)


@transaction.atomic
def let_go(message: Message, *, by: Person) -> None:
    Saved.objects.filter(person=by, message=message).delete()


@transaction.atomic
def prefer(chat: Conversation, *, by: Person, level: str, until: date | None = None) -> None:
    """What to tell this person of the chat; silence may have an end. Raises ``Refused`` by CHT-22."""
    enforce(rules.silence_ends_later(until, home_day()))
    if level == Preference.Level.ALL:
        Preference.objects.filter(conversation=chat, person=by).delete()
        return
    Preference.objects.update_or_create(
        conversation=chat, person=by, defaults={"level": Preference.Level(level), "until": until}
    )
