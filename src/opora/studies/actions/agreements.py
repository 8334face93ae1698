"""Network agreements: whose learners study which parts here, and when (S4-1.4b, ENR-04)."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..models import NetworkAgreement, Programme, ProgrammePart
from ..queries.programmes import with_descendants
from ..rules import orders as order_rules


class AgreementValues(TypedDict, total=False):
    number: str
    date: date
    partner: str
    valid_from: date
    valid_to: date
    curator: Person | None
    contacts: str


@transaction.atomic
def make_agreement(
    programme: Programme, *, parts: Iterable[ProgrammePart], **values: Unpack[AgreementValues]
) -> NetworkAgreement:
    """Raises :class:`~opora.kernel.errors.Refused` by ENR-17, ENR-19, GRP-03."""
    chosen = _judged(programme, parts, values)
    row = NetworkAgreement.objects.create(programme=programme, **values)
    row.parts.set(chosen)
    return row


@transaction.atomic
def change_agreement(
    agreement: NetworkAgreement, *, parts: Iterable[ProgrammePart], **values: Unpack[AgreementValues]
) -> NetworkAgreement:
    """Its learners see the new parts at once."""
    row = NetworkAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    chosen = _judged(row.programme, parts, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    row.parts.set(chosen)
    return row


def _judged(
    programme: Programme, parts: Iterable[ProgrammePart], values: AgreementValues
) -> list[ProgrammePart]:
    chosen = with_descendants(programme, parts)
    enforce(
        order_rules.agreement_names_parts(len(chosen)),
        order_rules.parts_are_of_programme(chosen, programme),
        rules.dates_are_in_order(values["valid_from"], values["valid_to"]),
    )
    return chosen
