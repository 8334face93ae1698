"""One act done to many: each item stands or falls by itself, and what cannot be done is said with its reason.

outcomes = rehearsed(sessions, lambda session: cancel_session(session, reason=reason))   # shown before
outcomes = done_to_each(sessions, lambda session: cancel_session(session, reason=reason))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction

from .errors import Refused

T = TypeVar("T")
Step = Callable[[int], None]  # told how many are done; may raise to stop the work
MOST = 200  # more than a page of any list


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """``answer`` is what the action gave back; None beside a refusal."""

    item: T
    answer: Any = None
    refused: Refused | None = None


@transaction.atomic
def done_to_each(items: Iterable[T], act: Callable[[T], Any]) -> list[Outcome[T]]:
    """In one transaction; a refusal undoes its own item only."""
    return [_tried(item, act) for item in items]


@transaction.atomic
def rehearsed(items: Iterable[T], act: Callable[[T], Any]) -> list[Outcome[T]]:
    """The same, undone whole: what will happen is told by the very rules that will judge it."""
    outcomes = [_tried(item, act) for item in items]
    transaction.set_rollback(True)
    return outcomes


def _tried(item: T, act: Callable[[T], Any]) -> Outcome[T]:
    try:
        with transaction.atomic():
            return Outcome(item, act(item))
    except Refused as refused:
        return Outcome(item, refused=refused)


def unheard(done: int) -> None:
    """A :data:`Step` for work that nobody watches."""


def picked(values: Iterable[str]) -> list[int]:
    """Numbers of the marked rows, at most :data:`MOST`; what is not a number is left out."""
    return [int(value) for value in values if value.isdigit()][:MOST]
