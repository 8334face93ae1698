"""XLSX for counting: real numbers and dates, frozen headings, print setup; texts are never formulas."""

import datetime as dt
import io
import textwrap
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from opora.kernel.text import MINUS
from opora.reports.papers.archive import moment_of, without_clock
from opora.reports.papers.model import (
    BOTTOM_MM,
    LEFT_MM,
    RIGHT_MM,
    TOP_MM,
    Align,
    Cell,
    Column,
    Kind,
    Layout,
    Paper,
    Row,
    Table,
    cell_words,
)
from opora.reports.papers.text import clean, one_line

_FONT = "Times New Roman"
_PAPER_A3, _PAPER_A4 = 8, 9
_SMALLEST_PT = 9
_TALLEST_PT = 409
_CHARACTER_MM = 0.168  # of a point of type
_NARROW_MM = 5
_NUMBERS = {Kind.INTEGER, Kind.DEVIATION, Kind.HOURS, Kind.MONEY}
_LARGEST_EXACT = 10**15
_FIRST_YEAR = 1901
_FORMATS = {
    Kind.TEXT: "@",
    Kind.INTEGER: f'#,##0;"{MINUS}"#,##0;0',
    Kind.DEVIATION: f'+#,##0;"{MINUS}"#,##0;0',
    Kind.HOURS: f'#,##0.00;"{MINUS}"#,##0.00;0.00',
    Kind.MONEY: f'#,##0.00;"{MINUS}"#,##0.00;0.00',
    Kind.DATE: "dd.mm.yyyy",
    Kind.TIME: "hh:mm",
}


def render_xlsx(paper: Paper) -> bytes:
    """The paper as a workbook of one sheet; the same data give the same bytes."""
    layout = paper.layout()
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": one_line(layout.title)[:255],
            "author": one_line(layout.letterhead.organisation)[:255] if layout.letterhead else "",
            "created": moment_of(layout.dated),
        }
    )
    _Sheet(book, book.add_worksheet(layout.sheet[:31]), layout).write()
    book.close()
    return without_clock(out.getvalue())


@dataclass
class _Sheet:
    """Writes a layout from the top; `line` is the next free row."""

    book: xlsxwriter.Workbook
    sheet: Worksheet
    layout: Layout
    line: int = 0
    formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        return max((table.columns for table in self.layout.tables), key=len, default=())

    @property
    def last(self) -> int:
        return max(len(self.columns) - 1, 0)

    @property
    def scale(self) -> float:
        """Type under 9 points is enlarged together with the columns; printing fits it back to the page."""
        return max(_SMALLEST_PT / self.layout.table_pt, 1)

    @property
    def point(self) -> float:
        return self.layout.table_pt * self.scale

    def write(self) -> None:
        self._page()
        self._head()
        for index, table in enumerate(self.layout.tables):
            self._table(table, frozen=index == 0)
        for note in self.layout.notes:
            self._wide(clean(note), align=Align.LEFT, size=self.point * 0.9)
        self._signatures()

    def _page(self) -> None:
        for index, column in enumerate(self.columns):
            pixels = column.width_mm * self.scale * 96 / 25.4
            self.sheet.set_column(index, index, max((pixels - 5) / 7, 0.5))
        self.sheet.set_paper(_PAPER_A3 if self.layout.a3 else _PAPER_A4)
        if self.layout.landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(LEFT_MM / 25.4, RIGHT_MM / 25.4, TOP_MM / 25.4, BOTTOM_MM / 25.4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&8стр. &P из &N", {"margin": 7 / 25.4})
        self.sheet.hide_gridlines(2)

    def _head(self) -> None:
        layout = self.layout
        if layout.letterhead:
            self._wide(one_line(layout.letterhead.organisation), align=Align.LEFT, bold=True)
            details = ". ".join(layout.letterhead.details)
            if details:
                self._wide(details, align=Align.LEFT, size=self.point * 0.9)
        for block in (layout.corner, *layout.stamps):
            if block:
                words = "\n".join(one_line(line) for line in block)
                self._wide(words, align=Align.LEFT, first=self._corner())
        self._wide(one_line(layout.title), align=Align.CENTER, bold=True, size=self.point + 1)
        for line in layout.subtitle:
            self._wide(one_line(line), align=Align.CENTER)
        for name, value in layout.facts:
            self._wide(f"{one_line(name)}: {clean(value)}", align=Align.LEFT)

    def _corner(self) -> int:
        """The first column of the right-hand block."""
        return next((i for i in range(self.last) if sum(self._widths()[i:]) <= self.layout.text_mm * 0.55), 0)

    def _widths(self) -> list[float]:
        return [column.width_mm for column in self.columns]

    def _wide(self, text: str, *, align: Align, first: int = 0, bold: bool = False, size: float = 0) -> None:
        """A line over the table; its height is reckoned, because a merged cell does not grow by itself."""
        point = size or self.point
        look = self._look(align=align.value, bold=bold, font_size=point, valign="top")
        self.sheet.set_row(self.line, _height(text, sum(self._widths()[first:]) * self.scale, point))
        self._span(self.line, first, self.last, text, look)
        self.line += 1

    def _span(self, line: int, first: int, last: int, text: str, look: Format) -> None:
        if last > first:
            self.sheet.merge_range(line, first, line, last, "", look)
        self.sheet.write_string(line, first, text, look)

    def _table(self, table: Table, *, frozen: bool) -> None:
        if table.heading:
            self.line += 1
            self._wide(one_line(table.heading), align=Align.LEFT, bold=True)
        top = self.line
        self._header(table)
        if frozen:
            self.sheet.freeze_panes(self.line, 0)
            self.sheet.repeat_rows(top, self.line - 1)
        for section in table.sections:
            if section.title:
                look = self._look(align="center", bold=True, border=1)
                self._span(self.line, 0, len(table.columns) - 1, clean(section.title), look)
                self.line += 1
            for row in section.rows:
                self._row(table, row)
        if table.totals:
            self._row(table, table.totals, bold=True)

    def _header(self, table: Table) -> None:
        upper, lower = self.line, self.line + (1 if table.grouped else 0)
        if table.header_mm:
            height = table.header_mm * self.scale * 72 / 25.4
            self.sheet.set_row(lower, height - 15 if table.grouped else height)
        for group, first, count in table.spans():
            if group:
                self._span(upper, first, first + count - 1, clean(group), self._heading(Column(group, 0)))
        for index, column in enumerate(table.columns):
            look = self._heading(column)
            if table.grouped and not column.group:
                self.sheet.merge_range(upper, index, lower, index, "", look)
                self.sheet.write_string(upper, index, clean(column.title), look)
            else:
                self.sheet.write_string(lower, index, clean(column.title), look)
        self.line = lower + 1

    def _heading(self, column: Column) -> Format:
        turn = {"rotation": 90} if column.vertical else {}
        fill = {"bg_color": "#ECECEC"} if column.shaded else {}
        return self._look(align="center", valign="vcenter", border=1, **turn, **fill)

    def _row(self, table: Table, row: Row, *, bold: bool = False) -> None:
        cells = list(zip(table.fitted(row), table.columns, strict=True))
        heights = [
            _height(cell_words(value, column.kind), column.width_mm * self.scale, self.point)
            for value, column in cells
            if isinstance(value, str)
        ]
        self.sheet.set_row(self.line, max(heights, default=_height("", 1, self.point)))
        for index, (value, column) in enumerate(cells):
            self._cell(index, value, column, bold=bold)
        self.line += 1

    def _cell(self, index: int, value: Cell, column: Column, *, bold: bool) -> None:
        kind = _kind_of(value, column.kind)
        fill: dict[str, object] = {"bg_color": "#ECECEC"} if column.shaded else {}
        if column.width_mm < _NARROW_MM:
            fill |= {"text_wrap": False, "shrink": True}
        look = self._look(
            align=column.align.value, valign="top", border=1, bold=bold, num_format=_FORMATS[kind], **fill
        )
        if value is None:
            self.sheet.write_blank(self.line, index, None, look)
        elif kind is Kind.TEXT:
            self.sheet.write_string(self.line, index, cell_words(value, column.kind), look)
        elif isinstance(value, (dt.date, dt.time)):
            self.sheet.write_datetime(self.line, index, value, look)
        elif isinstance(value, (int, Decimal)):
            self.sheet.write_number(self.line, index, float(value), look)

    def _signatures(self) -> None:
        for item in self.layout.signatures:
            self.line += 1
            self._wide(
                f"{item.words or '_' * 30}  {'_' * 24}  {one_line(item.name) or '_' * 24}", align=Align.LEFT
            )

    def _look(self, **wanted: object) -> Format:
        """A format of this workbook, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            base = {"font_name": _FONT, "font_size": self.point, "text_wrap": True}
            self.formats[key] = self.book.add_format(base | wanted)
        return self.formats[key]


def _height(text: str, width_mm: float, point: float) -> float:
    """Height of a wrapped text: not every spreadsheet program grows rows by itself."""
    per_line = max(int((width_mm - 1.5) / (point * _CHARACTER_MM)), 1)
    lines = sum(max(len(textwrap.wrap(part, per_line)), 1) for part in text.split("\n"))
    return min(lines * point * 1.2 + 3, _TALLEST_PT)


def _kind_of(value: Cell, kind: Kind) -> Kind:
    """How a value is stored; what a sheet cannot hold exactly (year 1900, 16 digits) becomes text."""
    match value:
        case None:
            return kind
        case int() if abs(value) < _LARGEST_EXACT:
            return kind if kind in _NUMBERS else Kind.INTEGER
        case Decimal() if value.is_finite() and abs(value) < _LARGEST_EXACT:
            return Kind.MONEY if kind is Kind.MONEY else Kind.HOURS
        case dt.date() if value.year >= _FIRST_YEAR:
            return Kind.DATE
        case dt.time():
            return Kind.TIME
        case _:
            return Kind.TEXT
