"""The board as browsers and the paper of it see it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.urls import reverse

from opora.consultations.models import Session
from opora.files.models import StoredFile
from opora.kernel.clock import now

from ..models import Board, BoardMark, BoardPage
from .together import Part

WIDTH, HEIGHT = 1600, 1000
COLORS = ("#1b1f24", "#c62828", "#1565c0", "#2e7d32", "#b45309", "#6a1b9a")
PENS, LETTERS = (3, 6, 12), (28, 40, 64)  # thickness of a line, height of letters
LOOK = {"colors": COLORS, "pens": PENS, "letters": LETTERS}
DRAWN_WITHIN = timedelta(minutes=2)


def board_of(session: Session) -> Board | None:
    return Board.objects.filter(session=session).first()


def has_marks(session: Session) -> bool:
    return BoardMark.objects.filter(board__session=session, gone=False).exists()


def changes(session: Session, after: int, part: Part) -> dict[str, Any]:
    """What has happened since the event ``after``; from 0 the whole board. A few statements."""
    board = board_of(session)
    if board is None:
        return {"change": 0, "page": 0, "pages": [], "marks": [], "open": False, "may": part.leads}
    rows = board.marks.filter(change__gt=after)
    rows = rows if after else rows.filter(gone=False)
    marks = [_told(one, part) for one in rows]
    last = board.marks.aggregate(last=Max("change"))["last"] or 0
    return {
        "change": max(last, after),
        "page": board.page_id or 0,
        "pages": [_page(session, one) for one in board.pages.select_related("file")],
        "marks": marks,
        "open": board.open,
        "may": part.may_change(session, is_open=board.open),
    }


def _told(mark: BoardMark, part: Part) -> dict[str, Any]:
    if mark.gone:
        return {"id": str(mark.client_id), "gone": True}
    return {
        "id": str(mark.client_id),
        "stroke": str(mark.stroke),
        "page": mark.page_id,
        "kind": mark.kind,
        "color": mark.color,
        "width": mark.width,
        "points": mark.points,
        "words": mark.words,
        "mine": part.leads or mark.by_id == part.person.pk,
    }


def _page(session: Session, page: BoardPage) -> dict[str, Any]:
    """``under``: the address of what lies under the marks; ``waits`` while it is being drawn."""
    under = reverse("meetings:board_under", args=[session.pk, page.pk]) if preview_of(page) else ""
    return {"id": page.pk, "under": under, "waits": not under and _is_awaited(page)}


def _is_awaited(page: BoardPage) -> bool:
    """A document that nobody could draw is waited for no longer than :data:`DRAWN_WITHIN`."""
    if page.file is None or page.file.state not in (StoredFile.State.CHECKING, StoredFile.State.READY):
        return False
    return page.file.state == StoredFile.State.CHECKING or now() - page.created_at < DRAWN_WITHIN


def preview_of(page: BoardPage) -> str:
    """Which preview of its file lies under a page; empty for none, or while there is none yet."""
    file = page.file
    if file is None or not file.is_ready:
        return ""
    if file.is_picture:
        return "large"
    return f"page{page.leaf}" if page.leaf <= file.pages else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page for printing, with its marks in their order."""

    page: BoardPage
    marks: tuple[BoardMark, ...]


def sheets_of(session: Session) -> list[Sheet]:
    """All pages; two statements."""
    board = board_of(session)
    if board is None:
        return []
    marks: dict[int, list[BoardMark]] = {}
    for one in board.marks.filter(gone=False):
        marks.setdefault(one.page_id, []).append(one)
    pages = board.pages.select_related("file")
    return [Sheet(page, tuple(marks.get(page.pk, ()))) for page in pages]
