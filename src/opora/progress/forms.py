"""Shapes of what is typed and of what a file of a СДО holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.integrations.tables import CellValue, TableError, read_table
from opora.integrations.tables.headers import find_header, names
from opora.kernel.clock import today
from opora.people.forms.dates import DateInput
from opora.people.models import Person
from opora.studies.models import ProgrammePart

HEADINGS = names(
    full_name=r"фамилия имя(?: и)? отчество|фио(?: .*)?|ф и о(?: .*)?|слушатель|обучающийся|студент|"
    r"пользователь|участник|full ?name|user(?: full name)?",
    last_name=r"фамилия|last ?name|surname",
    first_name=r"имя(?: отчество)?|first ?name",
    login=r"логин|login|user ?name|имя (?:пользователя|входа)|учетная запись|e ?-?mail|"
    r"адрес электронной почты|почта",
    test=r"(?:название |наименование )?(?:тест\w*|задани\w*|элемент\w*|испытани\w*)(?: .*)?|quiz|test|"
    r"activity",
    most=r"(?:макс\w*|из)(?: .*)?|max(?:imum)?(?: .*)?|maxgrade",
    points=r"балл\w*(?: .*)?|оценк\w*(?: .*)?|результат\w*(?: .*)?|grade(?: .*)?|score|points",
    taken=r"(?:дата|время|когда|завершен\w*|заверш\w* тест\w*|date|time|completed|finished)(?: .*)?",
)
OF = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(?:из|/|of)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
YES = re.compile(r"(?:зач[её]т|зачтено|сдал\w*|сдано|пройден\w*|pass(?:ed)?)\.?", re.IGNORECASE)
NO = re.compile(
    r"(?:не ?зач[её]т|не ?зачтено|не ?сдал\w*|не ?сдано|не ?пройден\w*|fail(?:ed)?)\.?", re.IGNORECASE
)
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
IN_WORDS = re.compile(
    rf"(?:[а-я]+,? )?(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})(?: ?г\.?)?"
    r"(?:,? (?:в )?(\d{1,2}):(\d{2}))?.*"
)
IN_DIGITS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}):(\d{2})(?::\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Score:
    """``share`` is None while the maximum of the test is not known."""

    points: Decimal | None
    max_points: Decimal | None
    share: Decimal | None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def read_score(raw: CellValue, most: CellValue = None) -> Score | None:
    """«12 из 20», «60 %», «зачёт», «12,5» with a maximum beside it or none; None for anything else."""
    text = " ".join(str("" if raw is None else raw).split())
    if NO.fullmatch(text) or YES.fullmatch(text):
        return Score(None, None, Decimal(0) if NO.fullmatch(text) else Decimal(1))
    if found := PERCENT.fullmatch(text):
        share = _decimal(found[1]) / 100
        return Score(None, None, share) if share <= 1 else None
    if found := OF.fullmatch(text):
        return _scored(_decimal(found[1]), _decimal(found[2]))
    if not NUMBER.fullmatch(text):
        return None
    limit = " ".join(str("" if most is None else most).split())
    if NUMBER.fullmatch(limit):
        return _scored(_decimal(text), _decimal(limit))
    return Score(_decimal(text), None, None) if _decimal(text) >= 0 else None


def _scored(points: Decimal, most: Decimal) -> Score | None:
    return Score(points, most, points / most) if most > 0 and 0 <= points <= most else None


def read_moment(raw: CellValue) -> datetime | None:
    """By the file's own clock (naive), or aware when the file says the offset; a day alone is its noon."""
    if isinstance(raw, datetime):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, date):
        return datetime.combine(raw, time(12))
    text = " ".join(str(raw or "").split()).lower()
    try:
        if found := IN_WORDS.fullmatch(text):
            day = date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
            return datetime.combine(day, time(int(found[4]), int(found[5])) if found[4] else time(12))
        if found := IN_DIGITS.fullmatch(text):
            day = date(int(found[3]), int(found[2]), int(found[1]))
            return datetime.combine(day, time(int(found[4]), int(found[5])) if found[4] else time(12))
        said = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if len(text) == len("2026-11-23"):
        return datetime.combine(said.date(), time(12))
    return said.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A line as it is in the file; kept till the import is closed."""

    line: int
    who: str
    test: str
    points: str
    most: str
    taken: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def read_results(data: bytes, filename: str) -> list[FileRow]:
    """Lines of a file of results; raises :class:`~opora.integrations.tables.TableError` in words."""
    table = read_table(data, filename).spread_down()
    header = find_header(table, HEADINGS)
    known = header.columns.keys() if header else ()
    named = "full_name" in known or "login" in known or {"last_name", "first_name"} <= set(known)
    if header is None or not named or "points" not in known or "test" not in known:
        raise TableError(
            _("Не нашли строку с заголовками."),
            _("Нужны столбцы: ФИО или логин, Тест, Баллы, Дата и время."),
        )
    rows = []
    for source in table.rows[header.first :]:

        def cell(name: str, source: Any = source) -> str:
            column = header.column(name)
            value = None if column is None else source.cell(column)
            if isinstance(value, datetime):
                return value.isoformat(sep=" ", timespec="minutes")
            return " ".join(str("" if value is None else value).split())

        who = cell("full_name") or " ".join(filter(None, (cell("last_name"), cell("first_name"))))
        row = FileRow(
            source.line, who or cell("login"), cell("test"), cell("points"), cell("most"), cell("taken")
        )
        if row.who and row.test:
            rows.append(row)
    if not rows:
        raise TableError(_("Под заголовками нет ни одного результата."), _("Проверьте, тот ли лист выбран."))
    return rows


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Файл с результатами"),
        help_text=gettext_lazy("XLSX или CSV: ФИО или логин, Тест, Баллы, Дата и время."),
        error_messages={"required": gettext_lazy("Выберите файл с результатами.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class GridForm(forms.Form):
    """A test and the points of each learner of a group."""

    title = forms.CharField(label=gettext_lazy("Тест"), max_length=200)
    part = forms.ModelChoiceField(
        ProgrammePart.objects.none(), label=gettext_lazy("Что проверяет"), empty_label=None
    )
    day = forms.DateField(label=gettext_lazy("Дата"), widget=DateInput())
    max_points = forms.DecimalField(
        label=gettext_lazy("Максимум баллов"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2,
        localize=True,
    )  # fmt: skip

    def __init__(
        self, *args: Any, learners: Iterable[Person], parts: Iterable[int], zone: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        part: Any = self.fields["part"]
        part.queryset = ProgrammePart.objects.filter(pk__in=list(parts))
        self.fields["day"].initial = today(zone)
        self.learners = list(learners)
        for who in self.learners:
            self.fields[f"points-{who.pk}"] = forms.CharField(
                label=who.full_name,
                required=False,
                max_length=9,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6}),
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[f"points-{who.pk}"] for who in self.learners]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for who in self.learners:
            name = f"points-{who.pk}"
            text = str(data.get(name, "")).strip()
            try:
                data[name] = _decimal(text) if text else None
            except InvalidOperation:
                data[name] = None
            if text and data[name] is None:
                self.add_error(name, _("Впишите число, например 12,5."))
        return data

    @property
    def taken_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], time(0), ZoneInfo(self.zone))

    @property
    def points(self) -> dict[int, Decimal]:
        found = {who.pk: self.cleaned_data.get(f"points-{who.pk}") for who in self.learners}
        return {pk: points for pk, points in found.items() if points is not None}
