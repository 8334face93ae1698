"""Who goes to the final attestation and when: by the group's dates, by an individual plan's own (S4-2.1o)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from ..models import Enrolment, Group, GroupPart, PlanPart, ProgrammePart
from ..rules import ACTIVE
from .groups import with_terms


@dataclass(frozen=True, slots=True)
class BeforeFinal:
    """A learner and his day. ``paid_until`` ends the contract, ``credited`` are parts he need not pass."""

    enrolment: Enrolment
    day: date
    paid_until: date | None
    credited: frozenset[int]


def final_runs(groups: QuerySet[Group], on: date) -> QuerySet[GroupPart]:
    """Final attestations of these groups that are not over."""
    rows = GroupPart.objects.filter(group__in=groups, part__kind=ProgrammePart.Kind.FINAL, ends_on__gte=on)
    return rows.select_related("group", "part").order_by("starts_on", "pk")


def before_final(runs: Iterable[GroupPart]) -> list[BeforeFinal]:
    """Learners of the groups of these runs, the nearest day first. Two statements."""
    finals: dict[int, GroupPart] = {}
    for run in runs:
        finals.setdefault(run.group_id, run)
    own = Prefetch("individual_plan__parts", PlanPart.objects.all(), to_attr="kept")
    rows = with_terms(Enrolment.objects.filter(group__in=finals, state__in=ACTIVE))
    rows = rows.select_related("learner", "group", "individual_plan").prefetch_related(own)
    found = [_before(row, finals[row.group_id]) for row in rows]
    return sorted(
        found, key=lambda one: (one.day, one.enrolment.group.code, one.enrolment.learner.search_name)
    )


def _before(enrolment: Enrolment, run: GroupPart) -> BeforeFinal:
    plan = getattr(enrolment, "individual_plan", None)
    parts: list[PlanPart] = plan.kept if plan else []
    own = next((one.starts_on for one in parts if one.part_id == run.part_id), None)
    return BeforeFinal(
        enrolment,
        own or run.attestation_on or run.starts_on,
        enrolment.paid_until,  # type: ignore[attr-defined] # annotated
        frozenset(one.part_id for one in parts if one.way == PlanPart.Way.CREDITED),
    )
