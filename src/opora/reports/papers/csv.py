"""CSV with «;» for Excel in Russian: only the tables, headings first, numbers without spaces."""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from typing import Literal

from opora.kernel.text import MINUS, NBSP
from opora.reports.papers.model import Cell, Column, Kind, Paper, Row, Table, cell_words
from opora.reports.papers.text import one_line

BOM = BOM_UTF8
Encoding = Literal["utf-8-sig", "cp1251"]

_FORMULA = re.compile(r"[=@]|[+-](?![\d ().-]+$)")  # a phone number or a plain number may begin with + or -


def render_csv(paper: Paper, encoding: Encoding = "utf-8-sig") -> bytes:
    """The tables of a paper; a character that cp1251 lacks becomes «?»."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for index, table in enumerate(paper.layout().tables):
        if index:
            writer.writerow([])
        writer.writerows(_lines(table))
    text = out.getvalue() if encoding == "utf-8-sig" else out.getvalue().replace(MINUS, "-")
    return text.encode(encoding, errors="replace")


def csv_line(cells: Iterable[object]) -> bytes:
    """One line of a register that is written as it is read; the first of a file follows ``BOM``."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(
        _safe(one_line(cell)) if isinstance(cell, str) else ("" if cell is None else cell) for cell in cells
    )
    return out.getvalue().encode()


def _lines(table: Table) -> list[list[str]]:
    lines = [[one_line(table.heading)]] if table.heading else []
    lines.append([_safe(one_line(column.title)) for column in table.columns])
    for section in table.sections:
        if section.title:
            lines.append([_safe(one_line(section.title))])
        lines += [_line(table, row) for row in section.rows]
    return [*lines, _line(table, table.totals)] if table.totals else lines


def table_line(columns: Sequence[Column], row: Row) -> bytes:
    """A row of an official table as a line of its CSV, for registers too long to be held at once."""
    cells = zip(row, columns, strict=True)
    return csv_line([_value(cell, column.kind) for cell, column in cells])


def _line(table: Table, row: tuple[Cell, ...]) -> list[str]:
    return [_value(cell, column.kind) for cell, column in zip(table.fitted(row), table.columns, strict=True)]


def _value(cell: Cell, kind: Kind) -> str:
    if isinstance(cell, str):
        return _safe(one_line(cell))
    return cell_words(cell, kind).replace(NBSP, "").replace(MINUS, "-")


def _safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if _FORMULA.match(text) else text
