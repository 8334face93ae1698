"""Calls of chats as rooms: who may come, and which everybody has left."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from opora.conversations.models import Call, Conversation
from opora.kernel.clock import now
from opora.people.access import Actor
from opora.people.queries import home_day, staff_on

from ..models import Visit
from .evidence import Stay
from .rooms import Coming

LEFT_FOR = timedelta(minutes=2)


def coming_to(actor: Actor, call: Call) -> Coming:
    """Who began it leads; everybody else of the chat speaks."""
    return Coming(actor.person, leads=call.by_id == actor.person.pk)


def shown_to(actor: Actor, call: Call, stays: list[Stay]) -> list[Stay]:
    """A worker sees everybody; in the chat of a group a learner sees workers and himself, as there."""
    chat = call.conversation
    if actor.is_staff or chat.kind == Conversation.Kind.PERSONAL:
        return stays
    people = [one.guest.person_id for one in stays]
    workers = set(staff_on(home_day()).filter(person__in=people).values_list("person", flat=True))
    return [one for one in stays if one.guest.person_id in workers | {actor.person.pk}]


def left_by_all() -> QuerySet[Call]:
    """Going ones whose room had somebody once and nobody for :data:`LEFT_FOR`."""
    visits = Visit.objects.filter(room__call=OuterRef("pk"))
    lately = visits.filter(heard_at__gt=now() - LEFT_FOR)
    return Call.objects.filter(Exists(visits), ~Exists(lately), ended_at=None)
