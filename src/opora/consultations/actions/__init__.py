"""What is done with consultations: one function per intention."""

from .absence import fail_unattended, report_absence, restore_failed
from .booking import book_slot, cancel_booking, change_question, note_refused_ask
from .carrying import carry_over
from .changing import ExtraPlan, cancel_session, create_extra_session, set_topic, substitute
from .dossier import (
    acknowledge,
    acknowledge_on_paper,
    add_evidence,
    answer_prep_question,
    ask_prep_question,
    drop_evidence,
    keep_exception,
    open_window,
)
from .feedback import Opinion, give_feedback
from .generating import generate_sessions
from .group import book_group
from .leaving import release_help
from .means import replace_means, undo_replacement
from .moving import move_session
from .requests import (
    accept_request,
    accept_requests,
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
from .threads import (
    Question,
    answer,
    ask_again,
    ask_in_session,
    ask_teacher,
    close_silent,
    close_thread,
    correct_work,
    finish_over,
    hide_post,
    open_again,
    read_with_reason,
)
from .waiting import join_waiting, leave_waiting

__all__ = [
    "ExtraPlan",
    "Opinion",
    "Question",
    "Record",
    "accept_request",
    "accept_requests",
    "acknowledge",
    "acknowledge_on_paper",
    "add_evidence",
    "answer",
    "answer_prep_question",
    "ask_again",
    "ask_in_session",
    "ask_prep_question",
    "ask_teacher",
    "book_group",
    "book_slot",
    "cancel_booking",
    "cancel_session",
    "carry_over",
    "change_question",
    "close_silent",
    "close_thread",
    "correct_work",
    "create_extra_session",
    "decline_request",
    "drop_evidence",
    "escalate_request",
    "fail_unattended",
    "finish_over",
    "generate_sessions",
    "give_feedback",
    "hide_post",
    "hold_session",
    "join_waiting",
    "keep_exception",
    "leave_waiting",
    "mark_confirmed",
    "mark_no_show",
    "move_session",
    "note_refused_ask",
    "open_again",
    "open_session",
    "open_window",
    "read_with_reason",
    "release_help",
    "replace_means",
    "report_absence",
    "request_help",
    "restore_failed",
    "return_session",
    "set_topic",
    "substitute",
    "undo_replacement",
    "unmark_confirmed",
    "withdraw_request",
]
