"""Where a means of communication is still named ahead: editions of the график and planned meetings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from opora.channels.models import CommunicationMeans
from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.schedule.models import Schedule, ScheduleLine
from opora.schedule.queries import days_text, lines_naming, time_text

from ..models import Booking, MeansReplacement, Session
from ..rules.planning import group_online_stays_live


@dataclass(frozen=True, slots=True)
class NamedIn:
    """An edition with its lines that name the means."""

    schedule: Schedule
    lines: list[ScheduleLine] = field(default_factory=list)

    @property
    def makes_edition(self) -> bool:
        """Approved lines are frozen: the change takes a new edition (SCH-06)."""
        return self.schedule.state in (Schedule.State.APPROVED, Schedule.State.PUBLISHED)

    @property
    def told(self) -> list[tuple[str, str]]:
        return [
            (line.person.full_name if line.person else "—", f"{days_text(line)} {time_text(line)}".strip())
            for line in self.lines
        ]


def editions_naming(means: CommunicationMeans, on: date) -> list[NamedIn]:
    found: dict[int, NamedIn] = {}
    for line in lines_naming(means, on):
        found.setdefault(line.schedule_id, NamedIn(line.schedule)).lines.append(line)
    return list(found.values())


def sessions_naming(means: CommunicationMeans, since: date) -> QuerySet[Session]:
    """Planned meetings of a day and later that have not begun; ``seats`` are those booked."""
    confirmed = Count("bookings", filter=Q(bookings__state=Booking.State.CONFIRMED), distinct=True)
    return (
        Session.objects.filter(means=means, state=Session.State.PLANNED, starts_at__gt=now(), date__gte=since)
        .select_related("person", "branch")
        .annotate(seats=confirmed)
        .order_by("starts_at", "id")
    )


def judged(
    sessions: QuerySet[Session], old: CommunicationMeans, new: CommunicationMeans
) -> tuple[list[Any], list[tuple[Any, Refusal]]]:
    """Meetings that may go by the new means, and those that may not, with the reason (CON-07)."""
    good: list[Any] = []
    bad: list[tuple[Any, Refusal]] = []
    for session in sessions.prefetch_related("means"):
        before = list(session.means.all())
        after = [one for one in before if one != old] + [new]
        refusal = group_online_stays_live(session, before, after)
        if refusal:
            bad.append((session, refusal))
        else:
            good.append(session)
    return good, bad


def seats_of(sessions: Sequence[Any]) -> int:
    return sum(session.seats for session in sessions)


def last_replacement(means: CommunicationMeans) -> MeansReplacement | None:
    """The last one that put another in its place and has not been taken back."""
    return (
        MeansReplacement.objects.filter(old=means, undone_at=None).select_related("old", "new", "by").first()
    )
