"""Work of the night: the count of people is folded, old visits are forgotten."""

from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection

from . import actions
from .queries import home_day, organisation_or_none


@app.periodic(cron="40 2 * * *")
@app.task(name="people.fold_tally", queueing_lock="people.fold_tally")
def fold_tally(timestamp: int) -> None:
    """Rows of the day become one."""
    with own_connection():
        actions.fold_tally()


@app.periodic(cron="50 2 * * *")
@app.task(name="people.forget_visits", queueing_lock="people.forget_visits")
def forget_visits(timestamp: int) -> None:
    """Days of use older than thirteen months go."""
    with own_connection():
        if organisation_or_none() is not None:
            actions.forget_visits(home_day())
