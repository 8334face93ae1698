"""Hours of other workers against their working-time regime (LOAD-05, S1-3.3b)."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from opora.kernel.errors import Refusal
from opora.kernel.times import local
from opora.people.models import LoadBasis
from opora.people.rules import within_working_time

from ..models import WorkLogEntry

SHOWN_DAYS = 5


def regime_warnings(entry: WorkLogEntry) -> tuple[Refusal, ...]:
    """What of an entry's time lies outside; ``spans`` and ``contract__working_hours`` are read beforehand."""
    if entry.basis != LoadBasis.WITHIN_WORKING_TIME:
        return ()
    hours = list(entry.contract.working_hours.all())
    if not hours:
        return ()
    zone = entry.branch.timezone
    found = []
    for span in entry.spans.all():
        start, end = local(span.starts_at, zone), local(span.ends_at, zone)
        found.append(within_working_time(hours, entry.person, start.date(), start.time(), end.time()))
    return tuple(dict.fromkeys(refusal for refusal in found if refusal))[:1]


def days_outside(counted: QuerySet[WorkLogEntry]) -> dict[tuple[int, str], str]:
    """«вне режима рабочего времени: 12.11, 15.11» by contract and basis; three statements."""
    entries: Iterable[WorkLogEntry] = (
        counted.filter(basis=LoadBasis.WITHIN_WORKING_TIME, contract__working_hours__isnull=False)
        .distinct()
        .select_related("person", "branch", "contract")
        .prefetch_related("spans", "contract__working_hours")
        .order_by("date", "pk")
    )
    days: dict[tuple[int, str], list[str]] = defaultdict(list)
    for entry in entries:
        if regime_warnings(entry):
            days[entry.contract_id, entry.basis].append(f"{entry.date:%d.%m}")
    return {key: f"вне режима рабочего времени: {_shown(found)}" for key, found in days.items()}


def _shown(days: list[str]) -> str:
    once = list(dict.fromkeys(days))
    more = f" и ещё {len(once) - SHOWN_DAYS} дн." if len(once) > SHOWN_DAYS else ""
    return ", ".join(once[:SHOWN_DAYS]) + more
