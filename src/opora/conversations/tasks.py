"""By the clock: who has not opened a chat for a while is told once, by day and without a word of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import now
from opora.kernel.jobs import own_connection
from opora.kernel.times import local
from opora.notifications.actions import Message as Told
from opora.notifications.actions import notify_all
from opora.people.models import Person
from opora.people.queries import home_day, organisation_or_none, role_windows

from .models import Conversation, Message, Reading
from .queries.chats import people_of_chat, title_of

QUIET = timedelta(minutes=20)
RECENT = timedelta(days=3)
MORNING, EVENING = 8, 21


@app.periodic(cron="*/10 * * * *")
@app.task(name="conversations.tell_of_unread", queueing_lock="conversations.tell_of_unread")
def tell_of_unread(timestamp: int) -> None:
    with own_connection():
        told_of_unread()


def told_of_unread() -> int:
    """Answers how many were told. Once till the chat is read, whatever is said meanwhile."""
    centre = organisation_or_none()
    if centre is None:
        return 0
    with override("ru"):
        return len(notify_all([told for chat in _waiting() for told in _of_chat(chat, centre.timezone)]))


def _waiting() -> Iterator[Conversation]:
    """Chats where something recent has waited long enough."""
    at = now()
    said = Message.objects.filter(at__lte=at - QUIET, at__gt=at - RECENT, deleted_at=None)
    chats = Conversation.objects.filter(pk__in=said.values("conversation"))
    yield from chats.select_related("run__part", "run__group__curator", "run__teacher").order_by("pk")


def _of_chat(chat: Conversation, zone: str) -> Iterator[Told]:
    people = people_of_chat(chat, home_day())
    present = [member.person for member in people.members]
    for person, read in _behind(chat, people.everybody):
        if _is_day(person, zone) and _has_a_cabinet(person):
            title = title_of(chat, person, present)
            yield Told(
                person=person,
                key=f"chat-{chat.pk}-unread-{read}",
                title=_("Новые сообщения: {title}").format(title=title),
                body=_("Вас ждут непрочитанные сообщения. Текст виден только в Опоре."),
                url=reverse("conversations:show", args=[chat.pk]),
            )


def _behind(chat: Conversation, people: list[Person]) -> Iterator[tuple[Person, int]]:
    """Those for whom the first thing they have not read waits long enough, and how far they have read."""
    at = now()
    read = Reading.objects.filter(conversation=chat, person=OuterRef("pk")).values("seq")[:1]
    rows = Person.objects.filter(pk__in=[one.pk for one in people]).annotate(read=Coalesce(Subquery(read), 0))
    first: dict[int, datetime | None] = {}
    for person in rows:
        seq: int = person.read
        if seq not in first:
            later = chat.messages.filter(seq__gt=seq, deleted_at=None)
            first[seq] = later.aggregate(at=Min("at"))["at"]
        since = first[seq]
        if since is not None and since <= at - QUIET:
            yield person, seq


def _is_day(person: Person, zone: str) -> bool:
    """By the reader's clock: nobody is taught to answer at night."""
    return MORNING <= local(now(), person.timezone or zone).hour < EVENING


def _has_a_cabinet(person: Person) -> bool:
    return any(window.is_open for window in role_windows(person, home_day()).values())
