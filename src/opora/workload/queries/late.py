"""When an entry is late (LOAD-07)."""

from datetime import date, timedelta

from opora.kernel.calendar import DayKind
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
