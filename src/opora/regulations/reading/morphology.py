"""Words and their dictionary forms. Patterns and texts are reduced by the same dictionary, so they meet."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"[A-Za-zА-ЯЁа-яё]+(?:-[A-Za-zА-ЯЁа-яё]+)*|\d+")
_CYRILLIC = re.compile(r"[А-ЯЁа-яё-]+$")
_STOPS = tuple(",;:().")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[А-ЯЁA-Z«“\"])(?<!г\. )(?<!т\. )")
NUMBERS = {
    word: value
    for value, word in enumerate(
        [
            "ноль",
            "один",
            "два",
            "три",
            "четыре",
            "пять",
            "шесть",
            "семь",
            "восемь",
            "девять",
            "десять",
            "одиннадцать",
            "двенадцать",
            "тринадцать",
            "четырнадцать",
            "пятнадцать",
            "шестнадцать",
            "семнадцать",
            "восемнадцать",
            "девятнадцать",
            "двадцать",
        ]
    )
} | {"тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text with every dictionary form it may have; ``stop``: a comma or its like follows."""

    word: str
    forms: frozenset[str]
    stop: bool

    @property
    def number(self) -> int | None:
        if self.word.isdigit():
            return int(self.word)
        return next((NUMBERS[form] for form in self.forms if form in NUMBERS), None)


@cache
def _analyzer() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 -- its dictionary is loaded with the first act

    return MorphAnalyzer()


def parses(word: str) -> list[Any]:
    """Every reading of a word, the likeliest first."""
    found: list[Any] = _analyzer().parse(word.lower())
    return found


def is_word(word: str) -> bool:
    return bool(_analyzer().word_is_known(word.lower()))


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """«слушателям» → «слушатель»; ё is е; «обучающийся» is a person here, not a form of «обучаться»."""
    lowered = word.lower().replace("ё", "е")
    if lowered.startswith("обучающ") and lowered.endswith("ся"):
        return frozenset({"обучающийся"})
    found = {parse.normal_form.replace("ё", "е") for parse in _analyzer().parse(lowered)}
    return frozenset(found | {lowered})


@lru_cache(maxsize=50_000)
def forms_with_parts(word: str) -> frozenset[str]:
    """In a text «онлайн-консультация» is also a consultation."""
    if "-" not in word or not _CYRILLIC.match(word):
        return forms(word)
    return forms(word).union(*(forms(part) for part in word.split("-") if len(part) > 2))


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(
            found[0].lower().replace("ё", "е"),
            forms_with_parts(found[0]),
            text[found.end() : found.end() + 1] in _STOPS,
        )
        for found in _WORD.finditer(text)
    )


def sentences(line: str) -> list[str]:
    """A full stop inside «a title. Of two» ends no sentence."""
    found: list[str] = []
    for part in _SENTENCE.split(line):
        if found and found[-1].count("«") > found[-1].count("»") and "»" in part:
            found[-1] = f"{found[-1]} {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return found
