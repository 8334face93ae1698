"""What people want to hear of a chat, while it lasts."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from opora.people.models import Person

from ..models import Conversation, Preference


def lasting(on: Any) -> QuerySet[Preference]:
    """Of those chosen, what holds on a date; ``on`` may be a marker of a prepared statement."""
    return Preference.objects.filter(Q(until=None) | Q(until__gt=on))


def levels_of(chat: Conversation, on: date) -> dict[int, str]:
    """By person, where it is not everything. One statement."""
    return dict(lasting(on).filter(conversation=chat).values_list("person", "level"))


def level_of(chat: Conversation, person: Person, on: date) -> Preference | None:
    """What he chose; None is everything."""
    return lasting(on).filter(conversation=chat, person=person).first()
