"""What a browser says it has drawn, read strictly: nothing of it is taken on trust."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..models import BoardMark
from ..queries.board import COLORS, HEIGHT, PENS, WIDTH

MOST_MARKS, MOST_NUMBERS = 60, 400
KINDS = BoardMark.Kind
CORNERS = {KINDS.LINE: 4, KINDS.FRAME: 4, KINDS.WORDS: 2}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One mark. ``points``: x and y by turns, in units of the page."""

    client_id: UUID
    stroke: UUID
    page: int
    kind: str
    color: int
    width: int
    points: tuple[int, ...]
    words: str = ""


def read(text: str) -> list[Drawn]:
    """A JSON list of marks. Raises ``ValueError`` for anything else, ``TypeError`` and ``KeyError`` never."""
    told = json.loads(text)
    if not isinstance(told, list) or not 0 < len(told) <= MOST_MARKS:
        raise ValueError(text[:40])
    return [_mark(one) for one in told]


def _mark(told: Any) -> Drawn:
    if not isinstance(told, dict):
        raise ValueError(str(told)[:40])
    kind = KINDS(str(told.get("kind")))
    points = told.get("points")
    if not isinstance(points, list) or len(points) % 2 or not 2 <= len(points) <= MOST_NUMBERS:
        raise ValueError(str(points)[:40])
    if kind in CORNERS and len(points) != CORNERS[kind]:
        raise ValueError(str(points)[:40])
    words = told.get("words", "") if kind == KINDS.WORDS else ""
    if not isinstance(words, str) or len(words) > 200 or (kind == KINDS.WORDS and not words.strip()):
        raise ValueError(str(words)[:40])
    return Drawn(
        UUID(str(told.get("id"))),
        UUID(str(told.get("stroke"))),
        _within(told.get("page"), 2**62),
        kind,
        _within(told.get("color"), len(COLORS) - 1),
        _within(told.get("width"), len(PENS) - 1),
        tuple(_within(one, HEIGHT if number % 2 else WIDTH) for number, one in enumerate(points)),
        "".join(sign for sign in words if sign.isprintable()),
    )


def _within(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(str(value)[:40])
    return value


def strokes(text: str) -> list[UUID]:
    """A JSON list of numbers of strokes. Raises ``ValueError``."""
    told = json.loads(text)
    if not isinstance(told, list) or not 0 < len(told) <= MOST_MARKS:
        raise ValueError(text[:40])
    return [UUID(str(one)) for one in told]
