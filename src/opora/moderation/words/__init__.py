"""Politeness of a text (S3-3.5c): мат and insults by word forms and disguised spelling. No Django here."""

from .checker import NOTHING, Grade, Hit, OwnWords, check, marked
from .measure import FOLDER, Figures, Line, figures, read_list

__all__ = [
    "FOLDER",
    "NOTHING",
    "Figures",
    "Grade",
    "Hit",
    "Line",
    "OwnWords",
    "check",
    "figures",
    "marked",
    "read_list",
]
