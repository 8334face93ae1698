"""CSV and TXT: encoding and separator are found out, not asked (domain.md §7 a, b)."""

import csv
import io
import re
from collections import Counter
from typing import Literal

from django.utils.translation import gettext as _

from .model import MAX_COLUMNS, MAX_ROWS, Table, TableError, TableRow, is_blank

SEPARATORS = (";", "\t", ",")
SAMPLE_LINES = 60
CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


def read_delimited(data: bytes) -> Table:
    """Decode, find the separator, split; raise `TableError` when the bytes are not text."""
    text, encoding = decode(data)
    separator, text, first_line = _separator_of(text)
    rows = tuple(row for row in _split(text, separator, first_line) if row.filled)
    if not rows:
        raise TableError(_("В файле нет ни одной строки с данными."), _("Проверьте, тот ли файл выбран."))
    return Table("csv", rows, encoding=encoding, separator=separator)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: BOM first, then UTF-16 by zero bytes, UTF-8, cp1251."""
    encoding = _encoding_of(data)
    text = data.decode(encoding, errors="replace").lstrip("\ufeff").rstrip("\x1a\x00")
    if CONTROL.search(text) or text.count("\ufffd") > len(text) // 50:
        raise TableError(
            _("Это не таблица: внутри нет читаемого текста."),
            _("Сохраните список в Excel как .xlsx или CSV и загрузите снова."),
        )
    return text, encoding


def _encoding_of(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = data[:4000]
    # Cyrillic letters are 04 xx in UTF-16, separators and digits 00 xx: the high bytes give the order away.
    even, odd = (sum(sample[start::2].count(byte) for byte in (0, 4)) for start in (0, 1))
    if max(even, odd) > len(sample) // 3 and min(even, odd) < len(sample) // 20 + 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _separator_of(text: str) -> tuple[str, str, int]:
    directive = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if directive:
        return directive[1], text[directive.end() :], 2
    sample = "".join(text.splitlines(keepends=True)[:SAMPLE_LINES])
    return max(SEPARATORS, key=lambda separator: _agreement(sample, separator)), text, 1


def _agreement(sample: str, separator: str) -> tuple[int, int]:
    """How many lines agree on a number of columns above one, and on which."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
    except csv.Error:
        return (0, 0)
    common = [(count, width) for width, count in widths.items() if width > 1]
    return max(common, default=(0, 0))


def _split(text: str, separator: str, first_line: int) -> list[TableRow]:
    try:
        rows = _parse(text, separator, first_line, csv.QUOTE_MINIMAL)
        # A lone quote swallows the rest of the file into one cell: read such a file without quotes.
        if any(cell.count("\n") > 20 for row in rows for cell in row.cells if isinstance(cell, str)):
            rows = _parse(text, separator, first_line, csv.QUOTE_NONE)
    except csv.Error:
        try:
            rows = _parse(text, separator, first_line, csv.QUOTE_NONE)
        except csv.Error as error:
            raise TableError(
                _("Файл не удалось разделить на столбцы."),
                _("Сохраните список в Excel как .xlsx и загрузите снова."),
            ) from error
    return rows


def _parse(text: str, separator: str, first_line: int, quoting: Literal[0, 3]) -> list[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    rows: list[TableRow] = []
    start = first_line
    for cells in reader:
        row = TableRow(start, tuple(cell if cell else None for cell in cells))
        start = first_line + reader.line_num
        refuse_wide(row)
        if row.filled:
            rows.append(row)
        refuse_long(len(rows))
    return rows


def refuse_wide(row: TableRow) -> None:
    """More than `MAX_COLUMNS` filled columns is not a list of people."""
    if any(not is_blank(value) for value in row.cells[MAX_COLUMNS:]):
        raise TableError(
            _("В строке {line} больше {limit} столбцов.").format(line=row.line, limit=MAX_COLUMNS),
            _("Оставьте в файле только список и загрузите его снова."),
        )


def refuse_long(count: int) -> None:
    """More than `MAX_ROWS` filled rows."""
    if count > MAX_ROWS:
        raise TableError(
            _("В файле больше {limit} строк.").format(limit=MAX_ROWS),
            _("Разделите список на несколько файлов."),
        )
