"""Papers of pay: справка-расчёт for the accountant, акт under a civil contract."""

import calendar
import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from opora.kernel.text import NBSP
from opora.reports.papers.model import (
    Align,
    Column,
    Kind,
    Layout,
    Letterhead,
    Row,
    Section,
    Signature,
    Table,
)
from opora.reports.papers.money import roubles, sum_with_words
from opora.reports.papers.text import date_words, month_words

CENTER, RIGHT = Align.CENTER, Align.RIGHT
ROUNDING = (
    "Сумма строки = минуты × ставка ÷ минут в часе ставки, округлена один раз до копейки, полкопейки вверх. "
    "Минуты не округляются; часы показаны с двумя знаками для сведения."
)


def _hours(minutes: int, unit: int) -> Decimal:
    return (Decimal(minutes) / unit).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class PayRow:
    """Minutes of one kind of work at one rate; kopecks, None where work is in the salary."""

    number: str
    name: str
    snils: str
    position: str
    contract: str
    basis: str
    kind: str
    minutes: int
    rate: int | None = None
    unit: str = ""
    amount: int | None = None


@dataclass(frozen=True)
class PayPaper:
    """Справка-расчёт для бухгалтерии: confirmed minutes of a month and what they cost (S0-5.10a)."""

    letterhead: Letterhead | None
    year: int
    month: int
    rows: tuple[PayRow, ...]
    academic_minutes: int = 45
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Справка-расчёт для бухгалтерии"
    COLUMNS = (
        Column("№", 7, CENTER, Kind.INTEGER),
        Column("Договор №", 18),
        Column("ФИО", 32),
        Column("СНИЛС", 23, CENTER),
        Column("Должность", 29),
        Column("Вид договора", 22),
        Column("Основание учёта", 24),
        Column("Вид работы", 27),
        Column("Минут", 13, RIGHT, Kind.INTEGER),
        Column("Часов (астр.)", 14, RIGHT, Kind.HOURS),
        Column("Ак. часов", 14, RIGHT, Kind.HOURS),
        Column("Ставка, руб.", 16, RIGHT, Kind.MONEY),
        Column("За", 10, CENTER),
        Column("Сумма, руб.", 18, RIGHT, Kind.MONEY),
    )

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def amount(self) -> int:
        return sum(row.amount or 0 for row in self.rows)

    def layout(self) -> Layout:
        rows = tuple(self._row(number, row) for number, row in enumerate(self.rows, 1))
        total: Row = (None, None, "Итого", *([None] * 5), *self._time(self.minutes), None, None)
        return Layout(
            title=self.TITLE,
            sheet="Справка-расчёт",
            tables=(Table(self.COLUMNS, (Section(rows=rows),), totals=(*total, roubles(self.amount))),),
            subtitle=(f"за {month_words(self.year, self.month)}",),
            letterhead=self.letterhead,
            facts=self.facts,
            notes=(
                f"1{NBSP}ак.{NBSP}ч{NBSP}= {self.academic_minutes}{NBSP}мин. {ROUNDING}",
                *self.notes,
            ),
            signatures=self.signatures,
            landscape=True,
            text_pt=10,
            table_pt=8,
            dated=self.printed_on,
        )

    def _time(self, minutes: int) -> Row:
        return (minutes, _hours(minutes, 60), _hours(minutes, self.academic_minutes))

    def _row(self, number: int, row: PayRow) -> Row:
        who: Row = (number, row.number, row.name, row.snils, row.position, row.contract, row.basis, row.kind)
        cost: Row = (
            None if row.rate is None else roubles(row.rate),
            row.unit,
            None if row.amount is None else roubles(row.amount),
        )
        return (*who, *self._time(row.minutes), *cost)


@dataclass(frozen=True)
class ActPaper:
    """Акт сдачи-приёмки оказанных услуг under a civil contract for a month."""

    letterhead: Letterhead | None
    year: int
    month: int
    contract: str
    contract_date: dt.date | None
    performer: str
    rows: tuple[PayRow, ...]
    academic_minutes: int = 45
    customer: Signature = field(default_factory=Signature)
    performer_short: str = ""

    TITLE = "Акт сдачи-приёмки оказанных услуг"
    COLUMNS = (
        Column("№", 9, CENTER, Kind.INTEGER),
        Column("Услуга", 63),
        Column("Минут", 17, RIGHT, Kind.INTEGER),
        Column("Часов (астр.)", 20, RIGHT, Kind.HOURS),
        Column("Ак. часов", 20, RIGHT, Kind.HOURS),
        Column("Ставка, руб.", 20, RIGHT, Kind.MONEY),
        Column("За", 11, CENTER),
        Column("Сумма, руб.", 20, RIGHT, Kind.MONEY),
    )

    @property
    def amount(self) -> int:
        return sum(row.amount or 0 for row in self.rows)

    def layout(self) -> Layout:
        last = dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])
        minutes = sum(row.minutes for row in self.rows)
        total: Row = (None, "Итого", *self._time(minutes), None, None, roubles(self.amount))
        rows = tuple(self._row(number, row) for number, row in enumerate(self.rows, 1))
        since = f" от {date_words(self.contract_date)}" if self.contract_date else ""
        return Layout(
            title=self.TITLE,
            sheet="Акт",
            tables=(Table(self.COLUMNS, (Section(rows=rows),), totals=total),),
            subtitle=(f"№ {self.contract}/{self.month:02} от {date_words(last)}",),
            letterhead=self.letterhead,
            facts=(
                ("Исполнитель", self.performer),
                ("Договор", f"№ {self.contract}{since}"),
                ("Период", f"{date_words(last.replace(day=1))}–{date_words(last)}"),
            ),
            notes=(
                f"Всего оказано услуг на сумму {sum_with_words(self.amount)}.",
                "Услуги оказаны полностью и в срок. Заказчик по объёму, качеству и сроку претензий не имеет.",
                f"1{NBSP}ак.{NBSP}ч{NBSP}= {self.academic_minutes}{NBSP}мин. {ROUNDING}",
            ),
            signatures=(
                Signature(self.customer.position, self.customer.name, "Заказчик:"),
                Signature("", self.performer_short, "Исполнитель:"),
            ),
            text_pt=11,
            table_pt=9,
            dated=last,
        )

    def _time(self, minutes: int) -> Row:
        return (minutes, _hours(minutes, 60), _hours(minutes, self.academic_minutes))

    def _row(self, number: int, row: PayRow) -> Row:
        rate = None if row.rate is None else roubles(row.rate)
        amount = None if row.amount is None else roubles(row.amount)
        return (number, row.kind, *self._time(row.minutes), rate, row.unit, amount)
