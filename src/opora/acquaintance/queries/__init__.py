"""Whom editions concern, what one has to read, who has not, and the agreement behind a signature."""

from .agreement import agreement_of, agreement_text
from .circle import LEARNING, Asked, Progress, asked, due_of, late_people, progress
from .lists import Line, Wanted, curated, lines, wanted_rows
from .own import Reading, help_order_unread, reading, readings

__all__ = [
    "LEARNING",
    "Asked",
    "Line",
    "Progress",
    "Reading",
    "Wanted",
    "agreement_of",
    "agreement_text",
    "asked",
    "curated",
    "due_of",
    "help_order_unread",
    "late_people",
    "lines",
    "progress",
    "reading",
    "readings",
    "wanted_rows",
]
