"""What is done with consultations: one function per intention."""

from .absence import fail_unattended, report_absence, restore_failed
from .booking import book_slot, cancel_booking, note_refused_ask
from .carrying import carry_over
from .changing import ExtraPlan, cancel_session, create_extra_session, set_topic, substitute
from .generating import generate_sessions
from .leaving import release_places
from .moving import move_session
from .requests import (
    accept_request,
    decline_request,
    escalate_request,
    request_help,
    withdraw_request,
)
from .running import (
    Record,
    hold_session,
    mark_confirmed,
    mark_no_show,
    open_session,
    return_session,
    unmark_confirmed,
)
from .waiting import join_waiting, leave_waiting

__all__ = [
    "ExtraPlan",
    "Record",
    "accept_request",
    "book_slot",
    "cancel_booking",
    "cancel_session",
    "carry_over",
    "create_extra_session",
    "decline_request",
    "escalate_request",
    "fail_unattended",
    "generate_sessions",
    "hold_session",
    "join_waiting",
    "leave_waiting",
    "mark_confirmed",
    "mark_no_show",
    "move_session",
    "note_refused_ask",
    "open_session",
    "release_places",
    "report_absence",
    "request_help",
    "restore_failed",
    "return_session",
    "set_topic",
    "substitute",
    "unmark_confirmed",
    "withdraw_request",
]
