"""Calls of chats: which rings at whom, and which goes in a chat."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet

from opora.kernel.clock import now
from opora.people.access import Actor
from opora.people.models import Person

from ..models import Call, Conversation, Ring
from .chats import chats_of

RINGS = timedelta(seconds=45)


def _ringing() -> QuerySet[Ring]:
    return Ring.objects.filter(
        state=Ring.State.RINGING, call__ended_at=None, call__began_at__gt=now() - RINGS
    )


def rings_of_many(people: Collection[int]) -> dict[int, int]:
    """By person, how many calls ring at him now. One statement."""
    rows = _ringing().filter(person__in=list(people)).order_by().values_list("person", flat=True)
    return dict(Counter(rows))


def ringing_at(person: Person) -> Ring | None:
    """The last one, with who calls and from which chat."""
    rows = _ringing().filter(person=person).select_related("call__by", "call__conversation__run__part")
    return rows.order_by("-pk").first()


def rings_of(people: Collection[int]) -> list[Ring]:
    """The last ring of each, whatever became of it, with its call."""
    rows = Ring.objects.filter(person__in=list(people)).select_related("call__by", "person")
    return list(rows.order_by("person_id", "-pk").distinct("person_id"))


def going_in(chat: Conversation) -> Call | None:
    return Call.objects.filter(conversation=chat, ended_at=None).select_related("by").first()


def calls_seen(actor: Actor, on: date) -> QuerySet[Call]:
    """Of chats this person is in."""
    chats = chats_of(actor.person, on)
    rows = Call.objects.filter(conversation__in=chats.order_by().values("pk"))
    return rows.select_related("by", "message", "conversation__run__part", "conversation__run__group")


def rung_out() -> QuerySet[Call]:
    """Calls that ring no more and still have somebody who was not heard of."""
    return Call.objects.filter(rings__state=Ring.State.RINGING, began_at__lte=now() - RINGS).distinct()
