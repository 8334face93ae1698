"""Who has proposed lines to a draft, what waits for a decision, and who has not answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from opora.people.models import Person, Role, StaffContract
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from ..models import Schedule, ScheduleLine, ScheduleProposal
from .editions import holders, lines_of, staff_of_period

PROPOSERS = frozenset({Role.TEACHER, Role.OTHER_STAFF})
State = ScheduleProposal.State


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker who is asked for lines: his lines in the draft, proposals, minutes a week."""

    person: Person
    position: str
    lines: int
    minutes: float
    proposals: list[ScheduleProposal] = field(default_factory=list)

    @property
    def has_answered(self) -> bool:
        return any(one.state != State.WITHDRAWN for one in self.proposals)


def collecting() -> QuerySet[Schedule]:
    """Drafts that gather lines from workers, the nearest first."""
    return Schedule.objects.filter(state=Schedule.State.DRAFT, collect_until__isnull=False).order_by(
        "period_from", "id"
    )


def proposals_of(schedule: Schedule) -> QuerySet[ScheduleProposal]:
    return schedule.proposals.select_related("person", "line__person", "line__branch", "decided_by")


def own_lines(schedule: Schedule, person: Person) -> list[ScheduleLine]:
    return [line for line in lines_of(schedule) if line.person_id == person.pk]


def workers_of(schedule: Schedule, lines: Sequence[ScheduleLine]) -> list[Worker]:
    """Everybody the act lets help and a contract covers, answered or not. Four statements."""
    allowed = {*in_force(Provision.HELP_PROVIDERS, schedule.period_from)}
    asked = set(holders(*PROPOSERS).values_list("pk", flat=True))
    contracts: dict[int, StaffContract] = {}
    for contract in staff_of_period(schedule):
        if contract.person_id in asked and contract.helps_as & allowed:
            contracts.setdefault(contract.person_id, contract)
    proposals: dict[int, list[ScheduleProposal]] = defaultdict(list)
    for proposal in proposals_of(schedule):
        proposals[proposal.person_id].append(proposal)
    own: dict[int, list[ScheduleLine]] = defaultdict(list)
    for line in lines:
        own[line.person_id or 0].append(line)
    return [
        Worker(
            person=contract.person,
            position=contract.position,
            lines=len(own[pk]),
            minutes=sum(week_minutes(line) for line in own[pk]),
            proposals=proposals[pk],
        )
        for pk, contract in contracts.items()
    ]


def week_minutes(line: ScheduleLine) -> float:
    """Minutes of a line in a mean week: even or odd weeks are every second one."""
    if line.time_from is None or line.time_to is None:
        return 0
    length = (line.time_to.hour - line.time_from.hour) * 60 + line.time_to.minute - line.time_from.minute
    total = length * len(line.weekdays)
    return total if line.parity == ScheduleLine.Parity.ANY else total / 2
