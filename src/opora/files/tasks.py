"""Nightly: bytes without a row (a transaction rolled back after writing) are swept away."""

import time
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection

from .models import StoredFile

DAY = 24 * 3600


@app.periodic(cron="40 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    with own_connection():
        swept()


def swept(older_than: float = DAY) -> int:
    """Answers how many were removed; younger files may belong to a transaction that is still open."""
    root = Path(settings.MEDIA_ROOT)
    known = set(StoredFile.objects.values_list("path", flat=True))
    lost = [
        path
        for path in root.glob("??/*")
        if str(path.relative_to(root)) not in known and path.stat().st_mtime < time.time() - older_than
    ]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
