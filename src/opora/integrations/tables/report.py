"""The same table as XLSX with its faults coloured and told, to be sent back, mended and loaded again."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from .model import Table

COLOURS = {"error": "#F8CBAD", "attention": "#FFE699"}
WIDEST = 48


def fault_report(
    table: Table,
    *,
    header_line: int,
    faults: Mapping[tuple[int, int], str],
    words: Mapping[int, str],
) -> bytes:
    """Rows stand where they stood; ``faults`` are cells (line, column) with «error» or «attention», ``words``
    say by line what to mend, in a column after the last one. Texts are never formulas."""
    import xlsxwriter  # noqa: PLC0415 -- loaded with the first report, not with the server

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(_("Что исправить"))
    look = {tone: book.add_format({"bg_color": colour}) for tone, colour in COLOURS.items()}
    dates = {
        tone: book.add_format({"num_format": "dd.mm.yyyy"} | ({"bg_color": COLOURS[tone]} if tone else {}))
        for tone in ("", *COLOURS)
    }
    said = book.add_format({"text_wrap": True, "valign": "top"})
    strong = book.add_format({"bold": True})
    last = max(len(row.cells) for row in table.rows)
    # Line 0 is the text above a table of Word; sheets count from 1.
    shift = 0 if table.rows[0].line == 0 else 1
    for row in table.rows:
        for column, value in enumerate(row.cells):
            tone = faults.get((row.line, column), "")
            is_date = isinstance(value, date)
            _write(sheet, row.line - shift, column, value, dates[tone] if is_date else look.get(tone))
        if row.line in words:
            sheet.write_string(row.line - shift, last, words[row.line], said)
    sheet.write_string(header_line - shift, last, _("Что исправить"), strong)
    for column in range(last):
        cells = (len(str(row.cell(column) or "")) for row in table.rows if row.line >= header_line)
        sheet.set_column(column, column, min(max(cells, default=8) + 2, WIDEST))
    sheet.set_column(last, last, WIDEST)
    sheet.freeze_panes(header_line - shift + 1, 0)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, column: int, value: object, look: Any) -> None:
    if value is None:
        if look is not None:
            sheet.write_blank(line, column, None, look)
    elif isinstance(value, datetime | date):
        sheet.write_datetime(line, column, value, look)
    elif isinstance(value, time):
        sheet.write_string(line, column, f"{value:%H:%M}", look)
    elif isinstance(value, int | float) and abs(value) < 10**15:
        sheet.write_number(line, column, value, look)
    else:
        sheet.write_string(line, column, str(value)[:32_000], look)
