"""План внедрения ЭО и ДОТ: for the head's «УТВЕРЖДАЮ», and later with what was done (S4-2.1)."""

import datetime as dt
from dataclasses import dataclass

from opora.reports.papers.model import (
    Align,
    Block,
    Column,
    Kind,
    Layout,
    Letterhead,
    Section,
    Signature,
    Table,
)

CENTER = Align.CENTER


@dataclass(frozen=True)
class MeasureRow:
    """One measure; ``done`` and ``figure`` are empty in a plan that is not carried out yet."""

    words: str
    goal: str
    responsible: str
    due: str
    figure: str = ""
    done: str = ""


@dataclass(frozen=True)
class PlanPaper:
    """``reported``: with the columns of figures and of what was done, on ``on``."""

    letterhead: Letterhead | None
    title: str
    period: str
    goals: tuple[str, ...]
    rows: tuple[MeasureRow, ...]
    stamp: tuple[str, ...]
    on: dt.date
    reported: bool = False
    outcome: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    HEADINGS = ("№", "Мероприятие", "Ожидаемый результат", "Ответственный, должность", "Срок")
    REPORT = ("Показатель", "Исполнение")
    WIDTHS, REPORT_WIDTHS = (9, 80, 66, 70, 42), (9, 58, 44, 44, 24, 42, 46)

    def _columns(self) -> tuple[Column, ...]:
        """As wide as the sheet either way."""
        headings = (*self.HEADINGS, *self.REPORT) if self.reported else self.HEADINGS
        widths = self.REPORT_WIDTHS if self.reported else self.WIDTHS
        first, *rest = zip(headings, widths, strict=True)
        return (Column(*first, CENTER, Kind.INTEGER), *(Column(*one) for one in rest))

    def layout(self) -> Layout:
        table = Table(
            self._columns(), (Section("", tuple(map(self._cells, range(1, len(self.rows) + 1), self.rows))),)
        )
        goals = tuple(Block(f"{number}. {goal}") for number, goal in enumerate(self.goals, 1))
        return Layout(
            title=self.title,
            subtitle=(self.period, f"исполнение на {self.on:%d.%m.%Y}") if self.reported else (self.period,),
            sheet="План",
            stamps=((), self.stamp),
            text=(Block("Цели"), *goals) if goals else (),
            tables=(table,),
            letterhead=self.letterhead,
            notes=self.outcome,
            signatures=self.signatures,
            landscape=True,
            table_pt=10,
            dated=self.on,
        )

    def _cells(self, number: int, row: MeasureRow) -> tuple[int | str, ...]:
        cells = (number, row.words, row.goal, row.responsible, row.due)
        return (*cells, row.figure, row.done) if self.reported else cells
