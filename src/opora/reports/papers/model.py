"""A paper as data: what stands on it and where, for all renderers alike.

Every official form becomes one `Layout`; DOCX, XLSX, PDF and CSV are drawn from it and from nothing else,
so the numbers of the four are equal by construction (domain §5).
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from opora.kernel.text import NBSP, number, signed
from opora.reports.papers.text import clean, date_words, hours_words, one_line, time_words

Cell = str | int | Decimal | dt.date | dt.time | None
Row = tuple[Cell, ...]

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 20, 10, 15, 15
CODE_MM = 24


class Kind(StrEnum):
    """What a column holds: decides the words in DOCX and PDF and the number format in XLSX."""

    TEXT = "text"
    INTEGER = "integer"
    DEVIATION = "deviation"
    HOURS = "hours"
    MONEY = "money"
    DATE = "date"
    TIME = "time"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    BOTH = "both"


class Look(StrEnum):
    """How a paragraph of running text stands."""

    HEADING = "heading"
    CLAUSE = "clause"
    PLAIN = "plain"


@dataclass(frozen=True)
class Block:
    """A paragraph of an act or an order; a clause keeps its number in its own words, as it is cited."""

    text: str
    look: Look = Look.CLAUSE


@dataclass(frozen=True)
class Letterhead:
    """Who issues the paper."""

    organisation: str
    short_name: str = ""
    inn: str = ""
    ogrn: str = ""
    licence: str = ""
    address: str = ""
    city: str = ""

    @property
    def name(self) -> str:
        """The short name where a line has little room."""
        return one_line(self.short_name) or one_line(self.organisation)

    @property
    def details(self) -> tuple[str, ...]:
        """Lines under the name, without empty ones."""
        numbers = [
            f"{word}{NBSP}{one_line(value)}"
            for word, value in (("ИНН", self.inn), ("ОГРН", self.ogrn))
            if value
        ]
        lines = (", ".join(numbers), one_line(self.licence), one_line(self.address) or one_line(self.city))
        return tuple(line for line in lines if line)


@dataclass(frozen=True)
class OrderRef:
    """An order: printed with lines to write on where it is not yet known (S1-A-corner)."""

    number: str = ""
    date: dt.date | None = None
    title: str = ""

    @property
    def when_and_number(self) -> str:
        """«от 02.09.2026 № 41-о»."""
        return f"от{NBSP}{date_words(self.date)} №{NBSP}{one_line(self.number) or '_' * 7}"


@dataclass(frozen=True)
class Signature:
    """A line «должность / подпись / И.О. Фамилия»; `label` stands before it («Учёт вёл:», S0-5.10)."""

    position: str = ""
    name: str = ""
    label: str = ""

    @property
    def words(self) -> str:
        return " ".join(part for part in (one_line(self.label), one_line(self.position)) if part)


@dataclass(frozen=True)
class Column:
    """A column: its exact heading, width and kind; neighbours with one `group` share a heading above them."""

    title: str
    width_mm: float
    align: Align = Align.LEFT
    kind: Kind = Kind.TEXT
    vertical: bool = False
    group: str = ""
    shaded: bool = False


@dataclass(frozen=True)
class Section:
    """Rows under a full-width heading; without a title only the rows."""

    title: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Table:
    """A ruled table; `header_mm` is the height of a heading with vertical words."""

    columns: tuple[Column, ...]
    sections: tuple[Section, ...] = ()
    totals: Row = ()
    heading: str = ""
    header_mm: float = 0

    @property
    def grouped(self) -> bool:
        return any(column.group for column in self.columns)

    @property
    def width_mm(self) -> float:
        return sum(column.width_mm for column in self.columns)

    def spans(self) -> list[tuple[str, int, int]]:
        """Upper heading as (group, first column, number of columns); a column without a group is alone."""
        found: list[tuple[str, int, int]] = []
        for index, column in enumerate(self.columns):
            if column.group and found and found[-1][0] == column.group:
                group, first, count = found[-1]
                found[-1] = (group, first, count + 1)
            else:
                found.append((column.group, index, 1))
        return found

    def fitted(self, row: Row) -> Row:
        """A row of exactly as many cells as there are columns."""
        return (*row, *([None] * len(self.columns)))[: len(self.columns)]


@dataclass(frozen=True)
class SheetLook:
    """How the paper lies; ``board`` is the large type read from a wall."""

    a3: bool = False
    landscape: bool = False
    board: bool = False

    @property
    def point(self) -> float:
        if self.board:
            return 20 if self.a3 else 14
        return 14 if self.a3 else 12


@dataclass(frozen=True)
class Layout:
    """A whole paper, in the order in which it is read; ``link`` stands as a code beside the corner.

    ``mark`` («Проект») and two ``stamps`` stand above the title, ``text`` under it, each annex on a new page.
    """

    title: str
    tables: tuple[Table, ...] = ()
    sheet: str = "Лист"
    subtitle: tuple[str, ...] = ()
    corner: tuple[str, ...] = ()
    letterhead: Letterhead | None = None
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    landscape: bool = False
    a3: bool = False
    text_pt: float = 12
    table_pt: float = 12
    dated: dt.date | None = None
    link: str = ""
    link_words: str = ""
    mark: str = ""
    stamps: tuple[tuple[str, ...], ...] = ()
    text: tuple[Block, ...] = ()
    annexes: tuple["Layout", ...] = ()

    @property
    def page_mm(self) -> tuple[int, int]:
        """Width and height of the sheet as it lies."""
        short, long = (297, 420) if self.a3 else (210, 297)
        return (long, short) if self.landscape else (short, long)

    @property
    def text_mm(self) -> int:
        """Width between the margins."""
        return self.page_mm[0] - LEFT_MM - RIGHT_MM

    def layout(self) -> "Layout":
        return self


class Paper(Protocol):
    """Anything that can be printed."""

    def layout(self) -> Layout: ...


def cell_words(value: Cell, kind: Kind) -> str:
    """A cell as it is printed; a value of another type than its column prints as itself."""
    match value:
        case None:
            return ""
        case int() if kind is Kind.DEVIATION:
            return signed(value)
        case int() if kind in (Kind.HOURS, Kind.MONEY):
            return hours_words(Decimal(value))
        case int():
            return number(value)
        case Decimal():
            return hours_words(value)
        case dt.date():
            return date_words(value)
        case dt.time():
            return time_words(value)
        case _:
            return clean(value)


@dataclass(frozen=True)
class Attendee:
    """A learner of a list: there or not, and how he said that he is acquainted."""

    name: str
    present: bool = True
    acknowledged: str = ""

    def row(self) -> tuple[str, str, str]:
        return self.name, "был(а)" if self.present else "не был(а)", self.acknowledged
