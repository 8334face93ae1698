"""Facts about programmes, groups and learners that higher domains hear."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LearnerEnrolled:
    """An order enrolled a learner: the right to help begins on ``on`` (S0-5.2)."""

    enrolment_id: int
    learner_id: int
    group_id: int
    on: date


@dataclass(frozen=True, slots=True)
class EnrolmentMoved:
    """An order moved an enrolment; ``was`` and ``became`` are values of ``Enrolment.State``."""

    enrolment_id: int
    learner_id: int
    group_id: int
    was: str
    became: str
    on: date


@dataclass(frozen=True, slots=True)
class GroupPartChanged:
    """A group studies a part in other dates, with another teacher or another day of attestation.

    ``attestation_was`` is the day before the change, None for a new term or one without attestation.
    """

    group_id: int
    part_id: int
    attestation_was: date | None = None


@dataclass(frozen=True, slots=True)
class LearnersImported:
    """A list was applied whole; ``enrolled`` is the number of new enrolments, told once for all of them."""

    import_id: int
    enrolled: int


@dataclass(frozen=True, slots=True)
class LearnerOrderMoved:
    """An order on learners went a step on or back; values of ``LearnerOrder.State``."""

    order_id: int
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class GroupsMerged:
    """Learners of one group go on in another; what was held stays with the old code (case 18)."""

    group_id: int
    into_id: int
    on: date
