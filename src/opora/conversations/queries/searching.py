"""Messages by Russian word forms, in the chats a person is in, and those he has put by."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Prefetch

from opora.kernel.text import normal_name
from opora.people.access import Actor
from opora.people.queries import home_day

from ..models import Conversation, Member, Message, words_of
from .chats import chats_of, title_of

FOUND = 50
MOST_SAVED = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: words, the author's name, the days in the reader's zone, only with files."""

    words: str = ""
    who: str = ""
    chat: int | None = None
    since: date | None = None
    until: date | None = None
    files: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.who.strip() or self.files)


@dataclass(frozen=True, slots=True)
class Found:
    """A message with the name of its chat."""

    message: Message
    title: str
    about: str


def messages_found(actor: Actor, wanted: Wanted) -> list[Found]:
    """The latest first, a constant number of statements.

    Chats are asked first, so others' messages are left out before sorting, and only numbers are sorted.
    """
    chats = chats_of(actor.person, home_day()).order_by()
    if wanted.chat is not None:
        chats = chats.filter(pk=wanted.chat)
    inside = list(chats.values_list("pk", flat=True))
    said = Message.objects.filter(conversation__in=inside, deleted_at=None, hidden_at=None)
    rows = _narrowed(said, wanted, actor.zone)
    numbers = list(rows.order_by("-at", "-pk").values_list("pk", flat=True)[:FOUND])
    found = Message.objects.filter(pk__in=numbers).select_related("author").prefetch_related("files")
    return _with_chats(list(found.order_by("-at", "-pk")), actor)


def saved_by(actor: Actor) -> list[Found]:
    """What he has put by, the latest first, of chats he is still in."""
    chats = chats_of(actor.person, home_day()).order_by()
    rows = Message.objects.filter(
        conversation__in=chats.values("pk"), deleted_at=None, hidden_at=None, saved__person=actor.person
    )
    rows = rows.select_related("author").prefetch_related("files")
    return _with_chats(list(rows.order_by("-saved__pk")[:MOST_SAVED]), actor)


def _with_chats(found: list[Message], actor: Actor) -> list[Found]:
    members = Member.objects.filter(left_at=None).select_related("person").order_by("pk")
    known = (
        Conversation.objects.select_related("run__part", "run__group")
        .prefetch_related(Prefetch("members", members))
        .in_bulk({row.conversation_id for row in found})
    )
    return [_found(row, known[row.conversation_id], actor) for row in found]


def _narrowed(rows: Any, wanted: Wanted, zone: str) -> Any:
    if wanted.words.strip():
        asked = wanted.words.translate(str.maketrans("ёЁ", "еЕ"))
        query = SearchQuery(asked, config="russian", search_type="websearch")
        rows = rows.annotate(words=words_of("text")).filter(words=query)
    for word in normal_name(wanted.who).split():
        rows = rows.filter(author__search_name__contains=word)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since, zone))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1), zone))
    if wanted.files:
        attached = Message.files.through.objects.filter(message=OuterRef("pk"))
        rows = rows.filter(Exists(attached))
    return rows


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _found(message: Message, chat: Any, actor: Actor) -> Found:
    people = [member.person for member in chat.members.all()]
    return Found(
        message=message,
        title=title_of(chat, actor.person, people),
        about=chat.run.group.code if chat.run else "",
    )
