"""Журнал регистрации обращений (S0-6.1, S0-6.3)."""

import datetime as dt
from dataclasses import dataclass

from opora.reports.papers.model import Align, Column, Kind, Layout, Letterhead, Section, Signature, Table


@dataclass(frozen=True)
class AppealRow:
    """One appeal: ``ways`` are all it came by, ``done`` is the day and the way it ended."""

    number: str
    received: str
    ways: str
    who: str
    about: str
    words: str
    handler: str
    due: dt.date
    done: str


@dataclass(frozen=True)
class AppealsPaper:
    """The register of appeals of a period, by their numbers."""

    letterhead: Letterhead | None
    rows: tuple[AppealRow, ...]
    scope: tuple[tuple[str, str], ...] = ()
    signatures: tuple[Signature, ...] = ()
    dated: dt.date | None = None

    TITLE = "Журнал регистрации обращений"
    COLUMNS = (
        Column("№", 30),
        Column("Поступило", 26, Align.CENTER),
        Column("Как поступило", 30),
        Column("Кто обратился", 34),
        Column("О чём", 28),
        Column("Содержание", 56),
        Column("Исполнитель", 28),
        Column("Срок", 22, Align.CENTER, Kind.DATE),
        Column("Результат", 32),
    )

    def layout(self) -> Layout:
        rows = tuple(
            (
                row.number,
                row.received,
                row.ways,
                row.who,
                row.about,
                row.words,
                row.handler,
                row.due,
                row.done,
            )
            for row in self.rows
        )
        return Layout(
            title=self.TITLE,
            sheet="Обращения",
            tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            letterhead=self.letterhead,
            facts=self.scope,
            signatures=self.signatures,
            landscape=True,
            table_pt=9,
            dated=self.dated,
        )
