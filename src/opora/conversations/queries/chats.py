"""Chats as a person sees them: the list, what is unread, the messages after a change or before a number."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.prepared import prepared
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import home_day, replaced_by, substitutes
from opora.studies.models import Enrolment, GroupPart

from ..models import Announcement, Conversation, Member, Mention, Message, Option, Reading, Topic
from .numbering import last_seqs
from .preferring import lasting
from .studying import is_over, over, studying, taking

Kind = Conversation.Kind
PAGE = 50
MANY = 100
SNIPPET = 120
SHOWN = ("author", "reply_to__author", "registered", "conversation__run", "topic", "poll", "call")
TOGETHER = ("run__part", "run__group__branch", "run__group__curator", "run__teacher", "announcement")


def _ids(person: Any, on: Any) -> "QuerySet[Any, Any]":
    """Chats of one person: by a row, by teaching the part, by the enrolment with the contract.

    A union is found by keys; OR would ask of every chat there is.
    """
    member = Member.objects.filter(person=person, left_at=None)
    course = Conversation.objects.filter(kind=Kind.COURSE)
    groups = Enrolment.objects.filter(learner=person).values("group")
    studies = taking(studying(on), OuterRef(OuterRef("run__part"))).filter(
        learner=person, group=OuterRef("run__group")
    )
    found: QuerySet[Any, Any] = member.order_by().values("conversation_id")
    return found.union(
        course.filter(run__teacher=person).values("pk"),
        course.filter(run__group__curator=person).values("pk"),
        course.filter(Exists(studies), run__group__in=groups).values("pk"),
    )


def chats_of(person: Person, on: date) -> QuerySet[Conversation]:
    """Chats this person is in on a date, those of whom he replaces as a curator too."""
    found = Q(pk__in=_ids(person.pk, on))
    if replaced := replaced_by(person, on, Role.CURATOR):
        found |= Q(kind=Kind.COURSE, run__group__curator__in=replaced)
    return Conversation.objects.filter(found).select_related(*TOGETHER)


def seen_chats(actor: Actor) -> QuerySet[Conversation]:
    return chats_of(actor.person, home_day())


@prepared
def _seen(chat: int, person: int, on: date) -> QuerySet[Conversation, Conversation]:
    rows = Conversation.objects.filter(pk=chat, pk__in=_ids(person, on))
    return rows.order_by().select_related(*TOGETHER)


def seen_chat(actor: Actor, pk: int) -> Conversation | None:
    """One of :func:`seen_chats`: what every message asks first."""
    found = _seen(pk, actor.person.pk, home_day())
    return found[0] if found else seen_chats(actor).filter(pk=pk).first()


def _with_progress(rows: QuerySet[Conversation], person: Any) -> Any:
    said = Message.objects.filter(conversation=OuterRef("pk")).order_by("-seq")
    read = Reading.objects.filter(conversation=OuterRef("pk"), person=person)
    return rows.annotate(
        last=Coalesce(Subquery(said.values("seq")[:1]), 0), read=Coalesce(Subquery(read.values("seq")[:1]), 0)
    )


def unread_in(person: int, on: date) -> "QuerySet[Conversation, int]":
    """Numbers of the chats where something new was said, at most ``MANY``; muted ones call nobody."""
    muted = lasting(on).filter(person=person)
    rows = _with_progress(Conversation.objects.filter(pk__in=_ids(person, on)), person)
    rows = rows.exclude(Exists(muted.filter(conversation=OuterRef("pk"))))
    ids: QuerySet[Conversation, int] = rows.filter(last__gt=F("read")).order_by().values_list("pk", flat=True)
    return ids[:MANY]


@prepared
def _unread(person: int, on: date) -> "QuerySet[Conversation, int]":
    return unread_in(person, on)


def unread_chats(person_id: int) -> int:
    """How many :func:`unread_in` finds. One statement."""
    return len(_unread(person_id, home_day()))


def unread_of_many(people: Collection[int], on: date) -> dict[int, int]:
    """By person, in how many chats he hears of something new was said. Seven statements for any number."""
    muted = lasting(on).filter(person__in=list(people)).values_list("person_id", "conversation_id")
    inside = _chats_of_many(people, on) - set(muted)
    numbers = {chat for _person, chat in inside}
    last = last_seqs(numbers)
    read = {
        (person, chat): seq
        for person, chat, seq in Reading.objects.filter(
            person__in=list(people), conversation__in=numbers
        ).values_list("person_id", "conversation_id", "seq")
    }
    found = Counter(pair[0] for pair in inside if last.get(pair[1], 0) > read.get(pair, 0))
    return {person: min(n, MANY) for person, n in found.items()}


def _chats_of_many(people: Collection[int], on: date) -> set[tuple[int, int]]:
    """Pairs of a person and a chat, by the same ways as :func:`_ids`."""
    ids = list(people)
    member = Member.objects.filter(person__in=ids, left_at=None).values_list("person_id", "conversation_id")
    course = Conversation.objects.filter(kind=Kind.COURSE)
    rows = studying(on).filter(learner__in=ids).annotate(
        part=F("group__schedule_of_parts__part"), chat=F("group__schedule_of_parts__conversation")
    )  # fmt: skip
    taken: Any = taking(rows, OuterRef("part"))
    return {
        *member,
        *course.filter(run__teacher__in=ids).values_list("run__teacher", "pk"),
        *course.filter(run__group__curator__in=ids).values_list("run__group__curator", "pk"),
        *taken.filter(chat__isnull=False).values_list("learner", "chat"),
    }


@dataclass(frozen=True, slots=True)
class Row:
    """A chat in the list with the last thing said; ``about`` is the group of a course chat."""

    chat: Conversation
    title: str
    about: str
    unread: int
    last_text: str
    last_by: str
    last_at: Any
    is_closed: bool
    is_muted: bool


def rows_for(actor: Actor, *, closed: bool = False) -> list[Row]:
    """The list, the latest first; ``closed`` are archived ones. A constant number of statements."""
    person, on = actor.person, home_day()
    is_closed = Q(closed_at__isnull=False) | (Q(kind=Kind.COURSE) & over(on))
    chats = chats_of(person, on).filter(is_closed if closed else ~is_closed)
    latest = Message.objects.filter(conversation=OuterRef("pk")).order_by("-seq")
    told = latest.values(
        json=JSONObject(text="text", gone=Coalesce("deleted_at", "hidden_at"), by="author_id", pk="pk")
    )[:1]
    people = Member.objects.filter(left_at=None).select_related("person", "ward").order_by("pk")
    found = (
        _with_progress(chats, person.pk)
        .annotate(is_muted=Exists(lasting(on).filter(person=person, conversation=OuterRef("pk"))))
        .annotate(told=ArraySubquery(told), last_at=Subquery(latest.values("at")[:1]))
        .prefetch_related(Prefetch("members", people))
        .order_by(F("last_at").desc(nulls_last=True), "-pk")[:MANY]
    )
    rows = list(found)
    names = Person.objects.in_bulk({row.told[0]["by"] for row in rows if row.told})
    return [_row(row, person, names, closed) for row in rows]


def _row(chat: Any, person: Person, names: dict[int, Person], closed: bool) -> Row:
    told = chat.told[0] if chat.told else None
    return Row(
        chat=chat,
        title=title_of(chat, person, [member.person for member in chat.members.all()]),
        about=about_of(chat),
        unread=max(chat.last - chat.read, 0),
        last_text="" if told is None or told["gone"] else told["text"][:SNIPPET],
        last_by=names[told["by"]].short_name if told else "",
        last_at=chat.last_at,
        is_closed=closed,
        is_muted=chat.is_muted,
    )


def title_of(chat: Conversation, person: Person, people: Sequence[Person]) -> str:
    """A personal chat is called by the other side; a representative sees both. Without people by its kind."""
    if chat.kind != Kind.PERSONAL:
        return str(chat.run.part.title) if chat.run else chat.title
    return ", ".join(one.short_name for one in people if one.pk in chat.sides and one.pk != person.pk)


def names_of(actor: Actor) -> list[tuple[int, str]]:
    """Own chats by number, open ones first and then archived, as they are called in a list."""
    rows = [*rows_for(actor), *rows_for(actor, closed=True)]
    return [(row.chat.pk, f"{row.title}, {row.about}" if row.about else row.title) for row in rows]


def may_speak(chat: Conversation, person: Person) -> bool:
    """In an announcement its author and those he let; in other chats everybody who is in them."""
    if chat.kind != Kind.ANNOUNCEMENT or chat.owner_id == person.pk:
        return True
    return chat.announcement.replies == Announcement.Replies.EVERYBODY


def about_of(chat: Conversation) -> str:
    return chat.run.group.code if chat.run else ""


def chat_is_over(chat: Conversation, on: date) -> bool:
    return chat.closed_at is not None or (chat.run is not None and is_over(chat.run.group, on))


@dataclass(frozen=True, slots=True)
class People:
    """Who is in a chat: ``workers`` are shown to everybody, ``learners`` to workers only."""

    workers: list[Person]
    learners: list[Person]
    members: list[Member]

    @property
    def everybody(self) -> list[Person]:
        return [*self.workers, *self.learners, *(member.person for member in self.members)]


def people_of_chat(chat: Conversation, on: date) -> People:
    """Two statements at most."""
    if chat.run is None:
        return People([], [], _members(chat.pk))
    return People(_workers(chat.run, on), learners_of_run(chat.run, on), [])


def people_with_titles(chat: Conversation, on: date) -> People:
    """Of :func:`people_of_chat` those by whose names it is said what they are here; one statement at most."""
    if chat.run is None:
        return People([], [], _representatives(chat.pk))
    return People(_workers(chat.run, on), [], [])


def ids_of_people(chat: Conversation, on: date) -> frozenset[int]:
    """Everybody of :func:`people_of_chat`, as numbers."""
    if chat.run is None:
        return frozenset(_member_ids(chat.pk))
    workers = [one.pk for one in _workers(chat.run, on)]
    return frozenset([*workers, *(one.pk for one in learners_of_run(chat.run, on))])


@prepared
def _members(chat: int) -> QuerySet[Member, Member]:
    inside = Member.objects.filter(conversation=chat, left_at=None)
    return inside.select_related("person", "ward").order_by("pk")


@prepared
def _representatives(chat: int) -> QuerySet[Member, Member]:
    inside = Member.objects.filter(conversation=chat, left_at=None, ward__isnull=False)
    return inside.select_related("person", "ward").order_by("pk")


@prepared
def _member_ids(chat: int) -> "QuerySet[Member, int]":
    ids: QuerySet[Member, int] = (
        Member.objects.filter(conversation=chat, left_at=None).order_by().values_list("person", flat=True)
    )
    return ids


def _workers(run: GroupPart, on: date) -> list[Person]:
    workers = [one for one in (run.teacher, run.group.curator) if one is not None]
    replacing = substitutes([run.group.curator_id] if run.group.curator_id else [], on)
    return list({one.pk: one for one in [*workers, *replacing.values()]}.values())


def learners_of_run(run: GroupPart, on: date) -> list[Person]:
    """Those who study the part in the group on a date, by name."""
    return _learners(run.part_id, run.group_id, on)


@prepared
def _learners(part: int, group: int, on: date) -> QuerySet[Person, Person]:
    rows = taking(studying(on), part).filter(group=group)
    return Person.objects.filter(pk__in=rows.order_by().values("learner")).order_by("search_name", "id")


def feed(chat: Conversation, topic: Topic | None = None) -> QuerySet[Message]:
    """Messages with everything their template shows, in a constant number of statements."""
    rows = Message.objects.filter(conversation=chat) if topic is None else chat.messages.filter(topic=topic)
    return rows.select_related(*SHOWN).prefetch_related(*beside())


def beside() -> "tuple[str | Prefetch[str], ...]":
    """What messages may have beside words, each by a statement for all of them."""
    options = Option.objects.annotate(chosen=Count("votes")).order_by("position")
    mentions = Prefetch("mentions", Mention.objects.select_related("person"))
    return ("files", "reactions", "call__rings__person", mentions, Prefetch("poll__options", options))


def named(found: list[Message], chat: Conversation, people: People) -> list[Message]:
    """The same messages with what their authors are in this chat."""
    labels = {
        member.person_id: _("представитель, {ward}").format(ward=member.ward.short_name)
        for member in people.members
        if member.ward is not None
    }
    if chat.run is not None:
        labels |= {one.pk: _("куратор") for one in people.workers}
        if chat.run.teacher_id:
            labels[chat.run.teacher_id] = _("преподаватель")
    for message in found:
        message.label = labels.get(message.author_id, "")
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """Messages in the order of reading; whether there are earlier and later ones."""

    messages: list[Message]
    older: bool
    newer: bool


def last_page(chat: Conversation, topic: Topic | None = None) -> Page:
    rows = list(feed(chat, topic).order_by("-seq")[: PAGE + 1])
    return Page(rows[:PAGE][::-1], len(rows) > PAGE, newer=False)


def page_before(chat: Conversation, before: int, topic: Topic | None = None) -> Page:
    rows = list(feed(chat, topic).filter(seq__lt=before).order_by("-seq")[: PAGE + 1])
    return Page(rows[:PAGE][::-1], len(rows) > PAGE, newer=True)


def page_after(chat: Conversation, after: int, topic: Topic | None = None) -> Page:
    rows = list(feed(chat, topic).filter(seq__gt=after).order_by("seq")[: PAGE + 1])
    return Page(rows[:PAGE], older=True, newer=len(rows) > PAGE)


def page_around(chat: Conversation, seq: int, topic: Topic | None = None) -> Page:
    """A message among its neighbours: as many before it as after."""
    before, half = page_before(chat, seq, topic), PAGE // 2
    rest = list(feed(chat, topic).filter(seq__gte=seq).order_by("seq")[: half + 1])
    messages = before.messages[-half:] + rest[:half]
    return Page(messages, before.older or len(before.messages) > half, newer=len(rest) > half)


def place_of(message: Message) -> str:
    """The address of a message among its neighbours."""
    url = reverse("conversations:show", args=[message.conversation_id])
    return f"{url}?around={message.seq}#m{message.seq}"


def pinned(chat: Conversation) -> list[Message]:
    """Kept above the chat, the latest first."""
    rows = chat.messages.filter(pinned_at__isnull=False).select_related("author")
    return list(rows.order_by("-pinned_at"))


def own_signs(messages: Sequence[Message], person: Person) -> set[str]:
    """Reactions of one person to these messages, as «number:code»."""
    return {
        f"{one.seq}:{sign.code}"
        for one in messages
        for sign in one.reactions.all()
        if sign.person_id == person.pk
    }


def read_by(chat: Conversation, person: Person) -> int:
    row = Reading.objects.filter(conversation=chat, person=person).values_list("seq", flat=True).first()
    return row or 0


@dataclass(frozen=True, slots=True)
class Inside:
    """One of a chat as shown; ``unread`` is for workers, None for the others."""

    person: Person
    icon: str
    ward: Person | None = None
    unread: int | None = None


def inside(chat: Conversation, people: People, *, names: bool, reader: Person) -> list[Inside]:
    """Everybody a reader may see there; with ``names`` learners too, and how far each has read.

    Of an announcement others see its author only: who else was told is for him to know.
    """
    if chat.kind == Kind.ANNOUNCEMENT and chat.owner_id != reader.pk:
        return [Inside(one.person, "user") for one in people.members if one.person_id == chat.owner_id]
    shown = [
        *(Inside(one, "user-check") for one in people.workers),
        *(Inside(member.person, "user", member.ward) for member in people.members),
    ]
    if not names:
        return shown
    shown += [Inside(one, "user") for one in people.learners]
    unread = unread_of(chat, people.everybody)
    return [replace(one, unread=unread[one.person.pk]) for one in shown]


def unread_of(chat: Conversation, people: Sequence[Person]) -> dict[int, int]:
    """By person, how many messages he has not read yet. Two statements."""
    last: int = chat.messages.aggregate(n=Max("seq"))["n"] or 0
    rows = Reading.objects.filter(conversation=chat).values_list("person_id", "seq")
    read = dict(rows)
    return {one.pk: last - read.get(one.pk, 0) for one in people}


def runs_to_talk(person: Person, on: date) -> QuerySet[GroupPart]:
    """Parts whose course chat this worker may create (COM-02): he teaches it or is the group's curator."""
    mine = Q(teacher=person) | Q(group__curator__in=[person.pk, *replaced_by(person, on, Role.CURATOR)])
    return GroupPart.objects.filter(mine).select_related("part", "group")


def runs_without_chat(person: Person, on: date) -> QuerySet[GroupPart]:
    rows = runs_to_talk(person, on).filter(conversation=None, group__ends_on__gte=on, group__merged_into=None)
    return rows.order_by("group__code", "starts_on", "pk")


def sides_of(chat: Conversation, people: People) -> tuple[Person, Person] | None:
    """The two of a personal chat."""
    if chat.kind != Kind.PERSONAL:
        return None
    one, other = [member.person for member in people.members if member.ward_id is None][:2]
    return one, other
