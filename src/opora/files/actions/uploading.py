"""Uploads by parts (tus 1.0): begin, see how far, finish, claim for a message, give up, expire."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Sum

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import organisation

from .. import store
from ..models import StoredFile, Upload
from ..rules import (
    GB,
    MB,
    disk_has_room,
    few_are_on_their_way,
    file_fits,
    file_is_clean,
    kind_is_safe,
    note_is_short,
    quota_allows,
    upload_may_be_claimed,
)
from .keeping import discard, plain_name, taken_in

KEPT_FOR = timedelta(days=1)
RESERVE = 256 * MB
MOST_PEAKS = 100


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said of a file before its first byte; ``peaks`` are 0…100."""

    name: str
    size: int
    kind: str = StoredFile.Kind.FILE
    seconds: int | None = None
    peaks: list[int] = field(default_factory=list)


def place_of(key: str) -> Path:
    """Where the bytes of an upload grow. The key is of the database, never of an address."""
    return store.unfinished() / key


@transaction.atomic
def begin(announced: Announced, *, by: Person) -> Upload:
    """Promise room for a file. Raises ``Refused`` by FIL-01, 02, 04, 05, 06, 11."""
    Person.objects.select_for_update().get(pk=by.pk)  # two tabs count the same quota one after the other
    name, centre = plain_name(announced.name), organisation()
    coming = Upload.objects.filter(by=by, claimed_at=None)
    kept = StoredFile.objects.filter(kept_by=by, upload=None) | StoredFile.objects.filter(
        kept_by=by, upload__claimed_at__isnull=False
    )
    used = _sum(coming) + _sum(kept)
    enforce(
        file_fits(name, announced.size, centre.upload_megabytes * MB),
        kind_is_safe(name),
        note_is_short(announced.kind, announced.seconds),
        few_are_on_their_way(coming.count()),
        quota_allows(name, announced.size, used, centre.quota_gigabytes * GB),
        disk_has_room(name, announced.size, room_left()),
    )
    upload = Upload.objects.create(
        key=secrets.token_urlsafe(32), by=by, name=name, size=announced.size, kind=announced.kind,
        seconds=announced.seconds, peaks=announced.peaks[:MOST_PEAKS], expires_at=now() + KEPT_FOR,
    )  # fmt: skip
    place_of(upload.key).touch()
    return upload


def _sum(rows: object) -> int:
    found: int | None = rows.aggregate(n=Sum("size"))["n"]  # type: ignore[attr-defined]
    return found or 0


def room_left() -> int:
    """Bytes the disk can take beside the reserve of the database and what is promised to uploads."""
    promised = _sum(Upload.objects.filter(file=None))
    arrived = sum(path.stat().st_size for path in store.unfinished().glob("*") if path.is_file())
    return shutil.disk_usage(store.unfinished()).free - RESERVE - max(promised - arrived, 0)


def offset_of(upload: Upload) -> int:
    """How many bytes have come: the file itself says so, whatever was killed in between."""
    if upload.file_id is not None:
        return upload.size
    try:
        return place_of(upload.key).stat().st_size
    except FileNotFoundError:
        return 0


@transaction.atomic
def finish(upload: Upload) -> Upload:
    """Make a stored file of an upload that has come whole; done once. Raises by FIL-02, 03, 10."""
    held = Upload.objects.select_for_update().select_related("by").get(pk=upload.pk)
    if held.file_id is not None or offset_of(held) != held.size:
        return held
    source = place_of(held.key)
    with source.open("rb") as bytes_come:
        os.fsync(bytes_come.fileno())
    held.file = taken_in(
        source, name=held.name, by=held.by, kind=held.kind, seconds=held.seconds, peaks=held.peaks
    )
    held.save(update_fields=["file", "updated_at"])
    return held


@transaction.atomic
def claim(keys: Sequence[str], *, by: Person) -> list[StoredFile]:
    """Take finished uploads into a message, in the order asked. Raises ``Refused`` by FIL-07, 08."""
    rows = Upload.objects.select_for_update(of=("self",)).select_related("file").filter(key__in=keys, by=by)
    found = {upload.key: upload for upload in rows}
    wanted = [found.get(key) for key in dict.fromkeys(keys)]
    enforce(*(upload_may_be_claimed(upload) for upload in wanted))
    files = [upload.file for upload in wanted if upload is not None and upload.file is not None]
    enforce(*(file_is_clean(stored) for stored in files))
    Upload.objects.filter(pk__in=[upload.pk for upload in found.values()]).update(claimed_at=now())
    return files


@transaction.atomic
def abandon(upload: Upload) -> None:
    """Give up what no message has; its bytes go too."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.claimed_at is not None:
        return
    _remove(held)


def _remove(upload: Upload) -> None:
    stored, key = upload.file, upload.key
    upload.delete()
    if stored is not None:
        discard(stored)
    transaction.on_commit(lambda: place_of(key).unlink(missing_ok=True))


def expired_removed() -> int:
    """Give up what was begun and forgotten. Answers how many."""
    late = Upload.objects.filter(claimed_at=None, expires_at__lte=now())
    with transaction.atomic():
        rows = list(late.select_for_update(skip_locked=True))
        for upload in rows:
            _remove(upload)
    return len(rows)
