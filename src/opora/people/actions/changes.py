"""Personal data change by a document that a specialist has seen (ACC-06, case 33)."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce

from ..events import DataChangeAsked, DataChangeDecided
from ..models import Account, DataChange, FormerName, Person
from ..queries import home_day
from ..rules import (
    another_decides,
    change_waits,
    day_is_past,
    document_is_named,
    one_change_waits,
    snils_is_free,
    something_changes,
)

CHECKED = ("last_name", "first_name", "middle_name", "birth_date", "sex", "snils", "citizenship")
NAMES = CHECKED[:3]
OWN = ("email", "phone", "timezone")


@transaction.atomic
def ask_change(
    person: Person, *, by: Account, values: dict[str, Any], document: str, since: date
) -> DataChange:
    """Ask for other data in papers; ``values`` may hold the unchanged too. Nothing changes until accepted."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {
        name: value
        for name, value in values.items()
        if name in CHECKED and (value or "") != (getattr(row, name) or "")
    }
    enforce(
        something_changes(wanted),
        document_is_named(document),
        day_is_past(since, home_day()),
        one_change_waits(row),
    )
    change = DataChange.objects.create(
        person=row, asked_by=by, wanted=wanted, document=document.strip(), since=since
    )
    publish(DataChangeAsked(change.pk, row.pk))
    return change


@transaction.atomic
def accept_change(change: DataChange, *, by: Account) -> DataChange:
    """The specialist has seen the document. A former name is kept with the last day it was true."""
    row, person = _locked(change)
    enforce(change_waits(row), another_decides(row, by), snils_is_free(row.wanted.get("snils", ""), person))
    values = dict(row.wanted)
    if values.get("birth_date"):
        values["birth_date"] = date.fromisoformat(values["birth_date"])
    if any(name in values for name in NAMES):
        _keep_name(person, row.since, row.document)
    for name, value in values.items():
        setattr(person, name, value)
    person.set_search_name()
    person.save()
    return _decided(row, DataChange.State.ACCEPTED, by)


@transaction.atomic
def refuse_change(change: DataChange, *, by: Account, reason: str) -> DataChange:
    row, _person = _locked(change)
    enforce(change_waits(row), another_decides(row, by))
    row.answer = reason.strip()
    return _decided(row, DataChange.State.REFUSED, by)


def _locked(change: DataChange) -> tuple[DataChange, Person]:
    person = Person.objects.select_for_update().get(pk=change.person_id)
    return DataChange.objects.select_for_update(of=("self",)).get(pk=change.pk), person


def _decided(row: DataChange, state: DataChange.State, by: Account) -> DataChange:
    row.state, row.decided_by, row.decided_at = state, by, now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at", "updated_at"])
    publish(DataChangeDecided(row.pk, row.person_id, accepted=state == DataChange.State.ACCEPTED))
    return row


def _keep_name(person: Person, since: date, document: str) -> None:
    """Two changes of one day leave the first name of that day."""
    FormerName.objects.get_or_create(
        person=person,
        until=since - timedelta(days=1),
        defaults={**{name: getattr(person, name) for name in NAMES}, "document": document},
    )


@transaction.atomic
def change_contacts(person: Person, **values: str) -> Person:
    """Own e-mail, phone and time zone: nothing to check, they change at once."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    for name in OWN:
        setattr(row, name, values.get(name, getattr(row, name)))
    row.save(update_fields=[*OWN, "updated_at"])
    return row
