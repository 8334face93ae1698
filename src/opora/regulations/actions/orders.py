"""Orders and the book of their numbers."""

from datetime import date

from django.db import transaction

from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..events import ControlLaid
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


@transaction.atomic
def lay_control(order: Order, *, controller: Person, due: date) -> Order:
    """Who sees that the order is carried out, and by when (S1-O-2); another person or term while it is not.

    Raises ``Refused`` by ORD-02…04.
    """
    held = Order.objects.select_for_update(of=("self",)).select_related("signer").get(pk=order.pk)
    enforce(
        rules.order_is_not_fulfilled(held),
        None if controller == held.signer else rules.controller_works_here(controller, home_day()),
        rules.control_has_a_term(held, due),
    )
    held.controller, held.control_due = controller, due
    held.save(update_fields=["controller", "control_due", "updated_at"])
    publish(ControlLaid(order_id=held.pk))
    return held


@transaction.atomic
def fulfil_order(order: Order, *, by: Person, note: str) -> Order:
    """The controller says what was done; the order leaves control. Raises ``Refused`` by ORD-03, 05, 06."""
    held = Order.objects.select_for_update(of=("self",)).select_related("controller").get(pk=order.pk)
    enforce(
        rules.order_is_not_fulfilled(held),
        rules.controls_it_himself(held, by),
        rules.fulfilment_has_words(note),
    )
    held.control_done_on, held.control_note = home_day(), note.strip()
    held.save(update_fields=["control_done_on", "control_note", "updated_at"])
    return held
