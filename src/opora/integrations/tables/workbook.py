"""XLSX by openpyxl in read-only mode: values only, formulas give the value Excel has stored.

Other office packages are told apart here too, by what they have inside.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from .delimited import refuse_long, refuse_wide
from .document import read_document
from .model import MAX_COLUMNS, MAX_UNPACKED, CellValue, Merge, Table, TableError, TableRow, too_big
from .opendocument import read_opendocument
from .signatures import refuse_archive

Fits = Callable[[Table], bool]
LAST_LINE = 1_048_576
SHEETS = 50
MERGES_UP_TO = 8 * 1024 * 1024
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")


def read_package(data: bytes, fits: Fits) -> Table:
    """The first visible sheet (or table of a document) that ``fits``, else the first that is not empty."""
    try:
        kind = _kind_of(data)
        if kind == "docx":
            return _chosen(read_document(data), fits, joined=True)
        if kind == "ods":
            return _chosen(read_opendocument(data), fits)
        # openpyxl warns about styles and extensions it drops; none of them touches values.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data, fits)
    except TableError:
        raise
    except Exception as error:
        # openpyxl raises whatever its parsers raise on a damaged package, so the net is wide on purpose.
        raise _broken() from error


def _chosen(tables: list[Table], fits: Fits, *, joined: bool = False) -> Table:
    """``joined``: a long table of Word goes on in the next ones of the same width."""
    position = next((number for number, table in enumerate(tables) if fits(table)), 0)
    table, rest = tables[position], tables[position + 1 :]
    while joined and rest and _width(rest[0]) == _width(table):
        table = _continued(table, rest.pop(0))
    return replace(table, other_sheets=tuple(one.sheet for one in rest))


def _width(table: Table) -> int:
    return max(len(row.cells) for row in table.rows)


def _continued(table: Table, more: Table) -> Table:
    shift = table.rows[-1].line
    rows = tuple(replace(row, line=row.line + shift) for row in more.rows if row.line)
    areas = tuple(replace(one, top=one.top + shift, bottom=one.bottom + shift) for one in more.merged)
    return replace(table, rows=table.rows + rows, merged=table.merged + areas)


def _broken() -> TableError:
    return TableError(
        _("Файл повреждён или сохранён не полностью."),
        _("Откройте его в Excel, сохраните как .xlsx и загрузите снова."),
    )


def _kind_of(data: bytes) -> str:
    """Look at the zip directory before unpacking: what is inside, how big, is it locked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        names = {part.filename for part in parts}
        if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > 5000:
            raise too_big()
        if "word/document.xml" in names:
            return "docx"
        if "mimetype" in names and b"opendocument.spreadsheet" in package.read("mimetype"):
            return "ods"
        if "mimetype" in names and b"opendocument" in package.read("mimetype"):
            raise TableError(
                _("Это файл OpenDocument, но не таблица."),
                _("Сохраните список в LibreOffice как «Excel 2007–365 (.xlsx)» или CSV."),
            )
        if "xl/workbook.bin" in names:
            raise TableError(
                _("Это двоичный формат Excel (.xlsb)."), _("Сохраните файл как «Книга Excel (.xlsx)».")
            )
        if not any(name.startswith("xl/") for name in names):
            refuse_archive()
        return "xlsx"


def _read(data: bytes, fits: Fits) -> Table:
    import openpyxl  # noqa: PLC0415 -- loaded with the first book, not with the server

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(
            book.worksheets
        )
        first: Table | None = None
        for position, sheet in enumerate(sheets[:SHEETS]):
            rows = tuple(_rows(sheet))
            if not rows:
                continue
            table = Table("xlsx", rows, _merges(data, sheet), sheet.title)
            if first is None or fits(table):
                others = (rest.title for rest in sheets[position + 1 : SHEETS] if _has_content(rest))
                table = replace(table, other_sheets=tuple(others))
            if fits(table):
                return table
            first = first or table
        if first is not None:
            return first
    finally:
        book.close()
    raise TableError(_("В книге нет ни одной заполненной строки."), _("Проверьте, тот ли файл выбран."))


def _rows(sheet: Any) -> Iterator[TableRow]:
    # The declared size of a sheet is often wrong, so it is dropped and the real rows are read within limits.
    sheet.reset_dimensions()
    count = 0
    for line, values in enumerate(sheet.iter_rows(max_row=LAST_LINE, values_only=True), start=1):
        if not any(value is not None for value in values):
            continue
        row = TableRow(line, tuple(_value(value) for value in values[: MAX_COLUMNS + 50]))
        if row.filled:
            refuse_wide(row)
            count += 1
            refuse_long(count)
            yield row


def _has_content(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=30, values_only=True)
    return any(value is not None for values in rows for value in values)


def _value(value: object) -> CellValue:
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if isinstance(value, str):
        return value.replace("_x000D_", "") or None
    if value is None or isinstance(value, int | float | datetime | date | time):
        return value
    return str(value)


def _merges(data: bytes, sheet: Any) -> tuple[Merge, ...]:
    """Merged areas, which read-only mode does not give; taken from the sheet's own XML."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 -- loaded with the first book

    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if path not in package.namelist() or package.getinfo(path).file_size > MERGES_UP_TO:
            return ()
        found = MERGE.findall(package.read(path))
    areas = (range_boundaries(ref.decode("ascii")) for ref in found[:10_000])
    return tuple(Merge(int(a[1] or 1), int(a[0] or 1) - 1, int(a[3] or 1), int(a[2] or 1) - 1) for a in areas)
