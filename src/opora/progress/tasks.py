"""Work by the clock: a file nobody applied does not keep names for ever."""

from datetime import timedelta

from procrastinate.contrib.django import app

from opora.kernel.clock import now
from opora.kernel.jobs import own_connection

from .models import ResultImport

KEPT = timedelta(days=7)
State = ResultImport.State


@app.periodic(cron="40 1 * * *")
@app.task(name="progress.forget_previews", queueing_lock="progress.forget_previews")
def forget_previews(timestamp: int) -> None:
    """Every night: files checked a week ago and never applied."""
    with own_connection():
        forget_old_previews()


def forget_old_previews() -> int:
    """Answers how many were thrown away."""
    old = ResultImport.objects.filter(state=State.PREVIEW, created_at__lt=now() - KEPT)
    return old.update(state=State.DISCARDED, rows=[], choices={})
