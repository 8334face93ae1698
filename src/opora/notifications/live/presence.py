"""Who has a tab open now, in all processes: own tabs, and what the others say of theirs."""

import secrets
import time
from collections.abc import Iterable

LINGER = 4.0  # a page that opens closes the socket of the page before it
FORGOTTEN = 60.0


class Presence:
    """``changed`` collects persons who may have come or gone since it was asked last."""

    def __init__(self) -> None:
        self.process = secrets.randbelow(2**31)
        self._mine: dict[int, float | None] = {}  # until when one without a tab still counts
        self._others: dict[int, dict[int, float]] = {}
        self._changed: set[int] = set()
        self._told: set[int] = set()

    def __contains__(self, person: int) -> bool:
        return person in self._mine or any(person in people for people in self._others.values())

    def came(self, person: int) -> None:
        if person not in self._mine:
            self._changed.add(person)
        self._mine[person] = None

    def left(self, person: int) -> None:
        self._mine[person] = time.monotonic() + LINGER

    def hear(self, process: int, sign: str, people: Iterable[int]) -> None:
        if process == self.process:
            return
        there = self._others.setdefault(process, {})
        for person in people:
            if sign == "+":
                if person not in there:
                    self._changed.add(person)
                there[person] = time.monotonic()
            elif there.pop(person, None) is not None:
                self._changed.add(person)

    def forget(self) -> None:
        """Those who lingered long enough, and those of whose process nothing was heard."""
        at = time.monotonic()
        for person in [one for one, until in self._mine.items() if until is not None and until < at]:
            del self._mine[person]
            self._changed.add(person)
        for there in self._others.values():
            for person in [one for one, heard in there.items() if heard + FORGOTTEN < at]:
                del there[person]
                self._changed.add(person)

    def changes(self) -> set[int]:
        found, self._changed = self._changed, set()
        return found

    def news(self) -> tuple[set[int], set[int]]:
        """Own people who have come and gone since the others were told."""
        now = set(self._mine)
        came, gone, self._told = now - self._told, self._told - now, now
        return came, gone

    def mine(self) -> list[int]:
        return list(self._mine)
