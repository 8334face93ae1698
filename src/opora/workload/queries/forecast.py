"""A year of plan and fact, and when the plan of a month will be used up (S0-5.8a, LOAD-04).

What is to come is taken from the meetings made of the published график, beyond them (four weeks) from the
график itself, at the worker's own pace: how his actual minutes of the last quarter relate to those the график
gave.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Case, DurationField, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Extract, TruncMonth

from opora.consultations.models import Session
from opora.kernel.clock import today
from opora.kernel.times import next_month
from opora.people.models import Branch, LoadBasis, Person, StaffContract
from opora.schedule.models import ScheduleLine
from opora.schedule.queries import days_off, in_force_between, occurrences

from ..models import PlannedLoad, WorkLogEntry
from .sheet import COUNTED

MINUTE = timedelta(minutes=1)
HOUR, SECONDS = 60, 60
GENERATED = timedelta(weeks=4)
QUARTER = timedelta(days=91)
TO_COME = (Session.State.PLANNED, Session.State.IN_PROGRESS)
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """A month of a contract and basis: ``ahead`` are minutes to come, ``ends_on`` the day they outgrow the
    plan.
    """

    month: date
    plan: int | None = None
    fact: int = 0
    ahead: int = 0
    ends_on: date | None = None

    @property
    def expected(self) -> int:
        return self.fact + self.ahead

    @property
    def over(self) -> int:
        """Minutes above the plan that are worked or to come."""
        return max(0, self.expected - self.plan) if self.plan is not None else 0


@dataclass(frozen=True, slots=True)
class YearRow:
    """Twelve months of a contract and basis."""

    contract: StaffContract
    basis: str
    months: tuple[MonthLoad, ...]

    @property
    def person(self) -> Person:
        return self.contract.person

    @property
    def basis_words(self) -> str:
        return str(LoadBasis(self.basis).label)

    @property
    def plan(self) -> int:
        return sum(one.plan or 0 for one in self.months)

    @property
    def fact(self) -> int:
        return sum(one.fact for one in self.months)

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.months)

    @property
    def running_out(self) -> list[MonthLoad]:
        """Months in which the plan will not last."""
        return [one for one in self.months if one.ends_on]


def year_of(branch: Branch, year: int) -> list[YearRow]:
    """Rows of a year, pedagogical workers first; nine statements, however many."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    plans: dict[tuple[Key, date], int] = {
        ((plan.contract_id, plan.basis), plan.month): plan.minutes
        for plan in PlannedLoad.objects.filter(contract__branch=branch, month__range=(first, last))
    }
    facts: dict[tuple[Key, date], int] = {
        ((contract, basis), month): minutes
        for contract, basis, month, minutes in WorkLogEntry.objects.filter(
            branch=branch, date__range=(first, last), state__in=COUNTED
        )
        .order_by()
        .values_list("contract_id", "basis", TruncMonth("date"))
        .annotate(total=Sum("minutes"))
    }
    contracts = {one.pk: one for one in StaffContract.objects.filter(branch=branch).select_related("person")}
    ahead = _ahead(branch, contracts.values(), last)
    keys = {key for key, _month in (*plans, *facts, *ahead)}
    rows = [
        YearRow(
            contracts[key[0]],
            key[1],
            tuple(
                _month(
                    month,
                    plans.get((key, month)),
                    facts.get((key, month), 0),
                    ahead.get((key, month), ()),
                )
                for month in (date(year, number, 1) for number in range(1, 13))
            ),
        )
        for key in keys
    ]
    return sorted(
        rows,
        key=lambda row: (not row.contract.is_pedagogical, row.person.search_name, row.basis, row.contract.pk),
    )


def _month(month: date, plan: int | None, fact: int, ahead: Sequence[tuple[date, Fraction]]) -> MonthLoad:
    """Walk the meetings to come until they outgrow the plan; minutes are dropped to whole ones at the end."""
    expected, ends_on = Fraction(fact), None
    for day, minutes in ahead:
        expected += minutes
        if plan is not None and ends_on is None and expected > plan:
            ends_on = day
    return MonthLoad(month, plan, fact, int(expected) - fact, ends_on)


def _ahead(
    branch: Branch, contracts: Iterable[StaffContract], until: date
) -> dict[tuple[Key, date], list[tuple[date, Fraction]]]:
    """Meetings to come by contract and month, in order, in minutes at the worker's pace."""
    on = today(branch.timezone)
    by_person: dict[int, list[StaffContract]] = defaultdict(list)
    for contract in contracts:
        by_person[contract.person_id].append(contract)
    paces = _paces(branch, on)
    found: dict[tuple[Key, date], list[tuple[date, Fraction]]] = defaultdict(list)
    sessions = Session.objects.filter(
        branch=branch, state__in=TO_COME, line__isnull=False, date__range=(on, min(until, on + GENERATED))
    ).order_by("date", "starts_at")
    for person, day, title, starts, ends in sessions.values_list(
        "person_id", "date", "line__job_title", "starts_at", "ends_at"
    ):
        if ground := _ground(by_person[person], title, day):
            minutes = Fraction((ends - starts) // MINUTE) * paces.get(person, Fraction(1))
            found[(ground.pk, ground.load_basis), day.replace(day=1)].append((day, minutes))
    for person, day, title, planned in _by_grafik(branch, on + GENERATED, until):
        if ground := _ground(by_person[person], title, day):
            minutes = planned * paces.get(person, Fraction(1))
            found[(ground.pk, ground.load_basis), day.replace(day=1)].append((day, minutes))
    return found


def _by_grafik(branch: Branch, after: date, until: date) -> list[tuple[int, date, str, int]]:
    """Worker, day, position and minutes of the published график beyond the meetings made of it, by day."""
    stretches = in_force_between(after + timedelta(days=1), until)
    if not stretches:
        return []
    lines: dict[int, list[ScheduleLine]] = defaultdict(list)
    rows = ScheduleLine.objects.filter(
        schedule__in={one.schedule for one in stretches}, branch=branch, person__isnull=False,
        time_from__isnull=False, time_to__isnull=False,
    )  # fmt: skip
    for line in rows.select_related("branch").order_by("pk"):
        lines[line.schedule_id].append(line)
    off = days_off(branch, stretches[0].since, until)
    found = []
    for stretch in stretches:
        for line in lines[stretch.schedule.pk]:
            line.schedule = stretch.schedule
            found += [
                (line.person_id, day, line.job_title, _line_minutes(line))
                for day in occurrences(line, stretch.since, stretch.until, off=off).dates
                if line.person_id
            ]
    return sorted(found, key=lambda row: row[1])


def _line_minutes(line: ScheduleLine) -> int:
    """How long a meeting of the line is; one over midnight ends on the next day."""
    assert line.time_from and line.time_to  # noqa: S101, PT018 -- chosen so by its callers
    since, until = (one.hour * HOUR + one.minute for one in (line.time_from, line.time_to))
    return (until - since) % (24 * HOUR)


def running_out(on: date) -> QuerySet[PlannedLoad]:
    """Plans of this month that will not last by the график, of every branch, and nothing is noted.

    For the deputy's first page: the worker's own pace is left to the page of the year.
    """
    first, last = on.replace(day=1), next_month(on) - timedelta(days=1)
    worked = WorkLogEntry.objects.filter(
        contract=OuterRef("contract"), basis=OuterRef("basis"), date__range=(first, last), state__in=COUNTED
    ).order_by()
    planned = Session.objects.filter(
        person=OuterRef("contract__person"), branch=OuterRef("contract__branch"), line__isnull=False,
        state__in=TO_COME, date__range=(on, last),
    ).order_by()  # fmt: skip
    total = Subquery(worked.values("contract").annotate(n=Sum("minutes")).values("n"))
    length = planned.values("person").annotate(n=Sum(F("ends_at") - F("starts_at"))).values("n")
    ahead = Extract(Subquery(length, output_field=DurationField()), "epoch") / SECONDS
    return PlannedLoad.objects.filter(month=first, note="").filter(
        minutes__lt=Coalesce(total, 0)
        + Case(When(basis=F("contract__load_basis"), then=Coalesce(ahead, 0)), default=0)
    )


def _ground(contracts: Sequence[StaffContract], title: str, day: date) -> StaffContract | None:
    """The contract an hour of that day will stand on, as :func:`contract_on` chooses it."""
    in_force = [
        one for one in contracts if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
    ]
    return max(in_force, key=lambda one: (one.position == title, one.valid_from, one.pk), default=None)


def _paces(branch: Branch, on: date) -> dict[int, Fraction]:
    """Actual minutes to those of the график over the last quarter, by worker."""
    rows = (
        WorkLogEntry.objects.filter(
            branch=branch,
            date__range=(on - QUARTER, on),
            state__in=COUNTED,
            source=WorkLogEntry.Source.AUTO,
            session__line__isnull=False,
            session__date=F("date"),
        )
        .order_by()
        .values_list("person_id")
        .annotate(fact=Sum("minutes"), planned=Sum(F("session__ends_at") - F("session__starts_at")))
    )
    return {
        person: Fraction(fact, planned // MINUTE) for person, fact, planned in rows if planned // MINUTE > 0
    }
