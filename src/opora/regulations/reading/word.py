"""Text of a DOCX with the numbers that Word shows and does not write, and with tracked changes accepted."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from .lines import Line, Lines, UnreadableAct, clean

LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
_UNPACKED = 200 * 2**20
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:instrText")}


def word_lines(content: bytes) -> Lines:
    """Paragraphs and table rows in their order. Raises :class:`UnreadableAct`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise UnreadableAct("Документ слишком велик. Удалите рисунки и загрузите снова.")
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableAct("Файл повреждён или это не документ Word. Сохраните его как DOCX.") from error
    numbering = _Numbering(document)
    rows: list[Line] = []
    for element in _blocks(document.element.body):
        if element.tag == qn("w:tbl"):
            rows += [Line(text, gap=not number) for number, text in enumerate(_table_rows(element))]
            continue
        style = _style(document, element)
        mark = numbering.mark(element, style)
        for index, part in enumerate(_text(element).split("\n")):
            words = clean(part)
            if words:
                heading = bool(style and re.match(r"(?i)heading|заголовок|title|название", style.name or ""))
                rows.append(
                    Line(f"{mark} {words}".strip() if not index else words, not index, bool(index), heading)
                )
    return Lines(rows, troubles=list(_troubles(document.element.body)))


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls and accepted insertions."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo")):
            yield from _blocks(child)


def _text(element: Any) -> str:
    """The text as it will be when every tracked change is accepted."""
    parts = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag == qn("w:tab"):
            parts.append(" ")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif child.tag != qn("w:pPr"):
            parts.append(_text(child))
    return "".join(parts)


def _table_rows(table: Any) -> Iterator[str]:
    for row in table.iter(qn("w:tr")):
        cells = [
            " ".join(words for paragraph in cell.iter(qn("w:p")) if (words := clean(_text(paragraph))))
            for cell in row.iter(qn("w:tc"))
        ]
        if any(cells):
            yield " | ".join(cells)


def _troubles(body: Any) -> Iterator[str]:
    if next(body.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")), None) is not None:
        yield "В документе есть исправления: прочитан текст, каким он станет, если их принять."
    if next(body.iter(qn("w:commentReference")), None) is not None:
        yield "В документе есть примечания: они не прочитаны."
    if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
        yield "В документе есть рисунки: то, что на них, не прочитано."


def _style(document: Any, paragraph: Any) -> Any:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    if found is None:
        return None
    wanted = found.get(qn("w:val"))
    return next((style for style in document.styles if style.style_id == wanted), None)


class _Numbering:
    """Counts the lists of a document as Word does: a level restarts when a higher one moves."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[int, str, str]]] = {}
        self.counts: dict[str, list[int | None]] = {}
        self.lists: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"))
            self.levels[key] = {
                int(level.get(qn("w:ilvl"))): (
                    int(_value(level, "w:start") or 1),
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                )
                for level in abstract.findall(qn("w:lvl"))
            }
        for number in root.findall(qn("w:num")):
            identity, abstract = number.get(qn("w:numId")), _value(number, "w:abstractNumId") or ""
            overrides = {
                int(override.get(qn("w:ilvl"))): int(start)
                for override in number.findall(qn("w:lvlOverride"))
                if (start := _value(override, "w:startOverride"))
            }
            self.lists[identity] = abstract
            if overrides:  # a restarted list counts by itself
                own = f"{abstract}/{identity}"
                self.lists[identity] = own
                self.levels[own] = {
                    level: (overrides.get(level, start), form, text)
                    for level, (start, form, text) in self.levels.get(abstract, {}).items()
                }

    def mark(self, paragraph: Any, style: Any) -> str:
        """«5.5», «а)», «–»: what stands before the paragraph on the page."""
        properties = self._properties(paragraph, style)
        if properties is None:
            return ""
        identity, level = _value(properties, "w:numId"), int(_value(properties, "w:ilvl") or 0)
        key = self.lists.get(identity or "", "")
        levels = self.levels.get(key, {})
        if level not in levels:
            return ""
        start, form, pattern = levels[level]
        if form == "bullet":
            return "–"
        counts = self.counts.setdefault(key, [None] * 9)
        was = counts[level]
        counts[level] = start if was is None else was + 1
        counts[level + 1 :] = [None] * (8 - level)
        for above in range(level):
            if counts[above] is None:
                counts[above] = levels[above][0] if above in levels else 1
        return re.sub(r"%(\d)", lambda at: self._shown(levels, counts, int(at[1]) - 1), pattern).strip()

    @staticmethod
    def _properties(paragraph: Any, style: Any) -> Any:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        while found is None and style is not None:
            found = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            style = style.base_style
        return found

    @staticmethod
    def _shown(levels: dict[int, tuple[int, str, str]], counts: list[int | None], level: int) -> str:
        value = counts[level] or 1
        form = levels.get(level, (1, "decimal", ""))[1]
        if form in ("russianLower", "lowerLetter"):
            return LETTERS[(value - 1) % len(LETTERS)]
        if form in ("upperRoman", "lowerRoman"):
            return _roman(value)
        return str(value)


def _roman(value: int) -> str:
    shown = ""
    for size, sign in _ROMAN:
        shown += sign * (value // size)
        value %= size
    return shown


def _value(element: Any, tag: str) -> str | None:
    found = element.find(qn(tag))
    return None if found is None else str(found.get(qn("w:val")))
