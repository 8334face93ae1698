"""Pages of consultations."""

from .booking import book, book_group, booking_file, cancel, question_edit
from .card import session
from .dossier import (
    acknowledge,
    add_evidence,
    dossier,
    drop_evidence,
    evidence_file,
    keep_exception,
    materials,
    paper,
    prep_answer,
    prep_ask,
    preps,
    window,
)
from .editions import compare_editions
from .feedback import feedback, feedback_thread
from .lists import mine, teach, week
from .means import means, means_replace, means_undo
from .planning import extra, session_cancel, substitute, topic
from .poster import poster
from .requests import accept, ask, decline, request_file, requests, withdraw
from .running import hold, no_show, open_
from .several import accept_several, cancel_several, decline_several, substitute_several
from .threads import (
    question,
    thread,
    thread_close,
    thread_file,
    thread_reopen,
    thread_why,
    threads,
    work_time,
)
from .waiting import absent, move, restore, stop_waiting, wait

__all__ = [
    "absent",
    "accept",
    "accept_several",
    "acknowledge",
    "add_evidence",
    "ask",
    "book",
    "book_group",
    "booking_file",
    "cancel",
    "cancel_several",
    "compare_editions",
    "decline",
    "decline_several",
    "dossier",
    "drop_evidence",
    "evidence_file",
    "extra",
    "feedback",
    "feedback_thread",
    "hold",
    "keep_exception",
    "materials",
    "means",
    "means_replace",
    "means_undo",
    "mine",
    "move",
    "no_show",
    "open_",
    "paper",
    "poster",
    "prep_answer",
    "prep_ask",
    "preps",
    "question",
    "question_edit",
    "request_file",
    "requests",
    "restore",
    "session",
    "session_cancel",
    "stop_waiting",
    "substitute",
    "substitute_several",
    "teach",
    "thread",
    "thread_close",
    "thread_file",
    "thread_reopen",
    "thread_why",
    "threads",
    "topic",
    "wait",
    "week",
    "window",
    "withdraw",
    "work_time",
]
