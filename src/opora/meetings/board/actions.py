"""Drawing together: each mark gets its number under one lock, so all browsers see one order (ADR 47)."""

from collections.abc import Iterable
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from opora.consultations.models import Session
from opora.files.actions.keeping import keep
from opora.files.models import StoredFile
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections

from .. import rules
from ..events import BoardChanged
from ..models import Board, BoardMark, BoardPage
from ..queries.together import Part
from .marks import Drawn


@transaction.atomic
def draw(session: Session, marks: Iterable[Drawn], *, by: Part) -> None:
    """The same marks again change nothing; of a page that is gone they are nobody's.

    Raises ``Refused`` by BRD-01, BRD-02 and what is objected to words.
    """
    held, board = _locked(session)
    enforce(rules.board_is_open(by.may_change(held, is_open=board.open), by.leads))
    every = list(marks)
    known = set(
        board.marks.filter(client_id__in=[one.client_id for one in every]).values_list("client_id", flat=True)
    )
    pages = set(board.pages.values_list("pk", flat=True))
    fresh = [one for one in every if one.client_id not in known and one.page in pages]
    if not fresh:
        return
    enforce(
        *(rules.page_has_room(board.marks.filter(page=page).count()) for page in {one.page for one in fresh})
    )
    words = " ".join(one.words for one in fresh if one.words)
    if words:
        enforce(*objections(Said(words, by.person.pk)))
    change, at = _next(board), now()
    BoardMark.objects.bulk_create(
        BoardMark(
            board=board, page_id=one.page, change=change, client_id=one.client_id, stroke=one.stroke,
            kind=one.kind, color=one.color, width=one.width, points=list(one.points), words=one.words,
            by=by.person, at=at,
        )
        for one in fresh
    )  # fmt: skip
    publish(BoardChanged(held.pk))


@transaction.atomic
def erase(session: Session, strokes: Iterable[UUID], *, by: Part) -> None:
    """Own ones; who leads takes away anybody's. Raises ``Refused`` by BRD-01."""
    held, board = _locked(session)
    enforce(rules.board_is_open(by.may_change(held, is_open=board.open), by.leads))
    there = board.marks.filter(stroke__in=list(strokes), gone=False)
    mine = there if by.leads else there.filter(by=by.person)
    if mine.update(gone=True, change=_next(board)):
        publish(BoardChanged(held.pk))


@transaction.atomic
def add_page(session: Session, *, by: Part) -> BoardPage:
    """An empty one, shown at once. Raises ``Refused`` by BRD-01, BRD-02."""
    held, board = _led(session, by)
    enforce(rules.board_has_room(board.pages.count()))
    page = BoardPage.objects.create(board=board)
    _shown(held, board, page)
    return page


@transaction.atomic
def add_file(session: Session, upload: "UploadedFile[bytes]", *, by: Part) -> BoardPage:
    """A picture is a page, a document as many as it has; they appear when it is drawn (:func:`unfold`).

    Raises ``Refused`` by BRD-01, BRD-02, BRD-03 and by those of files.
    """
    held, board = _led(session, by)
    enforce(rules.board_has_room(board.pages.count()))
    stored = keep(upload, by=by.person)
    if refusal := rules.lies_under_a_board(stored):
        raise Refused(refusal)
    page = BoardPage.objects.create(board=board, file=stored)
    _shown(held, board, page)
    unfold(stored)
    return page


@transaction.atomic
def unfold(stored: StoredFile) -> None:
    """A document that has been drawn gets its other pages; browsers learn what lies under them."""
    for first in BoardPage.objects.select_related("board").filter(file=stored, leaf=1):
        board = Board.objects.select_for_update().get(pk=first.board_id)
        if not board.pages.filter(file=stored, leaf__gt=1).exists():
            BoardPage.objects.bulk_create(
                BoardPage(board=board, file=stored, leaf=leaf) for leaf in range(2, stored.pages + 1)
            )
        publish(BoardChanged(board.session_id))


@transaction.atomic
def show_page(session: Session, page: int, *, by: Part) -> None:
    """Everybody is led to it. Raises ``Refused`` by BRD-01."""
    held, board = _led(session, by)
    found = board.pages.filter(pk=page).first()
    if found is not None:
        _shown(held, board, found)


@transaction.atomic
def clear_page(session: Session, page: int, *, by: Part) -> None:
    """Everything drawn on it goes, what lies under it stays. Raises ``Refused`` by BRD-01."""
    held, board = _led(session, by)
    if board.marks.filter(page=page, gone=False).update(gone=True, change=_next(board)):
        publish(BoardChanged(held.pk))


@transaction.atomic
def set_open(session: Session, *, is_open: bool) -> Board:
    """Whether everybody of the consultation draws, or only who leads it."""
    held, board = _locked(session)
    board.open = is_open
    board.save()
    publish(BoardChanged(held.pk))
    return board


def _locked(session: Session) -> tuple[Session, Board]:
    """The row of the consultation is the lock."""
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    board, _made = Board.objects.get_or_create(session=held)
    return held, board


def _led(session: Session, by: Part) -> tuple[Session, Board]:
    """Pages are turned and added by who leads; the view lets in nobody else."""
    held, board = _locked(session)
    enforce(rules.board_is_open(by.leads and by.may_change(held, is_open=board.open), by.leads))
    return held, board


def _shown(session: Session, board: Board, page: BoardPage) -> None:
    board.page = page
    board.save()
    publish(BoardChanged(session.pk))


def _next(board: Board) -> int:
    return (board.marks.aggregate(last=Max("change"))["last"] or 0) + 1
