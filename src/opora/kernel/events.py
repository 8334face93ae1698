"""Events: facts in the past tense, heard synchronously inside the publisher's transaction.

A reaction runs in the same transaction, so the fact and its consequences are saved together or not at all.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

E = TypeVar("E")

_reactions: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Subscribe a function of ``reactions.py`` to an event type."""

    def subscribe(function: Callable[[E], None]) -> Callable[[E], None]:
        _reactions[event_type].append(function)
        return function

    return subscribe


def publish(event: object) -> None:
    """Tell every reaction; must be called inside the action's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} is published outside a transaction")
    for reaction in _reactions[type(event)]:
        reaction(event)
