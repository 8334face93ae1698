"""What has happened to consultations; higher domains (workload, reports) subscribe."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionsGenerated:
    """Sessions were made by the lines of a published график."""

    schedule_id: int
    session_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SlotBooked:
    booking_id: int
    session_id: int
    learner_id: int


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    booking_id: int
    session_id: int
    by_staff: bool


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """``booking_ids`` lost their place by it."""

    session_id: int
    booking_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionSubstituted:
    """Another worker will come; the график is not changed (domain.md §8, case 6)."""

    session_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SessionHeld:
    """Actual times or intervals stand in the session; said again after every correction.

    ``late_reason`` is why it was entered late (LOAD-07), if the author gave a reason.
    """

    session_id: int
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class SessionReturned:
    """The deputy returned the entry: the session is open for correction."""

    session_id: int


@dataclass(frozen=True, slots=True)
class SessionNoShow:
    """Nobody came; the waiting time stands as actual, if it was recorded."""

    session_id: int
