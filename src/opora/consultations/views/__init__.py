"""Pages of consultations."""

from .booking import book, cancel
from .card import session
from .lists import mine, teach, week
from .planning import extra, session_cancel, substitute, topic
from .running import hold, no_show, open_
from .waiting import absent, move, restore, stop_waiting, wait

__all__ = [
    "absent",
    "book",
    "cancel",
    "extra",
    "hold",
    "mine",
    "move",
    "no_show",
    "open_",
    "restore",
    "session",
    "session_cancel",
    "stop_waiting",
    "substitute",
    "teach",
    "topic",
    "wait",
    "week",
]
