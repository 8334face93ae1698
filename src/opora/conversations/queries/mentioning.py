"""Calling somebody by name: «@Иванова М. П.», or only «@Иванова» where there is one."""

import re

from opora.people.models import Person
from opora.people.queries import home_day

from ..models import Conversation, Message
from .chats import People, people_of_chat

CALL = re.compile(r"(?<![\w./])@([^\W\d_][\w-]*)(?:[ \u00a0]([^\W\d_])\.)?(?:[ \u00a0]?([^\W\d_])\.)?")


def may_be_called(chat: Conversation, people: People, by: Person, *, names: bool) -> list[Person]:
    """Who may be called by name: everybody for workers; for others workers and who has written here."""
    found = {one.pk: one for one in people.everybody}
    if chat.kind == Conversation.Kind.ANNOUNCEMENT and chat.owner_id != by.pk:
        found = {pk: one for pk, one in found.items() if pk == chat.owner_id}
    if not names:
        spoke = Message.objects.filter(conversation=chat, author__in=people.learners).order_by()
        seen = set(spoke.values_list("author", flat=True).distinct())
        hidden = {one.pk for one in people.learners} - seen
        found = {pk: one for pk, one in found.items() if pk not in hidden}
    found.pop(by.pk, None)
    return sorted(found.values(), key=lambda one: one.search_name)


def called_in(text: str, chat: Conversation, by: Person) -> list[Person]:
    """People of the chat whom a text calls; a surname of two of them without initials calls nobody."""
    calls = {found.groups() for found in CALL.finditer(text)} if "@" in text else set()
    if not calls:
        return []
    people = [one for one in people_of_chat(chat, home_day()).everybody if one.pk != by.pk]
    called = (_called(people, *call) for call in calls)
    return sorted({one.pk: one for one in called if one}.values(), key=lambda one: one.pk)


def _called(people: list[Person], last: str, first: str | None, middle: str | None) -> Person | None:
    found = {
        one.pk: one
        for one in people
        if one.last_name.casefold() == last.casefold()
        and (first is None or one.first_name[:1].casefold() == first.casefold())
        and (middle is None or one.middle_name[:1].casefold() == middle.casefold())
    }
    return next(iter(found.values())) if len(found) == 1 else None
