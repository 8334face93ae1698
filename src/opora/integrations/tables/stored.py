"""A read table as JSON values, and with some of its cells typed anew: what a preview corrects. Pure."""

import json
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from .model import CellValue, Merge, Table, TableRow

INPUT = re.compile(r"cell-([0-9]{1,7})-([0-9]{1,3})")
LONGEST = 1000
MARK = b"\x00table\x00"
Cells = Mapping[int, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Input:
    """A cell of a preview to type anew; with ``options`` (value, words) it is chosen."""

    name: str
    title: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


def cell_input(row: TableRow, column: int, title: str, options: Iterable[tuple[str, str]] = ()) -> Input:
    """What the cell has now is always among the options."""
    value = one_line(shown_cell(row.cell(column)))
    known = tuple(options)
    if known and value not in {code for code, _words in known}:
        known = ((value, _("в файле: {text}").format(text=value or _("пусто"))), *known)
    return Input(f"cell-{row.line}-{column}", title or _("Столбец {n}").format(n=column + 1), value, known)


def told_table(table: Table) -> dict[str, Any]:
    """The inverse of :func:`table_told`."""
    rows = [[row.line, [_told(value) for value in row.cells]] for row in table.rows]
    merged = [[area.top, area.left, area.bottom, area.right] for area in table.merged]
    return {
        "kind": table.kind,
        "rows": rows,
        "merged": merged,
        "sheet": table.sheet,
        "more": table.other_sheets,
    }


def table_told(told: Mapping[str, Any]) -> Table:
    rows = tuple(TableRow(line, tuple(_value(cell) for cell in cells)) for line, cells in told["rows"])
    merged = tuple(Merge(*area) for area in told["merged"])
    return Table(told["kind"], rows, merged, told["sheet"], tuple(told["more"]))


def with_cells(table: Table, cells: Cells) -> Table:
    """The table with ``cells`` (line → column → text) in place of what the file had."""
    return replace(table, rows=tuple(_retyped(row, cells.get(row.line, {})) for row in table.rows))


def without_columns(table: Table, columns: Collection[int], *, below: int) -> Table:
    """The table with these columns (passwords) left blank below the line of headings."""
    if not columns:
        return table
    rows = (
        replace(row, cells=tuple(None if at in columns else cell for at, cell in enumerate(row.cells)))
        if row.line > below
        else row
        for row in table.rows
    )
    return replace(table, rows=tuple(row for row in rows if row.filled))


def shown_cell(value: CellValue) -> str:
    """A cell as a person would type it: what an input of the preview begins with."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def one_line(text: str) -> str:
    """What an input of one line makes of a text: two that agree so are the same answer."""
    return " ".join(text.split())


def typed_cells(posted: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Inputs of a preview: «cell-12-3» is line 12, column 3."""
    cells: dict[int, dict[int, str]] = {}
    for name, text in posted.items():
        if found := INPUT.fullmatch(name):
            cells.setdefault(int(found[1]), {})[int(found[2])] = text[:LONGEST]
    return cells


def retyped(table: Table, typed: Cells, cells: Cells, columns: Collection[int]) -> tuple[Table, Cells, Cells]:
    """The table with the ``cells`` that differ from it, what of it was typed by now, and what differed."""
    changed: dict[int, dict[int, str]] = {}
    known = {line: dict(was) for line, was in typed.items()}
    for source in table.rows:
        for column, text in cells.get(source.line, {}).items():
            was = one_line(shown_cell(source.cell(column)))
            if column in columns and one_line(text) != was:
                changed.setdefault(source.line, {})[column] = one_line(text)
                known.setdefault(source.line, {}).setdefault(column, was)
    return with_cells(table, changed), known, changed


def pack(table: Table, typed: Cells, **more: Any) -> bytes:
    """A table being corrected, and what else is to be remembered of it, as bytes of a row."""
    flat = [[line, column, was] for line, cells in typed.items() for column, was in cells.items()]
    told = more | {"table": told_table(table), "typed": flat}
    return MARK + zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def is_packed(content: bytes) -> bool:
    return content.startswith(MARK)


def unpack(content: bytes) -> tuple[Table, dict[int, dict[int, str]], dict[str, Any]]:
    """The inverse of :func:`pack`."""
    told = json.loads(zlib.decompress(content.removeprefix(MARK)))
    typed: dict[int, dict[int, str]] = {}
    for line, column, was in told.pop("typed"):
        typed.setdefault(line, {})[column] = was
    return table_told(told.pop("table")), typed, told


def _retyped(row: TableRow, cells: Mapping[int, str]) -> TableRow:
    if not cells:
        return row
    values = list(row.cells) + [None] * (max(cells) + 1 - len(row.cells))
    for column, text in cells.items():
        values[column] = text or None
    return replace(row, cells=tuple(values))


def _told(value: CellValue) -> Any:
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["time", value.isoformat()] if isinstance(value, time) else value


READ: dict[str, Callable[[str], CellValue]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def _value(told: Any) -> CellValue:
    if isinstance(told, list):
        kind, text = told
        return READ[kind](text)
    cell: CellValue = told
    return cell
