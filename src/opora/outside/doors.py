"""Where an answer goes: by the word of what the letter was about. Higher packages add their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from opora.people.models import Person


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as its door takes it. ``by`` is None for who has no cabinet, ``sender`` is his address."""

    message_id: str
    by: Person | None
    sender: str
    sender_name: str
    subject: str
    text: str
    files: Sequence[UploadedFile[Any]] = ()


Door = Callable[[int, Said], str]
"""Puts an answer down and says where («/conversations/17/»). Raises ``Refused``: then the writer is told."""

GENERAL = "general"
DOORS: dict[str, Door] = {}


def door(word: str) -> Callable[[Door], Door]:
    """``GENERAL`` is for letters that answer nothing; its number is 0."""

    def register(function: Door) -> Door:
        DOORS[word] = function
        return function

    return register


def through(about: str, said: Said) -> str:
    """Through the door of «chat:17». Raises ``KeyError`` for an unknown one, ``Refused`` by its rules."""
    word, _colon, number = about.partition(":")
    return DOORS[word](int(number or 0), said)
