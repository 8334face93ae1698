"""Minutes that an edition of the график gives every worker by months, beside the planned load (S0-5.8)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from opora.kernel.times import next_month
from opora.people.models import Person
from opora.schedule.models import Schedule, ScheduleLine
from opora.schedule.queries import days_off, lines_of, occurrences

from ..models import PlannedLoad


@dataclass(frozen=True, slots=True)
class MonthSum:
    """``planned`` None: no load was planned for the month."""

    scheduled: int
    planned: int | None

    @property
    def is_over(self) -> bool:
        return self.planned is not None and self.scheduled > self.planned


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    person: Person
    months: list[MonthSum]


def months_of(schedule: Schedule) -> list[date]:
    months = [schedule.period_from.replace(day=1)]
    while next_month(months[-1]) <= schedule.period_to:
        months.append(next_month(months[-1]))
    return months


def edition_plan(schedule: Schedule) -> list[WorkerPlan]:
    """Workers by name; days off are taken out. Eight statements, however many lines."""
    lines = [line for line in lines_of(schedule) if line.person]
    since, until = schedule.period_from, schedule.period_to
    off = {branch: days_off(branch, since, until) for branch in {line.branch for line in lines}}
    sums: dict[tuple[int, date], int] = defaultdict(int)
    for line in lines:
        for day in occurrences(line, since, until, off=off[line.branch]).dates:
            sums[line.person_id or 0, day.replace(day=1)] += _minutes(line)
    people = {line.person_id: line.person for line in lines if line.person}
    plans = _planned(list(people), months_of(schedule))
    return [
        WorkerPlan(
            person,
            [
                MonthSum(sums[person.pk, month], plans.get((person.pk, month)))
                for month in months_of(schedule)
            ],
        )
        for person in sorted(people.values(), key=lambda one: one.search_name)
    ]


def _planned(people: Sequence[int | None], months: Sequence[date]) -> dict[tuple[int, date], int]:
    rows = (
        PlannedLoad.objects.filter(contract__person__in=people, month__in=months)
        .values_list("contract__person", "month")
        .annotate(total=Sum("minutes"))
    )
    return {(person, month): total for person, month, total in rows}


def _minutes(line: ScheduleLine) -> int:
    if line.time_from is None or line.time_to is None:
        return 0
    return (line.time_to.hour - line.time_from.hour) * 60 + line.time_to.minute - line.time_from.minute
