"""Pages of consultations."""

from .booking import book, cancel
from .card import session
from .editions import compare_editions
from .lists import mine, teach, week
from .planning import extra, session_cancel, substitute, topic
from .requests import accept, ask, decline, request_file, requests, withdraw
from .running import hold, no_show, open_
from .waiting import absent, move, restore, stop_waiting, wait

__all__ = [
    "absent",
    "accept",
    "ask",
    "book",
    "cancel",
    "compare_editions",
    "decline",
    "extra",
    "hold",
    "mine",
    "move",
    "no_show",
    "open_",
    "request_file",
    "requests",
    "restore",
    "session",
    "session_cancel",
    "stop_waiting",
    "substitute",
    "teach",
    "topic",
    "wait",
    "week",
    "withdraw",
]
