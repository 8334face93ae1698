"""Tables of meetings: rooms and presence, recordings, what is made together."""

from .recordings import Chapter, Consent, Recording
from .rooms import (
    Choice,
    Guest,
    MediaNode,
    MediaSpan,
    OfSomebody,
    Press,
    Question,
    Room,
    Visit,
    Vote,
    of_one,
    whose,
)
from .together import Board, BoardMark, BoardPage, Notes, NotesBody, NotesEdition

__all__ = [
    "Board",
    "BoardMark",
    "BoardPage",
    "Chapter",
    "Choice",
    "Consent",
    "Guest",
    "MediaNode",
    "MediaSpan",
    "Notes",
    "NotesBody",
    "NotesEdition",
    "OfSomebody",
    "Press",
    "Question",
    "Recording",
    "Room",
    "Visit",
    "Vote",
    "of_one",
    "whose",
]
