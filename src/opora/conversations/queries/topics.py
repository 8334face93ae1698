"""Topics of a chat and how much of each a person has not read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from opora.people.models import Person

from ..models import Conversation, Reading, Topic, TopicReading

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in the list; ``unread`` counts what neither the chat's page nor its own has shown."""

    topic: Topic
    said: int
    unread: int
    last_at: datetime | None


def topics_of(chat: Conversation) -> QuerySet[Topic]:
    return Topic.objects.filter(conversation=chat).select_related("root__author", "conversation")


def rows_for(chat: Conversation, person: Person) -> list[Row]:
    """Open ones first, the latest first; one statement."""
    whole = Reading.objects.filter(conversation=chat, person=person).values("seq")[:1]
    own = TopicReading.objects.filter(topic=OuterRef("pk"), person=person).values("seq")[:1]
    rows: Any = (
        topics_of(chat)
        .annotate(read=Greatest(Coalesce(Subquery(whole), 0), Coalesce(Subquery(own), 0)))
        .annotate(
            said=Count("messages", filter=Q(messages__deleted_at=None)),
            unread=Count(
                "messages",
                filter=Q(messages__seq__gt=F("read"), messages__deleted_at=None)
                & ~Q(messages__author=person.pk),
            ),
            last_at=Max("messages__at"),
        )
        .order_by(F("resolved_at").desc(nulls_first=True), "-last_at", "-pk")[:SHOWN]
    )
    return [Row(row, row.said, row.unread, row.last_at) for row in rows]


def topic_read_by(topic: Topic, person: Person) -> int:
    row = TopicReading.objects.filter(topic=topic, person=person).values_list("seq", flat=True).first()
    return row or 0
