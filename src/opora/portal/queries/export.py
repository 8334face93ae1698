"""A list as a file: the same rows and columns that its page shows, all pages of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opora.kernel.text import MINUS, NBSP

if TYPE_CHECKING:
    from lxml import html

BLOCKS = frozenset({"br", "div", "p", "li"})
NUMBER = re.compile(r"-?\d+(?:,\d+)?")
FORMULA = re.compile(r"[=@+-]")
WIDEST, NARROWEST = 60, 8
Cell = str | float


@dataclass(slots=True)
class Sheet:
    """Headings and rows of a list; ``following`` is the query of the next page, empty after the last."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    following: str = ""


def read_page(page: bytes) -> Sheet | None:
    """The list of a page that has list tools above it; None for any other page."""
    from lxml import html  # noqa: PLC0415 -- loaded with the first file, not with the server

    tree: Any = html.fromstring(page.decode(), parser=html.HTMLParser(encoding="utf-8"))
    tools = tree.xpath("//main//opora-list-tools")
    if not tools:
        return None
    sheet = Sheet(title=" ".join(tree.xpath("string(//main//h1)").split()))
    tables = tools[0].xpath("following::table")
    if tables:
        kept = [
            place for place, cell in enumerate(_cells(tables[0], "./thead/tr[last()]")) if not _acts(cell)
        ]
        headings = [_words(cell) for cell in _cells(tables[0], "./thead/tr[last()]")]
        sheet.headings = [headings[place] for place in kept]
        sheet.rows = list(_rows(tables[0], kept))
    links = tree.xpath("//main//nav[contains(@class, 'pages')]//a[@rel='next']/@href")
    sheet.following = links[0].partition("?")[2] if links else ""
    return sheet


def _rows(table: html.HtmlElement, kept: list[int]) -> Iterator[list[Cell]]:
    for row in table.xpath("./tbody/tr[not(contains(@class, 'detail'))]"):
        cells = row.xpath("./th | ./td")
        if len(cells) == 1:
            yield [_words(cells[0])]
        else:
            yield [_value(cells[place]) for place in kept if place < len(cells)]


def _cells(table: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return [cell for row in table.xpath(path) for cell in row.xpath("./th | ./td")]


def _acts(cell: html.HtmlElement) -> bool:
    return "acts" in (cell.get("class") or "").split()


def _words(cell: html.HtmlElement) -> str:
    """What is read in a cell: parts that stand under each other are parted by «; »."""
    parts: list[list[str]] = [[]]
    _read(cell, parts)
    return "; ".join(" ".join(words) for words in parts if words)


def _read(node: html.HtmlElement, parts: list[list[str]]) -> None:
    parts[-1] += (node.text or "").split()
    for child in node:
        if child.tag in BLOCKS:
            parts.append([])
        if not _is_hidden(child):
            _read(child, parts)
        parts[-1] += (child.tail or "").split()


def _is_hidden(node: html.HtmlElement) -> bool:
    """Comments and icons are not read either."""
    if not isinstance(node.tag, str) or node.tag == "svg":
        return True
    return node.get("hidden") is not None or "visually-hidden" in (node.get("class") or "").split()


def _value(cell: html.HtmlElement) -> Cell:
    words = _words(cell)
    if "num" in (cell.get("class") or "").split():
        plain = words.replace(NBSP, "").replace(" ", "").replace(MINUS, "-")
        if NUMBER.fullmatch(plain):
            return float(plain.replace(",", "."))
    return words


def as_xlsx(sheet: Sheet) -> bytes:
    """Texts stay texts, so nothing in a cell is ever run."""
    import xlsxwriter  # noqa: PLC0415 -- loaded with the first file, not with the server

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        page.write_row(0, 0, sheet.headings, bold)
        for place, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(place, column, value, plain)
                else:
                    page.write_number(place, column, value, plain)
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
    return out.getvalue()


def _widths(sheet: Sheet) -> Iterable[int]:
    for column, heading in enumerate(sheet.headings):
        longest = max([len(heading), *(len(str(row[column])) for row in sheet.rows if column < len(row))])
        yield min(max(longest + 1, NARROWEST), WIDEST)


def as_csv(sheet: Sheet) -> bytes:
    """«;» and a byte order mark for Excel; what looks like a formula is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([_safe(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Cell) -> str:
    if not isinstance(value, str):
        return f"{value:g}".replace(".", ",")
    return f"'{value}" if FORMULA.match(value) else value
