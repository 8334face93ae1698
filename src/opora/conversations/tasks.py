"""By the clock: unread chats are told of once, by day and without a word; what was kept for its time is said;
questions without an answer go to who is to give it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import now
from opora.kernel.jobs import own_connection
from opora.kernel.times import after_quiet, format_when
from opora.notifications.actions import Message as Told
from opora.notifications.actions import notify_all
from opora.people.models import Person
from opora.people.queries import home_day, organisation_or_none, role_windows

from .actions import send_due
from .models import Awaited, Conversation, Message, Reading, Scheduled
from .queries.awaiting import is_away, near, standing_in
from .queries.chats import people_of_chat, place_of, title_of
from .queries.preferring import levels_of

QUIET = timedelta(minutes=20)
RECENT = timedelta(days=3)
BATCH = 100


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
    chats = chats.exclude(
        kind=Conversation.Kind.ANNOUNCEMENT
    )  # told when it was made, reminded by its author
    yield from chats.select_related("run__part", "run__group__curator", "run__teacher").order_by("pk")


def _of_chat(chat: Conversation, zone: str) -> Iterator[Told]:
    people = people_of_chat(chat, home_day())
    present = [member.person for member in people.members]
    muted = levels_of(chat, home_day())
    hearing = [person for person in people.everybody if person.pk not in muted]
    for person, read in _behind(chat, hearing):
        if _is_day(person, zone) and _has_a_cabinet(person):
            title = title_of(chat, person, present)
            yield Told(
                person=person,
                key=f"chat-{chat.pk}-unread-{read}",
                title=_("Новые сообщения: {title}").format(title=title),
                body=_("Вас ждут непрочитанные сообщения. Текст виден только в Опоре."),
                url=reverse("conversations:show", args=[chat.pk]),
                about=f"chat:{chat.pk}",
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
    at = now()
    return after_quiet(at, person.timezone or zone) == at


def _has_a_cabinet(person: Person) -> bool:
    return any(window.is_open for window in role_windows(person, home_day()).values())


@app.periodic(cron="* * * * *")
@app.task(name="conversations.say_what_was_kept", queueing_lock="conversations.say_what_was_kept")
def say_what_was_kept(timestamp: int) -> None:
    with own_connection():
        said_what_was_kept()


def said_what_was_kept() -> int:
    """Answers how many were said; each in a transaction of its own."""
    due = Scheduled.objects.filter(at__lte=now(), refused="").values_list("pk", flat=True)
    return sum(send_due(pk) is not None for pk in list(due[:BATCH]))


@app.periodic(cron="*/10 * * * *")
@app.task(name="conversations.watch_awaited", queueing_lock="conversations.watch_awaited")
def watch_awaited(timestamp: int) -> None:
    with own_connection():
        tell_of_awaited()


@transaction.atomic
def tell_of_awaited() -> int:
    """A question of a learner waits as long as the act gives (in working hours of the branch).

    A day before its end the worker is reminded; if he is away, his replacement is told at once. After the end
    it passes to the replacement, else to the curator, else to the deputy. Answers how many were told.
    """
    centre = organisation_or_none()
    if centre is None:
        return 0
    with override("ru"):
        return len(notify_all([told for row in near(now()) for told in _of_awaited(row, centre.timezone)]))


def _of_awaited(row: Awaited, zone: str) -> Iterator[Told]:
    at, on = now(), home_day()
    if row.reminded_at is None:
        row.reminded_at = at
        yield _awaited(row, row.worker, "soon", zone)
    if row.passed_on_at is None and (row.due_at <= at or is_away(row.worker, on)):
        row.passed_on_at = at
        for person in standing_in(row, on):
            yield _awaited(row, person, "late", zone)
    row.save(update_fields=["reminded_at", "passed_on_at"])


def _awaited(row: Awaited, person: Person, key: str, zone: str) -> Told:
    """Whoever is not in the chat is told of the fact and may write to the learner himself."""
    chat, author = row.message.conversation, row.message.author
    when = format_when(row.due_at, None, person.timezone or zone)
    is_own = person.pk == row.worker_id
    inside = is_own or chat.run is not None
    words = _("Ответить нужно до {when}.").format(when=when)
    if not is_own:
        words = _("Отвечает {worker}, срок {when}.").format(worker=row.worker.short_name, when=when)
        if not inside:
            words = _("{words} Личная переписка вам не видна: напишите слушателю.").format(words=words)
    return Told(
        person=person,
        key=f"chat-{chat.pk}-awaited-{row.message.seq}-{key}",
        title=_("Вопрос ждёт ответа: {who}").format(who=author.short_name),
        body=words,
        url=place_of(row.message)
        if inside
        else reverse("conversations:new") + f"?q={quote(author.last_name)}",
        by_day=True,
    )
