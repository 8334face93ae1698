"""What cannot be done just now through no fault of code, told apart from a failure of ours by the error."""

import errno
from enum import StrEnum

import psycopg
from django.db import Error, InterfaceError, OperationalError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
NO_ROOM_STATES = frozenset({"53100", "53400"})
BUSY_STATES = frozenset({"53200", "53300", "40001", "40P01", "55P03", "57014"})
NO_SLOT = (
    "too many clients",
    "too many connections",
    "connection slots",
)  # a refused connection has no SQLSTATE


class Outage(StrEnum):
    """AWAY: the database is restarting or out of reach; FULL: no room on a disk; BUSY: too much at once."""

    AWAY = "away"
    FULL = "full"
    BUSY = "busy"


def outage_of(error: BaseException | None) -> Outage | None:
    """None when the error is not an outage: then it is a failure of ours, whatever it looks like."""
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in NO_ROOM else None
    if not isinstance(error, Error | psycopg.Error):
        return None
    state = getattr(error.__cause__ or error, "sqlstate", None)
    if state in NO_ROOM_STATES:
        return Outage.FULL
    if state in BUSY_STATES or any(words in str(error) for words in NO_SLOT):
        return Outage.BUSY
    if state is None:
        is_away = isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError)
        return Outage.AWAY if is_away else None
    return Outage.AWAY if state.startswith(("08", "57P")) else None
