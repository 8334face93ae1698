"""Rows of people as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Field

from ..forms.values import snils_shown
from ..models import DataChange, Person


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What is asked for, in words."""

    change: DataChange
    fields: list[FieldChange]


def change_row(change: DataChange) -> ChangeRow:
    return ChangeRow(change, [_field(change.person, name, value) for name, value in change.wanted.items()])


def _field(person: Person, name: str, value: str | None) -> FieldChange:
    known = cast("Field[Any, Any]", Person._meta.get_field(name))
    return FieldChange(str(known.verbose_name), _shown(name, getattr(person, name)), _shown(name, value))


def _shown(name: str, value: date | str | None) -> str:
    if not value:
        return "—"
    if name == "birth_date":
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%d.%m.%Y}"
    text = str(value)
    if name == "snils":
        return snils_shown(text)
    return str(Person.Sex(text).label) if name == "sex" else text
