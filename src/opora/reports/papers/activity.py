"""Отчёт об активности преподавателей (S4-2.1l) and отчёт об использовании портала (S3-4.2d)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from opora.reports.papers.model import (
    Align,
    Column,
    Kind,
    Layout,
    Letterhead,
    Section,
    Signature,
    Table,
)
from opora.reports.papers.text import date_words

CENTER, RIGHT = Align.CENTER, Align.RIGHT
COUNTED = (
    "Считаются записи системы: дни входа, встречи, вопросы и ответы. "
    "Содержание личной переписки в отчёт не входит."
)


@dataclass(frozen=True)
class ActivityRow:
    """A worker in numbers; ``answer_hours`` is empty when nobody asked."""

    name: str
    position: str
    last_day: dt.date | None
    days: int
    planned: int
    held: int
    cancelled: int
    hours: Decimal
    asked: int
    answered: int
    answer_hours: Decimal | None
    remarks: str = ""


@dataclass(frozen=True)
class ActivityPaper:
    """Отчёт об активности преподавателей, применяющих ЭО и ДОТ, за период (domain.md §5, item 9)."""

    letterhead: Letterhead | None
    since: dt.date
    until: dt.date
    rows: tuple[ActivityRow, ...]
    scope: tuple[tuple[str, str], ...] = ()
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Отчёт об активности преподавателей, применяющих ЭО и ДОТ"
    COLUMNS = (
        Column("№", 9, CENTER, Kind.INTEGER),
        Column("ФИО", 44),
        Column("Должность", 34),
        Column("Последний вход", 22, CENTER, Kind.DATE),
        Column("Активных дней", 17, RIGHT, Kind.INTEGER),
        Column("по графику", 17, RIGHT, Kind.INTEGER, group="Консультаций"),
        Column("проведено", 17, RIGHT, Kind.INTEGER, group="Консультаций"),
        Column("отменено", 16, RIGHT, Kind.INTEGER, group="Консультаций"),
        Column("Факт. время, ч", 17, RIGHT, Kind.HOURS),
        Column("получено", 16, RIGHT, Kind.INTEGER, group="Вопросов"),
        Column("отвечено", 16, RIGHT, Kind.INTEGER, group="Вопросов"),
        Column("Медиана ответа, ч", 18, RIGHT, Kind.HOURS),
        Column("Замечания", 40),
    )

    def layout(self) -> Layout:
        rows = tuple(
            (
                number, row.name, row.position, row.last_day, row.days, row.planned, row.held, row.cancelled,
                row.hours, row.asked, row.answered, row.answer_hours, row.remarks,
            )
            for number, row in enumerate(self.rows, 1)
        )  # fmt: skip
        return Layout(
            title=self.TITLE,
            subtitle=(f"с {date_words(self.since)} по {date_words(self.until)}",),
            sheet="Активность",
            tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            letterhead=self.letterhead,
            facts=self.scope,
            notes=(COUNTED,),
            signatures=self.signatures,
            landscape=True,
            table_pt=9,
            dated=self.printed_on,
        )


@dataclass(frozen=True)
class UseRow:
    name: str
    people: int
    came: int
    never: int
    accounts: int | None = None

    @property
    def share(self) -> int:
        return round(100 * self.came / self.people) if self.people else 0


@dataclass(frozen=True)
class UsePaper:
    """Отчёт об использовании портала за период."""

    letterhead: Letterhead | None
    since: dt.date
    until: dt.date
    roles: tuple[UseRow, ...]
    categories: tuple[UseRow, ...]
    groups: tuple[UseRow, ...]
    scope: tuple[tuple[str, str], ...] = ()
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Отчёт об использовании портала"
    COLUMNS = (
        Column("№", 10, CENTER, Kind.INTEGER),
        Column("Роль, группа", 60),
        Column("Человек", 20, RIGHT, Kind.INTEGER),
        Column("Имеют вход", 20, RIGHT, Kind.INTEGER),
        Column("Заходили за период", 24, RIGHT, Kind.INTEGER),
        Column("Заходили, %", 18, RIGHT, Kind.INTEGER),
        Column("Не заходили ни разу", 28, RIGHT, Kind.INTEGER),
    )

    def layout(self) -> Layout:
        return Layout(
            title=self.TITLE,
            subtitle=(f"с {date_words(self.since)} по {date_words(self.until)}",),
            sheet="Использование",
            tables=(
                Table(
                    self.COLUMNS,
                    (
                        Section("По ролям", self._rows(self.roles)),
                        Section("Слушатели по категориям", self._rows(self.categories)),
                        Section("По учебным группам", self._rows(self.groups)),
                    ),
                ),
            ),
            letterhead=self.letterhead,
            facts=self.scope,
            signatures=self.signatures,
            table_pt=11,
            dated=self.printed_on,
        )

    @staticmethod
    def _rows(rows: tuple[UseRow, ...]) -> tuple[tuple[int | str | None, ...], ...]:
        return tuple(
            (number, row.name, row.people, row.accounts, row.came, row.share, row.never)
            for number, row in enumerate(rows, 1)
        )
