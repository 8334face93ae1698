"""Keeping what was attached."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from opora.kernel.errors import Refused
from opora.kernel.outage import NO_ROOM
from opora.kernel.rules import enforce
from opora.people.models import Person

from .models import StoredFile
from .rules import disk_is_full, file_fits, kind_is_safe

UNKNOWN = "application/octet-stream"
HEAD = 8192


@transaction.atomic
def keep(upload: UploadedFile[Any], *, by: Person | None) -> StoredFile:
    """Store one uploaded file. Raises :class:`~opora.kernel.errors.Refused` by FIL-01, FIL-02, FIL-03."""
    name = _plain(upload.name or "файл")
    enforce(file_fits(name, upload.size or 0), kind_is_safe(name))
    path = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    digest, head = _written(upload, Path(settings.MEDIA_ROOT) / path, name)
    return StoredFile.objects.create(
        name=name,
        path=path,
        size=upload.size or 0,
        sha256=digest,
        content_type=_type_of(head, name),
        kept_by=by,
    )


@transaction.atomic
def keep_all(uploads: Iterable[UploadedFile[Any]], *, by: Person | None) -> list[StoredFile]:
    """Store several, all or none."""
    return [keep(upload, by=by) for upload in uploads]


def _plain(name: str) -> str:
    """The last part of the name without control characters, at most 200 characters, the ending kept."""
    clean = (
        "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip() or "файл"
    )
    stem, dot, ending = clean.rpartition(".")
    if len(clean) <= 200:
        return clean
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if dot and len(ending) < 20 else clean[:200]


def _written(upload: UploadedFile[Any], target: Path, name: str) -> tuple[str, bytes]:
    digest, head = hashlib.sha256(), b""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            for chunk in upload.chunks():
                head = head or chunk[:HEAD]
                digest.update(chunk)
                out.write(chunk)
    except OSError as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        if error.errno in NO_ROOM:
            raise Refused(disk_is_full(name)) from error
        raise
    return digest.hexdigest(), head


def _type_of(head: bytes, name: str) -> str:
    try:
        return puremagic.from_string(head, mime=True, filename=name) or UNKNOWN
    except puremagic.PureError:
        return UNKNOWN
