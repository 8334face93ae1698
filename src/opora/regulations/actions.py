"""Orders and editions."""

from datetime import date

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person

from . import rules
from .models import Order, OrderCounter


@transaction.atomic
def issue_order(
    *, number: str, on: date | None, kind: Order.Kind, title: str, signer: Person | None, position: str = ""
) -> Order:
    """Register an order. The counter of the year is the lock under which numbers are taken.

    Raises :class:`~opora.kernel.errors.Refused` by SCH-05 without number or date, by ORD-01 for a taken number.
    """
    enforce(rules.order_has_number_and_date(number, on))
    assert on is not None  # noqa: S101 -- enforced above
    number = number.strip()
    counter = _locked_counter(on.year)
    enforce(rules.order_number_is_free(number, on.year))
    digits = "".join(character for character in number.split("-")[0] if character.isdigit())
    if digits and int(digits) > counter.last:
        counter.last = int(digits)
        counter.save(update_fields=["last"])
    return Order.objects.create(
        number=number,
        date=on,
        year=on.year,
        kind=kind,
        title=title,
        signer=signer,
        signer_position=position,
    )


def _locked_counter(year: int) -> OrderCounter:
    OrderCounter.objects.get_or_create(year=year)
    return OrderCounter.objects.select_for_update().get(year=year)
