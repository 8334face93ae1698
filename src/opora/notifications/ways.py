"""Ways out besides the cabinet and letters: higher packages say whom each reaches and how it sends."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .kinds import Kind

if TYPE_CHECKING:
    from .models import Dispatch


class NotYet(Exception):  # noqa: N818 -- it says what became of it
    """It surely did not leave; it is tried again later."""


class Lost(Exception):  # noqa: N818
    """It will never arrive: the device or the account is gone."""


@dataclass(frozen=True, slots=True)
class Way:
    """``reaches`` answers whom of these it can tell of such a kind now: one statement, none while it is off.

    ``send`` tells one; it raises :class:`NotYet` or :class:`Lost`. ``column`` is its column of wishes.
    """

    code: str
    column: str
    reaches: Callable[[Collection[int], Kind], set[int]]
    send: Callable[[Dispatch], None]


WAYS: dict[str, Way] = {}
COLUMNS = ("mail", "push", "messenger")


def register(way: Way) -> None:
    WAYS[way.code] = way
