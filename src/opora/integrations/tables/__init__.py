"""Reading tables that centres really send: CSV, XLSX, ODS and tables of DOCX, from bytes (domain.md §7).

`read_table` is the only entry; on any bytes it returns a `Table` or raises `TableError` with Russian words
and a next step. Nothing is written to disk and nothing is interpreted: cells keep the value the file has.
"""

from django.utils.translation import gettext as _

from .delimited import read_delimited
from .model import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, CellValue, Merge, Table, TableError, TableRow
from .signatures import refuse_foreign
from .workbook import Fits, read_package

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "CellValue",
    "Merge",
    "Table",
    "TableError",
    "TableRow",
    "read_table",
]


def read_table(data: bytes, filename: str = "", *, fits: Fits = lambda table: True) -> Table:
    """Read a table by its content; the name of the file only helps to word the refusal.

    Of several sheets or tables the first that ``fits`` is taken, else the first that has anything in it.
    """
    if len(data) > MAX_BYTES:
        raise TableError(
            _("Файл больше 20 МБ."),
            _("Оставьте в файле только лист со списком или разделите его на части."),
        )
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TableError(_("Файл пустой."), _("Проверьте, тот ли файл выбран, и загрузите его ещё раз."))
    refuse_foreign(data, filename)
    if data.startswith(b"PK\x03\x04"):
        return read_package(data, fits)
    return read_delimited(data)
