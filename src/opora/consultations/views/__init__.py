"""Pages of consultations."""

from .booking import book, cancel
from .card import session
from .lists import mine, teach, week
from .planning import extra, session_cancel, substitute, topic
from .running import hold, no_show, open_

__all__ = [
    "book",
    "cancel",
    "extra",
    "hold",
    "mine",
    "no_show",
    "open_",
    "session",
    "session_cancel",
    "substitute",
    "teach",
    "topic",
    "week",
]
