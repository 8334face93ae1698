"""Pages of progress."""

from .final import final
from .help import agreement, disciplines, group, mine
from .imports import apply, discard, preview, undo, upload
from .results import grid, own
from .topics import accept, decline, merge, radar, reopen, topics

__all__ = [
    "accept",
    "agreement",
    "apply",
    "decline",
    "discard",
    "disciplines",
    "final",
    "grid",
    "group",
    "merge",
    "mine",
    "own",
    "preview",
    "radar",
    "reopen",
    "topics",
    "undo",
    "upload",
]
