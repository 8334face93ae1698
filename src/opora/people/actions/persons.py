"""Persons, their representatives and special conditions."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce

from ..events import CardOpened, GuardianshipRestricted, GuardianshipVerified
from ..models import Accommodation, Account, Guardianship, Person
from ..rules import (
    RUSSIA,
    dates_are_in_order,
    document_is_named,
    guardianship_is_new,
    snils_is_free,
    snils_or_reason,
    ward_is_minor,
)


class PersonValues(TypedDict, total=False):
    """Fields of a person; ``snils``: 11 digits or empty, ``citizenship``: ОКСМ code, ``timezone``: IANA."""

    last_name: str
    first_name: str
    middle_name: str
    birth_date: date | None
    sex: str
    snils: str
    no_snils_reason: str
    citizenship: str
    email: str
    phone: str
    timezone: str
    category: str


@transaction.atomic
def create_person(**values: Unpack[PersonValues]) -> Person:
    """A new person. Refuses the СНИЛС of another one (ACC-08); namesakes are different people (case 32)."""
    enforce(
        snils_is_free(values.get("snils", "")),
        snils_or_reason(
            values.get("snils", ""), values.get("no_snils_reason", ""), values.get("citizenship", RUSSIA)
        ),
    )
    person = Person(**values)
    person.set_search_name()
    person.save()
    return person


@transaction.atomic
def change_person(person: Person, **values: Unpack[PersonValues]) -> Person:
    """Correct the data of a person; the former ones stay in the audit trail (case 33)."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    enforce(snils_is_free(values.get("snils", row.snils), row))
    for name, value in values.items():
        setattr(row, name, value)
    enforce(snils_or_reason(row.snils, row.no_snils_reason, row.citizenship))
    row.set_search_name()
    row.save()
    return row


@transaction.atomic
def open_card(person: Person, *, by: Account, why: str, ip: str = "") -> None:
    """A worker looks into a card; who did and why is written to the audit trail."""
    publish(CardOpened(person.pk, by.pk, why, ip))


@transaction.atomic
def add_guardianship(
    representative: Person,
    *,
    ward: Person,
    kind: str,
    document: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Guardianship:
    """Enter a representative; he acts only after :func:`verify_guardianship` (ACC-05)."""
    Person.objects.select_for_update().get(pk=ward.pk)
    enforce(
        guardianship_is_new(representative, ward),
        ward_is_minor(ward, valid_from),
        document_is_named(document),
        dates_are_in_order(valid_from, valid_to),
    )
    return Guardianship.objects.create(
        representative=representative,
        ward=ward,
        kind=kind,
        document=document.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )


@transaction.atomic
def verify_guardianship(link: Guardianship, *, document: str) -> Guardianship:
    """A worker has seen the document. Lifts a restriction too, by the document that lifts it."""
    enforce(document_is_named(document))
    row = _set_status(link, Guardianship.Status.VERIFIED, document)
    publish(GuardianshipVerified(row.pk, row.representative_id, row.ward_id))
    return row


@transaction.atomic
def restrict_guardianship(link: Guardianship, *, document: str) -> Guardianship:
    """A court stopped the representative: the next request already finds no cabinet (domain.md §2.2)."""
    enforce(document_is_named(document))
    row = _set_status(link, Guardianship.Status.RESTRICTED, document)
    publish(GuardianshipRestricted(row.pk, row.representative_id, row.ward_id))
    return row


def _set_status(link: Guardianship, status: Guardianship.Status, document: str) -> Guardianship:
    row = Guardianship.objects.select_for_update().get(pk=link.pk)
    row.status, row.document = status, document.strip()
    row.save(update_fields=["status", "document", "updated_at"])
    return row


@transaction.atomic
def add_accommodation(
    person: Person,
    *,
    kind: str,
    document: str,
    conditions: str = "",
    valid_from: date,
    valid_to: date | None = None,
) -> Accommodation:
    """ОВЗ or disability: the document and the needed conditions, never the diagnosis (S0-5.5c)."""
    enforce(document_is_named(document), dates_are_in_order(valid_from, valid_to))
    return Accommodation.objects.create(
        person=person,
        kind=kind,
        document=document.strip(),
        conditions=conditions.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
