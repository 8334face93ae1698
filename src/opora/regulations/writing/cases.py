"""Names of organisations, positions and acts in another case: «Учебный центр» → «Учебного центра»."""

from functools import lru_cache
from typing import Any

from ..reading.morphology import parses

GENITIVE, DATIVE, INSTRUMENTAL = "gent", "datv", "ablt"
_PERSON = {"Surn", "Name", "Patr"}


@lru_cache(maxsize=256)
def declined(words: str, case: str = GENITIVE) -> str:
    """The head of the name with its adjectives; what depends on it («общество с …») and quotes stay."""
    parts = words.split(" ")
    group: list[tuple[str, Any]] = []
    for part in parts:
        found = _agreeing(part, group)
        if found is None:
            break
        group.append((part, found))
    if not group:
        return words
    return " ".join([*(_put(part, parse, case) for part, parse in group), *parts[len(group) :]])


def _agreeing(word: str, before: list[tuple[str, Any]]) -> Any:
    """A reading of the word in the nominative, of the same gender and number as the adjectives before it."""
    if not word.isalpha() or (word.isupper() and len(word) < 6):  # «АНО», «МБОУ»
        return None
    for parse in sorted(parses(word), key=lambda one: one.tag.POS == "NOUN"):  # «частное» is of the head
        tag = parse.tag
        if tag.case != "nomn" or tag.POS not in ("NOUN", "ADJF", "PRTF"):
            continue
        if _is_ended(before) and not _PERSON & tag.grammemes:  # after the head a person's name
            continue
        if all((tag.number, tag.gender) == (one.tag.number, one.tag.gender) for _part, one in before):
            return parse
    return None


def _is_ended(group: list[tuple[str, Any]]) -> bool:
    return bool(group) and group[-1][1].tag.POS == "NOUN"


def _put(word: str, parse: Any, case: str) -> str:
    changed = parse.inflect({case})
    if changed is None:
        return word
    if word.isupper():
        return str(changed.word.upper())
    return str(changed.word.capitalize() if word[0].isupper() else changed.word)
