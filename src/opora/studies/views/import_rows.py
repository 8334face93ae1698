"""Rows of the preview of a list: what each cell became, what will be done, what may be typed anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from opora.integrations.tables.stored import Cells, Input, cell_input
from opora.people.forms.values import Level, snils_shown

from .. import queries
from ..forms.learner_list import LearnerList, LearnerRow, correctable

COLUMNS = ("full_name", "birth_date", "snils", "email", "programme")
TONES = {Level.OK: "success", Level.FIXED: "info", Level.ATTENTION: "warning", Level.ERROR: "danger"}


@dataclass(frozen=True, slots=True)
class Cell:
    title: str
    value: str
    raw: str
    message: str
    tone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview: five cells, what else is said, what will become of it."""

    line: int
    person: int
    cells: list[Cell]
    said: list[str]
    level: str
    tone: str
    fate: str
    asks: bool
    taken: bool
    candidates: list[tuple[str, str]]
    choice: str
    inputs: tuple[Input, ...]
    teaches: bool


def labels() -> dict[str, str]:
    return {
        "ok": _("Без замечаний"),
        "fixed": _("Исправлено"),
        "attention": _("Требует внимания"),
        "error": _("Ошибки"),
    }


def shown_rows(
    rows: Sequence[LearnerRow], checked: queries.Preview, taken: set[int], *, teaches: bool, kept: Cells
) -> list[Shown]:
    """``rows`` are those of one page; ``teaches``: the reader may keep a name a file gives a programme.

    ``kept`` was typed before and is not in the list yet: it stands in the inputs again.
    """
    names = [(one.code, f"{one.code}. {one.title}") for one in queries.programme_names()]
    inputs = _inputs(rows, checked.learners, names, kept)
    return [_shown(row, checked, taken, inputs.get(id(row), ()), teaches=teaches) for row in rows]


def _inputs(
    rows: Sequence[LearnerRow], learners: LearnerList, names: list[tuple[str, str]], kept: Cells
) -> dict[int, tuple[Input, ...]]:
    """Cells of the rows that are not in order, or were typed here; once for a line of several programmes."""
    columns = correctable(learners.header)
    asked: dict[int, LearnerRow] = {}
    for row in rows:
        if row.status in (Level.ATTENTION, Level.ERROR) or row.line in learners.typed or row.line in kept:
            asked.setdefault(row.line, row)
    return {
        id(asked[source.line]): tuple(
            _again(
                cell_input(
                    source,
                    column,
                    learners.header.titles.get(column, ""),
                    names if name == "programme" else (),
                ),
                kept.get(source.line, {}).get(column),
            )
            for column, name in columns.items()
        )
        for source in learners.table.rows
        if source.line in asked
    }


def _again(given: Input, typed: str | None) -> Input:
    return given if typed is None else replace(given, value=typed)


def _shown(
    row: LearnerRow,
    checked: queries.Preview,
    taken: set[int],
    inputs: tuple[Input, ...],
    *,
    teaches: bool,
) -> Shown:
    match = checked.match(row)
    found = {("full_name" if cell.field == "last_name" else cell.field): cell for cell in row.cells}
    cells = []
    for name in COLUMNS:
        cell = found.get(name)
        if cell is None:
            cells.append(Cell("", getattr(row, name, "") if name == "programme" else "", "", "", ""))
            continue
        value = snils_shown(cell.value) if name == "snils" and cell.value else cell.value
        raw = cell.raw if cell.level is not Level.OK and cell.raw.strip() != value else ""
        tone = "" if cell.level is Level.OK else TONES[cell.level]
        cells.append(Cell(cell.title, value, raw, cell.message, tone))
    said = [cell.message for name, cell in found.items() if name not in COLUMNS and cell.message]
    here = match is not None and match.told.line == row.line
    candidates = [(str(one.pk), queries.mark(one)) for one in match.candidates] if match and here else []
    return Shown(
        line=row.line,
        person=row.person,
        cells=cells,
        said=[*said, *row.notes.messages],
        level=_("Ошибка") if row.status is Level.ERROR else labels()[row.status],
        tone=TONES[row.status],
        fate=_fate(row, match, checked),
        asks=row.status is Level.ATTENTION and row.repeats is None and not (match and match.candidates),
        taken=row.line in taken,
        candidates=candidates,
        choice=match.choice if match else "",
        inputs=inputs,
        teaches=teaches and any(one.options for one in inputs),
    )


def _fate(row: LearnerRow, match: queries.Match | None, checked: queries.Preview) -> str:
    if match is None or row.status is Level.ERROR:
        return _("не войдёт")
    if match.unclear:
        return _("выберите, кто это")
    if row.repeats is not None:
        return _("повтор строки {line}").format(line=row.repeats)
    if group := checked.group_of(row):
        return _("уже учится, {group}").format(group=group)
    return _("есть в базе, зачислим") if match.person else _("новый слушатель")
