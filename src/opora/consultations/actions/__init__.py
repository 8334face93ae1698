"""What is done with consultations: one function per intention."""

from .booking import book_slot, cancel_booking
from .carrying import carry_over
from .changing import ExtraPlan, cancel_session, create_extra_session, set_topic, substitute
from .generating import generate_sessions
from .running import (
    Record,
    hold_session,
    mark_confirmed,
    mark_no_show,
    open_session,
    return_session,
    unmark_confirmed,
)

__all__ = [
    "ExtraPlan",
    "Record",
    "book_slot",
    "cancel_booking",
    "cancel_session",
    "carry_over",
    "create_extra_session",
    "generate_sessions",
    "hold_session",
    "mark_confirmed",
    "mark_no_show",
    "open_session",
    "return_session",
    "set_topic",
    "substitute",
    "unmark_confirmed",
]
