"""What has happened to consultations; higher domains (workload, reports) subscribe."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionsGenerated:
    """Sessions were made by the lines of a published график."""

    schedule_id: int
    session_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SlotBooked:
    """``from_waiting``: a freed place went to the first in the waiting list."""

    booking_id: int
    session_id: int
    learner_id: int
    starts_at: datetime
    from_waiting: bool = False


@dataclass(frozen=True, slots=True)
class QuestionChanged:
    """What the learner's side asks to a meeting was written anew."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class GroupBooked:
    """A curator, the worker or the deputy put a whole group into a session."""

    session_id: int
    booking_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    booking_id: int
    session_id: int
    by_staff: bool


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """``booking_ids`` lost their place by it, ``waiting_ids`` wait for it no more."""

    session_id: int
    booking_ids: tuple[int, ...] = ()
    waiting_ids: tuple[int, ...] = ()


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


@dataclass(frozen=True, slots=True)
class SeatOffered:
    """A place is free so late that nobody is put into it unasked: those who wait are told."""

    session_id: int
    waiting_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SessionMoved:
    """``session_id`` stands at another time as ``new_id``; ``lost_ids`` could not go along."""

    session_id: int
    new_id: int
    booking_ids: tuple[int, ...]
    lost_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerReportedAbsent:
    """Booked learners say that the worker has not come; it may still begin (case 10)."""

    session_id: int
    report_id: int


@dataclass(frozen=True, slots=True)
class SessionFailed:
    """It did not take place by the worker's fault: no minutes, an event for the head (S1-4.1)."""

    session_id: int
    booking_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HelpRequested:
    request_id: int


@dataclass(frozen=True, slots=True)
class HelpRequestDecided:
    """Accepted with a session, or declined with the reason (CON-01)."""

    request_id: int


@dataclass(frozen=True, slots=True)
class HelpRequestEscalated:
    """Two days without an answer: the deputy and the curator answer for it."""

    request_id: int


@dataclass(frozen=True, slots=True)
class ThreadAsked:
    """A question of an offline consultation, or more of it, waits for an answer.

    ``recorded``: it was answered elsewhere and is written down with its answer, so nobody has to be called.
    """

    thread_id: int
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class ThreadAnswered:
    thread_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class ThreadClosed:
    thread_id: int
    by_worker: bool


@dataclass(frozen=True, slots=True)
class WorkWritten:
    """Intervals of an offline consultation were added or put right; it may still go on."""

    session_id: int


@dataclass(frozen=True, slots=True)
class ExamPrepWindowOpened:
    """Those who missed exam-prep may read its materials and ask till a day."""

    session_id: int


@dataclass(frozen=True, slots=True)
class PrepQuestionAsked:
    question_id: int


@dataclass(frozen=True, slots=True)
class PrepQuestionAnswered:
    """The answer has its own actual time: hours count it (S0-5.10a)."""

    question_id: int


@dataclass(frozen=True, slots=True)
class SessionMeansReplaced:
    """Planned meetings go by another means of communication; ``undone``: by the former one again."""

    replacement_id: int
    session_ids: tuple[int, ...]
    undone: bool
