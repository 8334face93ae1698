"""The график as it is seen: editions, lines in the order of the form, days off, dates of meetings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from opora.channels.queries import register as means_register
from opora.kernel.calendar import DayKind, default_day_kind, holiday_name
from opora.kernel.prepared import prepared
from opora.kernel.times import parity
from opora.people.access import Actor
from opora.people.models import Branch, Person, Role, StaffContract
from opora.people.queries import holders_of, home_day
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.studies.models import Group, ProgrammePart

from ..models import CalendarDay, Schedule, ScheduleChange, ScheduleImport, ScheduleLine

SHOWN = (Schedule.State.PUBLISHED, Schedule.State.SUPERSEDED)
EDITORS = frozenset({Role.SPECIALIST, Role.DEPUTY})
COMPARERS = EDITORS | {Role.DIRECTOR, Role.TRAINING_HEAD, Role.AUDITOR}
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
PARITY = {ScheduleLine.Parity.EVEN: "чётн.", ScheduleLine.Parity.ODD: "нечётн."}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date on which a weekly line gives no meeting, and why (SCH-08)."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Dates of a line in its own zone; ``skipped`` are those taken away by days off."""

    dates: list[date]
    skipped: list[Skipped]


@dataclass(frozen=True, slots=True)
class InForce:
    """A stretch of days ruled by one edition, both ends included."""

    schedule: Schedule
    since: date
    until: date


# Calendar


def days_between(since: date, until: date) -> Iterable[date]:
    return (since + timedelta(days=n) for n in range((until - since).days + 1))


def calendar_days(since: date, until: date) -> QuerySet[CalendarDay]:
    """The centre's own days of a period, the organisation's and the branches'."""
    return (
        CalendarDay.objects.filter(date__range=(since, until))
        .select_related("branch")
        .order_by("date", "branch_id")
    )


@prepared
def _changed_days(since: date, until: date) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(date__range=(since, until))


def _own_days(branch: Branch | None, since: date, until: date) -> dict[date, CalendarDay]:
    """The branch's own day wins over the organisation's."""
    rows = _changed_days(since, until)
    chosen: dict[date, CalendarDay] = {}
    for row in rows:
        if row.branch_id is None:
            chosen.setdefault(row.date, row)
        elif branch and row.branch_id == branch.pk:
            chosen[row.date] = row
    return chosen


def day_kinds(branch: Branch | None, since: date, until: date) -> dict[date, DayKind]:
    """Kind of every day, both ends included: the federal calendar under the centre's own days (case 4)."""
    own = _own_days(branch, since, until)
    return {
        day: DayKind(own[day].kind) if day in own else default_day_kind(day)
        for day in days_between(since, until)
    }


def days_off(branch: Branch | None, since: date, until: date) -> dict[date, str]:
    """Days without meetings with the reason in words (SCH-08).

    An ordinary Saturday or Sunday is not one: a line that stands on it is meant to. A holiday is, as is a
    weekday made free, and any day the centre itself has declared a day off.
    """
    own = _own_days(branch, since, until)
    found: dict[date, str] = {}
    for day in days_between(since, until):
        row = own.get(day)
        if row is not None:
            if row.kind in (CalendarDay.Kind.WEEKEND, CalendarDay.Kind.HOLIDAY):
                found[day] = row.note or row.get_kind_display()
            continue
        kind = default_day_kind(day)
        if kind is DayKind.HOLIDAY or (kind is DayKind.WEEKEND and day.isoweekday() <= 5):
            found[day] = holiday_name(day) or _("выходной")
    return found


def day_is_open(schedule: Schedule, weekday: int, off: Mapping[date, str]) -> bool:
    """Whether a weekday of the period has a date outside ``off`` (:func:`days_off` of a branch)."""
    dates = [
        day for day in days_between(schedule.period_from, schedule.period_to) if day.isoweekday() == weekday
    ]
    return not dates or any(day not in off for day in dates)


def working_day_after(branch: Branch | None, day: date) -> date:
    """The first working day of the branch after a date: where a meeting lost to a holiday may go."""
    until = day + timedelta(days=30)
    kinds = day_kinds(branch, day + timedelta(days=1), until)
    working = (one for one, kind in kinds.items() if kind in (DayKind.WORK, DayKind.SHORT))
    return next(working, until)


def working_days_after(day: date, count: int) -> date:
    """The day on which so many working days of the organisation have passed."""
    last = day + timedelta(days=count * 2 + 20)
    kinds = day_kinds(None, day + timedelta(days=1), last)
    working = [one for one, kind in kinds.items() if kind in (DayKind.WORK, DayKind.SHORT)]
    return working[count - 1] if len(working) >= count else last


def occurrences(
    line: ScheduleLine, since: date, until: date, *, off: Mapping[date, str] | None = None
) -> Occurrences:
    """Dates of a weekly line inside the period of its edition, both ends included.

    ``off`` are :func:`days_off` of the line's branch, given by a caller that walks many lines.
    Even and odd weeks are those of :func:`week_parity`.
    """
    first, last = max(since, line.schedule.period_from), min(until, line.schedule.period_to)
    if last < first:
        return Occurrences([], [])
    free = days_off(line.branch, first, last) if off is None else off
    planned = planned_dates(line, first, last)
    return Occurrences(
        [day for day in planned if day not in free],
        [Skipped(day, free[day]) for day in planned if day in free],
    )


def planned_dates(line: ScheduleLine, since: date, until: date) -> list[date]:
    """Dates by weekday and parity alone, days off included."""
    wanted = line.parity
    return [
        day
        for day in days_between(since, until)
        if day.isoweekday() in line.weekdays
        and (wanted == ScheduleLine.Parity.ANY or week_parity(line.schedule, day) == wanted)
    ]


def week_parity(schedule: Schedule, day: date) -> str:
    """Even or odd: by ISO 8601, or counted from the first (odd) week the edition names (case 5)."""
    if schedule.odd_from is None:
        return parity(day)
    weeks = (_monday(day) - _monday(schedule.odd_from)).days // 7
    return ScheduleLine.Parity.EVEN if weeks % 2 else ScheduleLine.Parity.ODD


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


# Editions


def schedules() -> QuerySet[Schedule]:
    """Every edition with what its state says of itself, the latest first."""
    return (
        Schedule.objects.select_related(
            "order", "previous", "drafted_by", "submitted_by", "approved_by", "published_by"
        )
        .annotate(line_count=Count("lines"))
        .order_by("-period_from", "-edition", "-id")
    )


APPROVERS = {"order": Role.DIRECTOR, "head": Role.DIRECTOR, "deputy": Role.DEPUTY}


def approval_way(on: date) -> str:
    """``order``, ``head`` or ``deputy``: how the act in force has the график approved (S1-3.4a)."""
    return str(in_force(Provision.SCHEDULE_APPROVAL, on))


def approver(on: date) -> Role:
    """Whose word approves it."""
    return APPROVERS[approval_way(on)]


def schedules_for(actor: Actor) -> QuerySet[Schedule]:
    """Drafts are seen by those who make them, what awaits approval also by the director, the rest by all."""
    rows = schedules()
    if actor.role in EDITORS:
        return rows.exclude(_drafts_of_other_branches(actor)) if actor.window.branches else rows
    hidden = [Schedule.State.DRAFT]
    if actor.role is not Role.DIRECTOR:
        hidden += [Schedule.State.ON_APPROVAL, Schedule.State.APPROVED]
    return rows.exclude(state__in=hidden)


def _drafts_of_other_branches(actor: Actor) -> Q:
    """A draft with lines, none of them of the branches the role was given for, and drafted by another."""
    lines = ScheduleLine.objects.filter(schedule=OuterRef("pk"))
    foreign = Exists(lines) & ~Exists(actor.within(lines))
    return Q(foreign, state=Schedule.State.DRAFT) & ~Q(drafted_by=actor.person)


def published_on(day: date) -> QuerySet[Schedule]:
    """The edition in force on a date: of those once published and covering it, the one published last.

    A replaced edition rules until the first day of the one that replaced it.
    """
    covering = Schedule.objects.filter(state__in=SHOWN, period_from__lte=day, period_to__gte=day)
    later = covering.filter(published_at__gt=OuterRef("published_at"))
    return covering.filter(~Exists(later)).select_related("order", "approved_by")


def published_later(day: date) -> QuerySet[Schedule]:
    """Published editions whose period has not begun."""
    return (
        Schedule.objects.filter(state=Schedule.State.PUBLISHED, period_from__gt=day)
        .select_related("order", "approved_by")
        .order_by("period_from")
    )


def in_force_between(since: date, until: date) -> list[InForce]:
    """Which edition rules which days of a period, in order: what sessions are generated from."""
    candidates = list(
        Schedule.objects.filter(state__in=SHOWN, period_from__lte=until, period_to__gte=since)
        .select_related("order", "approved_by")
        .order_by("published_at", "id")
    )
    stretches: list[InForce] = []
    for day in days_between(since, until):
        ruling = [one for one in candidates if one.period_from <= day <= one.period_to]
        if not ruling:
            continue
        last = stretches[-1] if stretches else None
        if last and last.schedule == ruling[-1] and last.until == day - timedelta(days=1):
            stretches[-1] = InForce(last.schedule, last.since, day)
        else:
            stretches.append(InForce(ruling[-1], day, day))
    return stretches


def lines_of(schedule: Schedule) -> list[ScheduleLine]:
    """Lines in the order of the form, ``position`` counted from 1 in each section (S1-A-sec).

    Person, branch, means, groups and parts come with them, in five statements whatever their number.
    """
    lines = list(_with_relations(ScheduleLine.objects.filter(schedule=schedule)))
    counts = dict.fromkeys(ScheduleLine.Section.values, 0)
    for line in lines:
        counts[line.section] += 1
        line.position = counts[line.section]
        line.schedule = schedule
    return lines


def _with_relations(rows: QuerySet[ScheduleLine]) -> QuerySet[ScheduleLine]:
    parts = ProgrammePart.objects.select_related("programme")
    return (
        rows.select_related("person", "branch")
        .prefetch_related(Prefetch("means", means_register()), "groups", Prefetch("parts", parts))
        .order_by("-section", "position", "id")
    )


def line_of(schedule: Schedule, pk: int) -> ScheduleLine:
    """One line of the edition; ``ScheduleLine.DoesNotExist`` for another's."""
    line = _with_relations(ScheduleLine.objects.filter(schedule=schedule)).get(pk=pk)
    line.schedule = schedule
    return line


def changes_since(schedule: Schedule, version: int) -> list[ScheduleChange]:
    """What others did to a draft after the version an editor has before them."""
    return list(schedule.changes.filter(version__gt=version).select_related("by").order_by("version"))


def last_change(schedule: Schedule) -> ScheduleChange | None:
    return schedule.changes.select_related("by").order_by("-version").first()


def imports_of(schedule: Schedule) -> QuerySet[ScheduleImport]:
    return schedule.imports.select_related("uploaded_by")


def contracts_of(persons: Iterable[Person]) -> dict[int, list[StaffContract]]:
    """Contracts by person, in the order of their beginning, with their working hours; two statements."""
    ids = {person.pk for person in persons}
    found: dict[int, list[StaffContract]] = {pk: [] for pk in ids}
    rows = (
        StaffContract.objects.filter(person__in=ids)
        .select_related("branch")
        .prefetch_related("working_hours")
        .order_by("valid_from", "id")
    )
    for contract in rows:
        found[contract.person_id].append(contract)
    return found


def holders(*roles: Role) -> QuerySet[Person]:
    """Workers who hold any of these roles today."""
    day, holding = home_day(), Q()
    for role in roles:
        holding |= Q(pk__in=holders_of(role, day).values("pk"))
    return Person.objects.filter(holding)


def staff_of_period(schedule: Schedule) -> list[StaffContract]:
    """Contracts that touch the period of the edition, one per person and position, by name."""
    rows = StaffContract.objects.filter(valid_from__lte=schedule.period_to).exclude(
        valid_to__lt=schedule.period_from
    )
    found: dict[tuple[int, str], StaffContract] = {}
    for contract in rows.select_related("person", "branch").order_by("person__search_name", "valid_from"):
        found[contract.person_id, contract.position] = contract
    return list(found.values())


def groups_of_period(schedule: Schedule) -> QuerySet[Group]:
    """Groups that study while the edition rules."""
    return Group.objects.filter(starts_on__lte=schedule.period_to, ends_on__gte=schedule.period_from)


def parts_of_period(schedule: Schedule) -> QuerySet[ProgrammePart]:
    """Parts of the programmes of those groups."""
    programmes = groups_of_period(schedule).values("programme")
    return ProgrammePart.objects.filter(programme__in=programmes).select_related("programme")


# The words of the form


def weekdays_text(weekdays: Sequence[int]) -> str:
    """[1, 2, 3, 4, 5] → «понедельник – пятница»; [1, 4] → «понедельник, четверг»."""
    days = sorted(set(weekdays))
    if len(days) == 7:
        return "ежедневно"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{WEEKDAYS[days[0] - 1]} – {WEEKDAYS[days[-1] - 1]}"
    return ", ".join(WEEKDAYS[day - 1] for day in days)


def parity_text(value: str) -> str:
    """«чётн.», «нечётн.», or nothing for every week."""
    return PARITY.get(ScheduleLine.Parity(value), "")


def days_text(line: ScheduleLine) -> str:
    """The cell «День недели»: «среда (чётн.)»."""
    weeks = parity_text(line.parity)
    return f"{weekdays_text(line.weekdays)} ({weeks})" if weeks else weekdays_text(line.weekdays)


def time_text(line: ScheduleLine) -> str:
    """The cell «Время» without its zone: «18:00–19:30»; empty when not filled."""
    if line.time_from is None or line.time_to is None:
        return ""
    return f"{line.time_from:%H:%M}–{line.time_to:%H:%M}"


def means_text(line: ScheduleLine) -> str:
    """The cell «Средство коммуникации»: «видеоконференция платформы, каб. «ОТ»»."""
    names = ", ".join(means.title for means in line.means.all())
    return ", ".join(text for text in (names, line.place) if text)
