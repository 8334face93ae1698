"""What calls from the frame of every page: the bell, and chats where something new was said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from opora.conversations.access import TALKERS
from opora.conversations.queries.chats import unread_in
from opora.kernel.prepared import prepared
from opora.notifications.queries import unread_count, unread_of
from opora.people.access import Actor
from opora.people.models import Person
from opora.people.queries import home_day


@dataclass(frozen=True, slots=True)
class News:
    """``unread`` notifications and ``chats``, each up to a hundred."""

    unread: int
    chats: int = 0


@prepared
def _news(person: int, on: date) -> "QuerySet[Person, tuple[Any, ...]]":
    rows = Person.objects.filter(pk=person)
    return rows.values_list(ArraySubquery(unread_of(person)), ArraySubquery(unread_in(person, on)))


def news_of(actor: Actor) -> News:
    """One statement; of chats for who may open them."""
    if actor.role not in TALKERS or not actor.window.is_open:
        return News(unread_count(actor.person))
    [(unread, chats)] = _news(actor.person.pk, home_day())
    return News(len(unread), len(chats))
