"""Background jobs are rows of this database (procrastinate), saved with the caller's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import close_old_connections, connection

from .clock import now


@contextmanager
def own_connection() -> Iterator[None]:
    """A job runs in a thread of its own: it begins with a live connection and leaves none behind."""
    if connection.in_atomic_block:  # called by a test or from inside an action
        yield
        return
    close_old_connections()
    try:
        yield
    finally:
        connection.close()


MADE_UP_HOURS = 6


def is_time(zone: str, hour: int) -> bool:
    """Whether it is this hour in ``zone``, or soon after: a job of the day is made up for after a stop.

    Periodic jobs are set in UTC, so a job of a centre's day wakes every hour, asks this, and is told apart by
    keys of its day: a second run does nothing.
    """
    return 0 <= now().astimezone(ZoneInfo(zone)).hour - hour < MADE_UP_HOURS
