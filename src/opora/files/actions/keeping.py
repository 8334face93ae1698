"""Keeping what was attached."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from opora.integrations import pictures
from opora.kernel.errors import Refused
from opora.kernel.outage import NO_ROOM
from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import store
from ..models import StoredFile
from ..rules import disk_is_full, file_fits, kind_is_safe, picture_is_refused
from .preparing import UNKNOWN, Shown, clean_picture, wants_preparing, write_previews

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
AT_ONCE_POINTS = 2_000_000
RECORDED = {"video/webm": "audio/webm", "video/mp4": "audio/mp4", "application/ogg": "audio/ogg"}
State, Kind = StoredFile.State, StoredFile.Kind


@transaction.atomic
def keep(upload: UploadedFile[Any], *, by: Person | None) -> StoredFile:
    """Store one uploaded file. Raises :class:`~opora.kernel.errors.Refused` by FIL-01, 02, 03, 10."""
    name = plain_name(upload.name or "файл")
    enforce(file_fits(name, upload.size or 0), kind_is_safe(name))
    source = _written(upload, name)
    try:
        return taken_in(source, name=name, by=by)
    finally:
        source.unlink(missing_ok=True)


@transaction.atomic
def keep_all(uploads: Iterable[UploadedFile[Any]], *, by: Person | None) -> list[StoredFile]:
    """Store several, all or none."""
    return [keep(upload, by=by) for upload in uploads]


@transaction.atomic
def keep_made(source: Path, *, name: str, content_type: str, by: Person | None) -> StoredFile:
    """Store what the programme made itself: neither looked at nor scanned. ``source`` is given away."""
    digest, _head = store.digest_and_head(source)
    size, path = source.stat().st_size, new_path()
    _put(path, source, name)
    return StoredFile.objects.create(
        name=plain_name(name), path=path, size=size, sha256=digest, content_type=content_type, kept_by=by
    )


@transaction.atomic
def discard(stored: StoredFile) -> None:
    """Nobody needs it any more; its bytes are without a row now, the nightly sweep takes them."""
    stored.delete()


def taken_in(
    source: Path,
    *,
    name: str,
    by: Person | None,
    kind: str = Kind.FILE,
    seconds: int | None = None,
    peaks: list[int] | None = None,
) -> StoredFile:
    """Make a stored file of a whole file of the disk, which is given away; inside a transaction.

    A small picture is cleaned and drawn at once; what takes longer waits for a job, read by nobody till then.
    Raises ``Refused`` by FIL-02, 03, 10.
    """
    digest, head = store.digest_and_head(source)
    enforce(kind_is_safe(name, head))
    content_type = _type_of(head, name)
    if kind != Kind.FILE:
        content_type = RECORDED.get(content_type, content_type) if kind == Kind.VOICE else content_type
        kind = kind if content_type.startswith(("audio/", "video/")) else Kind.FILE
    stored = StoredFile(
        name=name, path=new_path(), sha256=digest, content_type=content_type, kept_by=by,
        kind=kind, seconds=seconds, peaks=peaks or [],
    )  # fmt: skip
    drawn: Shown | None = None
    try:
        if _is_for_now(source, content_type):
            drawn = clean_picture(stored, source)
    except pictures.TooManyPointsError as error:
        raise Refused(picture_is_refused(name)) from error
    except pictures.NotAPictureError:
        stored.content_type = UNKNOWN
    except OSError as error:
        raise _no_room(error, name) from error
    if drawn is not None:
        stored.sha256 = store.digest_and_head(source)[0]
        write_previews(stored, drawn)
    stored.size = source.stat().st_size
    later = drawn is None and wants_preparing(stored)
    if later and (settings.CLAMD or stored.content_type in pictures.READ):
        stored.state = State.CHECKING
    _put(stored.path, source, name)
    stored.save()
    if later:
        from ..tasks import prepare  # noqa: PLC0415 -- the task calls the actions

        prepare.defer(file=stored.pk)
    return stored


def _is_for_now(source: Path, content_type: str) -> bool:
    if settings.CLAMD or content_type not in pictures.READ:
        return False
    return pictures.points_of(source, content_type) <= AT_ONCE_POINTS


def new_path() -> str:
    return f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"


def plain_name(name: str) -> str:
    """The last part of the name without control characters, at most 200 characters, the ending kept."""
    clean = (
        "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip() or "файл"
    )
    stem, dot, ending = clean.rpartition(".")
    if len(clean) <= 200:
        return clean
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if dot and len(ending) < 20 else clean[:200]


def _written(upload: UploadedFile[Any], name: str) -> Path:
    """A file of the disk with what the form brought."""
    target = store.root() / store.UNFINISHED / f"form-{secrets.token_hex(16)}"
    try:
        store.unfinished()
        with target.open("xb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise _no_room(error, name) from error
    return target


def _put(path: str, source: Path, name: str) -> None:
    try:
        store.put(path, source)
    except OSError as error:
        raise _no_room(error, name) from error


def _no_room(error: OSError, name: str) -> Exception:
    return Refused(disk_is_full(name)) if error.errno in NO_ROOM else error


def _type_of(head: bytes, name: str) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "image/heic"  # for puremagic it is a film
    try:
        return puremagic.from_string(head, mime=True, filename=name) or UNKNOWN
    except puremagic.PureError:
        return UNKNOWN
