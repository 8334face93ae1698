"""Rows of one person inside a file (domain.md §7 b; ACC-08, cases 32, 33).

One СНИЛС is one person. Without it a person is recognised by normal name and birth date, and the
reader is asked to look. Namesakes are never merged.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from opora.people.forms.values import FullName, Level, Notes, snils_shown


class PersonRow(Protocol):
    """What is needed of a row to recognise its person."""

    line: int
    name: FullName | None
    birth_date: date | None
    snils: str | None
    programme: str
    notes: Notes
    person: int
    repeats: int | None


def join_people(rows: Sequence[PersonRow]) -> None:
    """Fill `person` and `repeats` of every row and note what was found out."""
    seen = _Seen()
    for row in rows:
        row.person = row.line
        if row.name is None or not row.name.first:
            continue
        same = seen.same_person(row)
        if same is not None:
            row.person = same.person
        if same is not None and same.line != row.line:
            _note_programme(row, seen.programmes.get((same.person, row.programme)))
        seen.add(row)


class _Seen:
    """The rows met so far, by what a person is recognised by."""

    def __init__(self) -> None:
        self.by_snils: dict[str, PersonRow] = {}
        self.by_name: dict[tuple[str, str, str], PersonRow] = {}
        self.by_birth: dict[tuple[tuple[str, str, str], date], list[PersonRow]] = {}
        self.programmes: dict[tuple[int, str], int] = {}
        self.last: PersonRow | None = None

    def add(self, row: PersonRow) -> None:
        if row.name is None:
            return
        if row.snils:
            self.by_snils.setdefault(row.snils, row)
        self.by_name.setdefault(row.name.key, row)
        if row.birth_date:
            self.by_birth.setdefault((row.name.key, row.birth_date), []).append(row)
        self.programmes.setdefault((row.person, row.programme), row.line)
        self.last = row

    def same_person(self, row: PersonRow) -> PersonRow | None:
        """The earlier row of this person; notes a doubt on the row."""
        if row.name is None:
            return None
        if self.last is not None and self.last.line == row.line:
            return self.last
        owner = self.by_snils.get(row.snils or "")
        if owner is not None:
            return owner if _agrees(row, owner) else None
        twins = self.by_birth.get((row.name.key, row.birth_date), []) if row.birth_date else []
        # The list of twins may be as long as the file; a person is found among the first.
        twin = next((other for other in twins[:50] if not (row.snils and other.snils)), None)
        if twin is not None:
            row.notes.add(
                Level.ATTENTION,
                _("ФИО и дата рождения как в строке {line}, СНИЛС нет. Приняли за одного: проверьте.").format(
                    line=twin.line
                ),
            )
        elif row.name.key in self.by_name:
            row.notes.add(
                Level.ATTENTION,
                _(
                    "Полный тёзка в строке {line}. Приняли за разных людей; если это не так, укажите СНИЛС."
                ).format(line=self.by_name[row.name.key].line),
            )
        return twin


def _agrees(row: PersonRow, owner: PersonRow) -> bool:
    """Whether the owner of the same СНИЛС can be this person."""
    if row.name is None or owner.name is None:
        return False
    mine, theirs = row.name.key, owner.name.key
    born = row.birth_date == owner.birth_date or not (row.birth_date and owner.birth_date)
    if mine == theirs:
        if not born:
            row.notes.add(
                Level.ATTENTION,
                _("В строке {line} у этого человека другая дата рождения. Проверьте.").format(
                    line=owner.line
                ),
            )
        return True
    if mine[1:] == theirs[1:] and born:
        row.notes.add(
            Level.ATTENTION,
            _("В строке {line} у этого человека другая фамилия. Проверьте.").format(line=owner.line),
        )
        return True
    row.notes.add(
        Level.ERROR,
        _("СНИЛС {number} уже записан за другим человеком в строке {line}. Исправьте номер.").format(
            number=snils_shown(row.snils or ""), line=owner.line
        ),
    )
    return False


def _note_programme(row: PersonRow, repeated: int | None) -> None:
    if repeated is not None and row.programme:
        row.repeats = repeated
        row.notes.add(Level.FIXED, _("Повтор строки {line}: второй раз не зачислим.").format(line=repeated))
    else:
        row.notes.add(
            Level.FIXED,
            _("Тот же человек, что в строке {line}: добавим ещё одну программу.").format(line=row.person),
        )
