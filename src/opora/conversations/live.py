"""How a chat is pushed to the tabs that look at it: read and rendered once for each zone and language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from opora.kernel.prepared import prepared
from opora.notifications.live import Audience, News, View, counted
from opora.people.access import Actor
from opora.people.queries import home_day, staff_on

from . import access, actions
from .models import Conversation, Message, Reading
from .queries import chats, numbering, pushed
from .queries.calling import rings_of_many

Kind = Conversation.Kind


@counted("messages")
def unread(people: Collection[int]) -> dict[int, int]:
    return chats.unread_of_many(people, home_day())


@counted("ringing")
def ringing(people: Collection[int]) -> dict[int, int]:
    """How many calls ring at each now."""
    return rings_of_many(people)


@dataclass(frozen=True, slots=True)
class _About:
    """What stands beside every message of a chat: read with its people, not with each message."""

    chat: Conversation
    people: chats.People


class ChatFeed:
    """``chat:<id>``. Permission is in one place: who is in the chat by ``queries.chats``."""

    def may_enter(self, actor: Actor) -> bool:
        """As the page asks (``@allow``)."""
        return actor.role in access.TALKERS and actor.window.is_open

    def view(self, actor: Actor, number: int) -> bool:
        """The same for everybody: what a reader may do is asked for when he opens the menu of a message."""
        return False

    def audience(self, number: int) -> Audience:
        """Workers see everybody; learners see workers, and in a personal chat the other side."""
        chat = _chat(number)
        if chat is None:
            return Audience(frozenset())
        on, author = home_day(), frozenset({chat.owner_id})
        everybody = chats.ids_of_people(chat, on)
        about = _About(chat, chats.people_with_titles(chat, on))
        if chat.kind == Kind.ANNOUNCEMENT:  # who else was told, and has read it, is for its author
            return Audience(everybody, shown=author, watchers=author, about=about)
        workers = frozenset(
            staff_on(on).filter(person__in=everybody).order_by().values_list("person", flat=True)
        )
        is_personal = chat.kind == Kind.PERSONAL
        shown = everybody if is_personal else workers
        return Audience(everybody, shown=shown, watchers=workers, is_open=is_personal, about=about)

    def latest(self, numbers: Collection[int]) -> dict[int, int]:
        return numbering.last_changes(numbers)

    def news(self, number: int, after: int, views: Collection[View], who: Audience) -> News | None:
        """The same words for everybody: whose own they are the page knows by numbers."""
        if who.about is None:
            return None
        chat: Conversation = who.about.chat
        found = pushed.changed_after(chat, after)
        if not found:
            return None
        if len(found) == pushed.GAP:  # too far behind to be pushed
            return News(numbering.last_change(chat), {})
        chats.named(found, chat, who.about.people)
        return News(found[-1].change, {view: _html(chat, found, view) for view in views})

    def marks(self, number: int) -> dict[int, int]:
        return dict(Reading.objects.filter(conversation=number).values_list("person_id", "seq"))

    def mark(self, number: int, marks: Mapping[int, int]) -> None:
        actions.read_by_many(number, marks)


def _chat(number: int) -> Conversation | None:
    found = _asked(number)
    return found[0] if found else None


@prepared
def _asked(number: int) -> QuerySet[Conversation, Conversation]:
    rows = Conversation.objects.select_related("run__group__curator", "run__teacher")
    return rows.filter(pk=number).order_by()


def _html(chat: Conversation, found: list[Message], view: View) -> str:
    language, zone, _flag = view
    reader = SimpleNamespace(actor=SimpleNamespace(zone=zone))
    with override(language):
        return render_to_string(
            "conversations/feed.html",
            {"request": reader, "chat": chat, "messages_shown": sorted(found, key=lambda one: one.seq)},
        )
