"""Shared notes as they are read: the text now, its editions, and what a browser lacks of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from pycrdt import Doc, Text

from opora.consultations.models import Session

from ..models import Notes, NotesBody, NotesEdition

NAME = "text"
EMPTY = b"\x00\x00"  # an update of Yjs in which nothing is


@dataclass(frozen=True, slots=True)
class Written:
    """Notes on paper: the text, when it was changed last, and everybody who has written."""

    text: str
    at: datetime
    authors: tuple[str, ...]


def notes_of(session: Session) -> Notes | None:
    return Notes.objects.select_related("body").filter(session=session).first()


def body_of(notes: Notes | None) -> NotesBody | None:
    """None before the first word."""
    return getattr(notes, "body", None)


def document(body: NotesBody | None) -> tuple["Doc[Text]", Text]:
    """The Yjs document and the text inside it."""
    made: Doc[Text] = Doc()
    text = made.get(NAME, type=Text)
    if body is not None:
        made.apply_update(bytes(body.state))
    return made, text


def lacking(body: NotesBody | None, known: bytes) -> tuple[bytes, bytes]:
    """What a browser that knows ``known`` (a state vector, empty for nothing) lacks, and what is known here.

    Raises ``ValueError`` for bytes that are no state vector.
    """
    made, _text = document(body)
    return made.get_update(known or None), made.get_state()


def editions_of(notes: Notes) -> QuerySet[NotesEdition]:
    """The latest first, with names; two statements."""
    return notes.editions.prefetch_related("authors").defer("text")


def written(session: Session) -> Written | None:
    """None while nothing is written."""
    notes = notes_of(session)
    body = body_of(notes)
    if notes is None or body is None or not body.text.strip():
        return None
    editions = list(editions_of(notes))
    names = dict.fromkeys(who.short_name for one in reversed(editions) for who in one.authors.all())
    return Written(body.text, editions[0].at, tuple(names))
