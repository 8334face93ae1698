"""Activity of those who help, and use of the portal (S4-2.1l, S3-4.2d): counts and times, no private words.

Each report costs the same number of statements for one worker and for a thousand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from opora.consultations.models import HelpRequest, Post, Session, Thread
from opora.consultations.rules.booking import is_late_cancellation
from opora.kernel.clock import now
from opora.kernel.text import plural
from opora.kernel.times import as_zone
from opora.people.access import Actor
from opora.people.models import (
    Account,
    Branch,
    Guardianship,
    Person,
    Role,
    RoleGrant,
    StaffContract,
    Visit,
)
from opora.people.queries import organisation
from opora.studies.models import Enrolment, Group
from opora.workload.models import WorkLogEntry

from ..access import ALL_SESSIONS

S = Session.State
HELD = (S.HELD, S.CONFIRMED, S.CORRECTION)
HELPERS = (Role.TEACHER, Role.OTHER_STAFF)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Period:
    """What is asked for, both days included; ``branch`` None is every branch the reader sees."""

    since: date
    until: date
    branch: Branch | None = None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day, by the organisation's clock."""
        zone = as_zone(organisation().timezone)
        after = self.until + timedelta(days=1)
        return datetime.combine(self.since, time(), zone), datetime.combine(after, time(), zone)


@dataclass(slots=True)
class Activity:
    """One worker in a period. ``answer_hours`` is the median of what learners waited; None: nobody asked."""

    person: Person
    position: str
    last_day: date | None = None
    days: int = 0
    planned: int = 0
    held: int = 0
    cancelled: int = 0
    missed: int = 0
    unfilled: int = 0
    cancelled_late: int = 0
    minutes: int = 0
    entered_late: int = 0
    asked: int = 0
    answered: int = 0
    late: int = 0
    overdue: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def answer_hours(self) -> float | None:
        return round(median(self.waits) / HOUR, 1) if self.waits else None

    @property
    def remarks(self) -> list[str]:
        """What to ask the worker about, in words; none is a good sign."""
        counted = (
            (self.overdue, _("ответ просрочен, ждут"), _("вопрос,вопроса,вопросов")),
            (self.late, _("отвечено позже срока"), _("раз,раза,раз")),
            (self.unfilled, _("не записано"), _("встреча,встречи,встреч")),
            (self.missed, _("не пришёл"), _("раз,раза,раз")),
            (self.cancelled_late, _("отменено поздно"), _("встреча,встречи,встреч")),
            (self.entered_late, _("часы внесены с опозданием"), _("раз,раза,раз")),
        )
        said = [f"{words}: {n} {plural(n, *forms.split(','))}" for n, words, forms in counted if n]
        return said if self.days or self.held else [_("не заходил(а) и не проводил(а)"), *said]


def activity(actor: Actor, period: Period) -> list[Activity]:
    """Those who help learners, by name; a worker sees himself alone."""
    found = {row.person.pk: row for row in _workers(actor, period)}
    if found:
        ids = list(found)
        _count_visits(found, ids, period)
        _count_sessions(found, ids, period)
        _count_hours(found, ids, period)
        _count_answers(found, ids, period)
    return sorted(found.values(), key=lambda row: (row.person.search_name, row.person.pk))


def _workers(actor: Actor, period: Period) -> Iterable[Activity]:
    """Workers of the period who are appointed to help or who had meetings in it, with their last position."""
    helps = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=period.since),
        person=OuterRef("person"), role__in=HELPERS, valid_from__lte=period.until,
    )  # fmt: skip
    met = Session.objects.filter(person=OuterRef("person"), date__range=(period.since, period.until))
    contracts = actor.within(
        StaffContract.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=period.since), valid_from__lte=period.until
        )
    )
    contracts = (
        contracts.filter(Exists(helps) | Exists(met)).select_related("person").order_by("valid_from", "id")
    )
    if period.branch:
        contracts = contracts.filter(branch=period.branch)
    if actor.role not in ALL_SESSIONS:
        contracts = contracts.filter(person=actor.person)
    last = {contract.person_id: contract for contract in contracts}
    return [Activity(contract.person, contract.position) for contract in last.values()]


def _count_visits(found: dict[int, Activity], ids: Sequence[int], period: Period) -> None:
    rows = Visit.objects.filter(account__person__in=ids).values("account__person").order_by()
    between = Q(day__range=(period.since, period.until))
    for row in rows.annotate(last=Max("day"), days=Count("id", filter=between)):
        one = found[row["account__person"]]
        one.last_day, one.days = row["last"], row["days"]


def _count_sessions(found: dict[int, Activity], ids: Sequence[int], period: Period) -> None:
    rows = Session.objects.filter(person__in=ids, date__range=(period.since, period.until))
    over = Q(state__in=(S.PLANNED, S.IN_PROGRESS), ends_at__lte=now()) & ~Exists(
        Thread.objects.exclude(state=Thread.State.CLOSED).filter(session=OuterRef("pk"))
    )
    counts = rows.exclude(state=S.RESCHEDULED).order_by().values("person").annotate(
        planned=Count("id"),
        held=Count("id", filter=Q(state__in=(*HELD, S.NO_SHOW))),
        cancelled=Count("id", filter=Q(state=S.CANCELLED)),
        missed=Count("id", filter=Q(state=S.FAILED)),
        unfilled=Count("id", filter=over | Q(state=S.CORRECTION)),
    )  # fmt: skip
    for row in counts:
        one = found[row["person"]]
        for name in ("planned", "held", "cancelled", "missed", "unfilled"):
            setattr(one, name, row[name])
    gone = rows.filter(state=S.CANCELLED, cancelled_at__isnull=False, starts_at__gt=F("cancelled_at"))
    for session in gone.only("person_id", "state", "date", "starts_at", "cancelled_at"):
        found[session.person_id].cancelled_late += is_late_cancellation(session)


def _count_hours(found: dict[int, Activity], ids: Sequence[int], period: Period) -> None:
    rows = WorkLogEntry.objects.filter(person__in=ids, date__range=(period.since, period.until))
    for row in (
        rows.order_by()
        .values("person")
        .annotate(minutes=Coalesce(Sum("minutes"), 0), late=Count("id", filter=Q(entered_late=True)))
    ):
        one = found[row["person"]]
        one.minutes, one.entered_late = row["minutes"], row["late"]


def _count_answers(found: dict[int, Activity], ids: Sequence[int], period: Period) -> None:
    """Questions and requests for a meeting: how many came, how many were answered, how long they waited."""
    begins, ends = period.moments
    asked = Post.objects.filter(
        at__gte=begins, at__lt=ends, side=Post.Side.LEARNER, thread__session__person__in=ids
    )
    for row in asked.order_by().values(person=F("thread__session__person")).annotate(n=Count("id")):
        found[row["person"]].asked += row["n"]
    for author, at, due, since in _answers(ids, begins, ends):
        one = found[author]
        one.answered += 1
        one.late += at > due
        one.waits.append((at - since).total_seconds())
    waiting = Thread.objects.filter(state=Thread.State.WAITING, due_at__lt=now(), session__person__in=ids)
    for person, n in _by(waiting, "session__person"):
        found[person].overdue += n
    for person, n in _by(
        HelpRequest.objects.filter(person__in=ids, created_at__gte=begins, created_at__lt=ends), "person"
    ):
        found[person].asked += n
    decided = HelpRequest.objects.filter(decided_by__in=ids, decided_at__gte=begins, decided_at__lt=ends)
    for person, came, done in decided.values_list("decided_by", "created_at", "decided_at"):
        assert done is not None  # noqa: S101 -- narrows: it is asked for by its period
        found[person].answered += 1
        found[person].waits.append((done - came).total_seconds())
    silent = HelpRequest.objects.filter(state=HelpRequest.State.ESCALATED, person__in=ids)
    for person, n in _by(silent, "person"):
        found[person].overdue += n


def _by(rows: QuerySet[Any], person: str) -> Iterable[tuple[int, int]]:
    counted: Iterable[tuple[int, int]] = (
        rows.order_by().values_list(person).annotate(n=Count("id")).values_list(person, "n")
    )
    return counted


def _answers(
    ids: Sequence[int], begins: datetime, ends: datetime
) -> Iterable[tuple[int, datetime, datetime, datetime]]:
    """Answers of the period: whose, when, by when it was owed, since when the learner had been waiting."""
    answers = Post.objects.filter(
        side=Post.Side.WORKER, author__in=ids, at__gte=begins, at__lt=ends, due_at__isnull=False
    )
    said = Post.objects.filter(thread__in=answers.values("thread")).order_by("thread_id", "id")
    of, asked = None, None
    for thread, side, author, at, due in said.values_list("thread_id", "side", "author_id", "at", "due_at"):
        if thread != of:
            of, asked = thread, None
        if side == Post.Side.LEARNER:
            asked = asked or at
            continue
        if due and author in ids and begins <= at < ends:
            yield author, at, due, asked or at
        asked = None


# Use of the portal


@dataclass(frozen=True, slots=True)
class UseOfRole:
    """People of a role in the period: ``came`` at least once in it, ``never`` since the beginning."""

    role: str
    people: int
    accounts: int
    came: int
    days: int
    never: int

    @property
    def share(self) -> int:
        """Per cent of the people of the role who came."""
        return round(100 * self.came / self.people) if self.people else 0


@dataclass(frozen=True, slots=True)
class UseOfGroup:
    group: Group
    learners: int
    came: int
    never: int

    @property
    def share(self) -> int:
        return round(100 * self.came / self.learners) if self.learners else 0


@dataclass(frozen=True, slots=True)
class Use:
    """``counted_from`` is the first day visits are known of; ``days`` are days with how many came.

    ``categories`` are the learners once more, by the subjects of e-learning (S4-1.4).
    """

    roles: list[UseOfRole]
    categories: list[UseOfRole]
    groups: list[UseOfGroup]
    days: list[tuple[date, int]]
    counted_from: date | None


def use_of_portal(actor: Actor, period: Period) -> Use:
    """Who comes: by role, by group, by day. A role limited to branches sees the people of those."""
    groups = _groups(actor, period)
    people = _people(actor, period, groups)
    every = {pk for ids in people.values() for pk in ids}
    visits = Visit.objects.filter(account__person__in=every)
    between = visits.filter(day__range=(period.since, period.until)).order_by()
    days_of = dict(between.values_list("account__person").annotate(n=Count("id")))
    ever = set(visits.order_by().values_list("account__person", flat=True).distinct())
    with_account = set(Account.objects.filter(person__in=every).values_list("person_id", flat=True))

    def counted(title: str, ids: set[int]) -> UseOfRole:
        return UseOfRole(
            role=title,
            people=len(ids),
            accounts=len(ids & with_account),
            came=len(ids & days_of.keys()),
            days=sum(days_of.get(pk, 0) for pk in ids),
            never=len(ids - ever),
        )

    roles = [counted(str(Role(role).label), ids) for role, ids in people.items() if ids]
    categories = [
        counted(str(Person.Category(category).label), ids)
        for category, ids in _categories(people[Role.LEARNER]).items()
    ]
    by_group = [
        UseOfGroup(group, len(ids), len(ids & days_of.keys()), len(ids - ever))
        for group, ids in groups.items()
        if ids
    ]
    by_day = Counter(dict(between.values_list("day").annotate(n=Count("account__person", distinct=True))))
    first = Visit.objects.aggregate(first=Min("day"))["first"]
    return Use(roles, categories, by_group, sorted(by_day.items()), first)


def _categories(learners: set[int]) -> dict[str, set[int]]:
    """Learners by category, in the order of S4-1.4."""
    found: dict[str, set[int]] = {category: set() for category in Person.Category.values}
    for pk, category in Person.objects.filter(pk__in=learners).order_by().values_list("pk", "category"):
        found[category].add(pk)
    return {category: ids for category, ids in found.items() if ids}


def _groups(actor: Actor, period: Period) -> dict[Group, set[int]]:
    """Groups that study in the period with those who study in them, by code; two statements."""
    rows = actor.within(Group.objects.filter(starts_on__lte=period.until, ends_on__gte=period.since))
    if period.branch:
        rows = rows.filter(branch=period.branch)
    groups = {group.pk: group for group in rows.select_related("programme", "curator").order_by("code")}
    learners: dict[int, set[int]] = defaultdict(set)
    studying = Enrolment.objects.filter(
        group__in=groups,
        state__in=(Enrolment.State.ENROLLED, Enrolment.State.LEAVE, Enrolment.State.COMPLETED),
    )
    for group, learner in studying.values_list("group", "learner"):
        learners[group].add(learner)
    return {group: learners[pk] for pk, group in groups.items()}


def _people(actor: Actor, period: Period, groups: dict[Group, set[int]]) -> dict[Role, set[int]]:
    """Who holds each role in the period, learners and representatives by those they study or stand for."""
    learners = set().union(*groups.values()) if groups else set()
    wards = Guardianship.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=period.since),
        status=Guardianship.Status.VERIFIED, valid_from__lte=period.until, ward__in=learners,
    )  # fmt: skip
    found: dict[Role, set[int]] = {
        Role.LEARNER: learners,
        Role.REPRESENTATIVE: set(wards.values_list("representative_id", flat=True)),
    }
    contracts = actor.within(
        StaffContract.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=period.since), valid_from__lte=period.until
        )
    )
    if period.branch:
        contracts = contracts.filter(branch=period.branch)
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=period.since),
        valid_from__lte=period.until, person__in=contracts.values("person"),
    )  # fmt: skip
    for person, role in grants.order_by().values_list("person_id", "role"):
        found.setdefault(Role(role), set()).add(person)
    order = list(Role)
    return dict(sorted(found.items(), key=lambda pair: order.index(pair[0])))
