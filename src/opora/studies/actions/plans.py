"""The individual plan: its own parts, hours and dates (S0-2.2e, S2-7, S2-8c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from opora.kernel.rules import enforce

from ..models import Enrolment, IndividualPlan, PlanPart, ProgrammePart
from ..rules import orders as rules


@dataclass(frozen=True, slots=True)
class PlanRow:
    """How one part is taken; without dates the group's own ones hold."""

    part: ProgrammePart
    way: str = PlanPart.Way.STUDY
    hours: int = 0
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def set_individual_plan(
    enrolment: Enrolment, *, number: str, on: date, individual_exam_prep: bool = False
) -> IndividualPlan:
    """ИУП of an enrolment, the ground of the exam-prep exception (S0-5.5c)."""
    row, _created = IndividualPlan.objects.update_or_create(
        enrolment=enrolment,
        defaults={"number": number.strip(), "date": on, "individual_exam_prep": individual_exam_prep},
    )
    return row


@transaction.atomic
def set_plan_parts(plan: IndividualPlan, rows: Sequence[PlanRow]) -> IndividualPlan:
    """The whole composition at once. Raises :class:`~opora.kernel.errors.Refused` by ENR-17, ENR-18."""
    plan = (
        IndividualPlan.objects.select_for_update(of=("self",))
        .select_related("enrolment__group__programme")
        .get(pk=plan.pk)
    )
    enforce(
        rules.parts_are_of_programme([row.part for row in rows], plan.enrolment.group.programme),
        *(rules.plan_dates_are_whole(row.starts_on, row.ends_on) for row in rows),
    )
    plan.parts.all().delete()
    PlanPart.objects.bulk_create(
        PlanPart(
            plan=plan,
            part=row.part,
            way=row.way,
            hours=row.hours,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    )
    return plan
