"""Before readers get a file: the antivirus, a picture without its metadata, previews."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.integrations import documents, pictures
from opora.integrations.clamd import threat_in
from opora.kernel.events import publish
from opora.notifications.actions import notify

from .. import store
from ..events import FilePrepared
from ..models import LARGE, SMALL, StoredFile
from ..rules import file_is_clean

UNKNOWN = "application/octet-stream"
State = StoredFile.State


@dataclass(frozen=True, slots=True)
class Shown:
    """Previews beside the file they are of: the ending of the path, the place on the disk."""

    previews: dict[str, Path]


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def wants_preparing(stored: StoredFile) -> bool:
    """Whether there is something to do with it after it has come."""
    return bool(settings.CLAMD) or stored.content_type in pictures.READ or _is_drawn(stored)


def _is_drawn(stored: StoredFile) -> bool:
    is_office = ending_of(stored.name) in documents.OFFICE and documents.office_program() is not None
    return stored.content_type == documents.PDF or is_office


def clean_picture(stored: StoredFile, source: Path) -> Shown:
    """Take the metadata out of the picture at ``source`` and draw its previews beside it.

    Sets the points and the type on ``stored``. Raises what ``integrations.pictures`` does.
    """
    bare = source.with_suffix(".bare")
    small, large = source.with_suffix(".small"), source.with_suffix(".large")
    try:
        became = pictures.cleaned(source, bare, stored.content_type)
        for target, side in ((small, SMALL), (large, LARGE)):
            pictures.thumbnail(bare, target, became.content_type, side)
        bare.replace(source)
    except BaseException:
        for path in (bare, small, large):
            path.unlink(missing_ok=True)
        raise
    if became.content_type != stored.content_type:
        stored.name = f"{stored.name.rpartition('.')[0] or stored.name}.jpg"
    stored.content_type = became.content_type
    stored.width, stored.height = became.width, became.height
    return Shown({"small": small, "large": large})


def write_previews(stored: StoredFile, shown: Shown) -> None:
    for ending, path in shown.previews.items():
        store.put(f"{stored.path}.{ending}", path)


def prepared(pk: int) -> StoredFile | None:
    """Look at a file that waits, clean it, draw it; readers hear of it. None when it is gone.

    The long work is done outside the transaction; done twice it is the same. Raises
    :class:`~opora.integrations.clamd.ScannerAway`: then the job is done again later.
    """
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None:
        return None
    before = (stored.state, stored.width, stored.pages)
    with _working_copy(stored) as source:
        if source is None:
            return None
        _look(stored, source)
    if (stored.state, stored.width, stored.pages) != before:
        _save(stored)
    return stored


@contextmanager
def _working_copy(stored: StoredFile) -> Iterator[Path | None]:
    """The kept bytes in a folder of their own, which goes afterwards."""
    with (
        store.on_disk(stored.path) as kept,
        tempfile.TemporaryDirectory(dir=store.unfinished()) as folder,
    ):
        if kept is None:
            yield None
            return
        copy = Path(folder) / "file"
        try:
            copy.hardlink_to(kept)
        except OSError:  # another disk, or one that knows no links
            shutil.copyfile(kept, copy)
        yield copy


def _look(stored: StoredFile, source: Path) -> None:
    if settings.CLAMD and stored.state == State.CHECKING:
        with source.open("rb") as content:
            stored.threat = threat_in(content, settings.CLAMD)[:200]
        if stored.threat:
            stored.state = State.INFECTED
            return
    if stored.content_type in pictures.READ and stored.width is None:
        _draw_picture(stored, source)
        return
    stored.state = State.READY
    if _is_drawn(stored) and not stored.pages:
        _draw_pages(stored, source)


def _draw_picture(stored: StoredFile, source: Path) -> None:
    try:
        shown = clean_picture(stored, source)
    except pictures.TooManyPointsError:
        stored.state = State.BROKEN
        return
    except pictures.NotAPictureError:
        stored.content_type, stored.state = UNKNOWN, State.READY
        return
    stored.sha256, stored.size = store.digest_and_head(source)[0], source.stat().st_size
    write_previews(stored, shown)
    store.put(stored.path, source)
    stored.state = State.READY


def _draw_pages(stored: StoredFile, source: Path) -> None:
    folder = source.parent
    pdf: Path | None = source
    if stored.content_type != documents.PDF:
        pdf = documents.pdf_of_office(source, ending_of(stored.name), folder)
    pages = documents.pages_of_pdf(pdf, folder) if pdf else []
    for number, page in enumerate(pages, 1):
        store.put(f"{stored.path}.page{number}", page)
    stored.pages = len(pages)


@transaction.atomic
def _save(stored: StoredFile) -> None:
    stored.save()
    publish(FilePrepared(stored.pk))
    refusal = file_is_clean(stored)
    if refusal is None or stored.kept_by is None:
        return
    with override("ru"):
        notify(
            stored.kept_by,
            key=f"file-{stored.pk}-infected",
            title=_("Файл «{name}» заражён").format(name=stored.name),
            body=f"{refusal.words} {refusal.next_step}",
            url=reverse("notifications:list"),
        )
