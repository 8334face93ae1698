"""Confirmed minutes of a month in money: exact minutes, one rounding a line (S0-5.10a)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from opora.people.models import Branch, LoadBasis, StaffContract
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from ..models import Rate, WorkLogEntry
from .sheet import entries_of_month

CONFIRMED = (WorkLogEntry.State.CONFIRMED, WorkLogEntry.State.LOCKED)
HOUR = 60


def amount(minutes: int, kopecks: int, hour: int) -> int:
    """Kopecks of whole minutes at a rate for an hour of so many minutes: half a kopeck goes up, away from
    zero, so that a reversal takes back exactly what was paid.
    """
    whole = (2 * abs(minutes) * kopecks + hour) // (2 * hour)
    return whole if minutes >= 0 else -whole


@dataclass(frozen=True, slots=True)
class PayLine:
    """Minutes of one contract, basis and kind of work at one rate; without a rate they are in the salary."""

    contract: StaffContract
    basis: str
    kind: str
    minutes: int
    academic: int
    rate: Rate | None

    @property
    def kind_words(self) -> str:
        return str(Rate.Kind(self.kind).label)

    @property
    def basis_words(self) -> str:
        return str(LoadBasis(self.basis).label)

    @property
    def amount(self) -> int | None:
        """Kopecks; None where hours are not paid by the hour."""
        if self.rate is None:
            return None
        academic = self.rate.unit == Rate.Unit.ACADEMIC
        return amount(self.minutes, self.rate.kopecks, self.academic if academic else HOUR)

    @property
    def unit_words(self) -> str:
        if self.rate is None:
            return ""
        return _("ак. ч") if self.rate.unit == Rate.Unit.ACADEMIC else _("астр. ч")


@dataclass(frozen=True, slots=True)
class Pay:
    """A month of a branch in money; ``unconfirmed`` minutes are not in the lines."""

    month: date
    academic: int
    lines: tuple[PayLine, ...]
    unconfirmed: int

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def amount(self) -> int:
        return sum(line.amount or 0 for line in self.lines)

    def of(self, contract: StaffContract) -> "Pay":
        return Pay(
            self.month,
            self.academic,
            tuple(line for line in self.lines if line.contract.pk == contract.pk),
            self.unconfirmed,
        )


def pay_of(branch: Branch, month: date) -> Pay:
    """Confirmed hours of a month by rate; four statements, however many lines.

    Hours of a closed month that were put right later cost what they cost on the day of the work.
    """
    entries = entries_of_month(branch, month)
    worked = list(
        entries.filter(state__in=CONFIRMED)
        .order_by()
        .values_list("contract_id", "basis", "session__kind", Coalesce("worked_on", "date"))
        .annotate(total=Sum("minutes"))
    )
    contracts = StaffContract.objects.select_related("person").in_bulk({row[0] for row in worked})
    rates = _rates(contracts)
    sums: dict[tuple[int, str, str, Rate | None], int] = defaultdict(int)
    for contract, basis, session_kind, day, minutes in worked:
        kind = session_kind or Rate.Kind.OTHER.value
        sums[contract, basis, kind, rate_on(rates[contract], kind, day)] += minutes
    academic = int(in_force(Provision.ACADEMIC_HOUR, month))
    lines = [
        PayLine(contracts[contract], basis, kind, minutes, academic, rate)
        for (contract, basis, kind, rate), minutes in sums.items()
        if minutes
    ]
    waiting = entries.exclude(state__in=CONFIRMED).aggregate(n=Sum("minutes"))["n"] or 0
    return Pay(month, academic, tuple(sorted(lines, key=_order)), waiting)


def _order(line: PayLine) -> tuple[str, int, str, str, date]:
    since = line.rate.valid_from if line.rate else date.min
    return (line.contract.person.search_name, line.contract.pk, line.basis, line.kind, since)


def _rates(contracts: Iterable[int]) -> dict[int, list[Rate]]:
    found: dict[int, list[Rate]] = defaultdict(list)
    for rate in Rate.objects.filter(contract__in=list(contracts)).order_by("valid_from"):
        found[rate.contract_id].append(rate)
    return found


def rate_on(rates: Sequence[Rate], kind: str, day: date) -> Rate | None:
    """The rate of this kind of work on a day, else that of any work; 0 kopecks are no pay by the hour.

    ``rates`` are those of one contract, the earliest first.
    """
    for wanted in (kind, ""):
        last = next((one for one in reversed(rates) if one.kind == wanted and one.valid_from <= day), None)
        if last is not None:
            return last if last.kopecks else None
    return None


def rates_of(branch: Branch, on: date) -> list[tuple[StaffContract, list[Rate]]]:
    """Contracts of a branch in force on a day or later with all their rates, the latest first."""
    contracts = list(
        StaffContract.objects.filter(branch=branch)
        .exclude(valid_to__lt=on)
        .select_related("person")
        .order_by("person__search_name", "pk")
    )
    rates = _rates(one.pk for one in contracts)
    return [(one, rates[one.pk][::-1]) for one in contracts]
