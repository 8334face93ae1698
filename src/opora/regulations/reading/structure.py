"""Lines → clauses with their addresses: sections, clauses, lists inside them, an order's points, annexes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .lines import Line

HEADER, ORDER, ANNEX, ORDER_ANNEX = "Шапка", "Приказ", "Приложение", "Приложение к приказу"
ACT_WORDS = ("порядок", "положение", "правила", "инструкция", "регламент")
MANY = 4  # numbers in brackets, one after another: then they are clauses and no list
SHORT_NAMES = {"эо", "дот", "сдо", "дпо", "ано", "ооо", "по", "эиос"}

_NESTED = re.compile(r"^(?:п\.\s*)?(\d{1,2}(?:\.\d{1,3}){1,5})\.?\s+(.+)$")
_TOP = re.compile(r"^(\d{1,2})\.\s*(?![\d.])(.+)$")
_CHAPTER = re.compile(r"^(?:глава|раздел|статья|часть|§)\s+(\d{1,2}|[IVX]+)\.?\s*(.*)$", re.IGNORECASE)
_ROMAN = re.compile(r"^([IVXУ]{1,5})\.\s+([А-ЯЁ].*)$")
_ITEM = re.compile(r"^(?:[-–—•*·▪●]\s+|[а-яa-z]\)\s*|\d{1,2}\)\s*)")
_BRACKET = re.compile(r"^(\d{1,2})\)\s+(?=[А-ЯЁ])")
_BULLET = re.compile(r"^[-–—•*·▪●]\s+")
_ANNEX = re.compile(r"^приложение(?:\s*№?\s*(\d{1,2}))?(?:\s*$|\s+к\s)", re.IGNORECASE)
_ENDS = (".", ";", ":", "!", "?")


@dataclass(slots=True)
class _Draft:
    """A clause while it is being read."""

    number: str
    level: int
    lines: list[str] = field(default_factory=list)
    section: bool = False
    parts: int = 0


class _Arranger:
    """Takes lines in their order and knows which clause is open."""

    def __init__(self, *, wrapped: bool) -> None:
        self.wrapped = wrapped
        self.drafts = [_Draft(HEADER, 0)]
        self.top = 0
        self.begun = False
        self.roman = False
        self.prefix = ""
        self.listed = 0
        self.title: list[str] = []
        self.in_title = False

    @property
    def open(self) -> _Draft:
        return self.drafts[-1]

    def take(self, line: Line) -> None:
        text = line.text
        if self._annex(text) or self._within_annex(line):
            return
        if self._number(line):
            self.in_title = False
            return
        if not self.begun and self._heads(line):
            return
        self._continue(line)

    def _within_annex(self, line: Line) -> bool:
        """Whatever stands in an annex is the annex; only the annex of an order holds the act itself."""
        if self.open.number == ORDER_ANNEX or not self.open.number.startswith(ANNEX):
            return False
        self._append(line)
        return True

    def _annex(self, text: str) -> bool:
        found = _ANNEX.match(text)
        if not found or not (text[:10].isupper() or len(text) < 60):
            return False
        if self.open.number.startswith((ORDER, "П.")):
            name = ORDER_ANNEX
        else:
            name = f"{ANNEX} {found[1]}" if found[1] else ANNEX
        self._begin(name, 0, text)
        if name == ORDER_ANNEX:
            self.top, self.begun = 0, False
        return True

    def _number(self, line: Line) -> bool:
        text = line.text
        if found := _NESTED.match(text):
            return self._nested(found[1], found[2], line)
        if found := _CHAPTER.match(text) or _ROMAN.match(text):
            sign = found[1].replace("У", "V")
            if found[2] and not found[2][0].isupper():
                return False
            self.begun, self.listed, self.roman = True, 0, not sign.isdigit()
            number = f"§ {sign}" if text.startswith("§") else sign  # its clauses are counted through the act
            self._begin(number, 1, found[2] or text, section=True)
            return True
        if found := _TOP.match(text):
            return self._top(int(found[1]), found[2], line)
        return False

    def _nested(self, number: str, text: str, line: Line) -> bool:
        if text[0].islower() and not self._ended():
            return False
        self.begun, self.listed = True, 0
        self.top = max(self.top, int(number.split(".")[0]))
        self._begin(number, number.count(".") + 1, text)
        return True

    def _top(self, number: int, text: str, line: Line) -> bool:
        """A section, a clause of an act with simple numbers, or an item of a list inside a clause."""
        if text[0].islower() and not self._ended():
            return False
        heading = line.heading or text.isupper()
        if self.listed and number == self.listed + 1 and not heading:
            self.listed = number
            self.open.lines.append(line.text)
            return True
        if number == 1 and self.top and self.roman and self.open.section:
            self.prefix, self.top = f"{self.open.number}.", 0  # each section counts its clauses anew
        if number != self.top + 1:
            if number == 1 and self.open.level > 1:
                self.listed = 1
                self.open.lines.append(line.text)
                return True
            if self.top or number > 1:
                return False
        self.top, self.listed, self.begun = number, 0, True
        in_order = self.drafts[0].number == ORDER and self.open.number != ORDER_ANNEX and not self.title
        in_order = in_order and not any(draft.number == ORDER_ANNEX for draft in self.drafts)
        self._begin(
            f"П.{number}" if in_order else f"{self.prefix}{number}",
            2 if self.roman else 1,
            text,
            section=heading or not _ended(text),
        )
        return True

    def _heads(self, line: Line) -> bool:
        """The header: an order, an approval stamp, the title."""
        text = line.text
        first = text.split()[0].strip('«»"')
        word = first.lower()
        if word in ACT_WORDS and not self.title and (first.isupper() or line.gap or not self.open.lines):
            self.in_title = True
            self.title.append(text)
            return True
        if self.in_title:
            lowercase = text[0].islower() and not _ended(self.title[-1])
            if not line.gap or lowercase:
                self.title.append(text)
                return True
            self.in_title = False
        if word == "приказ" and len(text) < 60 and self.open.number == HEADER:
            self.open.number = ORDER
        return False

    def _continue(self, line: Line) -> None:
        if line.heading and self.open.number not in (HEADER, ORDER) and not line.text[0].islower():
            self.top, self.begun = self.top + 1, True
            self._begin(str(self.top), 1, line.text, section=True)
            return
        self._append(line)

    def _append(self, line: Line) -> None:
        lines, text = self.open.lines, line.text
        if _ITEM.match(text):
            lines.append(_BULLET.sub("– ", text))
            return
        running = bool(lines) and not _ended(lines[-1]) and (text[0].islower() or text[0] in "(«")
        if lines and ((running and not line.hard) or self._runs_on(line)):
            lines[-1] = f"{lines[-1]} {text}"
        elif self.open.section and lines and line.gap:
            self.open.parts += 1
            parent = self.open
            self._begin(f"{parent.number}.{parent.parts}", 2, text)
            self.open.section, self.open.parts = False, parent.parts
        elif self._is_part_of_section(line):
            section = next(draft for draft in reversed(self.drafts) if draft.section)
            section.parts += 1
            self._begin(f"{section.number}.{section.parts}", 2, text)
        else:
            lines.append(text)

    def _is_part_of_section(self, line: Line) -> bool:
        """Paragraphs of a section without numbers are counted: «V.2»."""
        section = next((draft for draft in reversed(self.drafts) if draft.section), None)
        if section is None or not section.parts or not line.gap or self.open is section:
            return False
        return self.open.number.startswith(f"{section.number}.") and not self.open.lines[-1].endswith(":")

    def _runs_on(self, line: Line) -> bool:
        return (self.wrapped or self.open.number == ANNEX) and not line.gap and not line.hard

    def _ended(self) -> bool:
        lines = self.open.lines
        return not lines or _ended(lines[-1])

    def _begin(self, number: str, level: int, text: str, *, section: bool = False) -> None:
        self.drafts.append(_Draft(number, level, [text], section))


def arrange(rows: Sequence[Line], *, wrapped: bool = False) -> tuple[str, list[tuple[str, str, int]]]:
    """The title and the clauses (number, text, level); a number met twice gets «(2)»."""
    arranger = _Arranger(wrapped=wrapped)
    for row in _numbered(rows):
        arranger.take(row)
    seen: dict[str, int] = {}
    clauses = []
    for draft in arranger.drafts:
        text = "\n".join(draft.lines)
        if not text:
            continue
        seen[draft.number] = seen.get(draft.number, 0) + 1
        suffix = f" ({seen[draft.number]})" if seen[draft.number] > 1 else ""
        clauses.append((f"{draft.number}{suffix}", text, draft.level))
    return _title(arranger), clauses


def _numbered(rows: Sequence[Line]) -> Sequence[Line]:
    """«1) Слушатель – …» numbers clauses where nothing else does."""
    if any(one.match(row.text) for row in rows for one in (_NESTED, _TOP, _CHAPTER, _ROMAN)):
        return rows
    found = [int(match[1]) for row in rows if (match := _BRACKET.match(row.text))]
    if len(found) < MANY or found != list(range(1, len(found) + 1)):
        return rows
    return [replace(row, text=_BRACKET.sub(r"\1. ", row.text)) for row in rows]


def _title(arranger: _Arranger) -> str:
    words = " ".join(arranger.title)
    if not words and arranger.drafts[0].number == ORDER:
        words = next((line for line in arranger.drafts[0].lines if line.startswith("О")), "")
    if sum(letter.isupper() for letter in words) > len(words) / 2:
        lowered = words.lower()
        words = " ".join(
            word.upper() if word.strip(".,()«»") in SHORT_NAMES else word for word in lowered.split()
        )
        words = words[:1].upper() + words[1:]
    elif words.split(" ")[0].isupper():
        words = words.split(" ")[0].capitalize() + words[len(words.split(" ")[0]) :]
    return words.strip().rstrip(".")


def _ended(text: str) -> bool:
    return text.rstrip('»" ').endswith(_ENDS)
