"""A table as drawn cells: which words, how wide, how tall; shared by the DOCX and the PDF renderer."""

from collections.abc import Iterator
from dataclasses import dataclass

from opora.reports.papers.model import Align, Column, Row, Table, cell_words
from opora.reports.papers.text import clean


@dataclass(frozen=True)
class Drawn:
    """A cell: `span` columns wide, `down` rows tall; `covered` cells lie under a taller one."""

    text: str
    align: Align
    span: int = 1
    down: int = 1
    bold: bool = False
    head: bool = False
    vertical: bool = False
    shaded: bool = False
    covered: bool = False
    section: bool = False


def header_rows(table: Table) -> list[list[Drawn]]:
    """One row of headings, or two where columns share a group."""
    if not table.grouped:
        return [[_heading(column) for column in table.columns]]
    upper = [
        Drawn(clean(group), Align.CENTER, span=count, head=True)
        if group
        else _heading(table.columns[first], down=2)
        for group, first, count in table.spans()
    ]
    lower = [_heading(column, covered=not column.group) for column in table.columns]
    return [upper, lower]


def _heading(column: Column, *, down: int = 1, covered: bool = False) -> Drawn:
    return Drawn(
        "" if covered else clean(column.title),
        Align.CENTER,
        down=down,
        head=True,
        vertical=column.vertical and not covered,
        shaded=column.shaded,
        covered=covered,
    )


def body_rows(table: Table) -> Iterator[list[Drawn]]:
    """Section headings over the full width, rows, totals in bold (S1-A-sections)."""
    for section in table.sections:
        if section.title:
            words = clean(section.title)
            yield [Drawn(words, Align.CENTER, span=len(table.columns), bold=True, section=True)]
        for row in section.rows:
            yield _drawn_row(table, row, bold=False)
    if table.totals:
        yield _drawn_row(table, table.totals, bold=True)


def _drawn_row(table: Table, row: Row, *, bold: bool) -> list[Drawn]:
    return [
        Drawn(cell_words(value, column.kind), column.align, bold=bold, shaded=column.shaded)
        for value, column in zip(table.fitted(row), table.columns, strict=True)
    ]
