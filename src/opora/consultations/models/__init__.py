"""Tables of consultations: sessions, bookings, and what is written down of them."""

from .bookings import AbsenceReport, Booking, RefusedAsk, Waiting
from .feedback import Feedback
from .means import MeansReplacement
from .records import (
    KeptException,
    PrepAcknowledgement,
    PrepEvidence,
    PrepItem,
    PrepQuestion,
    QuestionWindow,
    WorkInterval,
)
from .requests import HelpRequest
from .sessions import Kind, Period, PersonRange, Scope, Session, TopicBasis
from .threads import Post, Thread, ThreadReading

__all__ = [
    "AbsenceReport",
    "Booking",
    "Feedback",
    "HelpRequest",
    "KeptException",
    "Kind",
    "MeansReplacement",
    "Period",
    "PersonRange",
    "Post",
    "PrepAcknowledgement",
    "PrepEvidence",
    "PrepItem",
    "PrepQuestion",
    "QuestionWindow",
    "RefusedAsk",
    "Scope",
    "Session",
    "Thread",
    "ThreadReading",
    "TopicBasis",
    "Waiting",
    "WorkInterval",
]
