"""Отчёт «Помогла ли консультация»: what learners said of help received (S1-4.1)."""

import datetime as dt
from dataclasses import dataclass

from opora.reports.papers.model import Align, Column, Kind, Layout, Letterhead, Section, Signature, Table
from opora.reports.papers.text import date_words

RIGHT = Align.RIGHT
HIDDEN = (
    "Ответы даны слушателями и представителями без имён. Доля показана там, где ответов не меньше пяти: "
    "при меньшем числе было бы видно, кто как ответил."
)


@dataclass(frozen=True)
class QualityRow:
    """A worker in a discipline; counts are empty while there are too few answers."""

    name: str
    discipline: str
    answers: int
    helped: int | None
    partly: int | None
    not_helped: int | None
    percent: int | None


@dataclass(frozen=True)
class QualityPaper:
    letterhead: Letterhead | None
    since: dt.date
    until: dt.date
    rows: tuple[QualityRow, ...]
    scope: tuple[tuple[str, str], ...] = ()
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Отчёт о том, помогли ли консультации"
    COLUMNS = (
        Column("№", 9, Align.CENTER, Kind.INTEGER),
        Column("ФИО", 50),
        Column("Дисциплина", 50),
        Column("всего", 15, RIGHT, Kind.INTEGER, group="Ответов"),
        Column("помогла", 17, RIGHT, Kind.INTEGER, group="Ответов"),
        Column("отчасти", 17, RIGHT, Kind.INTEGER, group="Ответов"),
        Column("не помогла", 18, RIGHT, Kind.INTEGER, group="Ответов"),
        Column("Помогла, %", 18, RIGHT, Kind.INTEGER),
    )

    def layout(self) -> Layout:
        rows = tuple(
            (
                number, row.name, row.discipline, row.answers, row.helped, row.partly, row.not_helped,
                row.percent,
            )
            for number, row in enumerate(self.rows, 1)
        )  # fmt: skip
        return Layout(
            title=self.TITLE,
            subtitle=(f"с {date_words(self.since)} по {date_words(self.until)}",),
            sheet="Помогли ли",
            tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            letterhead=self.letterhead,
            facts=self.scope,
            notes=(HIDDEN,),
            signatures=self.signatures,
            table_pt=10,
            dated=self.printed_on,
        )
