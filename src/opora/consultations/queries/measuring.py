"""What a room of the platform knows of a consultation: whoever has rooms registers itself here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from opora.people.access import Actor

from ..models import Session


@dataclass(frozen=True, slots=True)
class Measured:
    """Proposed for the record: the actual time, persons who came, and in words what it is founded on.

    ``url`` is the page of the proof, ``proof`` what it is called.
    """

    start: datetime
    end: datetime
    came: frozenset[int]
    words: str
    url: str
    proof: str


class Stopwatch(Protocol):
    """The timer of one consultation; ``meetings/stopwatch.html`` draws it."""

    @property
    def state(self) -> str:
        """``ready``, ``going``, ``forgotten`` or ``stopped``."""


@dataclass(frozen=True, slots=True)
class Door:
    """The way in for one reader: the address, and whether it leads out of the platform."""

    url: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Hall:
    """Of a frontal consultation online, for who leads it: the page of its webinar, and whether it is one.

    ``is_film``: for a listener, the address of the published recording.
    """

    url: str
    is_open: bool
    is_film: bool = False


_halls: list[Callable[[Actor, Session], Hall | None]] = []


@dataclass(frozen=True, slots=True)
class Kept:
    """What is made together at a consultation and stays with it: the page, what it is called, its icon."""

    url: str
    words: str
    icon: str


_measures: list[Callable[[Session], Measured | None]] = []
_doors: list[Callable[[Actor, Session], Door | None]] = []


_timers: list[Callable[[Actor, Session], Stopwatch | None]] = []
_shelves: list[Callable[[Actor, Session], list[Kept]]] = []


def measured_by(function: Callable[[Session], Measured | None]) -> None:
    _measures.append(function)


def opened_by(function: Callable[[Actor, Session], Door | None]) -> None:
    _doors.append(function)


def timed_by(function: Callable[[Actor, Session], Stopwatch | None]) -> None:
    _timers.append(function)


def kept_by(function: Callable[[Actor, Session], list[Kept]]) -> None:
    _shelves.append(function)


def measured(session: Session) -> Measured | None:
    """The first that knows; None when nobody measured it."""
    return next((found for ask in _measures if (found := ask(session))), None)


def door(actor: Actor, session: Session) -> Door | None:
    return next((found for ask in _doors if (found := ask(actor, session))), None)


def stopwatch(actor: Actor, session: Session) -> Stopwatch | None:
    return next((found for ask in _timers if (found := ask(actor, session))), None)


def announced_by(function: Callable[[Actor, Session], Hall | None]) -> None:
    _halls.append(function)


def hall(actor: Actor, session: Session) -> Hall | None:
    return next((found for ask in _halls if (found := ask(actor, session))), None)


def kept(actor: Actor, session: Session) -> list[Kept]:
    return [one for ask in _shelves for one in ask(actor, session)]
