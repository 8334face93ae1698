"""The график as centres keep it in a file (domain.md §5 item 1, §7 c; SCH-01, SCH-02, SCH-03, SCH-07).

A dry run: pure, nothing is looked up or written. One row comes out per interval of time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time

from django.utils.translation import gettext as _

from opora.integrations.tables import Table, TableError, TableRow, read_table
from opora.integrations.tables.headers import Header, find_header, names
from opora.integrations.tables.report import fault_report
from opora.integrations.tables.stored import Cells
from opora.people.forms.reading import CellValue, Level, Notes, is_nothing, plain, read_text, squeeze

from .line_means import MeansName, read_means
from .line_people import StaffName, match_worker, same_position, worker_candidates
from .line_times import DAY_NAMES, read_days, read_hours

__all__ = [
    "MeansName",
    "ScheduleFile",
    "ScheduleRow",
    "StaffName",
    "judge_schedule",
    "read_schedule_file",
    "schedule_table",
]

HEADINGS = names(
    number=r"№(?: ?п ?/? ?п)?|п ?/? ?п|номер(?: п ?/? ?п)?|no",
    name=r"(?:ф и о|фио|фамилия имя(?: и)? отчество|фамилия|работник|преподавател\w*|сотрудник)(?: .*)?",
    position=r"(?:занимаемая )?должност\w*(?: .*)?",
    weekday=r"(?:день|дни)(?: .*)?|дата|недел\w*",
    time=r"(?:время|часы)(?: .*)?",
    means=r"(?:средств\w*|канал\w*|способ\w*|форма|место|вид)(?: .*)?",
)
PEDAGOGICAL = re.compile(r"\W*(?:[iv\d]+\W+)?педагогическ\w+ работник\w*\W*", re.IGNORECASE)
OTHER = re.compile(r"\W*(?:[iv\d]+\W+)?ины[ех]\w* (?:категори\w+ )?работник\w*\W*", re.IGNORECASE)
TEACHING = re.compile(
    r"преподавател|мастер производственного|учител|педагог|тьютор|методист|воспитател", re.IGNORECASE
)


@dataclass
class ScheduleRow:
    """One weekly interval of one worker; `weekdays` are 1 (понедельник) … 7."""

    line: int
    section: str = "pedagogical"
    person_id: int | None = None
    name: str = ""
    position: str = ""
    weekdays: tuple[int, ...] = ()
    start: time | None = None
    end: time | None = None
    parity: str = "any"
    zone: str = ""
    means: tuple[str, ...] = ()
    details: str = ""
    candidates: tuple[int, ...] = ()
    notes: Notes = field(default_factory=Notes)

    @property
    def status(self) -> Level:
        return self.notes.level

    @property
    def messages(self) -> list[str]:
        return self.notes.messages

    def as_json(self) -> dict[str, object]:
        return {
            "section": self.section,
            "name": self.name,
            "position": self.position,
            "weekdays": list(self.weekdays),
            "from": f"{self.start:%H:%M}" if self.start else None,
            "to": f"{self.end:%H:%M}" if self.end else None,
            "parity": self.parity,
            "means": list(self.means),
            "status": str(self.status),
            "messages": self.messages,
        }


@dataclass(frozen=True)
class ScheduleFile:
    """The whole dry run; `notices` are about the file, `table` is what was read, `typed` says what a
    corrected cell (line, column) was in the file."""

    rows: tuple[ScheduleRow, ...]
    notices: tuple[str, ...] = ()
    header: Header = field(default_factory=lambda: Header(0, 0, {}, {}))
    table: Table = field(default_factory=lambda: Table("csv", ()))
    typed: Cells = field(default_factory=dict)

    @property
    def columns(self) -> dict[int, str]:
        """Columns that may be corrected, with their headings."""
        found = (columns[0] for name, columns in self.header.columns.items() if name != "number")
        return {column: self.header.titles.get(column, "") for column in sorted(found)}

    def faults(self) -> bytes:
        """The centre's own table with what to mend."""
        told: dict[int, list[str]] = {}
        cells: dict[tuple[int, int], str] = {}
        for row in self.rows:
            if row.status in (Level.ATTENTION, Level.ERROR):
                told.setdefault(row.line, []).extend(row.messages)
                cells |= {(row.line, column): str(row.status) for column in list(self.columns)[:1]}
        words = {line: "\n".join(dict.fromkeys(said)) for line, said in told.items()}
        return fault_report(self.table, header_line=self.header.line, faults=cells, words=words)

    @property
    def summary(self) -> dict[str, int]:
        return {str(level): sum(row.status == level for row in self.rows) for level in Level}

    def as_json(self) -> dict[str, object]:
        """The shape the import API answers with."""
        return {"rows": [row.as_json() for row in self.rows]}


def read_schedule_file(
    data: bytes, filename: str, staff: Sequence[StaffName], means: Sequence[MeansName]
) -> ScheduleFile:
    """Read a график; `TableError` when the file is none."""
    return judge_schedule(schedule_table(data, filename), staff, means)


def schedule_table(data: bytes, filename: str) -> Table:
    """The sheet or the table of the document that has the columns of the form."""
    return read_table(data, filename, fits=_fits)


def _fits(table: Table) -> bool:
    header = find_header(table, HEADINGS, least=3)
    return header is not None and {"name", "weekday", "time"} <= header.columns.keys()


def judge_schedule(
    source: Table, staff: Sequence[StaffName], means: Sequence[MeansName], *, typed: Cells | None = None
) -> ScheduleFile:
    """Judge the rows of a read table; again after its cells were corrected (`typed`)."""
    table, typed = source.spread_down(), typed or {}
    header = find_header(table, HEADINGS, least=3)
    if header is None or not {"name", "weekday", "time"} <= header.columns.keys():
        raise TableError(
            _("Не нашли заголовки графика."),
            _("Нужны столбцы «ФИО работника», «Должность», «День недели», «Время», «Средство коммуникации»."),
        )
    reader = _Reader(header, staff, means)
    rows = [row for source in table.rows[header.first :] for row in reader.rows(source)]
    if not rows:
        raise TableError(
            _("Под заголовками нет ни одной строки графика."), _("Проверьте, тот ли лист или файл выбран.")
        )
    _note_overlaps(rows)
    for row in rows:
        for column, was in typed.get(row.line, {}).items():
            words = _("Исправлено здесь: «{title}», в файле было «{was}».")
            title = header.titles.get(column, "")
            row.notes.add(Level.FIXED, words.format(title=title, was=was or _("пусто")))
    return ScheduleFile(tuple(rows), tuple(_notices(table, header)), header, source, typed)


def _notices(table: Table, header: Header) -> Iterator[str]:
    if table.other_sheets:
        yield _("Прочитан только лист «{sheet}». Другие листы загрузите отдельно.").format(sheet=table.sheet)
    if "means" not in header.columns:
        yield _("В файле нет столбца «Средство коммуникации». Добавьте его: без него график не утвердить.")


class _Reader:
    """Reads rows in order: sections and merged names carry over to the rows below."""

    def __init__(self, header: Header, staff: Sequence[StaffName], means: Sequence[MeansName]) -> None:
        self.header = header
        self.staff = staff
        self.means = means
        self.section = ""
        self.name: CellValue = None
        self.position = ""

    def rows(self, source: TableRow) -> Iterator[ScheduleRow]:
        """No row for a section heading, one per interval otherwise."""
        texts = [squeeze(plain(source.cell(column))) for column in source.filled]
        for section, pattern in (("pedagogical", PEDAGOGICAL), ("other", OTHER)):
            if texts and len(set(texts)) <= 2 and any(pattern.fullmatch(text) for text in texts):
                self.section, self.name, self.position = section, None, ""
                return
        if not self._is_line(source):
            return
        yield from self._read(source)

    def _cell(self, source: TableRow, name: str) -> CellValue:
        column = self.header.column(name)
        return None if column is None else source.cell(column)

    def _is_line(self, source: TableRow) -> bool:
        """A name alone under the table is a signature; a repeated heading is no line either."""
        told = [
            name for name in ("weekday", "time", "means") if not is_nothing(plain(self._cell(source, name)))
        ]
        named = self._names_worker(source)
        repeated = all(
            " ".join(plain(source.cell(column)).split()) == self.header.titles.get(column)
            for column in source.filled
        )
        numbering = all(plain(source.cell(column)).strip().isdecimal() for column in source.filled)
        return bool(told or named) and not repeated and not numbering

    def _names_worker(self, source: TableRow) -> bool:
        """A name with a number, a position or a contract: its empty columns are then to be asked for."""
        name = self._cell(source, "name")
        if is_nothing(plain(name)):
            return False
        numbered = plain(self._cell(source, "number")).strip(" .").isdecimal()
        placed = not is_nothing(plain(self._cell(source, "position")))
        return numbered or placed or match_worker(name, "", self.staff).value is not None

    def _read(self, source: TableRow) -> Iterator[ScheduleRow]:
        row = ScheduleRow(source.line)
        self._worker(row, source)
        days = read_days(self._cell(source, "weekday"))
        row.notes.add(days.level, days.message)
        if days.value:
            row.weekdays, row.parity = days.value.weekdays, days.value.parity
        hours = read_hours(self._cell(source, "time"))
        row.notes.add(hours.level, hours.message)
        means = read_means(self._cell(source, "means"), self.means)
        row.notes.add(means.level, means.message)
        if means.value:
            row.means, row.details = means.value.codes, means.value.details
        if hours.value is None:
            yield row
            return
        row.zone = hours.value.zone
        if len(hours.value.intervals) > 1:
            row.notes.add(
                Level.ATTENTION, _("В ячейке несколько промежутков: будет несколько строк. Проверьте дни.")
            )
        for start, end in hours.value.intervals:
            yield self._copy(row, start, end)

    def _copy(self, row: ScheduleRow, start: time, end: time) -> ScheduleRow:
        notes = Notes()
        notes.level, notes.messages = row.notes.level, list(row.notes.messages)
        return ScheduleRow(
            row.line,
            row.section,
            row.person_id,
            row.name,
            row.position,
            row.weekdays,
            start,
            end,
            row.parity,
            row.zone,
            row.means,
            row.details,
            row.candidates,
            notes,
        )

    def _worker(self, row: ScheduleRow, source: TableRow) -> None:
        raw = self._cell(source, "name")
        carried = is_nothing(plain(raw)) and self.name is not None
        told = read_text(self._cell(source, "position")).value or ""
        if carried:
            raw = self.name
        position = told or (self.position if carried else "")
        self.name, self.position = raw, position
        found = match_worker(raw, position, self.staff)
        row.notes.add(found.level, found.message)
        worker = found.value
        row.name = str(worker) if worker else squeeze(plain(raw))
        row.person_id = worker.id if worker else None
        row.candidates = () if worker else worker_candidates(raw, self.staff)
        row.position = self._position(row, position, worker)
        row.section = self._section(row, worker)

    def _position(self, row: ScheduleRow, position: str, worker: StaffName | None) -> str:
        if not position and worker and worker.position:
            row.notes.add(
                Level.FIXED, _("Должность взяли из договора: {position}.").format(position=worker.position)
            )
            return worker.position
        if not position:
            row.notes.add(
                Level.ERROR, _("Заполните графу «Должность»: без неё график нельзя отправить на утверждение.")
            )
        elif worker and worker.position and not same_position(position, worker.position):
            row.notes.add(
                Level.ATTENTION,
                _("В договоре другая должность: {position}. Проверьте.").format(position=worker.position),
            )
        return position

    def _section(self, row: ScheduleRow, worker: StaffName | None) -> str:
        if worker:
            own = "pedagogical" if worker.is_pedagogical else "other"
            if self.section and self.section != own:
                row.notes.add(
                    Level.ATTENTION,
                    _("Строка стоит не в своём разделе. Проверьте, педагогический ли это работник."),
                )
        else:
            own = "pedagogical" if TEACHING.search(row.position) or not row.position else "other"
        return self.section or own


def _note_overlaps(rows: Sequence[ScheduleRow]) -> None:
    """SCH-07 inside the file: one worker, one weekday, crossing times, weeks that can meet."""
    taken: dict[tuple[int, int], list[ScheduleRow]] = {}
    for row in rows:
        if row.person_id is None or row.start is None or row.end is None:
            continue
        for weekday in row.weekdays:
            earlier = taken.setdefault((row.person_id, weekday), [])
            crossing = next((other for other in earlier if _cross(row, other)), None)
            if crossing is not None:
                row.notes.add(
                    Level.ERROR,
                    _("{name} уже занят(а) {day} {time}: строка {line}. Измените время.").format(
                        name=row.name,
                        day=DAY_NAMES[weekday - 1],
                        time=f"{crossing.start:%H:%M}–{crossing.end:%H:%M}",
                        line=crossing.line,
                    ),
                )
                break
        for weekday in row.weekdays:
            taken.setdefault((row.person_id, weekday), []).append(row)


def _cross(one: ScheduleRow, other: ScheduleRow) -> bool:
    if {one.parity, other.parity} == {"even", "odd"} or (one.zone and other.zone and one.zone != other.zone):
        return False
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end
