"""What a read table is: rows with file line numbers, merged areas, and the refusal."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200

CellValue = str | int | float | date | datetime | time | None


class TableError(Exception):
    """The file cannot be read as a table: what happened and what to do next, in Russian."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(f"{message} {next_step}")
        self.message = message
        self.next_step = next_step


def too_big() -> TableError:
    """The words for a package that would not fit into memory."""
    return TableError(
        _("После распаковки файл слишком велик."),
        _("Скопируйте список на чистый лист без картинок и оформления и сохраните как .xlsx."),
    )


@dataclass(frozen=True)
class TableRow:
    """One row; `line` is the line of the text file or the row number of the sheet, from 1."""

    line: int
    cells: tuple[CellValue, ...]

    def cell(self, column: int) -> CellValue:
        """The cell by column number from 0; short rows are padded with None."""
        return self.cells[column] if 0 <= column < len(self.cells) else None

    @property
    def filled(self) -> tuple[int, ...]:
        """Numbers of the columns that are not blank."""
        return tuple(i for i, value in enumerate(self.cells) if not is_blank(value))


@dataclass(frozen=True)
class Merge:
    """A merged area of a sheet: lines from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Table:
    """A read file; blank rows are left out, their numbers are not reused."""

    kind: Literal["csv", "xlsx", "docx", "ods"]
    rows: tuple[TableRow, ...]
    merged: tuple[Merge, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""

    def spread_down(self) -> "Table":
        """Repeat the value of an area merged down a single column in every row of it."""
        known = {row.line: list(row.cells) for row in self.rows}
        for area in self.merged:
            if area.left != area.right or area.top not in known:
                continue
            head = known[area.top]
            value = head[area.left] if area.left < len(head) else None
            for line in (row.line for row in self.rows if area.top < row.line <= area.bottom):
                cells = known[line]
                cells.extend([None] * (area.left + 1 - len(cells)))
                if is_blank(cells[area.left]):
                    cells[area.left] = value
        return replace(self, rows=tuple(TableRow(line, tuple(cells)) for line, cells in known.items()))


def is_blank(value: CellValue) -> bool:
    """None, an empty string, or nothing but spaces (no-break and zero-width ones too)."""
    return value is None or (
        isinstance(value, str) and not value.replace("\u200b", "").replace("\ufeff", "").strip()
    )
