"""Nightly: bytes without a row and forgotten uploads go. At once: files are made ready for readers."""

import time
from contextlib import suppress
from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from opora.integrations import pictures
from opora.integrations.clamd import ScannerAway
from opora.kernel.jobs import own_connection

from . import store
from .actions.preparing import prepared
from .actions.uploading import expired_removed
from .models import StoredFile, Upload

DAY = 24 * 3600
A_NIGHT = 200


@app.periodic(cron="40 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    with own_connection():
        expired_removed()
        swept()
        for pk in pictures_of_before():
            prepared(pk)


def pictures_of_before() -> list[int]:
    """Some of those kept before pictures were cleaned and drawn; the rest another night."""
    rows = StoredFile.objects.filter(
        state=StoredFile.State.READY, width=None, content_type__in=list(pictures.READ)
    )
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:A_NIGHT])


def swept(older_than: float = DAY) -> int:
    """Answers how many were removed; younger files may belong to a transaction that is still open."""
    known = set(StoredFile.objects.values_list("path", flat=True))
    lost = [name for name in store.names(older_than) if name.partition(".")[0] not in known]
    for name in lost:
        store.remove(name)
    return len(lost) + _unfinished_swept(older_than)


def _unfinished_swept(older_than: float) -> int:
    known = set(Upload.objects.filter(file=None).values_list("key", flat=True))
    before, removed = time.time() - older_than, 0
    for path in store.unfinished().glob("*"):
        with suppress(OSError):
            if path.is_file() and path.name not in known and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


@app.task(
    name="files.prepare",
    retry=RetryStrategy(max_attempts=200, wait=timedelta(minutes=1).seconds, retry_exceptions={ScannerAway}),
)
def prepare(file: int) -> None:
    """An antivirus that does not answer is asked again for hours; till then nobody is given the file."""
    with own_connection():
        prepared(file)
