"""A read list as bytes of a LearnerImport: cells and what was understood of them, without passwords. Pure."""

import json
import zlib
from datetime import date
from typing import Any

from opora.integrations.tables.headers import Header
from opora.integrations.tables.stored import table_told, told_table
from opora.people.forms.values import FullName, Level, Notes

from .learner_list import CellReport, LearnerList, LearnerRow

TEXTS = ("email", "programme", "position", "education", "group", "phone", "citizenship", "organisation")


def pack(learners: LearnerList) -> bytes:
    """The inverse of :func:`unpack`; passwords were dropped when the list was read."""
    header = learners.header
    told = {
        "table": told_table(learners.table),
        "typed": [
            [line, column, was] for line, cells in learners.typed.items() for column, was in cells.items()
        ],
        "notices": learners.notices,
        "skipped": learners.skipped,
        "above": learners.above,
        "header": [header.line, header.first, header.columns, list(header.titles.items())],
        "rows": [_told(row) for row in learners.rows],
    }
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def unpack(content: bytes) -> LearnerList:
    told = json.loads(zlib.decompress(content))
    line, first, columns, titles = told["header"]
    typed: dict[int, dict[int, str]] = {}
    for at, column, was in told["typed"]:
        typed.setdefault(at, {})[column] = was
    return LearnerList(
        rows=tuple(_row(row) for row in told["rows"]),
        header=Header(line, first, {name: tuple(found) for name, found in columns.items()}, dict(titles)),
        notices=tuple(told["notices"]),
        skipped=tuple(told["skipped"]),
        above=told["above"],
        table=table_told(told["table"]),
        typed=typed,
    )


def _told(row: LearnerRow) -> list[Any]:
    name = row.name
    return [
        row.line,
        [name.last, name.first, name.middle] if name else None,
        row.birth_date.isoformat() if row.birth_date else None,
        row.snils,
        [getattr(row, text) for text in TEXTS],
        [[c.field, c.title, c.raw, c.value, str(c.level), c.message] for c in row.cells],
        [str(row.notes.level), row.notes.messages],
        row.person,
        row.repeats,
    ]


def _row(told: list[Any]) -> LearnerRow:
    line, name, born, snils, texts, cells, (level, messages), person, repeats = told
    notes = Notes()
    notes.level, notes.messages = Level(level), messages
    return LearnerRow(
        line=line,
        name=FullName(*name) if name else None,
        birth_date=date.fromisoformat(born) if born else None,
        snils=snils,
        **dict(zip(TEXTS, texts, strict=True)),
        cells=[
            CellReport(f, title, raw, value, Level(lev), said) for f, title, raw, value, lev, said in cells
        ],
        notes=notes,
        person=person,
        repeats=repeats,
    )
