"""The small centre that most tests begin with is made once for a file; each test gets it as it was.

A file that begins every test with more says so by ``kept_by`` (of which parameter more is made) and
``keep(cast, parameter)`` (what more).
"""

from copy import deepcopy
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction

from opora.kernel.clock import travel
from tests import make

NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)  # Monday, 17:52 in Moscow


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return "transactional_db" in names or bool(marker and marker.kwargs.get("transaction"))


def key_of(item: pytest.Item) -> tuple[ModuleType | None, Any]:
    module = getattr(item, "module", None)
    name, given = getattr(module, "kept_by", ""), getattr(item, "callspec", None)
    return module, given.params.get(name) if given else None


class KeptCast:
    """Holds a transaction open around the tests of a file that need the cast; theirs are savepoints in it."""

    def __init__(self) -> None:
        self.blocker: Any = None  # of pytest-django; known when there is a database
        self._around: transaction.Atomic | None = None
        self._key: Any = None
        self._cast: make.Cast | None = None
        self.more: Any = None

    def prepare(self, item: pytest.Item) -> None:
        """Before any fixture of the next test."""
        is_wanted = "cast" in getattr(item, "fixturenames", ()) and not commits(item)
        key = key_of(item)
        if self._around is not None and not (is_wanted and key == self._key and self._is_whole()):
            self.close()
        if is_wanted and self._around is None and self.blocker is not None:
            self._open(*key)

    def given(self) -> make.Cast:
        """The first test of a process makes its own: before it there was no database."""
        return make.cast() if self._cast is None else deepcopy(self._cast)

    def _open(self, module: ModuleType | None, parameter: Any) -> None:
        with self.blocker.unblock():
            self._around = transaction.atomic()
            self._around.__enter__()
            with travel(NOW):
                self._cast = make.cast()
                self.more = module.keep(self._cast, parameter) if module and parameter else None
        self._key = module, parameter

    def _is_whole(self) -> bool:
        return (
            connection.in_atomic_block
            and not connection.needs_rollback
            and not connection.closed_in_transaction
        )

    def close(self) -> None:
        if self._around is None:
            return
        with self.blocker.unblock():
            if connection.in_atomic_block:
                transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
        self._around = self._cast = self.more = None
