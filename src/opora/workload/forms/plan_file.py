"""The load plan as centres keep it: ФИО | Должность | Основание | Месяц | План, ч (domain.md §7 d).

A dry run: pure, nothing is written. A worker is found as in the график, the contract by position.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from opora.integrations.tables import Table, TableError, TableRow, read_table
from opora.integrations.tables.headers import Header, find_header, names
from opora.integrations.tables.report import fault_report
from opora.integrations.tables.stored import Cells
from opora.kernel.times import month_title, next_month
from opora.people.forms.reading import CellValue, Level, Notes, is_nothing, plain, read_text, squeeze
from opora.people.models import LoadBasis
from opora.schedule.forms.line_people import StaffName, match_worker, worker_candidates

from .plan_cells import read_basis, read_month, read_planned

HEADINGS = names(
    number=r"№(?: ?п ?/? ?п)?|п ?/? ?п|номер(?: п ?/? ?п)?|no",
    name=r"(?:ф и о|фио|фамилия имя(?: и)? отчество|фамилия|работник|преподавател\w*|сотрудник)(?: .*)?",
    position=r"(?:занимаемая )?должност\w*(?: .*)?",
    basis=r"(?:основани\w*|вид нагрузки|тип нагрузки)(?: .*)?",
    month=r"(?:месяц|период)(?: .*)?",
    hours=r"(?:план\w*|часы|часов|нагрузка|объем|к?ол\w* часов)(?: .*)?",
)
NEEDED = {"name", "month", "hours"}
TOTALS = ("итого", "всего")


@dataclass(frozen=True, slots=True)
class PlanContract:
    """A labour contract a line may mean, and what is planned or closed for it."""

    worker: StaffName
    basis: str
    valid_from: date
    valid_to: date | None
    branch: int

    def covers(self, month: date) -> bool:
        return self.valid_from < next_month(month) and (self.valid_to is None or self.valid_to >= month)


@dataclass
class PlanRow:
    """Minutes of a contract, a month and a ground; of several ``candidates`` (ids) one is to be chosen."""

    line: int
    name: str = ""
    position: str = ""
    contract: int | None = None
    candidates: tuple[int, ...] = ()
    month: date | None = None
    basis: str = ""
    minutes: int | None = None
    repeats: int | None = None
    faults: dict[str, Level] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    @property
    def status(self) -> Level:
        return self.notes.level

    @property
    def messages(self) -> list[str]:
        return self.notes.messages

    def note(self, name: str, level: Level, message: str) -> None:
        """A remark about one cell of the row."""
        self.notes.add(level, message)
        if level in (Level.ATTENTION, Level.ERROR):
            self.faults[name] = level

    def as_json(self) -> dict[str, object]:
        return {
            "line": self.line,
            "status": str(self.status),
            "name": self.name,
            "position": self.position,
            "basis": self.basis,
            "month": f"{self.month:%Y-%m}" if self.month else None,
            "minutes": self.minutes,
            "messages": self.messages,
        }


@dataclass(frozen=True)
class PlanFile:
    """The whole dry run; ``typed`` says what a corrected cell (line, column) was in the file."""

    rows: tuple[PlanRow, ...]
    header: Header
    table: Table
    typed: Cells
    notices: tuple[str, ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        return {str(level): sum(row.status == level for row in self.rows) for level in Level}

    @property
    def columns(self) -> dict[int, str]:
        """Columns that may be corrected, with their fields."""
        found = {columns[0]: name for name, columns in self.header.columns.items() if name != "number"}
        return dict(sorted(found.items()))

    def as_json(self) -> dict[str, object]:
        return {"summary": self.summary, "rows": [row.as_json() for row in self.rows]}

    def faults(self) -> bytes:
        """The centre's own table with what to mend."""
        cells = {
            (row.line, column): str(level)
            for row in self.rows
            for name, level in row.faults.items()
            if (column := self.header.column(name)) is not None
        }
        words = {row.line: "\n".join(row.messages) for row in self.rows if row.faults}
        return fault_report(self.table, header_line=self.header.line, faults=cells, words=words)


def read_plan(data: bytes, filename: str, contracts: Mapping[int, PlanContract], *, on: date) -> PlanFile:
    """Read a plan; ``TableError`` when the file is none."""
    return judge_plan(read_table(data, filename, fits=_fits), contracts, on=on)


def _fits(table: Table) -> bool:
    header = find_header(table, HEADINGS, least=3)
    return header is not None and header.columns.keys() >= NEEDED


def judge_plan(
    table: Table, contracts: Mapping[int, PlanContract], *, on: date, typed: Cells | None = None
) -> PlanFile:
    """Judge the rows of a read table; ``TableError`` when it is no plan. Contracts are by their ids."""
    header = find_header(table, HEADINGS, least=3)
    if header is None or not header.columns.keys() >= NEEDED:
        raise TableError(
            _("Не нашли заголовки плана нагрузки."),
            _("Нужны столбцы «ФИО», «Должность», «Основание», «Месяц», «План, ч»."),
        )
    typed = typed or {}
    reader = _Reader(header, contracts, on)
    rows = [reader.row(source) for source in table.rows[header.first :] if _is_line(source, header)]
    if not rows:
        raise TableError(
            _("Под заголовками нет ни одной строки плана."), _("Проверьте, тот ли лист или файл выбран.")
        )
    for row in rows:
        for column, was in typed.get(row.line, {}).items():
            words = _("Исправлено здесь: «{title}», в файле было «{was}».")
            title = header.titles.get(column, "")
            row.notes.add(Level.FIXED, words.format(title=title, was=was or _("пусто")))
    notices = (
        (_("Прочитан только лист «{sheet}». Другие листы загрузите отдельно.").format(sheet=table.sheet),)
        if table.other_sheets
        else ()
    )
    return PlanFile(tuple(rows), header, table, typed, notices)


def _is_line(source: TableRow, header: Header) -> bool:
    """Not a total, a signature or a repeated heading."""
    texts = [squeeze(plain(source.cell(column))) for column in source.filled]
    if not texts or texts[0].lower().startswith(TOTALS) or texts[-1].lower().startswith(TOTALS):
        return False
    told = [
        name for name in NEEDED if (at := header.column(name)) is not None and source.cell(at) is not None
    ]
    repeated = all(squeeze(plain(source.cell(c))) == header.titles.get(c) for c in source.filled)
    return len(told) > 1 and not repeated and not any(text.lower().startswith(TOTALS) for text in texts)


class _Reader:
    def __init__(self, header: Header, contracts: Mapping[int, PlanContract], on: date) -> None:
        self.header, self.contracts, self.on = header, contracts, on
        self.seen: dict[tuple[int, date, str], PlanRow] = {}

    def _cell(self, source: TableRow, name: str) -> CellValue:
        column = self.header.column(name)
        return None if column is None else source.cell(column)

    def row(self, source: TableRow) -> PlanRow:
        row = PlanRow(source.line)
        month = read_month(self._cell(source, "month"), on=self.on)
        hours = read_planned(self._cell(source, "hours"))
        basis = read_basis(self._cell(source, "basis"))
        row.month, row.minutes, row.basis = month.value, hours.value, basis.value or ""
        row.note("month", month.level, month.message)
        row.note("hours", hours.level, hours.message)
        row.note("basis", basis.level, basis.message)
        self._worker(row, self._cell(source, "name"), self._cell(source, "position"))
        if not row.basis and basis.level is Level.OK and row.contract:
            row.basis = self.contracts[row.contract].basis
            label = LoadBasis(row.basis).label
            row.note("basis", Level.FIXED, _("Основание взяли из договора: {basis}.").format(basis=label))
        self._repeat(row)
        return row

    def _worker(self, row: PlanRow, raw: CellValue, told: CellValue) -> None:
        row.position = read_text(told).value or ""
        row.name = squeeze(plain(raw))
        if is_nothing(row.name):
            row.note("name", Level.ERROR, _("Укажите работника."))
            return
        month = row.month
        inside = [one.worker for one in self.contracts.values() if month is None or one.covers(month)]
        found = match_worker(raw, row.position, inside)
        if not inside or (found.level is Level.ERROR and self._known_once(raw)):
            row.note(
                "name",
                Level.ERROR,
                _("У работника «{name}» нет договора, который действует в месяце: {month}.").format(
                    name=row.name, month=month_title(month) if month else "—"
                ),
            )
            return
        row.note("name", found.level, found.message)
        if found.value is None:
            row.candidates = worker_candidates(raw, inside)
            return
        row.contract, row.name = found.value.id, str(found.value)
        row.position = row.position or found.value.position

    def _known_once(self, raw: CellValue) -> bool:
        return bool(worker_candidates(raw, [one.worker for one in self.contracts.values()]))

    def _repeat(self, row: PlanRow) -> None:
        if not row.contract or not row.month or not row.basis:
            return
        earlier = self.seen.setdefault((row.contract, row.month, row.basis), row)
        if earlier is row:
            return
        if earlier.minutes == row.minutes:
            row.repeats = earlier.line
            row.notes.add(Level.FIXED, _("Повтор строки {line}.").format(line=earlier.line))
        else:
            words = _("В строке {line} у этого договора другой план на тот же месяц. Оставьте один.")
            row.note("hours", Level.ERROR, words.format(line=earlier.line))
