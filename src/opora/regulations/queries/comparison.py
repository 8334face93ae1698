"""Two editions side by side by clause, with the words that changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from ..models import ActEdition

LONGEST_BY_WORDS = 6000
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row; ``marked`` when the other edition has not got them."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Difference:
    """One clause before and after; an empty number: it is not there. Words are compared when asked for."""

    change: Change
    old_number: str = ""
    old_text: str = ""
    new_number: str = ""
    new_text: str = ""

    @cached_property
    def sides(self) -> tuple[list[Run], list[Run]]:
        if self.change is not Change.CHANGED:
            return [Run(self.old_text)], [Run(self.new_text)]
        if max(len(self.old_text), len(self.new_text)) > LONGEST_BY_WORDS:
            return [Run(self.old_text, marked=True)], [Run(self.new_text, marked=True)]
        return _by_words(self.old_text, self.new_text)

    @property
    def before(self) -> list[Run]:
        return self.sides[0]

    @property
    def after(self) -> list[Run]:
        return self.sides[1]


def _by_words(old: str, new: str) -> tuple[list[Run], list[Run]]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    left, right = [], []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if i != j:
            left.append(Run("".join(before[i:j]), tag != "equal"))
        if k != m:
            right.append(Run("".join(after[k:m]), tag != "equal"))
    return left, right


def differences(old: ActEdition, new: ActEdition) -> list[Difference]:
    """Clauses that differ, in the order of the new text; a removed one stands where it was. Two statements.

    Clauses meet by number. One whose words moved under another number is told as renumbered.
    """
    before = dict(old.clauses.values_list("number", "text"))
    after = dict(new.clauses.values_list("number", "text"))
    return list(_walk(before, after))


def _walk(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    gone = {text: number for number, text in before.items() if number not in after}
    came = {text for number, text in after.items() if number not in before}
    moved = gone.keys() & came
    order = {number: place for place, number in enumerate(before)}
    pending = [number for number, text in before.items() if number not in after and text not in moved]
    for number, text in after.items():
        old = before.get(number)
        if old is None and text in moved:
            yield Difference(Change.RENUMBERED, gone[text], text, number, text)
        elif old is None:
            yield Difference(Change.ADDED, new_number=number, new_text=text)
        else:
            while pending and order[pending[0]] < order[number]:
                lost = pending.pop(0)
                yield Difference(Change.REMOVED, lost, before[lost])
            if old != text:
                yield Difference(Change.CHANGED, number, old, number, text)
    for lost in pending:
        yield Difference(Change.REMOVED, lost, before[lost])
