"""What stands in the way of a line in the next period, with a mend proposed for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from opora.channels.models import CommunicationMeans
from opora.channels.queries import choosable
from opora.people.models import StaffContract
from opora.studies.models import Group, ProgrammePart

from ..models import Schedule, ScheduleLine
from .editions import contracts_of, days_off, lines_of, planned_dates


@dataclass(frozen=True, slots=True)
class Swap:
    """Something of a line that ends before the period, what may replace it, and what is proposed."""

    old: Group | CommunicationMeans
    instead: Sequence[Group | CommunicationMeans]
    proposed: int | None = None


@dataclass(frozen=True, slots=True)
class Rolled:
    """A line as it would stand in the next period. ``contract``: «none» when the worker has none then."""

    line: ScheduleLine
    contract: str = ""
    contract_until: date | None = None
    groups: list[Swap] = field(default_factory=list)
    means: list[Swap] = field(default_factory=list)
    parts: list[ProgrammePart] = field(default_factory=list)
    lost: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.contract or self.groups or self.means or self.parts)


def rolled(old: Schedule, since: date, until: date) -> list[Rolled]:
    """Every line of ``old`` looked at with the eyes of another period, in a constant number of statements."""
    lines = lines_of(old)
    later = Schedule(period_from=since, period_to=until, odd_from=old.odd_from)
    contracts = contracts_of(line.person for line in lines if line.person)
    studying = list(
        Group.objects.filter(starts_on__lte=until, ends_on__gte=since).order_by("starts_on", "code")
    )
    means = list(choosable())
    off = {branch: days_off(branch, since, until) for branch in {line.branch for line in lines}}
    return [_rolled(line, later, contracts, studying, means, off[line.branch]) for line in lines]


def _rolled(
    line: ScheduleLine,
    later: Schedule,
    contracts: dict[int, list[StaffContract]],
    studying: list[Group],
    means: list[CommunicationMeans],
    off: dict[date, str],
) -> Rolled:
    contract, ends = _contract(contracts.get(line.person_id or 0, []), later)
    programmes = {group.programme_id for group in studying}
    stays = {group.pk for group in studying}
    usable = {one.pk for one in means}
    own = ScheduleLine(schedule=later, weekdays=line.weekdays, parity=line.parity)
    return Rolled(
        line=line,
        contract=contract,
        contract_until=ends,
        groups=[_group(group, studying) for group in line.groups.all() if group.pk not in stays],
        means=[_means(one, means) for one in line.means.all() if one.pk not in usable],
        parts=[part for part in line.parts.all() if part.programme_id not in programmes],
        lost=sum(day in off for day in planned_dates(own, later.period_from, later.period_to)),
    )


def _contract(contracts: Sequence[StaffContract], later: Schedule) -> tuple[str, date | None]:
    """«none», or «ends» with the day when the last one does before the period is over."""
    own = [
        one
        for one in contracts
        if one.valid_from <= later.period_to and (one.valid_to or date.max) >= later.period_from
    ]
    if not own:
        return "none", None
    last = max((one.valid_to or date.max) for one in own)
    return ("", None) if last >= later.period_to else ("ends", last)


def _group(group: Group, studying: Sequence[Group]) -> Swap:
    """Groups of the same programme that study then; the one that begins last is most like its successor."""
    same = [one for one in studying if one.programme_id == group.programme_id]
    same.sort(key=lambda one: one.starts_on, reverse=True)
    return Swap(group, same, same[0].pk if same else None)


def _means(means: CommunicationMeans, usable: Sequence[CommunicationMeans]) -> Swap:
    """Any usable one; only one of the same kind is proposed."""
    ordered = sorted(usable, key=lambda one: one.kind != means.kind)
    alike = bool(ordered) and ordered[0].kind == means.kind
    return Swap(means, ordered, ordered[0].pk if alike else None)


def workers_then(since: date, until: date) -> list[StaffContract]:
    """Contracts of the period, one per person, by name: who may take over a line."""
    rows = StaffContract.objects.filter(Q(valid_to=None) | Q(valid_to__gte=since), valid_from__lte=until)
    found: dict[int, StaffContract] = {}
    for contract in rows.select_related("person", "branch").order_by("person__search_name", "valid_from"):
        found.setdefault(contract.person_id, contract)
    return list(found.values())
