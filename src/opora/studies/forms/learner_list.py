"""«Список слушателей» from a customer and the Moodle upload (domain.md §7 a, b; ACC-08, cases 31–34).

A dry run: pure, nothing is looked up or written. Each row comes out with a status, its values and
what was done to every cell; rows of one person share `person`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from opora.integrations.tables import Table, TableError, TableRow, read_table
from opora.integrations.tables.headers import Header, find_header, names
from opora.integrations.tables.stored import Cells, without_columns
from opora.kernel.bulk import Step, unheard
from opora.people.forms import values
from opora.people.forms.values import CellValue, FullName, Level, Notes, Read, plain, worst

from .learner_matches import join_people
from .programme_names import ProgrammeName, match_programme

__all__ = [
    "CellReport",
    "LearnerList",
    "LearnerRow",
    "ProgrammeName",
    "judge_learner_list",
    "read_learner_list",
]

T = TypeVar("T")

HEADINGS = names(
    number=r"№(?: ?п ?/? ?п)?|п ?/? ?п|номер(?: п ?/? ?п)?|no",
    full_name=r"(?:фамилия имя(?: и)? отчество|ф и о|фио|full ?name|(?:фио )?"
    r"(?:слушател|обучающ|работник|сотрудник)\w*)"
    r"(?: (?:слушател|обучающ|работник|сотрудник|участник|полностью|при|в|имен)\w*.*)?",
    last_name=r"фамилия.*|last ?name|surname",
    first_name=r"имя(?: .*)?|first ?name",
    middle_name=r"отчество.*|middle ?name|patronymic",
    birth_date=r"(?:дата|день|год)? ?(?:рожд\w*|рожден\w*)(?: .*)?|д ?/? ?р|др|birth ?(?:date|day)|"
    r"profile_field_birth\w*|дата рожд\w*.*",
    snils=r"(?:№ ?|номер )?(?:снилс|страхов\w* (?:номер|свид).*)(?: .*)?|snils|profile_field_snils",
    education=r"(?:уровень |базовое )?образован\w*.*|education",
    email=r"e ?-?mail.*|(?:адрес )?(?:электронн\w*|эл) ?(?:почт\w*|адрес\w*).*|почта|имейл|"
    r"мейл|адрес почты|е ?маil.*",
    phone=r"(?:моб\w* |контактн\w* |номер )?тел(?:ефон\w*)?(?: .*)?|phone\d?|mobile",
    group=r"(?:учебная |№ |номер )?групп\w*|group1?",
    programme=r"(?:наименование |название |учебная |образовательная )*(?:программ\w*|курс\w*)(?: .*)?|"
    r"(?:вид|направление|тема) обучения|обучение|course1?",
    position=r"(?:занимаемая )?должност\w*.*|професси\w*.*|position",
    citizenship=r"гражданств\w*.*|country",
    organisation=r"(?:наименование )?(?:организац\w*|предприят\w*|место работы|работодатель|компания|"
    r"institution).*",
    role=r"role1?",
    unwanted=r"парол\w*.*|password|passwd",
)
EXTRA_COURSE = re.compile(r"(course|group)([2-9])")
TOTALS = re.compile(r"\s*(?:итого|всего|in total|total)\b.*", re.IGNORECASE | re.DOTALL)
SIGNATURES = re.compile(
    r"\s*(?:(?:генеральн\w+ )?директор|руководитель|исполнитель|ответственн|подпись|"
    r"м\.?\s?п\.|заказчик|примечани|\*).*",
    re.IGNORECASE | re.DOTALL,
)
MOST_INPUTS = 16
KEPT_AS_IS = ("number", "role", "unwanted")
STUDENT_ROLES = ("", "student", "студент", "5")


@dataclass(frozen=True)
class CellReport:
    """One cell of the preview: what the file has, what is taken, how it went."""

    field: str
    title: str
    raw: str
    value: str
    level: Level
    message: str


@dataclass
class LearnerRow:
    """One enrolment asked for by the file; `person` is the line where this person is met first."""

    line: int
    name: FullName | None = None
    birth_date: date | None = None
    snils: str | None = None
    email: str = ""
    programme: str = ""
    position: str = ""
    education: str = ""
    group: str = ""
    phone: str = ""
    citizenship: str = ""
    organisation: str = ""
    cells: list[CellReport] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    person: int = 0
    repeats: int | None = None

    @property
    def status(self) -> Level:
        return worst(self.notes.level, *(cell.level for cell in self.cells))

    @property
    def messages(self) -> list[str]:
        told = [cell.message for cell in self.cells if cell.message]
        return list(dict.fromkeys([*told, *self.notes.messages]))

    def as_json(self) -> dict[str, object]:
        name = self.name or FullName("", "")
        return {
            "line": self.line,
            "status": str(self.status),
            "last_name": name.last,
            "first_name": name.first,
            "middle_name": name.middle,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "snils": self.snils,
            "email": self.email,
            "programme": self.programme,
            "messages": self.messages,
        }


@dataclass(frozen=True)
class LearnerList:
    """The whole dry run; `notices` are about the file, `skipped` are lines that are not people, `above` is
    the text over the headings: «Приложение № 1 к договору № 117/26 от 02.11.2026».

    `table` is what was read, corrections in place and passwords left out; `typed` says what a corrected cell
    (line, column) was in the file."""

    rows: tuple[LearnerRow, ...]
    header: Header
    notices: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    above: str = ""
    table: Table = field(default_factory=lambda: Table("csv", ()))
    typed: Cells = field(default_factory=dict)

    @property
    def summary(self) -> dict[str, int]:
        return {str(level): sum(row.status == level for row in self.rows) for level in Level}

    def as_json(self) -> dict[str, object]:
        """The shape the import API answers with."""
        return {"summary": self.summary, "rows": [row.as_json() for row in self.rows]}


def read_learner_list(
    data: bytes, filename: str, programmes: Sequence[ProgrammeName], *, on: date | None = None
) -> LearnerList:
    """Read a list of learners; `TableError` when the file is no list. Ages are judged on the day `on`."""
    return judge_learner_list(read_learner_table(data, filename), programmes, on=on)


def read_learner_table(data: bytes, filename: str) -> Table:
    """The cells of a file that has the headings of a list, unjudged and without passwords."""
    table = read_table(data, filename, fits=_fits)
    header = _header_of(table)
    return without_columns(table, header.columns.get("unwanted", ()), below=header.line)


def _header_of(table: Table) -> Header:
    header = find_header(table, HEADINGS)
    if header is None or not _names_people(header):
        raise TableError(
            _("Не нашли строку заголовков со столбцом «ФИО»."),
            _("Добавьте над списком заголовки: «ФИО», «Дата рождения», «СНИЛС», «E-mail», «Программа»."),
        )
    return header


def _fits(table: Table) -> bool:
    header = find_header(table, HEADINGS)
    return header is not None and _names_people(header)


def judge_learner_list(
    table: Table,
    programmes: Sequence[ProgrammeName],
    *,
    on: date | None = None,
    typed: Cells | None = None,
    step: Step = unheard,
) -> LearnerList:
    """Judge the rows of a read table by all the rules; again after its cells were corrected (`typed`)."""
    header = _header_of(table)
    reader = _Reader(header, programmes, on)
    typed = typed or {}
    rows: list[LearnerRow] = []
    skipped: list[int] = []
    for number, source in enumerate(table.rows[header.first :]):
        if number % 100 == 0:
            step(number)
        if _is_person(source, header):
            found = reader.rows(source)
            _note_typed(found[0], header, typed.get(source.line, {}))
            rows.extend(found)
        else:
            skipped.append(source.line)
    if not rows:
        raise TableError(
            _("Под заголовками нет ни одного слушателя."), _("Проверьте, тот ли лист или файл выбран.")
        )
    join_people(rows)
    above = " ".join(
        plain(row.cell(column)) for row in table.rows if row.line < header.line for column in row.filled
    )
    notices = tuple(_notices(table, header, rows))
    kept = without_columns(table, header.columns.get("unwanted", ()), below=header.line)
    return LearnerList(tuple(rows), header, notices, tuple(skipped), above[:1000], kept, typed)


def _note_typed(row: LearnerRow, header: Header, typed: Mapping[int, str]) -> None:
    """What was corrected in the preview, and what the file had there."""
    for column, was in typed.items():
        row.notes.add(
            Level.FIXED,
            _("Исправлено здесь: «{title}», в файле было «{was}».").format(
                title=header.titles.get(column, ""), was=was or _("пусто")
            ),
        )


def correctable(header: Header) -> dict[int, str]:
    """Columns that may be corrected in the preview, with their fields, in the order of the file."""
    known = {columns[0]: name for name, columns in header.columns.items() if name not in KEPT_AS_IS}
    extra = {
        column: "programme"
        for column, title in header.titles.items()
        if (found := EXTRA_COURSE.fullmatch(title.strip().lower())) and found[1] == "course"
    }
    return dict(sorted((known | extra).items())[:MOST_INPUTS])


def _names_people(header: Header) -> bool:
    return "full_name" in header.columns or {"last_name", "first_name"} <= header.columns.keys()


def _is_person(row: TableRow, header: Header) -> bool:
    """Not a total, a signature, a repeated heading or a row that holds a number alone."""
    numbers = header.columns.get("number", ())
    told = [column for column in row.filled if column not in numbers]
    if not told:
        return False
    first = plain(row.cell(row.filled[0]))
    text = plain(row.cell(told[0]))
    if TOTALS.fullmatch(text) or TOTALS.fullmatch(first):
        return False
    if len(told) <= 2 and SIGNATURES.fullmatch(text):
        return False
    known = {column for columns in header.columns.values() for column in columns}
    if not known.intersection(told):
        return False
    return not all(" ".join(plain(row.cell(column)).split()) == header.titles.get(column) for column in told)


def _notices(table: Table, header: Header, rows: Sequence[LearnerRow]) -> list[str]:
    told = []
    if "unwanted" in header.columns:
        told.append(
            _("Столбец с паролями пропустили: пароли мы не храним, слушатели получат коды активации.")
        )
    if table.other_sheets:
        told.append(
            _("Прочитан только лист «{sheet}». Слушателей с других листов загрузите отдельно.").format(
                sheet=table.sheet
            )
        )
    for name, title in (("birth_date", _("Дата рождения")), ("snils", _("СНИЛС"))):
        if name not in header.columns:
            told.append(
                _("В файле нет столбца «{title}»: без него однофамильцев не различить.").format(title=title)
            )
    people: dict[str, set[int]] = {}
    for row in rows:
        if row.email:
            people.setdefault(row.email, set()).add(row.person)
    shared = sorted(email for email, persons in people.items() if len(persons) > 1)
    if shared:
        told.append(
            _(
                "Общий адрес у нескольких слушателей: {emails}. Войти они смогут по СНИЛС или имени входа."
            ).format(emails=", ".join(shared[:5]))
        )
    return told


class _Reader:
    """Reads the cells of one row by the found header."""

    def __init__(self, header: Header, programmes: Sequence[ProgrammeName], on: date | None) -> None:
        self.header = header
        self.programmes = programmes
        self.on = on
        self.known_programmes: dict[str, Read[str]] = {}
        self.extra = {
            (found[2], found[1]): column
            for column, title in header.titles.items()
            if (found := EXTRA_COURSE.fullmatch(title.strip().lower()))
        }

    def rows(self, source: TableRow) -> list[LearnerRow]:
        """One row per programme asked for: Moodle files put several courses on a line."""
        row = LearnerRow(source.line)
        self._name(row, source)
        self._person(row, source)
        rows = [row]
        for number in sorted({number for number, kind in self.extra if kind == "course"}):
            column = self.extra[number, "course"]
            if values.is_nothing(plain(source.cell(column))):
                continue
            more = LearnerRow(
                row.line,
                row.name,
                row.birth_date,
                row.snils,
                row.email,
                position=row.position,
                education=row.education,
                phone=row.phone,
                citizenship=row.citizenship,
                organisation=row.organisation,
                cells=[cell for cell in row.cells if cell.field not in ("programme", "group")],
            )
            self._programme(more, source, column)
            if (number, "group") in self.extra:
                more.group = values.read_text(source.cell(self.extra[number, "group"])).value or ""
            rows.append(more)
        return rows

    def _cell(self, source: TableRow, name: str) -> CellValue:
        column = self.header.column(name)
        return None if column is None else source.cell(column)

    def _report(self, row: LearnerRow, name: str, raw: CellValue, read: Read[str]) -> str:
        column = self.header.column(name)
        if column is None:
            return read.value or ""
        title = self.header.titles.get(column, "")
        shown = f"{raw:%d.%m.%Y}" if isinstance(raw, date) else plain(raw)
        row.cells.append(CellReport(name, title, shown, read.value or "", read.level, read.message))
        return read.value or ""

    def _name(self, row: LearnerRow, source: TableRow) -> None:
        parts = [self._cell(source, name) for name in ("last_name", "first_name", "middle_name")]
        apart = "last_name" in self.header.columns and "first_name" in self.header.columns
        whole = self._cell(source, "full_name")
        if apart and (any(not values.is_nothing(plain(part)) for part in parts) or whole is None):
            if "middle_name" in self.header.columns and not plain(parts[2]).strip():
                parts[2] = None
            read = values.read_name_parts(*parts)
            title_field, raw = "last_name", " ".join(plain(part) for part in parts if plain(part))
        else:
            read = values.read_full_name(whole)
            title_field, raw = "full_name", plain(whole)
        row.name = read.value
        self._report(row, title_field, raw, Read(str(read.value or ""), read.level, read.message))

    def _person(self, row: LearnerRow, source: TableRow) -> None:
        raw = self._cell(source, "birth_date")
        born = self._expected(
            "birth_date",
            values.read_birth_date(raw, on=self.on),
            _("Даты рождения нет. Допишите её: она нужна для документа."),
        )
        row.birth_date = born.value
        self._report(
            row,
            "birth_date",
            raw,
            Read(f"{born.value:%d.%m.%Y}" if born.value else None, born.level, born.message),
        )
        raw = self._cell(source, "snils")
        snils = self._expected(
            "snils",
            values.read_snils(raw),
            _("СНИЛС нет. Зачислить можно, но строка для ФИС ФРДО будет с пометкой."),
        )
        row.snils = snils.value
        self._report(row, "snils", raw, snils)
        readers = {"education": values.read_education, "email": values.read_email, "phone": values.read_phone}
        for name in ("position", "education", "email", "phone", "citizenship", "organisation", "group"):
            raw = self._cell(source, name)
            setattr(row, name, self._report(row, name, raw, readers.get(name, values.read_text)(raw)))
        self._programme(row, source, self.header.column("programme"))
        if plain(self._cell(source, "role")).strip().lower() not in STUDENT_ROLES:
            row.notes.add(Level.ATTENTION, _("В файле это не слушатель. Проверьте, нужно ли его зачислять."))

    def _expected(self, name: str, read: Read[T], message: str) -> Read[T]:
        """A blank cell of a column the list does have asks for attention (case 34)."""
        if read.value is None and read.level is Level.OK and name in self.header.columns:
            return Read(None, Level.ATTENTION, message)
        return read

    def _programme(self, row: LearnerRow, source: TableRow, column: int | None) -> None:
        raw = None if column is None else source.cell(column)
        key = plain(raw)
        if key not in self.known_programmes:
            self.known_programmes[key] = match_programme(raw, self.programmes)
        read = self.known_programmes[key]
        row.programme = self._report(row, "programme", raw, read)
        if column is None:
            row.notes.add(read.level, read.message)
