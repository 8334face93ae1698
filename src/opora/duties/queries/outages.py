"""The journal of outages: what stood still, for how long, how many meetings it met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.schedule.models import Mode

from ..models import Outage

STOPPED = (Outage.Kind.FAILURE, Outage.Kind.UNPLANNED)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Downtime:
    """Failures and unplanned works of a period: how many, how long in all, how many go on, of how many
    nobody is named."""

    count: int
    lasted: timedelta
    going_on: int
    unnamed: int

    @property
    def hours(self) -> float:
        return round(self.lasted / HOUR, 1)


def outages() -> QuerySet[Outage]:
    """The latest first; ``met``: live online meetings that were to go on meanwhile."""
    live = Session.objects.filter(
        mode=Mode.ONLINE,
        starts_at__lt=Coalesce(OuterRef("ends_at"), Now()),
        ends_at__gt=OuterRef("starts_at"),
    ).exclude(state__in=[Session.State.CANCELLED, Session.State.RESCHEDULED])
    met = live.order_by().annotate(all=F("mode")).values("all").annotate(n=Count("pk")).values("n")
    return Outage.objects.select_related("responsible", "entered_by").annotate(met=Coalesce(Subquery(met), 0))


def downtime(since: datetime, until: datetime) -> Downtime:
    """Of what stood still between two moments; what overlaps is counted once. One statement."""
    rows = list(
        Outage.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=since), kind__in=STOPPED, starts_at__lt=until
        ).order_by("starts_at")
    )
    moment = min(now(), until)
    spans = [(max(row.starts_at, since), min(row.ends_at or moment, moment)) for row in rows]
    return Downtime(
        count=len(rows),
        lasted=_together(spans),
        going_on=sum(row.ends_at is None for row in rows),
        unnamed=sum(row.responsible_id is None for row in rows),
    )


def _together(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """The length of intervals laid over each other; they come by their beginnings."""
    lasted, reached = timedelta(), None
    for start, end in spans:
        begins = max(start, reached) if reached else start
        lasted += max(end - begins, timedelta())
        reached = max(end, reached) if reached else end
    return lasted
