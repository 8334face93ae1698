"""What was made together at a consultation, as files for those who took part."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from opora.consultations.models import Session
from opora.consultations.queries.sessions import session_card
from opora.meetings.access import COMERS
from opora.meetings.queries.board import Sheet, sheets_of
from opora.meetings.queries.notes import written
from opora.meetings.queries.together import part_of
from opora.people.access import ActorRequest, allow

from ..access import PAGES, sent
from ..papers.board import board_pdf, board_pictures
from ..queries.meetings import notes_paper, under
from .files import download, known

PLAIN = "txt"


def shared(request: ActorRequest, pk: int) -> Session:
    """404 for who takes no part in it."""
    try:
        session = session_card(request.actor, pk)
    except Session.DoesNotExist as error:
        raise Http404 from error
    if part_of(request.actor, session) is None:
        raise Http404
    return session


@require_GET
@allow(COMERS)
def notes(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, (*PAGES, PLAIN))
    session = shared(request, pk)
    found = written(session)
    if found is None:
        raise Http404
    name = f"Общие заметки {session.date.isoformat()}"
    if format == PLAIN:
        return sent(found.text.encode(), name, PLAIN)
    return download(notes_paper(session, found), name, format)


@require_GET
@allow(COMERS)
def board(request: ActorRequest, pk: int) -> HttpResponse:
    """All pages as one PDF."""
    session, sheets = _sheets(request, pk)
    return _named(session, board_pdf(sheets, under), "pdf")


@require_GET
@allow(COMERS)
def board_images(request: ActorRequest, pk: int) -> HttpResponse:
    """PNG, of several pages in a ZIP."""
    session, sheets = _sheets(request, pk)
    return _named(session, *board_pictures(sheets, under))


def _sheets(request: ActorRequest, pk: int) -> tuple[Session, list[Sheet]]:
    session = shared(request, pk)
    sheets = sheets_of(session)
    if not sheets:
        raise Http404
    return session, sheets


def _named(session: Session, made: bytes, ending: str) -> HttpResponse:
    return sent(made, f"Доска {session.date.isoformat()}", ending)
