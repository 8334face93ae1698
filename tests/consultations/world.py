"""A small centre for the tests of consultations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from opora.consultations.models import Session
from opora.kernel.text import NBSP
from opora.people.models import Accommodation, Person
from opora.regulations.models import Provision
from opora.studies.models import Enrolment, IndividualPlan
from tests import make

TOMORROW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 18:00 in Moscow
GROUP_ONLY = "Консультации по подготовке к промежуточной аттестации проводятся только в групповой форме"


def flat(text: str) -> str:
    """Without the no-break spaces of good typography."""
    return text.replace(NBSP, " ")


def edition_s0(number: int = 1) -> None:
    """S0: group only, with the exception for ОВЗ and disability (5.5)."""
    make.edition(
        "S0",
        provisions={Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION: True, Provision.OUTSIDE_LOAD_INDIVIDUAL: True},
        clauses={
            "5.5": f"{GROUP_ONLY}, за исключением лиц с ОВЗ и инвалидов.",
            "5.2": "Право имеет зачисленный.",
        },
        bases={"EXP-01": "5.5", "EXP-02": "5.5", "ACC-01": "5.2"},
        number=number,
    )


def edition_s1() -> None:
    """S1: group only, without exceptions (3.7)."""
    make.edition(
        "S1",
        provisions={Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION: False},
        clauses={"3.7": f"{GROUP_ONLY}."},
        bases={"EXP-01": "3.7"},
    )


@dataclass
class Accommodated:
    """A learner with ОВЗ, an individual plan and everything else an exception may want."""

    learner: Person
    enrolment: Enrolment
    plan: IndividualPlan
    need: Accommodation


def accommodated(group: Any, **values: Any) -> Accommodated:
    who = make.learner("Сидоренко Алёна Игоревна", group)
    enrolment = Enrolment.objects.get(learner=who, group=group)
    plan = IndividualPlan.objects.create(
        enrolment=enrolment, number="5-ИУП", date=date(2026, 11, 10), individual_exam_prep=True
    )
    need = Accommodation.objects.create(
        person=who, kind="disability", document="справка № 1", **{"valid_from": date(2026, 1, 1), **values}
    )
    return Accommodated(who, enrolment, plan, need)


def exam_prep(teacher: Person, group: Any, form: str = "individual", **values: Any) -> Session:
    return make.session(teacher, kind="exam_prep", format=form, groups=[group], **{"capacity": 5, **values})
