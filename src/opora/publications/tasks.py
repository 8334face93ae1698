"""Work by the clock: what was shown before the register was kept is written down too."""

from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection
from opora.people.queries import organisation_or_none

from .actions import record_missing


@app.periodic(cron="40 * * * *")
@app.task(name="publications.record_missing", queueing_lock="publications.record_missing")
def write_down_missing(timestamp: int) -> None:
    """Every hour; where all is written down it costs two statements."""
    with own_connection():
        if organisation_or_none() is not None:
            record_missing()
