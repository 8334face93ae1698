"""The official forms of domain §5, items 1–4: exact titles, exact headings, filled from plain values."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from opora.kernel.text import NBSP
from opora.reports.papers.model import (
    Align,
    Attendee,
    Column,
    Kind,
    Layout,
    Letterhead,
    OrderRef,
    Row,
    Section,
    SheetLook,
    Signature,
    Table,
)
from opora.reports.papers.text import clean, date_words, month_words, one_line, time_words
from opora.reports.papers.zones import zone_note

CENTER, RIGHT = Align.CENTER, Align.RIGHT

PEDAGOGICAL = "Педагогические работники"
OTHERS = "Иные работники"


def _basis(order: OrderRef | None) -> tuple[tuple[str, str], ...]:
    if order is None:
        return ()
    title = f" «{one_line(order.title)}»" if order.title else ""
    return (("Основание", f"приказ {order.when_and_number}{title}"),)


class Parity(StrEnum):
    """Which weeks a line of the график holds in."""

    EVERY = ""
    EVEN = "чётн."
    ODD = "нечётн."


class Audience(StrEnum):
    """Whom the help is given to, in the dative of the title (S0 title, S1 title; domain §0 rows 1 and 2)."""

    LEARNERS = "слушателям"
    STUDENTS = "обучающимся"
    STUDENTS_AND_PARENTS = "обучающимся, родителям (законным представителям) обучающихся"


def help_words(audience: Audience, *, comma: bool = True) -> str:
    """The long words of the act and of the график; the act of S1 has no comma there (S1-A-corner)."""
    return (
        f"оказания учебно-методической помощи {audience}{',' if comma else ''} в том числе "
        "в форме индивидуальных консультаций, оказываемых дистанционно с использованием "
        "информационных и телекоммуникационных технологий"
    )


@dataclass(frozen=True)
class GrafikLine:
    """A line of the график; `weekday` in words (see `weekday_words`), `zone` a label such as «МСК»."""

    name: str
    position: str
    weekday: str
    start: dt.time | None = None
    end: dt.time | None = None
    zone: str = ""
    means: str = ""
    parity: Parity = Parity.EVERY
    hours: str = ""

    @property
    def when(self) -> str:
        """«18:00–19:30 (МСК)»; `hours` replaces it where a line has no hours of its own."""
        if self.hours:
            return clean(self.hours)
        span = "–".join(part for part in (time_words(self.start), time_words(self.end)) if part)
        return f"{span} ({one_line(self.zone)})" if span and self.zone else span

    @property
    def day(self) -> str:
        """«среда (чётн.)»."""
        return f"{clean(self.weekday)} ({self.parity})" if self.parity else clean(self.weekday)

    def row(self, number: int) -> Row:
        return (number, self.name, self.position, self.day, self.when, self.means)


@dataclass(frozen=True)
class GrafikPaper:
    """График оказания учебно-методической помощи: the form of the annex (S1-3.4, S1-A-title, S1-A-cols).

    `act` is the order that approved the Порядок (corner), `order` the one that approved this график; without
    one `stamp` stands above it, by lines: «УТВЕРЖДАЮ», position, signature, date.
    `parity_from` is the first day of the first (odd) week; without it weeks are counted by ISO 8601.
    """

    letterhead: Letterhead | None
    pedagogical: tuple[GrafikLine, ...]
    others: tuple[GrafikLine, ...]
    act: OrderRef = field(default_factory=OrderRef)
    order: OrderRef | None = None
    stamp: tuple[str, ...] = ()
    stamped_on: dt.date | None = None
    audience: Audience = Audience.STUDENTS_AND_PARENTS
    period: str = ""
    edition: str = ""
    parity_from: dt.date | None = None
    signatures: tuple[Signature, ...] = ()
    blank_rows: int = 0
    look: SheetLook = field(default_factory=SheetLook)
    link: str = ""

    COLUMNS = (
        Column("", 9, CENTER, Kind.INTEGER),
        Column("ФИО работника", 37),
        Column("Должность", 41),
        Column("День недели", 28),
        Column("Время", 27, CENTER),
        Column("Средство коммуникации", 38),
    )

    @property
    def title(self) -> str:
        return f"График {help_words(self.audience)}"

    def layout(self) -> Layout:
        sections = (self._section(PEDAGOGICAL, self.pedagogical), self._section(OTHERS, self.others))
        lying = Layout("", (), a3=self.look.a3, landscape=self.look.landscape)
        ratio = lying.text_mm / sum(column.width_mm for column in self.COLUMNS)
        columns = tuple(replace(column, width_mm=column.width_mm * ratio) for column in self.COLUMNS)
        return Layout(
            title=self.title,
            sheet="График",
            tables=(Table(columns, sections),),
            a3=self.look.a3,
            landscape=self.look.landscape,
            text_pt=self.look.point,
            table_pt=self.look.point,
            link=self.link,
            link_words="Действующий график и запись:",
            subtitle=self._subtitle(),
            corner=self._corner(),
            letterhead=self.letterhead,
            notes=self._notes(),
            signatures=self.signatures,
            dated=self.stamped_on or (self.order or self.act).date,
            stamps=((), self.stamp) if self.stamp else (),
        )

    def _section(self, title: str, lines: tuple[GrafikLine, ...]) -> Section:
        rows = [line.row(number) for number, line in enumerate(lines, 1)]
        rows += [(number,) for number in range(len(rows) + 1, self.blank_rows + 1)]
        return Section(title, tuple(rows))

    def _corner(self) -> tuple[str, ...]:
        who = f" {self.letterhead.name}" if self.letterhead and self.act.number else f" {'_' * 13}"
        words = (
            self.act.title or f"Порядку {help_words(self.audience, comma=self.audience is Audience.LEARNERS)}"
        )
        return ("ПРИЛОЖЕНИЕ", f"к {one_line(words)}, утвержденному приказом{who}", self.act.when_and_number)

    def _subtitle(self) -> tuple[str, ...]:
        approved = f"Утверждён приказом {self.order.when_and_number}" if self.order else ""
        when = ", ".join(part for part in (one_line(self.period), one_line(self.edition)) if part)
        return tuple(line for line in (when, approved) if line)

    def _notes(self) -> tuple[str, ...]:
        lines = (*self.pedagogical, *self.others)
        notes = [zone_note(line.zone for line in lines)]
        if any(line.parity for line in lines):
            notes.append(self._parity_note())
        return tuple(note for note in notes if note)

    def _parity_note(self) -> str:
        if self.parity_from is None:
            return (
                "Чётность недели (чётн., нечётн.) определяется по её номеру в календарном году (ИСО 8601): "
                "первой считается неделя с первым четвергом января."
            )
        return (
            f"Чётность недели (чётн., нечётн.) считается от {date_words(self.parity_from)}: неделя, "
            "в которую входит эта дата, первая (нечётная)."
        )


@dataclass(frozen=True)
class JournalRow:
    """A held consultation (S0-5.3 … S0-5.10)."""

    date: dt.date | None
    start: dt.time | None
    end: dt.time | None
    minutes: int | None
    kind: str = ""
    form: str = ""
    mode: str = ""
    means: str = ""
    programme: str = ""
    topic: str = ""
    topic_basis: str = ""
    audience: str = ""
    booked: int | None = None
    present: int | None = None
    teacher: str = ""
    confirmation: str = ""
    note: str = ""

    def row(self, number: int) -> Row:
        when: Row = (number, self.date, self.start, self.end, self.minutes)
        what: Row = (
            self.kind,
            self.form,
            self.mode,
            self.means,
            self.programme,
            self.topic,
            self.topic_basis,
        )
        who: Row = (self.audience, self.booked, self.present, self.teacher, self.confirmation, self.note)
        return (*when, *what, *who)


@dataclass(frozen=True)
class JournalPaper:
    """Журнал учёта консультаций за период (S0-5.1, S0-5.10); `scope` holds («Группа», «ОТ-26/11-1»)."""

    letterhead: Letterhead | None
    start: dt.date
    end: dt.date
    rows: tuple[JournalRow, ...]
    scope: tuple[tuple[str, str], ...] = ()
    zone: str = ""
    order: OrderRef | None = None
    signatures: tuple[Signature, ...] = ()
    printed_on: dt.date | None = None

    TITLE = "Журнал учёта консультаций"
    COLUMNS = (
        Column("№ п/п", 7, CENTER, Kind.INTEGER, vertical=True),
        Column("Дата", 14.5, CENTER, Kind.DATE),
        Column("Время начала (факт.)", 9.5, CENTER, Kind.TIME, vertical=True),
        Column("Время окончания (факт.)", 9.5, CENTER, Kind.TIME, vertical=True),
        Column("Продолжительность, мин.", 9.5, RIGHT, Kind.INTEGER, vertical=True),
        Column("Вид (текущая / по подготовке к промежуточной аттестации / по организационным вопросам)", 21),
        Column("Форма (индивидуальная / групповая / фронтальная)", 20.5),
        Column("Режим (online / offline / очно)", 12),
        Column("Средство коммуникации", 21.5),
        Column("Программа, дисциплина (модуль)", 24),
        Column("Тема (обзорная / по теме)", 20),
        Column("Основание темы", 16),
        Column("Группа / ФИО слушателя", 17.5),
        Column("Записано", 7.5, RIGHT, Kind.INTEGER, vertical=True),
        Column("Присутствовало", 7.5, RIGHT, Kind.INTEGER, vertical=True),
        Column("ФИО преподавателя", 18.5),
        Column("Отметка о подтверждении", 17.5),
        Column("Примечание", 13.5),
    )

    def layout(self) -> Layout:
        rows = tuple(row.row(number) for number, row in enumerate(self.rows, 1))
        totals: list[Row] = [
            (None, f"Всего: {len(rows)}", None, None, sum(row.minutes or 0 for row in self.rows))
        ]
        return Layout(
            title=self.TITLE,
            sheet="Журнал",
            tables=(Table(self.COLUMNS, (Section(rows=rows),), totals=totals[0], header_mm=33),),
            subtitle=(f"за период с {date_words(self.start)} по {date_words(self.end)}",),
            letterhead=self.letterhead,
            facts=(*self.scope, *_basis(self.order)),
            notes=tuple(note for note in (zone_note([self.zone]),) if note),
            signatures=self.signatures,
            landscape=True,
            text_pt=10,
            table_pt=7,
            dated=self.printed_on,
        )


@dataclass(frozen=True)
class LoadRow:
    """Actual minutes of one person for one contract and basis, by day of the month (S0-5.8, S0-5.10)."""

    name: str
    position: str
    contract: str
    basis: str
    plan_minutes: int | None
    days: Mapping[int, int]
    note: str = ""

    @property
    def total(self) -> int:
        return sum(self.days.values())


@dataclass(frozen=True)
class LoadSheetPaper:
    """Ведомость учёта фактически выполненной учебной нагрузки (S0-5.10); not the state form Т-13 / 0504421.

    Totals, hours and deviation are computed here from the minutes, so a paper cannot contradict itself.
    """

    letterhead: Letterhead | None
    year: int
    month: int
    rows: tuple[LoadRow, ...]
    order: OrderRef | None = None
    academic_minutes: int = 45
    days_off: frozenset[int] = frozenset()
    keeper: Signature = field(default_factory=lambda: Signature(position="заместитель руководителя"))
    signatures: tuple[Signature, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    printed_on: dt.date | None = None
    a3: bool = False

    TITLE = "Ведомость учёта фактически выполненной учебной нагрузки"
    NO_SUCH_DAY = "×"

    def layout(self) -> Layout:
        rows = tuple(self._row(number, row) for number, row in enumerate(self.rows, 1))
        keeper = Signature(self.keeper.position, self.keeper.name, self.keeper.label or "Учёт вёл:")
        return Layout(
            title=self.TITLE,
            sheet="Ведомость",
            tables=(Table(self.columns(), (Section(rows=rows),), totals=self._totals(), header_mm=27),),
            subtitle=(f"за {month_words(self.year, self.month)}",),
            letterhead=self.letterhead,
            facts=(*_basis(self.order), *self.facts),
            notes=self._notes(),
            signatures=(keeper, *self.signatures),
            landscape=True,
            a3=self.a3,
            text_pt=12 if self.a3 else 10,
            table_pt=9.5 if self.a3 else 6.5,
            dated=self.printed_on,
        )

    def columns(self) -> tuple[Column, ...]:
        """Exact headings of domain §5 item 3 around the days 1…31."""
        basis = (
            "Основание учёта (в учебной нагрузке / почасовая / в пределах рабочего времени / "
            "вне учебной нагрузки)"
        )
        wide = 390 / 267 if self.a3 else 1
        days = (
            Column(
                str(day),
                4.1 * wide,
                CENTER,
                Kind.INTEGER,
                group="Числа месяца, мин.",
                shaded=day in self.days_off,
            )
            for day in range(1, 32)
        )
        return (
            Column("№", 5 * wide, CENTER, Kind.INTEGER),
            Column("ФИО", 20.7 * wide),
            Column("Должность", 20.5 * wide),
            Column("Вид договора", 19 * wide),
            Column(basis, 18.3 * wide),
            Column("План, мин.", 8.5 * wide, RIGHT, Kind.INTEGER, vertical=True),
            *days,
            Column("Итого, мин.", 8.5 * wide, RIGHT, Kind.INTEGER, vertical=True),
            Column("Итого, ч (астр.)", 8.5 * wide, RIGHT, Kind.HOURS, vertical=True),
            Column("Итого, ак. ч", 8.5 * wide, RIGHT, Kind.HOURS, vertical=True),
            Column("Отклонение", 8.5 * wide, RIGHT, Kind.DEVIATION, vertical=True),
            Column("Примечание", 13.9 * wide),
        )

    def _row(self, number: int, row: LoadRow) -> Row:
        days = self._days({day: minutes for day, minutes in row.days.items() if minutes})
        head: Row = (number, row.name, row.position, row.contract, row.basis, row.plan_minutes)
        return (*head, *days, *self._sums(row.total, row.plan_minutes), row.note)

    def _days(self, minutes: Mapping[int, int]) -> Row:
        last = calendar.monthrange(self.year, self.month)[1]
        return tuple(minutes.get(day) if day <= last else self.NO_SUCH_DAY for day in range(1, 32))

    def _sums(self, total: int, plan: int | None) -> Row:
        deviation = None if plan is None else total - plan
        return (total, self._hours(total, 60), self._hours(total, self.academic_minutes), deviation)

    @staticmethod
    def _hours(minutes: int, unit: int) -> Decimal:
        return (Decimal(minutes) / unit).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def _totals(self) -> Row:
        total = sum(row.total for row in self.rows)
        plans = [row.plan_minutes for row in self.rows if row.plan_minutes is not None]
        plan = sum(plans) if len(plans) == len(self.rows) else None
        head: Row = (None, "Итого", None, None, None, plan)
        return (*head, *([None] * 31), *self._sums(total, plan))

    def _notes(self) -> tuple[str, ...]:
        hour = (
            "Учёт ведётся по фактически затраченному времени, в минутах; "
            f"1{NBSP}ак.{NBSP}ч{NBSP}= {self.academic_minutes}{NBSP}мин."
        )
        return (hour, *self.notes)


@dataclass(frozen=True)
class PrepItem:
    """One of the three obligatory questions: minutes spent and whether it was dealt with."""

    minutes: int | None = None
    done: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class PrepRecordPaper:
    """Отметка о проведении консультации по подготовке к промежуточной аттестации (S0-5.6, S1-3.8)."""

    letterhead: Letterhead | None
    group: str
    discipline: str
    date: dt.date | None
    items: tuple[PrepItem, PrepItem, PrepItem] = (PrepItem(), PrepItem(), PrepItem())
    attendees: tuple[Attendee, ...] = ()
    programme: str = ""
    teacher: str = ""
    time: str = ""
    order: OrderRef | None = None
    signatures: tuple[Signature, ...] = ()

    TITLE = "Отметка о проведении консультации по подготовке к промежуточной аттестации"
    QUESTIONS = (
        (
            "Инструктаж о процедуре проведения промежуточной аттестации "
            "и правилах оформления аттестационной работы"
        ),
        "Алгоритмы решения наиболее сложных задач (заданий)",
        "Критерии оценивания аттестационной работы",
    )
    COLUMNS = (
        Column("№", 10, CENTER, Kind.INTEGER),
        Column("Вопрос", 80),
        Column("Время, мин.", 22, RIGHT, Kind.INTEGER),
        Column("Отметка", 30, CENTER),
        Column("Примечание", 38),
    )
    PRESENT = (
        Column("№", 10, CENTER, Kind.INTEGER),
        Column("ФИО", 80),
        Column("Присутствие", 34, CENTER),
        Column("Ознакомлен(а) с процедурой, критериями; подпись", 56),
    )

    def layout(self) -> Layout:
        return Layout(
            title=self.TITLE,
            sheet="Отметка",
            tables=(self._questions(), self._present()),
            letterhead=self.letterhead,
            facts=self._facts(),
            signatures=self.signatures,
            dated=self.date,
        )

    def _facts(self) -> tuple[tuple[str, str], ...]:
        when = ", ".join(part for part in (date_words(self.date), one_line(self.time)) if part)
        facts = (
            ("Группа", self.group),
            ("Программа", self.programme),
            ("Дисциплина (модуль)", self.discipline),
            ("Дата", when),
            ("Преподаватель", self.teacher),
            *_basis(self.order),
        )
        return tuple((name, value) for name, value in facts if value)

    def _questions(self) -> Table:
        marks = {True: "выполнено", False: "не выполнено", None: ""}
        rows = tuple(
            (number, question, item.minutes, marks[item.done], item.note)
            for number, (question, item) in enumerate(zip(self.QUESTIONS, self.items, strict=False), 1)
        )
        total = sum(item.minutes or 0 for item in self.items)
        return Table(self.COLUMNS, (Section(rows=rows),), totals=(None, "Итого", total))

    def _present(self) -> Table:
        there = sum(who.present for who in self.attendees)
        heading = f"Список присутствующих ({there} из {len(self.attendees)})"
        rows = tuple((number, *who.row()) for number, who in enumerate(self.attendees, 1))
        return Table(self.PRESENT, (Section(rows=rows),), heading=heading)
