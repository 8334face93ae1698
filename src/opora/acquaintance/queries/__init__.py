"""Whom editions concern, what one has to read, who has not, and the agreement behind a signature."""

from .agreement import agreement_of, agreement_text
from .circle import LEARNING, Asked, Progress, asked, due_of, late_people, progress
from .lists import Line, Wanted, circle_of, curated, lines, wanted_rows
from .own import Reading, Waiting, help_order_unread, reading, readings, waiting

__all__ = [
    "LEARNING",
    "Asked",
    "Line",
    "Progress",
    "Reading",
    "Waiting",
    "Wanted",
    "agreement_of",
    "agreement_text",
    "asked",
    "circle_of",
    "curated",
    "due_of",
    "help_order_unread",
    "late_people",
    "lines",
    "progress",
    "reading",
    "readings",
    "waiting",
    "wanted_rows",
]
