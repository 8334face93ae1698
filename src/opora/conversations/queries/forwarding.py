"""Where words may be carried, and how their origin is named there."""

from datetime import date

from django.utils.translation import gettext as _

from opora.people.models import Person
from opora.people.queries import staff_on

from ..models import Conversation, Message
from .chats import people_of_chat, title_of
from .reach import minor_of

Kind = Conversation.Kind
LONGEST_ORIGIN = 300


def is_confidential(chat: Conversation, on: date) -> bool:
    """Of workers only, or an adult's with a minor: such words are for those who were to read them."""
    if chat.kind == Kind.STAFF:
        return True
    two = list(Person.objects.filter(pk__in=chat.sides))
    return len(two) == 2 and minor_of(two[0], two[1], on) is not None


def outsiders(source: Conversation, target: Conversation, on: date) -> list[Person]:
    """Who of the target neither works in the centre nor reads the source; nobody where words are free."""
    if not is_confidential(source, on):
        return []
    inside = {one.pk for one in people_of_chat(source, on).everybody}
    others = [one for one in people_of_chat(target, on).everybody if one.pk not in inside]
    workers = set(staff_on(on).filter(person__in=others).values_list("person_id", flat=True))
    return [one for one in others if one.pk not in workers]


def origin_of(message: Message, target: Conversation, on: date) -> str:
    """A worker is named always; a learner only where everybody works or reads the source too."""
    source, author = message.conversation, message.author
    inside = {one.pk for one in people_of_chat(source, on).everybody} | {author.pk}
    readers = [one.pk for one in people_of_chat(target, on).everybody]
    workers = set(staff_on(on).filter(person__in=[*readers, author.pk]).values_list("person_id", flat=True))
    is_known = author.pk in workers or all(pk in inside or pk in workers for pk in readers)
    name = author.short_name if is_known else str(_("слушатель"))
    if source.kind == Kind.PERSONAL:
        return name
    return f"{name}, {title_of(source, author, [])}"[:LONGEST_ORIGIN]
