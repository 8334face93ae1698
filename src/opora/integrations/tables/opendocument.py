"""Sheets of an OpenDocument spreadsheet (.ods): values as typed, repeated cells unfolded within limits."""

from collections.abc import Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .delimited import refuse_long, refuse_wide
from .markup import parsed, within
from .model import MAX_COLUMNS, CellValue, Merge, Table, TableError, TableRow

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_opendocument(data: bytes) -> list[Table]:
    """Every sheet that has anything in it."""
    root = parsed(data, "content.xml")
    found = [table for sheet in root.iter(f"{TABLE}table") if (table := _sheet(sheet))]
    if not found:
        raise TableError(_("В книге нет ни одной заполненной строки."), _("Проверьте, тот ли файл выбран."))
    return found


def _sheet(sheet: Element) -> Table | None:
    rows: list[TableRow] = []
    merged: list[Merge] = []
    line = 1
    for source in within(sheet, f"{TABLE}table-row", stop=f"{TABLE}table"):
        repeated = _number(source, "number-rows-repeated")
        row = TableRow(line, tuple(_cells(source, line, merged)))
        if row.filled:
            refuse_wide(row)
            refuse_long(len(rows) + repeated)
            rows.extend(TableRow(line + step, row.cells) for step in range(repeated))
        line += repeated
    return Table("ods", tuple(rows), tuple(merged), sheet.get(f"{TABLE}name", "")) if rows else None


def _cells(row: Element, line: int, merged: list[Merge]) -> Iterator[CellValue]:
    column = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        value = _value(cell)
        repeated = _number(cell, "number-columns-repeated")
        wide, tall = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
        if wide > 1 or tall > 1:
            merged.append(Merge(line, column, line + tall - 1, column + wide - 1))
        # A blank tail is repeated to the last column of the sheet; a filled one beyond the limit is refused.
        for _step in range(min(repeated, MAX_COLUMNS + 50 - column)):
            yield value
        column += repeated
        if column >= MAX_COLUMNS + 50:
            return


def _number(element: Element, name: str) -> int:
    told = element.get(f"{TABLE}{name}", "")
    return max(int(told), 1) if told.isdecimal() else 1


def _value(cell: Element) -> CellValue:
    kind, day = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{OFFICE}date-value", "")
    if kind == "date" and day:
        return datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
    if kind == "time" and (clock := _clock(cell.get(f"{OFFICE}time-value", ""))):
        return clock
    if kind == "float" and (number := cell.get(f"{OFFICE}value", "")):
        value = float(number)
        return int(value) if value.is_integer() else value
    words = ("".join(paragraph.itertext()) for paragraph in cell.iter(f"{TEXT}p"))
    return "\n".join(words).strip() or None


def _clock(told: str) -> time | None:
    """«PT18H30M00S» of a clock; a span over a day stays text."""
    try:
        return time.fromisoformat(told.removeprefix("PT").replace("H", ":").replace("M", ":")[:8])
    except ValueError:
        return None
