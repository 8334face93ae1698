"""Chats of adults with minors, for who watches over them (COM-05)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from opora.people.access import Actor
from opora.people.models import Person
from opora.people.queries import home_day

from ..models import Conversation, Member
from .chats import MANY, Kind
from .reach import minors, minors_watched


@dataclass(frozen=True, slots=True)
class WardChat:
    """An adult's personal chat with a minor as a fact, without a word of it (COM-05)."""

    chat: Conversation
    ward: Person
    adult: Person
    representatives: list[Person]


def ward_chats(actor: Actor) -> list[WardChat]:
    """The latest first, a constant number of statements."""
    on = home_day()
    watched = set(minors_watched(actor, on).values_list("pk", flat=True))
    sides = Member.objects.filter(conversation=OuterRef("pk"), ward=None)
    young = minors(on).values("pk")
    chats = (
        Conversation.objects.filter(
            Exists(sides.filter(person__in=watched)),
            Exists(sides.exclude(person__in=young)),
            kind=Kind.PERSONAL,
        )
        .prefetch_related(Prefetch("members", Member.objects.select_related("person").order_by("pk")))
        .order_by("-pk")[:MANY]
    )
    return [_ward_chat(chat, watched) for chat in chats]


def _ward_chat(chat: Conversation, watched: set[int]) -> WardChat:
    members = list(chat.members.all())
    two = [member.person for member in members if member.ward_id is None]
    ward = next(one for one in two if one.pk in watched)
    adult = next(one for one in two if one.pk != ward.pk)
    return WardChat(chat, ward, adult, [member.person for member in members if member.ward_id == ward.pk])
