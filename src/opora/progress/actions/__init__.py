"""Results entered and brought from a СДО, appeals marked, topics decided."""

from .imports import apply_import, choose, discard_import, undo_import, upload_results
from .marks import Marked, mark_appeal, move_mark
from .results import Entered, enter_results
from .topics import accept_topic, decline_topic, merge_topics, reopen_topic

__all__ = [
    "Entered",
    "Marked",
    "accept_topic",
    "apply_import",
    "choose",
    "decline_topic",
    "discard_import",
    "enter_results",
    "mark_appeal",
    "merge_topics",
    "move_mark",
    "reopen_topic",
    "undo_import",
    "upload_results",
]
