"""Papers of what was made together at a consultation."""

from django.utils.translation import override
from PIL import Image

from opora.consultations.models import Session
from opora.files import store
from opora.kernel.times import format_when, local
from opora.meetings.models import BoardPage
from opora.meetings.queries.board import preview_of
from opora.meetings.queries.notes import Written

from ..papers import NotesPaper
from .papers import letterhead


def notes_paper(session: Session, found: Written) -> NotesPaper:
    with override("ru"):
        when = format_when(session.starts_at, session.ends_at, session.branch.timezone, year=True)
    return NotesPaper(
        letterhead=letterhead(),
        when=when,
        leader=session.person.full_name,
        text=found.text,
        authors=found.authors,
        topic=session.topic,
        dated=local(found.at, session.branch.timezone).date(),
    )


def under(page: BoardPage) -> Image.Image | None:
    """What lies under the marks of a page of a board."""
    which = preview_of(page)
    if not which or page.file is None:
        return None
    with store.on_disk(f"{page.file.path}.{which}") as path:
        if path is None:
            return None
        with Image.open(path) as image:
            return image.convert("RGB")
