"""What people write to each other is heard before it is sent; a higher domain registers who listens.

The listener answers with refusals. One that carries ``insist`` is a remark: the same words go when the
request says that value back (ADR 34).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .errors import Refusal


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a person, by his number. ``chat``: free talk, which may be taken away for a time; the way to
    the teacher and to the office never is."""

    text: str
    by: int | None
    chat: bool = False


Listener = Callable[[Said], Sequence[Refusal]]
_listeners: list[Listener] = []
_insisted: ContextVar[str] = ContextVar("opora_insisted", default="")


def listener(function: Listener) -> Listener:
    """Register who hears everything that is about to be said; for ``reactions.py`` of a domain."""
    _listeners.append(function)
    return function


def objections(said: Said) -> list[Refusal]:
    """For :func:`opora.kernel.rules.enforce`: nothing when all may be sent as it stands."""
    return [refusal for hear in _listeners for refusal in hear(said)]


@contextmanager
def insisting(value: str) -> Iterator[None]:
    """Inside, the author has seen the remark with this value and sends the same words."""
    token = _insisted.set(value)
    try:
        yield
    finally:
        _insisted.reset(token)


def insisted() -> str:
    return _insisted.get()
