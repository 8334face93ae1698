"""Ведомость присутствия на вебинаре: who was to come, who came and for how long (S2-12e)."""

import datetime as dt
from dataclasses import dataclass

from opora.reports.papers.model import Align, Column, Kind, Layout, Letterhead, Section, Signature, Table
from opora.reports.papers.text import one_line

CENTER, RIGHT = Align.CENTER, Align.RIGHT


@dataclass(frozen=True)
class AttendanceRow:
    """One listener or guest; ``breaks`` and ``mark`` in words, times by the clock of the branch."""

    name: str
    standing: str
    minutes: int
    came: dt.time | None
    left: dt.time | None
    breaks: str = ""
    mark: str = ""


@dataclass(frozen=True)
class AttendancePaper:
    letterhead: Letterhead | None
    facts: tuple[tuple[str, str], ...]
    rows: tuple[AttendanceRow, ...]
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Ведомость присутствия на вебинаре"
    COLUMNS = (
        Column("№", 10, CENTER, Kind.INTEGER),
        Column("Кто", 50),
        Column("Группа", 28),
        Column("Минут", 16, RIGHT, Kind.INTEGER),
        Column("Пришёл", 17, CENTER, Kind.TIME),
        Column("Ушёл", 17, CENTER, Kind.TIME),
        Column("Перерывы", 24),
        Column("Отметка", 18),
    )

    def layout(self) -> Layout:
        rows = tuple(
            (n, row.name, row.standing, row.minutes, row.came, row.left, row.breaks, row.mark)
            for n, row in enumerate(self.rows, 1)
        )
        return Layout(
            title=self.TITLE,
            sheet="Присутствие",
            tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            letterhead=self.letterhead,
            facts=tuple((name, one_line(value)) for name, value in self.facts if value),
            signatures=self.signatures,
            table_pt=10,
            dated=self.printed_on,
        )
