"""Chats as a person sees them: the list, what is unread, the messages after a change or before a number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from opora.kernel.prepared import prepared
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import home_day, replaced_by, substitutes
from opora.studies.models import Enrolment, GroupPart

from ..models import Conversation, Member, Message, Reading
from .reach import minors, minors_watched
from .studying import is_over, over, studying, taking

Kind = Conversation.Kind
PAGE = 50
GAP = 200
MANY = 100
SNIPPET = 120


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
    return Conversation.objects.filter(found).select_related("run__part", "run__group", "run__teacher")


def seen_chats(actor: Actor) -> QuerySet[Conversation]:
    return chats_of(actor.person, home_day())


def _with_progress(rows: QuerySet[Conversation], person: Any) -> Any:
    said = Message.objects.filter(conversation=OuterRef("pk")).order_by("-seq")
    read = Reading.objects.filter(conversation=OuterRef("pk"), person=person)
    return rows.annotate(
        last=Coalesce(Subquery(said.values("seq")[:1]), 0), read=Coalesce(Subquery(read.values("seq")[:1]), 0)
    )


@prepared
def _unread(person: int, on: date) -> "QuerySet[Conversation, int]":
    rows = _with_progress(Conversation.objects.filter(pk__in=_ids(person, on)), person)
    ids: QuerySet[Conversation, int] = rows.filter(last__gt=F("read")).order_by().values_list("pk", flat=True)
    return ids[:MANY]


def unread_chats(person_id: int) -> int:
    """In how many chats something new was said, up to ``MANY``. One statement."""
    return len(_unread(person_id, home_day()))


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


def rows_for(actor: Actor, *, closed: bool = False) -> list[Row]:
    """The list, the latest first; ``closed`` are archived ones. A constant number of statements."""
    person, on = actor.person, home_day()
    is_closed = Q(closed_at__isnull=False) | (Q(kind=Kind.COURSE) & over(on))
    chats = chats_of(person, on).filter(is_closed if closed else ~is_closed)
    latest = Message.objects.filter(conversation=OuterRef("pk")).order_by("-seq")
    told = latest.values(json=JSONObject(text="text", deleted=F("deleted_at"), by="author_id", pk="pk"))[:1]
    people = Member.objects.filter(left_at=None).select_related("person", "ward").order_by("pk")
    found = (
        _with_progress(chats, person.pk)
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
        last_text="" if told is None or told["deleted"] else told["text"][:SNIPPET],
        last_by=names[told["by"]].short_name if told else "",
        last_at=chat.last_at,
        is_closed=closed,
    )


def title_of(chat: Conversation, person: Person, people: Sequence[Person]) -> str:
    """A personal chat is called by the other side; a representative sees both."""
    if chat.kind != Kind.PERSONAL:
        return str(chat.run.part.title) if chat.run else chat.title
    return ", ".join(one.short_name for one in people if one.pk in chat.sides and one.pk != person.pk)


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
        members = chat.members.filter(left_at=None).select_related("person", "ward").order_by("pk")
        return People([], [], list(members))
    run = chat.run
    workers = [one for one in (run.teacher, run.group.curator) if one is not None]
    replacing = substitutes([run.group.curator_id] if run.group.curator_id else [], on)
    both = {one.pk: one for one in [*workers, *replacing.values()]}
    return People(list(both.values()), learners_of_run(run, on), [])


def learners_of_run(run: GroupPart, on: date) -> list[Person]:
    """Those who study the part in the group on a date, by name."""
    rows = taking(studying(on), run.part_id).filter(group=run.group_id)
    return list(Person.objects.filter(pk__in=rows.order_by().values("learner")).order_by("search_name", "id"))


def feed(chat: Conversation) -> QuerySet[Message]:
    """Messages with everything their template shows, in two statements more."""
    return (
        Message.objects.filter(conversation=chat)
        .select_related("author", "reply_to__author", "registered", "conversation__run")
        .prefetch_related("files")
    )


def page_before(chat: Conversation, before: int | None) -> list[Message]:
    """The last page, or the one before a number; in the order of reading."""
    rows = feed(chat).order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return list(reversed(rows[:PAGE]))


def changed_after(chat: Conversation, change: int) -> list[Message]:
    """The gap: said, edited or deleted after an event, the earliest event first, a part at a time."""
    return list(feed(chat).filter(change__gt=change).order_by("change")[:GAP])


def last_change(chat: Conversation) -> int:
    found: int | None = chat.messages.aggregate(n=Max("change"))["n"]
    return found or 0


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


def inside(chat: Conversation, people: People, *, names: bool) -> list[Inside]:
    """Everybody a reader may see there; with ``names`` learners too, and how far each has read."""
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


def sides_of(chat: Conversation, people: People) -> tuple[Person, Person] | None:
    """The two of a personal chat."""
    if chat.kind != Kind.PERSONAL:
        return None
    one, other = [member.person for member in people.members if member.ward_id is None][:2]
    return one, other
