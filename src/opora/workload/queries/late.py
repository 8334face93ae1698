"""When an entry is late (LOAD-07), and till when a month is confirmed (domain.md §4.1)."""

from datetime import date, timedelta

from opora.kernel.calendar import DayKind
from opora.kernel.times import next_month
from opora.people.models import Branch
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.queries import day_kinds

WORKING = (DayKind.WORK, DayKind.SHORT)


def is_late(branch: Branch, day: date, recorded_on: date) -> bool:
    """Whether more working days passed since the work than the act gives for recording it."""
    allowed = int(in_force(Provision.LATE_ENTRY_DAYS, day))
    if (recorded_on - day).days <= allowed:
        return False
    kinds = day_kinds(branch, day + timedelta(days=1), recorded_on)
    return sum(kind in WORKING for kind in kinds.values()) > allowed


def confirm_until(branch: Branch, month: date) -> date:
    """The working day of the next month the act names, by itself the third (domain.md §4.1)."""
    first = next_month(month)
    kinds = day_kinds(branch, first, first + timedelta(days=20))
    working = [day for day, kind in kinds.items() if kind in WORKING]
    ordinal: int = in_force(Provision.CONFIRM_WORKING_DAY, month)
    return working[ordinal - 1]
