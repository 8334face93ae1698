"""Whom an announcement goes to, and what became of it: told, mailed, read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from opora.notifications.models import Letter, Notification
from opora.people.models import Branch, Guardianship, Person, Role, RoleGrant
from opora.people.queries import home_day, replaced_by, staff_on
from opora.studies.models import Group, GroupPart

from ..models import Announcement, Conversation, Member, Reading
from .reach import MANAGING, reachable
from .studying import studying

LEARNERS, GUARDIANS, WORKERS, TEACHERS, CURATORS = (
    "learners", "guardians", "workers", "teachers", "curators",
)  # fmt: skip
WHOM = {
    LEARNERS: gettext_lazy("слушатели"),
    GUARDIANS: gettext_lazy("законные представители"),
    WORKERS: gettext_lazy("все работники"),
    TEACHERS: gettext_lazy("преподаватели"),
    CURATORS: gettext_lazy("кураторы"),
}
_HOLDERS = {TEACHERS: Role.TEACHER, CURATORS: Role.CURATOR}


@dataclass(frozen=True, slots=True)
class Audience:
    """Kinds of people, narrowed by groups (of learners and representatives) and by a branch.

    Without a kind it is everybody the author may write to.
    """

    whom: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = field(default=())
    branch: Branch | None = None


def groups_to_tell(person: Person, on: date) -> QuerySet[Group]:
    """Groups that study now: for management all of its branches, else where he teaches or is the curator."""
    rows = Group.objects.filter(ends_on__gte=on, merged_into=None).order_by("code")
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    managed = set(grants.filter(person=person, role__in=MANAGING).values_list("branch", flat=True))
    if None in managed:
        return rows
    curates = Q(curator__in=[person.pk, *replaced_by(person, on, Role.CURATOR)])
    taught = GroupPart.objects.filter(teacher=person).values("group")
    return rows.filter(curates | Q(pk__in=taught) | Q(branch__in=managed))


def recipients(by: Person, audience: Audience) -> list[Person]:
    """Of those this person may write to, by name. A constant number of statements."""
    on = home_day()
    rows = reachable(by, on).filter(_wanted(audience, on))
    return list(rows.order_by("search_name", "id"))


def _wanted(audience: Audience, on: date) -> Q:
    kinds = audience.whom or frozenset({LEARNERS, GUARDIANS, WORKERS})
    if audience.groups and not audience.whom:
        kinds = frozenset({LEARNERS})
    studies = studying(on).order_by()
    workers = staff_on(on).order_by()
    if audience.groups:
        studies = studies.filter(group__in=[group.pk for group in audience.groups])
    if audience.branch is not None:
        studies = studies.filter(group__branch=audience.branch)
        workers = workers.filter(branch=audience.branch)
    wanted = Q(pk__in=[])
    if LEARNERS in kinds:
        wanted |= Q(pk__in=studies.values("learner"))
    if GUARDIANS in kinds:
        links = Guardianship.objects.filter(status=Guardianship.Status.VERIFIED)
        wanted |= Q(
            pk__in=links.filter(ward__in=studies.values("learner")).order_by().values("representative")
        )
    if WORKERS in kinds:
        wanted |= Q(pk__in=workers.values("person"))
    for kind, role in _HOLDERS.items():
        if kind in kinds:
            grants = RoleGrant.objects.filter(
                Q(valid_to=None) | Q(valid_to__gte=on), role=role, valid_from__lte=on
            )
            wanted |= Q(pk__in=grants.values("person")) & Q(pk__in=workers.values("person"))
    return wanted


def audience_words(audience: Audience) -> str:
    """«слушатели, ОТ-26/11-1, Санкт-Петербург»: it stays with the announcement, in Russian."""
    with override("ru"):
        words = [str(title) for kind, title in WHOM.items() if kind in audience.whom]
        words += [group.code for group in audience.groups]
        if audience.branch is not None:
            words.append(audience.branch.name)
        return (", ".join(words) or _("все, кому автор может написать"))[:500]


def not_read(chat: Conversation) -> list[Person]:
    """To whom it was sent and who has not opened it."""
    read = Reading.objects.filter(conversation=chat, person=OuterRef("person"))
    rows = chat.members.filter(~Exists(read), left_at=None).exclude(person=chat.owner_id)
    return [row.person for row in rows.select_related("person").order_by("person__search_name")]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the report: when it stood in the cabinet, what became of the letter, when it was read."""

    person: Person
    at: datetime
    letter: str
    read_at: datetime | None
    has_read: bool


@dataclass(frozen=True, slots=True)
class Report:
    rows: list[Told]
    read: int
    mailed: int

    @property
    def sent(self) -> int:
        return len(self.rows)

    @property
    def unread(self) -> int:
        return self.sent - self.read


def key_of(chat: Conversation) -> str:
    return f"chat-{chat.pk}-announced"


def report_of(chat: Conversation) -> Report:
    """By name; two statements for any number of people."""
    told = Notification.objects.filter(person=OuterRef("person"), key=key_of(chat))
    letter = Letter.objects.filter(notification__person=OuterRef("person"), notification__key=key_of(chat))
    read = Reading.objects.filter(conversation=chat, person=OuterRef("person"))
    members: Any = (
        Member.objects.filter(conversation=chat)
        .exclude(person=chat.owner_id)
        .select_related("person")
        .annotate(
            told_at=Subquery(told.values("created_at")[:1]),
            letter=Subquery(letter.values("state")[:1]),
            read_seq=Subquery(read.values("seq")[:1]),
            read_at=Subquery(read.values("at")[:1]),
        )
        .order_by("person__search_name", "pk")
    )
    rows = [
        Told(
            person=row.person,
            at=row.told_at or row.created_at,
            letter=str(Letter.State(row.letter).label) if row.letter else str(_no_letter(row.person)),
            read_at=row.read_at,
            has_read=bool(row.read_seq),
        )
        for row in members
    ]
    mailed = sum(1 for row in members if row.letter == Letter.State.SENT)
    return Report(rows, sum(1 for row in rows if row.has_read), mailed)


def _no_letter(person: Person) -> str:
    return _("ещё не отправлялось") if person.email else _("почта не указана")


def announcement_of(chat: Conversation) -> Announcement | None:
    return Announcement.objects.filter(conversation=chat).first()
