"""What the hub asks of the database. Called outside the loop, in a thread of its own."""

from collections.abc import Collection

from ..queries import unread_of_many
from .registry import Audience, News, View, counters, doors, feeds
from .tab import Guest


def states_of(people: Collection[int]) -> dict[int, dict[str, int]]:
    """What is said of the menu: unread notifications and every counter. A constant number of statements."""
    unread = unread_of_many(people)
    counts = {name: count(people) for name, count in counters.items()}
    return {
        one: {"unread": unread.get(one, 0), **{name: by.get(one, 0) for name, by in counts.items()}}
        for one in people
    }


def may_enter(guest: Guest, kind: str, number: int) -> bool:
    """Of a room that is not fed."""
    return doors[kind](guest.actor, number)


def audience_of(kind: str, number: int) -> Audience:
    return feeds[kind].audience(number)


def opened(kind: str, number: int) -> tuple[Audience, int, dict[int, int]]:
    """Everything this process has to know of a room that somebody enters first."""
    read = feeds[kind]
    return read.audience(number), read.latest([number]).get(number, 0), dict(read.marks(number))


def looked(
    kind: str, number: int, *, after: int, views: Collection[View], known: Audience | None
) -> tuple[Audience, News | None]:
    """The people of a room, asked for unless ``known``, and what is new for those who look."""
    read = feeds[kind]
    who = known or read.audience(number)
    return who, read.news(number, after, views, who) if views else None


def latest(rooms: dict[str, list[int]]) -> dict[str, int]:
    """By name, the last event of every fed room. A statement for each kind."""
    return {
        f"{kind}:{number}": change
        for kind, numbers in rooms.items()
        for number, change in feeds[kind].latest(numbers).items()
    }


def store_marks(kind: str, number: int, marks: dict[int, int]) -> None:
    feeds[kind].mark(number, marks)
