"""Orders and the book of their numbers."""

from datetime import date

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..models import Order, OrderCounter


@transaction.atomic
def issue_order(
    *, number: str, on: date | None, kind: Order.Kind, title: str, signer: Person | None, position: str = ""
) -> Order:
    """Register an order. The counter of the year is the lock under which numbers are taken.

    Raises :class:`~opora.kernel.errors.Refused` by SCH-05 without number or date, by ORD-01 for a taken
    number.
    """
    enforce(rules.order_has_number_and_date(number, on))
    assert on is not None  # noqa: S101 -- enforced above
    number = number.strip()
    counter = _locked_counter(on.year)
    enforce(rules.order_number_is_free(number, on.year))
    given = _leading_number(number)
    if given > counter.last:
        counter.last = given
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


def _leading_number(number: str) -> int:
    """«41-о» → 41: what the book of orders counts. An odd or endless number does not move the count."""
    digits = "".join(character for character in number.split("-")[0] if character in "0123456789")
    return int(digits) if 0 < len(digits) <= 6 else 0
