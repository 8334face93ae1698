"""What hours cost."""

from datetime import date

from django.db import transaction

from opora.kernel.rules import enforce
from opora.kernel.times import next_month
from opora.people.models import StaffContract

from .. import rules
from ..models import MonthSheet, Rate
from .sheets import lock_sheet


@transaction.atomic
def set_rate(
    contract: StaffContract, *, since: date, kopecks: int, unit: Rate.Unit | str, kind: str = ""
) -> Rate:
    """The rate of a contract and kind of work from a day on; said again for the same day, it is replaced.

    Refused by LOAD-18 when a month that begins later is closed and was reckoned by another rate, LOAD-19
    outside the contract. The sheet of the month is locked, so that it does not close meanwhile.
    """
    lock_sheet(contract.branch, since)
    closed = (
        MonthSheet.objects.filter(
            branch=contract.branch, state=MonthSheet.State.CLOSED, month__gte=since.replace(day=1)
        )
        .order_by("-month")
        .first()
    )
    already = (
        Rate.objects.filter(contract=contract, valid_from__lt=next_month(closed.month)).first()
        if closed
        else None
    )
    enforce(rules.rate_is_within_contract(contract, since), rules.paid_month_keeps_its_rate(closed, already))
    rate, _ = Rate.objects.update_or_create(
        contract=contract, kind=kind, valid_from=since, defaults={"kopecks": kopecks, "unit": unit}
    )
    return rate
