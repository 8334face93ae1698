"""The one-button timer of a consultation by phone or in person: what its presses amount to (S0-5.10a)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .minutes import MINUTE, Span
from .models import Press

What, Clock = Press.What, Press.Clock

FORGOTTEN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Reading:
    """``stopped_at`` is None while the timer goes. ``clocks``: by which clocks both ends were taken."""

    started_at: datetime
    stopped_at: datetime | None
    clocks: frozenset[str]

    def is_forgotten(self, planned_end: datetime, at: datetime) -> bool:
        """Still going :data:`FORGOTTEN` after the planned end: nobody talks so long without noticing."""
        return self.stopped_at is None and at >= planned_end + FORGOTTEN

    def span(self, planned_end: datetime, at: datetime) -> Span | None:
        """Whole minutes from the first one, seconds dropped; None for less than a minute.

        Of a timer that goes the end is now, of a forgotten one as planned.
        """
        going = planned_end if self.is_forgotten(planned_end, at) else at
        end = self.stopped_at or going
        if end - self.started_at < MINUTE:
            return None
        start = self.started_at.replace(second=0, microsecond=0)
        return start, start + (end - self.started_at) // MINUTE * MINUTE


def reading(presses: Iterable[Press]) -> Reading | None:
    """Begins with the earliest start whichever device heard it; ends with the last stop nobody took back."""
    all_of_them = list(presses)
    starts = [one for one in all_of_them if one.what == What.START]
    if not starts:
        return None
    first = min(starts, key=lambda one: one.at)
    last = all_of_them[-1]
    stop = last if last.what == What.STOP else None
    return Reading(
        first.at, stop.at if stop else None, frozenset({first.clock, stop.clock} if stop else {first.clock})
    )
