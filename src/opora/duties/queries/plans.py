"""Plans of introducing ЭО and ДОТ: how far each is, what is late, what the system shows of a measure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from ..models import Measure, Plan
from .evidence import Evidence, evidence_of

OPEN = (Measure.State.AHEAD, Measure.State.GOING)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure as its page and paper show it on a day; ``late``: days after its term, 0 when in time."""

    measure: Measure
    evidence: Evidence | None
    late: int


def plans(on: date) -> QuerySet[Plan]:
    """With ``total``, ``done`` (or dropped) and ``late`` counted; the latest first."""
    late = Q(measures__due_on__lt=on, measures__state__in=OPEN, state=Plan.State.APPROVED)
    rows = Plan.objects.select_related("written_by", "approved_by").annotate(
        total=Count("measures"),
        done=Count("measures", filter=~Q(measures__state__in=OPEN)),
        late=Count("measures", filter=late),
    )
    return rows.order_by("-starts_on", "-pk")


def measure_lines(plan: Plan, on: date) -> list[MeasureLine]:
    """By their terms. A constant number of statements a kind of figure."""
    rows = list(plan.measures.select_related("responsible"))
    people: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.evidence:
            people[row.evidence].add(row.responsible_id)
    shown = evidence_of(people, on, people)
    runs = plan.state == Plan.State.APPROVED
    return [
        MeasureLine(
            row,
            shown.get(row.evidence),
            max((on - row.due_on).days, 0) if runs and row.is_open else 0,
        )
        for row in rows
    ]


def open_measures(due: date | None = None, before: date | None = None) -> QuerySet[Measure]:
    """Of plans that are carried out: those of a day, or those whose term has passed."""
    rows = Measure.objects.filter(plan__state=Plan.State.APPROVED, state__in=OPEN)
    if due:
        rows = rows.filter(due_on=due)
    if before:
        rows = rows.filter(due_on__lt=before)
    return rows.select_related("responsible", "plan")


def told_of_today(on: date, *, every: int) -> QuerySet[Measure]:
    """Late ones whose day to be reminded of is today: the day after the term, then every so many days."""
    days = [on - timedelta(days=1 + n * every) for n in range(53)]
    return open_measures(before=on).filter(due_on__in=days)
