"""A read list as bytes of a LearnerImport: what was understood, without the file and its passwords. Pure."""

import json
import zlib
from datetime import date
from typing import Any

from opora.integrations.tables.headers import Header
from opora.people.forms.values import FullName, Level, Notes

from .learner_list import CellReport, LearnerList, LearnerRow

TEXTS = ("email", "programme", "position", "education", "group", "phone", "citizenship", "organisation")


def pack(learners: LearnerList) -> bytes:
    """The inverse of :func:`unpack`; headings are kept as far as they are shown."""
    told = {
        "notices": learners.notices,
        "skipped": learners.skipped,
        "above": learners.above,
        "line": learners.header.line,
        "rows": [_told(row) for row in learners.rows],
    }
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def unpack(content: bytes) -> LearnerList:
    told = json.loads(zlib.decompress(content))
    return LearnerList(
        rows=tuple(_row(row) for row in told["rows"]),
        header=Header(told["line"], 0, {}, {}),
        notices=tuple(told["notices"]),
        skipped=tuple(told["skipped"]),
        above=told["above"],
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
