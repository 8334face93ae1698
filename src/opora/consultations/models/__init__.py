"""Tables of consultations: sessions, bookings, and what is written down of them."""

from .bookings import AbsenceReport, Booking, RefusedAsk, Waiting
from .records import PrepItem, WorkInterval
from .requests import HelpRequest
from .sessions import Kind, Period, PersonRange, Scope, Session, TopicBasis

__all__ = [
    "AbsenceReport",
    "Booking",
    "HelpRequest",
    "Kind",
    "Period",
    "PersonRange",
    "PrepItem",
    "RefusedAsk",
    "Scope",
    "Session",
    "TopicBasis",
    "Waiting",
    "WorkInterval",
]
