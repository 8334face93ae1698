"""The sheet of a month: its row is the lock under which hours of the month come and go."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from opora.kernel.clock import today
from opora.kernel.prepared import prepared
from opora.kernel.times import next_month
from opora.people.models import Branch

from ..models import MonthSheet


@prepared
def _locked(branch: int, month: date) -> QuerySet[MonthSheet]:
    return MonthSheet.objects.select_for_update(no_key=True).filter(branch=branch, month=month)


def lock_sheet(branch: Branch, month: date) -> MonthSheet:
    """The row of the branch and month, made when absent, held until the end of the transaction."""
    first = month.replace(day=1)
    if not (rows := _locked(branch.pk, first)):
        MonthSheet.objects.get_or_create(branch=branch, month=first)
        rows = _locked(branch.pk, first)
    rows[0].branch = branch
    return rows[0]


class OpenDays:
    """Where hours of a day may be written. Locks sheets once each, the earlier month first."""

    def __init__(self, branch: Branch, days: Iterable[date]) -> None:
        self.branch = branch
        self._open: dict[date, bool] = {}
        for month in sorted({day.replace(day=1) for day in days}):
            self._is_open(month)

    def _is_open(self, month: date) -> bool:
        if month not in self._open:
            self._open[month] = lock_sheet(self.branch, month).state == MonthSheet.State.OPEN
        return self._open[month]

    def place_for(self, day: date) -> date:
        """The day itself; when its month is closed, today; else the first day of an open month (LOAD-06)."""
        if self._is_open(day.replace(day=1)):
            return day
        here = max(today(self.branch.timezone), next_month(day))
        while not self._is_open(here.replace(day=1)):
            here = next_month(here)
        return here
