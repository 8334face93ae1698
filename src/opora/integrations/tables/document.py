"""Tables of a Word document (.docx): merged cells, several paragraphs in a cell, several tables."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .delimited import refuse_long, refuse_wide
from .markup import parsed, within
from .model import MAX_COLUMNS, CellValue, Merge, Table, TableError, TableRow

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINES_ABOVE = 10
DEEPEST = 2


def read_document(data: bytes) -> list[Table]:
    """Every table that has anything in it, in the order of the document.

    Line 0 of a table holds the text above it: the title of the annex with the contract is there.
    """
    root = parsed(data, "word/document.xml")
    above: list[str] = []
    found: list[Table] = []
    for element, depth in _blocks(root):
        if element.tag == f"{W}p":
            above += [text] if not depth and (text := _text(element)) else []
            continue
        table = _table(element, " ".join(above[-LINES_ABOVE:]), len(found) + 1)
        if table is not None:
            found.append(table)
            above = []
    if not found:
        raise TableError(
            _("В документе Word нет ни одной таблицы."),
            _("Проверьте, тот ли файл выбран, или сохраните список в Excel как .xlsx."),
        )
    return found


def _blocks(root: Element) -> Iterator[tuple[Element, int]]:
    """Paragraphs and tables in order, with how deep in tables they lie: a list may stand inside a layout."""
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element, depth
        if element.tag == f"{W}tbl":
            depth += 1
        if element.tag != f"{W}p" and depth <= DEEPEST:
            stack.extend((child, depth) for child in reversed(element))


def _table(element: Element, above: str, number: int) -> Table | None:
    rows: list[TableRow] = []
    merged: list[Merge] = []
    down: dict[int, tuple[int, int]] = {}
    for line, source in enumerate(within(element, f"{W}tr", stop=f"{W}tbl"), start=1):
        cells: list[CellValue] = []
        for cell in within(source, f"{W}tc", stop=f"{W}tbl"):
            left, width = len(cells), _span(cell)
            if _continues(cell) and left in down:
                top, right = down[left]
                merged[:] = [area for area in merged if (area.top, area.left) != (top, left)]
                merged.append(Merge(top, left, line, right))
            else:
                down.pop(left, None)
                if _begins(cell):
                    down[left] = (line, left + width - 1)
            cells += [_text(cell) or None, *[None] * (width - 1)]
        row = TableRow(line, tuple(cells))
        refuse_wide(row)
        if row.filled:
            rows.append(row)
        refuse_long(len(rows))
    if not rows:
        return None
    if above:
        rows.insert(0, TableRow(0, (above,)))
    return Table("docx", tuple(rows), tuple(merged), _("Таблица {number}").format(number=number))


def _span(cell: Element) -> int:
    told = cell.find(f"{W}tcPr/{W}gridSpan")
    width = told.get(f"{W}val", "") if told is not None else ""
    return min(int(width), MAX_COLUMNS) if width.isdecimal() and int(width) else 1


def _begins(cell: Element) -> bool:
    return cell.find(f"{W}tcPr/{W}vMerge") is not None


def _continues(cell: Element) -> bool:
    """Whether the cell goes on from the row above: «vMerge» with no value, or with «continue»."""
    told = cell.find(f"{W}tcPr/{W}vMerge")
    return told is not None and told.get(f"{W}val", "continue") != "restart"


def _text(element: Element) -> str:
    lines = (" ".join("".join(_pieces(one)).split()) for one in element.iter(f"{W}p"))
    return "\n".join(filter(None, lines))


def _pieces(paragraph: Element) -> Iterator[str]:
    for piece in paragraph.iter():
        if piece.tag == f"{W}t":
            yield piece.text or ""
        elif piece.tag in (f"{W}tab", f"{W}br"):
            yield " "
