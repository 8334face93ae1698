"""Who reads which papers (domain.md §2.3), and how one leaves: under a Russian name, kept by nobody."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from opora.consultations.models import Session
from opora.conversations.access import TALKERS
from opora.people.access import Actor
from opora.people.models import Role
from opora.schedule.models import Schedule

from .papers import Paper, render_csv, render_docx, render_pdf, render_xlsx

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OTHERS = {"txt": "text/plain; charset=utf-8", "png": "image/png", "zip": "application/zip"}
FORMATS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": (WORD, render_docx),
    "xlsx": (SHEET, render_xlsx),
    "pdf": ("application/pdf", render_pdf),
    "csv": ("text/csv; charset=utf-8", render_csv),
}
TABLES = ("docx", "xlsx", "pdf")
PAGES = ("docx", "pdf")

ALL_SESSIONS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR, Role.SPECIALIST, Role.TRAINING_HEAD})
OWN_SESSIONS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR})
LOAD_READERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR})
EXTRACT_READERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR})
USE_READERS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.TRAINING_HEAD, Role.DIRECTOR})
AIMS_READERS = frozenset({Role.DEPUTY, Role.TRAINING_HEAD, Role.DIRECTOR})
ACTIVITY_READERS = USE_READERS | {Role.TEACHER, Role.OTHER_STAFF}
DRAFT_READERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.SPECIALIST})

CHAT_ARCHIVERS = TALKERS
ANY_CHAT = frozenset({Role.DEPUTY, Role.SPECIALIST})

OPEN_TO_ALL = frozenset({Schedule.State.APPROVED, Schedule.State.PUBLISHED, Schedule.State.SUPERSEDED})


def may_read_grafik(actor: Actor | None, schedule: Schedule) -> bool:
    """What an order approved is public (S1-3.4b); a draft is read by those who make and approve it."""
    if schedule.state in OPEN_TO_ALL:
        return True
    return actor is not None and actor.role in DRAFT_READERS and actor.window.is_open


def may_read_session(actor: Actor, session: Session) -> bool:
    if actor.role in ALL_SESSIONS:
        return True
    return actor.role in OWN_SESSIONS and session.person_id == actor.person.pk


def sees_names(actor: Actor) -> bool:
    """An inspector's guest account is given no names of learners (domain.md §8, case 48)."""
    return actor.role is not Role.AUDITOR


def may_archive_any_chat(actor: Actor) -> bool:
    """Also a conversation he is not in, with a reason that stays in the journal (case 47)."""
    return actor.role in ANY_CHAT


def as_download(paper: Paper, name: str, extension: str, among: tuple[str, ...] = TABLES) -> HttpResponse:
    """A paper as a file of one of the formats; another one is a page that is not (404)."""
    if extension not in among:
        raise Http404
    return sent(FORMATS[extension][1](paper), name, extension)


def sent(made: bytes, name: str, extension: str) -> HttpResponse:
    """A PDF opens in the browser, the rest is saved; the name is Russian (RFC 5987)."""
    kind = FORMATS[extension][0] if extension in FORMATS else OTHERS[extension]
    response = HttpResponse(made, content_type=kind)
    disposition = content_disposition_header(extension != "pdf", f"{name}.{extension}")
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
