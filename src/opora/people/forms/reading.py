"""What reading one cell gives, and the cleaning every reader starts with. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

CellValue = str | int | float | date | datetime | time | None
T = TypeVar("T")

# No value of a list is longer; the patterns below are quadratic on hostile cells of a megabyte.
LONGEST = 1000
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
NOTHING = re.compile(
    r"[-–—_./\\\s]*|нет|не имеет|отсутствует|не указано?|без отчества|б/о|n/?a|null|none", re.IGNORECASE
)
LATIN = "ABCEHKMOPTXYaceopxykmtnëË"
CYRILLIC = "АВСЕНКМОРТХУасеорхукмтпёЁ"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans("АВСЕНКМОРТХУасеорху", "ABCEHKMOPTXYaceopxy")


class Level(StrEnum):
    """How a value went in: as is, corrected, to be looked at, refused."""

    OK = "ok"
    FIXED = "fixed"
    ATTENTION = "attention"
    ERROR = "error"


_LEVELS = tuple(Level)


def worst(*levels: Level) -> Level:
    """The heaviest of the levels; OK for none."""
    return max(levels, key=_LEVELS.index, default=Level.OK)


@dataclass(frozen=True)
class Read(Generic[T]):
    """A value read from a cell; `value` is None when the cell is blank or refused."""

    value: T | None
    level: Level = Level.OK
    message: str = ""


class Notes:
    """Collects what was done to a value: the worst level and the sentences."""

    def __init__(self) -> None:
        self.level = Level.OK
        self.messages: list[str] = []

    def add(self, level: Level, message: str) -> None:
        self.level = worst(self.level, level)
        if message and message not in self.messages:
            self.messages.append(message)

    @property
    def message(self) -> str:
        return " ".join(self.messages)


def plain(raw: CellValue) -> str:
    """The cell as text: whole floats without «.0», no invisible signs, composed letters, cut at `LONGEST`."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return INVISIBLE.sub("", unicodedata.normalize("NFC", str(raw)[:LONGEST]))


def squeeze(text: str) -> str:
    """Single ordinary spaces, none at the ends."""
    return SPACES.sub(" ", text).strip()


def is_nothing(text: str) -> bool:
    """Blank, a dash, «нет», «не указано» and the like."""
    return NOTHING.fullmatch(squeeze(text)) is not None


def clean(raw: CellValue, notes: Notes) -> str:
    """Squeezed text; odd spaces inside are noted, spaces at the ends are not worth a word."""
    text = plain(raw)
    squeezed = squeeze(text)
    if squeezed != text.strip(" \t\r\n"):
        notes.add(Level.FIXED, _("Убрали лишние пробелы."))
    return squeezed


def mend_letters(text: str) -> str:
    """Latin lookalikes inside Cyrillic words, and words of lookalikes alone, become Cyrillic."""
    has_cyrillic = re.search("[А-Яа-яЁё]", text) is not None

    def mended(word: re.Match[str]) -> str:
        latin = [sign for sign in word[0] if sign.isascii() or sign in "ëË"]
        mixed = len(latin) < len(word[0])
        if latin and (mixed or has_cyrillic) and all(sign in LATIN for sign in latin):
            return word[0].translate(TO_CYRILLIC)
        return word[0]

    return re.sub(r"[^\W\d_]+", mended, text)


def read_text(raw: CellValue) -> Read[str]:
    """Position, organisation, group and the like: squeezed, dashes mean nothing."""
    notes = Notes()
    text = clean(raw, notes)
    if is_nothing(text):
        return Read(None)
    mended = mend_letters(text)
    if mended != text and re.search("[А-Яа-яЁё]{2}", text):
        notes.add(Level.FIXED, _("Латинские буквы заменили русскими."))
        text = mended
    return Read(text, notes.level, notes.message)
