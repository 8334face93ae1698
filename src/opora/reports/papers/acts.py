"""Papers around local acts: лист ознакомления, справка о неознакомленных, карта ответственности."""

import datetime as dt
from dataclasses import dataclass

from opora.reports.papers.model import (
    Align,
    Column,
    Kind,
    Layout,
    Letterhead,
    OrderRef,
    Section,
    Signature,
    Table,
)
from opora.reports.papers.text import date_words, one_line

CENTER, RIGHT = Align.CENTER, Align.RIGHT


@dataclass(frozen=True)
class ActRef:
    """The edition a paper is about."""

    title: str
    edition: int
    since: dt.date
    order: OrderRef | None = None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        approved = f"приказ {self.order.when_and_number}" if self.order else ""
        facts = (
            ("Локальный нормативный акт", one_line(self.title)),
            ("Редакция", f"{self.edition}, действует с {date_words(self.since)}"),
            ("Утверждена", approved),
        )
        return tuple((name, value) for name, value in facts if value)


@dataclass(frozen=True)
class AcquaintanceRow:
    """One person; empty date and way leave a line to sign by hand."""

    name: str
    standing: str
    on: dt.date | None = None
    way: str = ""
    proof: str = ""


@dataclass(frozen=True)
class AcquaintanceSheet:
    """Лист ознакомления с локальным нормативным актом (S3-1.4, ТК ст. 22)."""

    letterhead: Letterhead | None
    act: ActRef
    rows: tuple[AcquaintanceRow, ...]
    scope: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Лист ознакомления с локальным нормативным актом"
    COLUMNS = (
        Column("№", 10, CENTER, Kind.INTEGER),
        Column("ФИО", 46),
        Column("Должность / статус", 34),
        Column("Дата ознакомления", 34, CENTER, Kind.DATE),
        Column("Способ (подпись / простая ЭП)", 28),
        Column("Подпись", 28),
    )

    def layout(self) -> Layout:
        rows = tuple(
            (number, row.name, row.standing, row.on, row.way, row.proof)
            for number, row in enumerate(self.rows, 1)
        )
        return Layout(
            title=self.TITLE,
            sheet="Лист ознакомления",
            tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            letterhead=self.letterhead,
            facts=(*self.act.facts, *self.scope),
            notes=self.notes,
            signatures=self.signatures,
            table_pt=11,
            dated=self.printed_on,
        )


@dataclass(frozen=True)
class UnacquaintedRow:
    name: str
    position: str
    due: dt.date
    late: int


@dataclass(frozen=True)
class UnacquaintedPaper:
    """Справка о неознакомленных: on a day, by an edition."""

    letterhead: Letterhead | None
    act: ActRef
    on: dt.date
    rows: tuple[UnacquaintedRow, ...]
    total: int = 0
    scope: tuple[tuple[str, str], ...] = ()
    signatures: tuple[Signature, ...] = ()

    TITLE = "Справка о неознакомленных"
    COLUMNS = (
        Column("№", 10, CENTER, Kind.INTEGER),
        Column("ФИО", 62),
        Column("Должность", 52),
        Column("Срок", 25, CENTER, Kind.DATE),
        Column("Просрочка, дн.", 31, RIGHT, Kind.INTEGER),
    )

    def layout(self) -> Layout:
        rows = tuple(
            (number, row.name, row.position, row.due, row.late or None)
            for number, row in enumerate(self.rows, 1)
        )
        done = self.total - len(self.rows)
        return Layout(
            title=self.TITLE,
            subtitle=(f"на {date_words(self.on)}",),
            sheet="Неознакомленные",
            tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            letterhead=self.letterhead,
            facts=(
                *self.act.facts,
                *self.scope,
                ("Касается", f"{self.total} чел., ознакомлены {done}, не ознакомлены {len(self.rows)}"),
            ),
            signatures=self.signatures,
            table_pt=11,
            dated=self.on,
        )


@dataclass(frozen=True)
class DutyRow:
    """A duty; ``owner`` is empty while nobody answers for it, ``gap`` says why."""

    words: str
    clause: str
    owner: str = ""
    order: str = ""
    term: str = ""
    deputy: str = ""
    evidence: str = ""
    gap: str = ""


@dataclass(frozen=True)
class DutiesPaper:
    """Карта ответственности on a day: the uncovered stand first (S4-2.1, S4-2.3)."""

    letterhead: Letterhead | None
    on: dt.date
    rows: tuple[DutyRow, ...]
    signatures: tuple[Signature, ...] = ()

    TITLE = "Карта ответственности"
    COLUMNS = (
        Column("№", 9, CENTER, Kind.INTEGER),
        Column("Обязанность", 66),
        Column("Пункт акта", 34),
        Column("Ответственный, должность", 44),
        Column("Приказ", 30),
        Column("Срок", 26, CENTER),
        Column("Замещает", 24),
        Column("Подтверждение", 34),
    )

    def layout(self) -> Layout:
        uncovered = [row for row in self.rows if not row.owner]
        covered = [row for row in self.rows if row.owner]
        sections = [Section("Не закреплены", self._rows(uncovered, 1))] if uncovered else []
        title = "Закреплены" if uncovered else ""
        sections.append(Section(title, self._rows(covered, len(uncovered) + 1)))
        return Layout(
            title=self.TITLE,
            subtitle=(f"на {date_words(self.on)}",),
            sheet="Карта",
            tables=(Table(self.COLUMNS, tuple(sections)),),
            letterhead=self.letterhead,
            signatures=self.signatures,
            landscape=True,
            table_pt=10,
            dated=self.on,
        )

    @staticmethod
    def _rows(rows: list[DutyRow], first: int) -> tuple[tuple[int | str, ...], ...]:
        return tuple(
            (
                number,
                row.words,
                row.clause,
                row.owner or row.gap,
                row.order,
                row.term,
                row.deputy,
                row.evidence,
            )
            for number, row in enumerate(rows, first)
        )
