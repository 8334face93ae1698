"""Facts about the график; heard by consultations, notifications and the site."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleSubmitted:
    """A draft was sent to the director; its lines are frozen from now on (SCH-06)."""

    schedule_id: int


@dataclass(frozen=True, slots=True)
class ScheduleReturned:
    """The director sent it back with a remark; it is a draft again."""

    schedule_id: int
    remark: str


@dataclass(frozen=True, slots=True)
class ScheduleApproved:
    """It is approved as the act says (S1-3.4a); it is not yet shown to anybody."""

    schedule_id: int


@dataclass(frozen=True, slots=True)
class SchedulePublished:
    """It stands on the site and opens booking (SCH-04). ``previous_id``: the edition it replaced, if any."""

    schedule_id: int
    previous_id: int | None


@dataclass(frozen=True, slots=True)
class LinesAsked:
    """Workers are asked to propose their lines to a draft (S0-5.1)."""

    schedule_id: int


@dataclass(frozen=True, slots=True)
class LinesReminded:
    """Those who have not answered are reminded."""

    schedule_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProposalAccepted:
    """A worker's line stands in the draft as proposed."""

    proposal_id: int


@dataclass(frozen=True, slots=True)
class ProposalReturned:
    """A worker's proposal came back with words."""

    proposal_id: int


@dataclass(frozen=True, slots=True)
class StandRecorded:
    """A person said that the printed edition hangs on a stand (SCH-09)."""

    publication_id: int
