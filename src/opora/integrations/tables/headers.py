"""Finding the row of headings below titles, and which column is which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from opora.kernel.text import normal_name

from .model import CellValue, Table, TableRow

SEARCHED_ROWS = 15


@dataclass(frozen=True)
class Header:
    """The row of headings: `columns` by field, `first` is the position of the first row below it."""

    line: int
    first: int
    columns: dict[str, tuple[int, ...]]
    titles: dict[int, str]

    def column(self, field: str) -> int | None:
        """The leftmost column of the field."""
        return self.columns[field][0] if field in self.columns else None


def find_header(table: Table, synonyms: Mapping[str, re.Pattern[str]], *, least: int = 2) -> Header | None:
    """The row among the first ones that names the most fields, at least `least` of them."""
    best: tuple[int, int] | None = None
    for position, row in enumerate(table.rows[:SEARCHED_ROWS]):
        known = len(set(_fields(row, synonyms).values()))
        if known >= least and known * 2 >= len(row.filled) - 1 and (best is None or known > best[0]):
            best = (known, position)
    if best is None:
        return None
    return _header(table, synonyms, best[1])


def heading(value: CellValue) -> str:
    """A heading made comparable: «  СНИЛС\\n(при наличии)» → «снилс при наличии»."""
    if not isinstance(value, str):
        return ""
    folded = re.sub(r"-\s*\n\s*", "", value).replace("№", "n ").casefold().replace("ё", "е")
    letters = folded if folded.isascii() else normal_name(folded)
    return " ".join(re.sub(r"[^\w/]|_(?=\s|$)", " ", letters).split())


def _fields(row: TableRow, synonyms: Mapping[str, re.Pattern[str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for column in row.filled:
        text = heading(row.cells[column])
        field = next(
            (name for name, pattern in synonyms.items() if len(text) < 120 and pattern.fullmatch(text)), None
        )
        if field:
            found[column] = field
    return found


def _header(table: Table, synonyms: Mapping[str, re.Pattern[str]], position: int) -> Header:
    row = table.rows[position]
    fields = _fields(row, synonyms)
    titles = {column: " ".join(str(row.cells[column]).split()) for column in row.filled}
    first = position + 1
    # A second row of headings («Фамилия | Имя | Отчество» under a merged «ФИО») corrects the first.
    if first < len(table.rows):
        below = table.rows[first]
        second = _fields(below, synonyms)
        if len(second) >= 2 and len(second) == len(below.filled):
            fields |= second
            titles |= {column: " ".join(str(below.cells[column]).split()) for column in below.filled}
            first += 1
    if first < len(table.rows) and _is_numbering(table.rows[first]):
        first += 1
    columns: dict[str, list[int]] = {}
    for column, field in sorted(fields.items()):
        columns.setdefault(field, []).append(column)
    return Header(row.line, first, {field: tuple(found) for field, found in columns.items()}, titles)


def _is_numbering(row: TableRow) -> bool:
    """The row «1 | 2 | 3 | 4» printed forms have under the headings."""
    told = [str(row.cells[column]).strip() for column in row.filled]
    return len(told) >= 3 and told == [str(number) for number in range(1, len(told) + 1)]


def names(**patterns: str) -> dict[str, re.Pattern[str]]:
    """Patterns of headings by field; the earlier field wins. «№» stands for any writing of the sign."""
    return {field: re.compile(pattern.replace("№", "n")) for field, pattern in patterns.items()}
