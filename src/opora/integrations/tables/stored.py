"""A read table as JSON values, and with some of its cells typed anew: what a preview corrects. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from .model import CellValue, Merge, Table, TableRow

Cells = Mapping[int, Mapping[int, str]]


def told_table(table: Table, *, without: Collection[int] = ()) -> dict[str, Any]:
    """The inverse of :func:`table_told`. Columns ``without`` (passwords) are left blank."""
    rows = [
        [row.line, [None if column in without else _told(value) for column, value in enumerate(row.cells)]]
        for row in table.rows
    ]
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


READ = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}


def _value(told: Any) -> CellValue:
    if isinstance(told, list):
        kind, text = told
        value: CellValue = READ[kind](text)
        return value
    cell: CellValue = told
    return cell
