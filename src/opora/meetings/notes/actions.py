"""Writing together: changes of one browser are merged into the text, in whatever order they come (ADR 47)."""

from datetime import timedelta

from django.db import transaction

from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person

from .. import rules
from ..events import NotesChanged
from ..models import Notes, NotesBody, NotesEdition
from ..queries.notes import body_of, document
from ..queries.together import Part

EDITION = timedelta(minutes=5)


@transaction.atomic
def write(session: Session, update: bytes, *, by: Part) -> Notes:
    """Merge an update of Yjs. The same again changes nothing.

    Raises ``Refused`` by NOTE-01, NOTE-02 and what is objected to the words; ``ValueError`` for other bytes.
    """
    held, notes = _locked(session)
    enforce(rules.notes_are_open(by.may_change(held, is_open=notes.open), by.leads))
    body = body_of(notes)
    made, text = document(body)
    known = made.get_state()
    was = str(text)
    made.apply_update(update)
    became, state = str(text), made.get_update()
    if made.get_state() == known and became == was:
        return notes
    enforce(rules.notes_fit(len(became), len(state)), *objections(Said(added(was, became), by.person.pk)))
    NotesBody.objects.update_or_create(notes=notes, defaults={"state": state, "text": became})
    if became != was:
        _edition(notes, became, by.person)
    publish(NotesChanged(held.pk))
    return notes


@transaction.atomic
def set_open(session: Session, *, is_open: bool) -> Notes:
    """Whether everybody of the consultation writes, or only who leads it."""
    held, notes = _locked(session)
    notes.open = is_open
    notes.save()
    publish(NotesChanged(held.pk))
    return notes


def _locked(session: Session) -> tuple[Session, Notes]:
    """The row of the consultation is the lock."""
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    notes, _made = Notes.objects.select_related("body").get_or_create(session=held)
    return held, notes


def added(was: str, became: str) -> str:
    """The words that were not there, whole: what is said anew."""
    start = _alike(was, became)
    end = _alike(was[start:][::-1], became[start:][::-1])
    stop = len(became) - end
    if start == stop:
        return ""
    while start and not became[start - 1].isspace():
        start -= 1
    while stop < len(became) and not became[stop - 1].isspace() and not became[stop].isspace():
        stop += 1
    return became[start:stop]


def _alike(one: str, other: str) -> int:
    """How many letters at the beginning are the same."""
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _edition(notes: Notes, text: str, by: Person) -> None:
    """Minutes of writing are one edition, so that a meeting leaves a dozen of them and not a thousand."""
    at = now()
    last = notes.editions.first()
    if last is None or last.began_at <= at - EDITION:
        last = NotesEdition.objects.create(notes=notes, began_at=at, at=at, text=text)
    else:
        last.text, last.at = text, at
        last.save()
    last.authors.add(by)
