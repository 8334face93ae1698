"""Where the bytes lie: a folder of the installation or a bucket (``OPORA_S3``). The only place that knows."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from opora.integrations.bucket import Bucket

UNFINISHED = "unfinished"
LINK_SECONDS = 300
HEAD = 8192


def bucket() -> Bucket | None:
    return Bucket(settings.S3) if settings.S3 else None


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def unfinished() -> Path:
    """Where uploads grow: on the disk always, beside the files so that a finished one is only renamed."""
    folder = root() / UNFINISHED
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def put(path: str, source: Path) -> None:
    """Give ``source`` away under ``path``; whatever lay there is replaced. Raises OSError."""
    if there := bucket():
        there.put(path, source)
        return
    target = root() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


def opened(path: str) -> BinaryIO | None:
    """The bytes, which can be read from any place; None when they are gone."""
    if there := bucket():
        return cast(BinaryIO | None, there.open(path))
    target = root() / path
    return target.open("rb") if target.is_file() else None


def link(path: str, *, name: str, content_type: str, disposition: str) -> str:
    """A signed address in the bucket for a few minutes, where the installation wants that; else empty."""
    there = bucket()
    if there is None or not there.address.direct:
        return ""
    said = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
    return there.link(path, said, LINK_SECONDS)


def remove(path: str) -> None:
    if there := bucket():
        there.remove(path)
    else:
        (root() / path).unlink(missing_ok=True)


def names(older_than: float) -> Iterator[str]:
    """Paths of everything kept that was written so many seconds ago or earlier."""
    before = time.time() - older_than
    if there := bucket():
        yield from (name for name, at in there.names() if at.timestamp() < before)
        return
    for path in root().glob("??/*"):
        if path.stat().st_mtime < before:
            yield str(path.relative_to(root()))


@contextmanager
def on_disk(path: str) -> Iterator[Path | None]:
    """A file of the disk with these bytes, to be read only; None when they are gone."""
    if bucket() is None:
        target = root() / path
        yield target if target.is_file() else None
        return
    source = opened(path)
    if source is None:
        yield None
        return
    with source, tempfile.NamedTemporaryFile(dir=unfinished()) as copy:
        shutil.copyfileobj(source, copy, 2**20)
        copy.flush()
        yield Path(copy.name)


def digest_and_head(source: Path) -> tuple[str, bytes]:
    """SHA-256 of a file of the disk and its first bytes."""
    with source.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest(), head
