"""Orders on learners: one order may name many of them, so entering it again finds it."""

from datetime import date

from opora.kernel.actor import because
from opora.kernel.rules import enforce
from opora.people.queries import head_signer
from opora.regulations.actions import issue_order
from opora.regulations.models import Order

from .. import rules


def entered_order(number: str, on: date | None, *, kind: Order.Kind, title: str) -> Order:
    """The order signed on paper with this number, date and kind, entered now if it is new (ENR-02).

    The audit trail says that it came from paper; pages tell it by having no draft (``on_learners``).

    Raises :class:`~opora.kernel.errors.Refused` by ORD-01 when the number of that year is another order's.
    """
    enforce(rules.order_is_named(number, on))
    assert on is not None  # noqa: S101 -- enforced above
    known = Order.objects.filter(number=number.strip(), date=on, kind=kind).first()
    if known is not None:
        return known
    head = head_signer(on)
    with because("приказ внесён с бумаги"):
        return issue_order(
            number=number,
            on=on,
            kind=kind,
            title=title[:500],
            signer=head.person if head else None,
            position=head.position if head else "",
        )
