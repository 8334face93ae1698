"""What domains above tell the hub: counters of the menu, rooms, and how a room is read."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from opora.people.access import Actor

from .bus import bus

T = TypeVar("T")
Counter = Callable[[Collection[int]], Mapping[int, int]]
Door = Callable[[Actor, int], bool]
View = tuple[str, str, Hashable]

IDS = 350  # in one word of the bus: PostgreSQL ends a payload at 8000 bytes


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may hear a room now, by numbers of persons.

    ``shown``: whose presence and typing everybody there sees; ``watchers`` see those of all, and who has
    read; ``is_open``: everybody sees how far each has read. ``about``: what the feed
    read beside it and wants back with the next question for news.
    """

    everybody: frozenset[int]
    shown: frozenset[int] = frozenset()
    watchers: frozenset[int] = frozenset()
    is_open: bool = False
    about: Any = None


@dataclass(frozen=True, slots=True)
class News:
    """What was said in a room after an event: one HTML for everybody of a view.

    ``change`` is the last event inside; ``personal`` read it otherwise (their own words), so they ask by
    themselves; without ``html`` everybody does.
    """

    change: int
    html: Mapping[View, str]
    personal: frozenset[int] = frozenset()


class Feed(Protocol):
    """A kind of rooms whose words are pushed. Every function is called outside the loop, with a database."""

    def may_enter(self, actor: Actor) -> bool:
        """By the role chosen now and its window, as the page asks."""

    def view(self, actor: Actor, number: int) -> Hashable:
        """What the same words look like depends on, beside language and zone."""

    def audience(self, number: int) -> Audience:
        """The one place of permission; a constant number of statements for the whole room."""

    def latest(self, numbers: Collection[int]) -> Mapping[int, int]:
        """The last event of each room. One statement."""

    def news(self, number: int, after: int, views: Collection[View], who: Audience) -> News | None:
        """Everything after an event, rendered once for each view; ``who`` is of :meth:`audience`."""

    def marks(self, number: int) -> Mapping[int, int]:
        """How far each person has read."""

    def mark(self, number: int, marks: Mapping[int, int]) -> None:
        """Store how far persons have read, in one transaction."""


counters: dict[str, Counter] = {}
doors: dict[str, Door] = {}
feeds: dict[str, Feed] = {}


def counted(name: str) -> Callable[[Counter], Counter]:
    """Register one more number of the menu, for many persons at once; its link is ``[data-live]``."""

    def register(function: Counter) -> Counter:
        counters[name] = function
        return function

    return register


def room(kind: str) -> Callable[[Door], Door]:
    """Register who may hear of changes in rooms of a kind: ``door(actor, number of the room)``."""

    def register(function: Door) -> Door:
        doors[kind] = function
        return function

    return register


def feed(kind: str, read: Feed) -> None:
    """Register a kind of rooms whose words are pushed."""
    feeds[kind] = read


def wake(*person_ids: int) -> None:
    """Every tab of these persons counts again, when the transaction commits."""
    if person_ids:
        bus().publish([f"p {','.join(map(str, part))}" for part in _parts(person_ids)])


def wake_room(kind: str, number: int, change: int, marks: Mapping[int, int] | None = None) -> None:
    """Tell every tab in a room that its event ``change`` has happened, when the transaction commits.

    ``marks``: how far persons have read by the same event, as :func:`tell_marks` says it.
    """
    bus().publish([*_marks(kind, number, marks or {}), f"r {kind}:{number} {change}"])


def wake_rooms(*rooms: tuple[str, int]) -> None:
    """Tell every tab in these rooms to ask again, when the transaction commits."""
    if rooms:
        bus().publish([f"r {kind}:{number} 0" for kind, number in rooms])


def tell_marks(kind: str, number: int, marks: Mapping[int, int]) -> None:
    """Tell those who may see it in a room how far persons have read, when the transaction commits."""
    bus().publish(_marks(kind, number, marks))


def _marks(kind: str, number: int, marks: Mapping[int, int]) -> list[str]:
    pairs = [f"{key}={value}" for key, value in marks.items()]
    return [f"m {kind}:{number} {','.join(part)}" for part in _parts(pairs)]


def _parts(everything: Iterable[T]) -> Iterator[list[T]]:
    rows = list(everything)
    for start in range(0, len(rows), IDS):
        yield rows[start : start + IDS]
