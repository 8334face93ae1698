"""Judge a text: which of its words are мат, which insult a person, which only might.

Precision before recall: an unjust remark costs a learner more than a missed word costs a moderator, to whom
anybody can report. So a word with a neutral meaning is an insult only when it is said to somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from opora.regulations.reading.morphology import parses

from . import folding, roots
from .folding import Chunk, Word, plain

NEAR = 3
LONGEST_TEXT = 20_000
_PERSON_GRAMMEMES = ("impr", "2per")


class Grade(StrEnum):
    """``BRUTAL`` is мат; ``DOUBTFUL`` is shown to a moderator only: nobody is disturbed by it."""

    BRUTAL = "brutal"
    INSULT = "insult"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of the text, from ``start`` to ``end``, as it is written there."""

    start: int
    end: int
    text: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words of the organisation by their dictionary forms: ``allowed`` are never hits, ``denied`` always."""

    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    @classmethod
    def of(cls, allowed: str, denied: str) -> OwnWords:
        """From what was typed: words apart by commas, blanks or lines, in any form."""
        return cls(_forms_of(allowed), _forms_of(denied))


NOTHING = OwnWords()


def _forms_of(typed: str) -> frozenset[str]:
    words = [plain(word) for word in re.split(r"[\s,;]+", typed) if word]
    return frozenset(form for word in words for form in (word, *lemmas(word)))


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> frozenset[str]:
    """Dictionary forms of a word, «ё» as «е»; a family name is none."""
    found = [parse for parse in parses(word) if "Surn" not in parse.tag and "Name" not in parse.tag]
    return frozenset(plain(parse.normal_form) for parse in found)


@lru_cache(maxsize=50_000)
def _is_subject(word: str) -> bool:
    """In the nominative: what somebody is called, not what is done to it."""
    return any("nomn" in parse.tag and "Surn" not in parse.tag for parse in parses(word))


@lru_cache(maxsize=50_000)
def _best(word: str) -> Any:
    """The likeliest grammar of a word."""
    return parses(word)[0].tag


@lru_cache(maxsize=50_000)
def _speaks_to_you(word: str) -> bool:
    best = _best(word)
    return any(mark in best for mark in _PERSON_GRAMMEMES)


@lru_cache(maxsize=50_000)
def _is_brutal_word(word: str) -> bool:
    return any(roots.BRUTAL.fullmatch(one) for one in (word, *folding.squeezed(word)))


def check(text: str, own: OwnWords = NOTHING) -> tuple[Hit, ...]:
    """Hits in the order of the text, none inside another. Only the first 20 000 signs are read."""
    if not text.strip():
        return ()
    return _check(text[:LONGEST_TEXT], own)


@lru_cache(maxsize=500)
def _check(text: str, own: OwnWords) -> tuple[Hit, ...]:
    flat, places = folding.folded(text)
    speech = folding.without_addresses(flat)
    words, odd = folding.words_of(speech), folding.odd_chunks(speech)
    found = [*_brutal(speech, words, odd), *_insults(speech, words, odd), *_denied(words, own)]
    hits = []
    for start, end, grade in _apart(found):
        place, last = places[start], places[end]  # with the marks that hang on the last letter
        if not own.allowed.intersection({plain(flat[start:end]), *lemmas(plain(flat[start:end]))}):
            hits.append(Hit(place, last, text[place:last], grade))
    return tuple(hits)


Span = tuple[int, int, Grade]
_WEIGHT = {Grade.BRUTAL: 0, Grade.INSULT: 1, Grade.DOUBTFUL: 2}


def _apart(found: Sequence[Span]) -> list[Span]:
    """The gravest of those that overlap, in the order of the text."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (_WEIGHT[one[2]], one[0], -one[1])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def marked(text: str, hits: Sequence[Hit]) -> Iterator[tuple[str, Grade | None]]:
    """The whole text in pieces, each with the grade it is marked by."""
    place = 0
    for hit in hits:
        if place < hit.start:
            yield text[place : hit.start], None
        yield text[hit.start : hit.end], hit.grade
        place = hit.end
    if place < len(text):
        yield text[place:], None


# --- мат ---------------------------------------------------------------------------------------------------


def _brutal(speech: str, words: list[Word], odd: list[Chunk]) -> Iterator[Span]:
    low = plain(speech)
    studied = bool(roots.SCIENCE.search(low)) and not any(word.text in roots.THOU for word in words)
    kennel = bool(roots.KENNEL.search(low))
    grade = Grade.DOUBTFUL if studied else Grade.BRUTAL
    for place, word in enumerate(words):
        if _is_brutal_word(word.text) and not (kennel and word.text in roots.ANIMAL_WORDS):
            if not _is_family_name(words, place):
                yield word.start, word.end, grade
        elif place + 1 < len(words) and _is_torn(speech, word, words[place + 1]):
            yield word.start, words[place + 1].end, grade
    for chunk in odd:
        if _is_disguised(chunk.text):
            yield chunk.start, chunk.end, grade
    for start, end, word_of_letters in folding.spaced(speech):
        if _is_brutal_whole(plain(word_of_letters)):
            yield start, end, grade


def _is_brutal_whole(word: str) -> bool:
    """By foreign letters too."""
    return _is_brutal_word(word) or any(one in roots.WHOLE for one in folding.readings(word))


def _is_family_name(words: list[Word], place: int) -> bool:
    """«Манда Валерий», «Пидоренко»: a capital, and an ending or a name beside it."""
    word = words[place]
    if word.is_name and word.text.endswith(roots.FAMILY):
        return True
    beside = words[place + 1 : place + 2]
    return word.is_name and word.text.startswith("манд") and bool(beside) and beside[0].is_name


def _is_torn(speech: str, one: Word, other: Word) -> bool:
    """«ху й», «бля дь»: one blank too many in a word."""
    between = speech[one.end : other.start]
    return (
        between.isspace()
        and min(len(one.text), len(other.text)) <= 2
        and one.text + other.text in roots.APART
        and not (len(one.text) == 1 and len(other.text) > 2)
    )


@lru_cache(maxsize=20_000)
def _is_disguised(chunk: str) -> bool:
    if folding.is_latin_only(chunk):
        found = [one for one in folding.readings(chunk) for one in (one, *folding.squeezed(one))]
        return any(one in roots.WHOLE and one not in roots.NOT_LATIN for one in found)
    if any(_is_brutal_word(one) for one in folding.readings(chunk)):
        return True
    return _is_hidden(chunk, roots.WHOLE)


def _is_hidden(chunk: str, listed: frozenset[str]) -> bool:
    pattern = folding.masked(chunk)
    return pattern is not None and any(pattern.fullmatch(word) for word in listed)


# --- insults -----------------------------------------------------------------------------------------------

_KNOWN = roots.ALWAYS | roots.TO_PERSON | roots.BEASTS
_STARTS = frozenset(word[:2] for word in _KNOWN)


@lru_cache(maxsize=50_000)
def _known(word: str) -> str:
    """The listed dictionary form of a word, or an empty string; most words are told by two letters."""
    if word[:2] not in _STARTS:
        return ""
    if word in _KNOWN:
        return word
    found = lemmas(word) & _KNOWN
    return min(found) if found else ""


@lru_cache(maxsize=50_000)
def _listed(word: str) -> str:
    """A drawn word too."""
    return _known(word) or next(filter(None, map(_known, folding.squeezed(word))), "")


def _insults(speech: str, words: list[Word], odd: list[Chunk]) -> Iterator[Span]:
    low = plain(speech)
    told = bool(roots.TOLD.search(low)) or bool(roots.SCIENCE.search(low))
    for match in roots.PHRASES.finditer(low):
        yield match.start(), match.end(), Grade.INSULT
    excused = [(match.start(), match.end()) for match in roots.NOT_INSULTS.finditer(low)]
    for place, word in enumerate(words):
        listed = _listed(word.text)
        if not listed or any(start <= word.start < end for start, end in excused):
            continue
        drawn = not _known(word.text)
        grade = _grade(words, place, listed, told=told, drawn=drawn)
        if grade is not None:
            yield word.start, word.end, grade
    for chunk in odd:
        if _is_hidden_insult(chunk.text):
            yield chunk.start, chunk.end, Grade.INSULT
    for start, end, letters in folding.spaced(speech):
        if _known(plain(letters)):
            yield start, end, Grade.INSULT


@lru_cache(maxsize=20_000)
def _is_hidden_insult(chunk: str) -> bool:
    """Who hides a word means it."""
    found = folding.readings(chunk)
    if folding.is_latin_only(chunk):
        return any(one in _KNOWN and len(one) > 4 for one in found)
    return any(_known(one) for one in found) or _is_hidden(chunk, _KNOWN)


def _grade(words: list[Word], place: int, listed: str, *, told: bool, drawn: bool) -> Grade | None:
    near = [one for one in words if one.clause == words[place].clause]
    said_to = any(one.text in roots.THOU for one in _around(words, place))
    if any(one.text in roots.I_AM for one in near) and not said_to:
        return None
    if told and not said_to:
        return Grade.DOUBTFUL
    if listed in roots.ALWAYS:
        if words[place].is_name and not words[place].begins:
            return Grade.DOUBTFUL
        return Grade.INSULT
    if not _is_subject(words[place].text):
        return None
    if _is_addressed(words, place, listed, said_to=said_to, drawn=drawn):
        return Grade.INSULT
    return Grade.DOUBTFUL if listed in roots.DIRTY else None


def _around(words: list[Word], place: int) -> list[Word]:
    """Of the same clause, near, with no comma between."""
    found = []
    for step in (-1, 1):
        for far in range(1, NEAR + 1):
            at = place + step * far
            if not 0 <= at < len(words) or words[at].clause != words[place].clause:
                break
            if (words[at].comma and step < 0) or (words[at - 1].comma and step > 0):
                break
            found.append(words[at])
    return found


def _is_addressed(words: list[Word], place: int, listed: str, *, said_to: bool, drawn: bool) -> bool:
    word = words[place]
    near = _around(words, place)
    if said_to and not _governed(words, place):
        return True
    if len(words) == 1 and (drawn or listed not in roots.BEASTS or listed == "козел"):
        return True
    if (
        any(one.text in roots.HE_IS for one in near[:1])
        and listed not in roots.BEASTS
        and _is_noun(word.text)
    ):
        return _stands_alone(words, place)
    if any(one.text in ("сам", "сама") for one in near[:1]):
        return True
    if any(one.text in roots.CROWD for one in near) and listed not in roots.BEASTS and len(words) <= NEAR + 1:
        return True
    return _is_called(words, place, listed) or _not_but(words, place)


def _is_noun(word: str) -> bool:
    return "NOUN" in _best(word)


def _stands_alone(words: list[Word], place: int) -> bool:
    """«он идиот», not «он идиот из романа»: nothing is said of the word itself after it."""
    after = words[place + 1 : place + 2]
    return not after or words[place].comma or after[0].clause != words[place].clause


def _governed(words: list[Word], place: int) -> bool:
    """«вы видели, тупой угол»: an adjective of a thing that follows, or a beast one looks at."""
    after = words[place + 1 : place + 2]
    if not after or words[place].comma or after[0].clause != words[place].clause:
        return False
    here, next_one = _best(words[place].text), _best(after[0].text)
    return "ADJF" in here and "NOUN" in next_one and "anim" not in next_one


def _is_called(words: list[Word], place: int, listed: str) -> bool:
    """Called by it: set off by signs, and the sentence speaks to «you» or commands."""
    word = words[place]
    last = place + 1 == len(words) or words[place + 1].clause != word.clause
    set_off = word.begins and (word.comma or last)
    if not set_off:
        return False
    others = [one for one in words if one is not word]
    spoken = any(
        one.text in roots.THOU or one.text in roots.YOURS or _speaks_to_you(one.text) for one in others
    )
    return spoken and (listed not in roots.BEASTS or len(words) > 1)


def _not_but(words: list[Word], place: int) -> bool:
    """«жопа, а не человек»."""
    after = words[place + 1 : place + 4]
    return words[place].comma and [one.text for one in after[:2]] == ["а", "не"] and len(after) > 2


def _denied(words: list[Word], own: OwnWords) -> Iterator[Span]:
    for word in words:
        if own.denied and own.denied.intersection((word.text, *lemmas(word.text))):
            yield word.start, word.end, Grade.INSULT
