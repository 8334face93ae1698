"""Everything that stands in the way of approval, and what to look at: the two panels of the editor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opora.channels.rules import (
    foreign_service_is_noticed,
    means_last_the_period,
    means_may_be_chosen,
    means_serve_consultations,
)
from opora.kernel.errors import Refusal
from opora.people.models import Branch

from ..models import Schedule, ScheduleLine
from ..queries import contracts_of, days_off, planned_dates
from .lines import (
    contract_covers_line,
    helper_is_provided_for,
    holidays_are_noticed,
    line_is_complete,
    line_is_within_working_time,
    line_stands_in_its_section,
)
from .overlaps import crossings, person_is_free
from .states import has_lines


@dataclass(frozen=True, slots=True)
class Check:
    """A finding about a line, or about the whole edition when ``line`` is None."""

    refusal: Refusal
    line: ScheduleLine | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """``blocking`` prevents submission, ``notes`` do not."""

    blocking: list[Check]
    notes: list[Check]

    def states(self) -> dict[int, str]:
        """Line id → ``conflict`` or ``incomplete`` for the week grid; a conflict wins."""
        found: dict[int, str] = {}
        for check in self.blocking:
            if check.line is not None:
                state = "incomplete" if check.refusal.rule == "SCH-01" else "conflict"
                found[check.line.pk] = "conflict" if found.get(check.line.pk) == "conflict" else state
        return found


def checks_of(schedule: Schedule, lines: Sequence[ScheduleLine]) -> Checks:
    """Run every rule over the lines of an edition, in a constant number of statements."""
    contracts = contracts_of(line.person for line in lines if line.person)
    blocking: list[Check] = []
    notes: list[Check] = []
    for line in lines:
        own = contracts.get(line.person_id or 0, [])
        means = list(line.means.all())
        found = (
            line_is_complete(line),
            contract_covers_line(line, schedule, own),
            means_may_be_chosen(means),
            means_serve_consultations(means),
            helper_is_provided_for(line, schedule.period_from, own),
        )
        blocking += [Check(refusal, line) for refusal in found if refusal]
        noticed = (
            line_stands_in_its_section(line, own),
            line_is_within_working_time(line, schedule, own),
            foreign_service_is_noticed(means),
            means_last_the_period(means, schedule.period_to),
        )
        notes += [Check(refusal, line) for refusal in noticed if refusal]
    for crossing in crossings(lines):
        refusal = person_is_free(crossing)
        blocking += [Check(refusal, crossing.line)] if refusal else []
    whole = has_lines(len(lines))
    lost = holidays_are_noticed(lost_days(schedule, lines))
    return Checks(blocking + ([Check(whole)] if whole else []), notes + ([Check(lost)] if lost else []))


def lost_days(schedule: Schedule, lines: Sequence[ScheduleLine]) -> dict[date, str]:
    """Days off that take a meeting from at least one line, with their names."""
    weekdays_of: dict[Branch, list[ScheduleLine]] = {}
    for line in lines:
        weekdays_of.setdefault(line.branch, []).append(line)
    lost: dict[date, str] = {}
    for branch, own in weekdays_of.items():
        off = days_off(branch, schedule.period_from, schedule.period_to)
        for day, reason in off.items():
            if day not in lost and any(planned_dates(line, day, day) for line in own):
                lost[day] = reason
    return lost
