"""Background jobs are rows of this database (procrastinate), saved with the caller's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection


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
