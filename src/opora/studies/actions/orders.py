"""Orders on learners: one order may name many of them, so entering it again finds it."""

from datetime import date

from opora.kernel.rules import enforce
from opora.people.models import Person, Role, RoleGrant, StaffContract
from opora.regulations.actions import issue_order
from opora.regulations.models import Order

from .. import rules


def entered_order(number: str, on: date | None, *, kind: Order.Kind, title: str) -> Order:
    """The order with this number, date and kind, entered now if it is new (ENR-02).

    Raises :class:`~opora.kernel.errors.Refused` by ORD-01 when the number of that year is another order's.
    """
    enforce(rules.order_is_named(number, on))
    assert on is not None  # noqa: S101 -- enforced above
    known = Order.objects.filter(number=number.strip(), date=on, kind=kind).first()
    if known is not None:
        return known
    signer, position = _head(on)
    return issue_order(number=number, on=on, kind=kind, title=title[:500], signer=signer, position=position)


def _head(on: date) -> tuple[Person | None, str]:
    grant = (
        RoleGrant.objects.filter(role=Role.DIRECTOR, valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .select_related("person")
        .order_by("-valid_from")
        .first()
    )
    if grant is None:
        return None, ""
    contract = StaffContract.objects.filter(person=grant.person).order_by("-valid_from").first()
    return grant.person, contract.position if contract else ""
