"""Patterns over dictionary forms.

``"помощь ... оказывать|оказываться"``: words in any form; ``|`` is or; ``..`` up to six words between,
``...`` up to seventy; ``skype*`` begins so; ``#`` is a number, in figures or in words; ``$`` is the
end of the sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from .morphology import Token, forms

GAPS = {"..": 6, "...": 70}
DENIALS = {"не", "ни", "нельзя", "запрещено", "запрещается"}
LIMITS = {"позднее", "позже", "ранее", "раньше", "менее", "более", "реже", "только", "больше", "дольше"}


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern stands in a sentence; ``denied``: with «не» before it or inside."""

    start: int
    end: int
    denied: bool
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    forms: frozenset[str]
    prefixes: tuple[str, ...]
    number: bool = False

    def fits(self, token: Token) -> bool:
        if self.number:
            return token.number is not None
        return bool(self.forms & token.forms) or bool(self.prefixes and token.word.startswith(self.prefixes))


_END = "$"
_Part = _Word | int | str


@cache
def compiled(pattern: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for piece in pattern.split():
        if piece in GAPS:
            parts.append(GAPS[piece])
        elif piece == _END:
            parts.append(_END)
        elif piece == "#":
            parts.append(_Word(frozenset(), (), number=True))
        else:
            options = piece.split("|")
            prefixes = tuple(option[:-1] for option in options if option.endswith("*"))
            words = frozenset(form for option in options if option[-1] != "*" for form in forms(option))
            parts.append(_Word(words, prefixes))
    return tuple(parts)


def find(pattern: str, tokens: Sequence[Token]) -> Match | None:
    """The first place of a pattern, one that nothing denies if there is such."""
    found = None
    for match in find_all(pattern, tokens):
        if not match.denied:
            return match
        found = found or match
    return found


def find_all(pattern: str, tokens: Sequence[Token]) -> Iterator[Match]:
    parts = compiled(pattern)
    says_no = "не" in pattern.split()
    for start in range(len(tokens)):
        end, number = _walk(parts, tokens, start)
        if end is not None:
            denied = not says_no and any(
                _denies(tokens, at) for at in range(max(0, start - 1), _scope(tokens, end))
            )
            yield Match(start, end, denied, number)


def _scope(tokens: Sequence[Token], end: int) -> int:
    """Words after a pattern up to the next comma: «право … не имеют», «мессенджеры не используются»."""
    at = end
    while at < len(tokens) and not tokens[at - 1].stop and at < end + 5:
        at += 1
    return at


def _denies(tokens: Sequence[Token], at: int) -> bool:
    """«не проводятся»; «не позднее» is a limit."""
    if tokens[at].word not in DENIALS:
        return False
    return at + 1 >= len(tokens) or tokens[at + 1].word not in LIMITS


def _walk(parts: tuple[_Part, ...], tokens: Sequence[Token], at: int) -> tuple[int | None, int | None]:
    if not parts:
        return at, None
    first, rest = parts[0], parts[1:]
    if isinstance(first, int):
        for skipped in range(first + 1):
            end, number = _walk(rest, tokens, at + skipped)
            if end is not None:
                return end, number
        return None, None
    if isinstance(first, str):
        return (at if at == len(tokens) else None), None
    if at >= len(tokens) or not first.fits(tokens[at]):
        return None, None
    if first.number:
        value, after = _number(tokens, at)
        end, _other = _walk(rest, tokens, after)
        return end, value
    return _walk(rest, tokens, at + 1)


def _number(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """«сорок пять» is one number of two words."""
    value = tokens[at].number or 0
    following = tokens[at + 1].number if at + 1 < len(tokens) else None
    if following is not None and value >= 20 and not value % 10 and 0 < following < 10:
        return value + following, at + 2
    return value, at + 1
