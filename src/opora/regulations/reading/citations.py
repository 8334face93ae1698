"""Citations of clauses of the centre's other acts: which act is meant, had it the clause that day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from opora.kernel.times import MONTHS_GENITIVE

from .morphology import Token, tokens
from .source import ReadAct
from .structure import HEADER, ORDER

KINDS = ("порядок", "положение", "правило", "инструкция", "регламент")
ENOUGH = 2  # words of a title after «Порядок» that tell it from another

_NUMBER = r"\d{1,2}(?:\.\d{1,3})*"
_PLACE = re.compile(
    rf"(?:подпункт\w*\s+(?P<inner>{_NUMBER})\s+)?"
    rf"(?:\bпункт\w*|\bпп?\.|\bраздел\w*)\s*(?P<numbers>{_NUMBER}(?:(?:\s*,\s*|\s+и\s+){_NUMBER})*)\.?\s+"
    r"(?=[«\"]?(?:порядк|положени|правил|инструкци|регламент))",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?P<day>\d{{1,2}})[»\"]?\s*(?:[.\s]\s*(?P<month>\d{{1,2}})\s*[.\s]"
    rf"|\s(?P<word>{'|'.join(MONTHS_GENITIVE)})\s)\s*(?P<year>20\d\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnEdition:
    """An approved edition: the days it holds (``until`` is the first day it does not) and its clauses."""

    since: date
    until: date | None
    clauses: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act of the register; ``titles`` begin with its kind: «Порядок оказания …», «Порядок помощи»."""

    titles: tuple[str, ...]
    editions: tuple[OwnEdition, ...]

    def on(self, day: date) -> OwnEdition | None:
        held = (one for one in self.editions if one.since <= day and not (one.until and one.until <= day))
        return max(held, key=lambda one: one.since, default=None)


def missing(
    text: str, own: Sequence[OwnAct], day: date, itself: str
) -> Iterator[tuple[str, OwnAct, OwnEdition]]:
    """Numbers that a text cites and that their act did not have on a day; ``itself`` is the citing title.

    An act that is not in the register, or was not in force that day, is no reason to speak.
    """
    for place in _PLACE.finditer(text):
        act = _meant(tokens(text[place.end() :]), own, itself)
        edition = act.on(day) if act else None
        if act is None or edition is None or not edition.clauses:
            continue
        numbers = [place["inner"]] if place["inner"] else re.findall(_NUMBER, place["numbers"])
        for number in numbers:
            if number not in edition.clauses:
                yield number, act, edition


def _meant(words: Sequence[Token], own: Sequence[OwnAct], itself: str) -> OwnAct | None:
    """The act whose title the words go on with; «Положения» alone is the only act of its kind."""
    kind = next((one for one in KINDS if words and one in words[0].forms), None)
    if kind is None:
        return None
    own = [act for act in own if itself.lower() not in (title.lower() for title in act.titles)]
    if (words[0].stop and "утвердить" not in words[1 % len(words)].forms) or len(words) == 1:
        alike = [act for act in own if any(_kind(title) == kind for title in act.titles)]
        return alike[0] if len(alike) == 1 and _kind(itself) != kind else None
    lengths = [(max(_common(words, tokens(title)) for title in act.titles), act) for act in own]
    longest = max((length for length, _act in lengths), default=0)
    best = [act for length, act in lengths if length == longest]
    return best[0] if longest and len(best) == 1 else None


def _kind(title: str) -> str:
    first = tokens(title)[:1]
    return next((kind for kind in KINDS if first and kind in first[0].forms), "")


def _common(words: Sequence[Token], title: Sequence[Token]) -> int:
    """How many words of the title stand here one after another; 0 when too few to tell it by."""
    same = 0
    for word, own in zip(words, title, strict=False):
        if not word.forms & own.forms:
            break
        same += 1
    weighty = sum(len(one.word) > 3 for one in title[1:same])
    return same if same == len(title) > 1 or weighty >= ENOUGH else 0


def written_on(act: ReadAct) -> date | None:
    """The date of an order, or of the approval in the header of an act: the latest that stands there."""
    for clause in act.clauses:
        if clause.number in (ORDER, HEADER):
            days = [day for found in _DATE.finditer(clause.text) if (day := _day(found))]
            if days:
                return days[0] if clause.number == ORDER else max(days)
    return None


def _day(found: "re.Match[str]") -> date | None:
    month = int(found["month"]) if found["month"] else 1 + MONTHS_GENITIVE.index(found["word"].lower())
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None
