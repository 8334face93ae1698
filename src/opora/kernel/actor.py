"""Who acts: told to PostgreSQL so that the audit triggers name the account behind every write."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Acting:
    """An author of writes: account (None for the system), why (a short reason), address it came from."""

    account_id: int | None = None
    why: str = ""
    ip: str = ""


_acting: ContextVar[Acting | None] = ContextVar("opora_acting", default=None)


@contextmanager
def acting(account_id: int | None = None, *, why: str = "", ip: str = "") -> Iterator[None]:
    """Every write inside is attributed to this account in the audit trail."""
    outer = _acting.get()
    token = _acting.set(Acting(account_id, why, ip))
    _tell(Acting(account_id, why, ip))
    try:
        yield
    finally:
        _acting.reset(token)
        if not connection.needs_rollback:
            _tell(outer or Acting())


@contextmanager
def because(why: str) -> Iterator[None]:
    """The same author, with a reason beside every write inside."""
    author = _acting.get() or Acting()
    with acting(author.account_id, why=why, ip=author.ip):
        yield


def _tell(author: Acting) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('opora.account', %s, false), set_config('opora.why', %s, false),"
            " set_config('opora.ip', %s, false)",
            [str(author.account_id or ""), author.why, author.ip],
        )
