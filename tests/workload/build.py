"""Held sessions and entries for tests of hours: through the events that really make them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from opora.consultations.events import SessionHeld
from opora.consultations.models import Session, WorkInterval
from opora.kernel.events import publish
from opora.people.models import Person, StaffContract
from opora.workload.actions import ManualWork, add_manual_entry
from opora.workload.models import WorkLogEntry
from tests import make

NOVEMBER = date(2026, 11, 1)


def msk(day: int, hour: int, minute: int = 0, month: int = 11, second: int = 0) -> datetime:
    """A moment of 2026 by the clock of Moscow."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=3)


def held(who: Person, start: datetime, end: datetime, minutes: int = 90, **values: Any) -> Session:
    """A held session with its actual time, told to the listeners as the consultations do."""
    late = values.pop("late_reason", "")
    row = make.session(who, start, minutes, state="held", actual_start=start, actual_end=end, **values)
    with transaction.atomic():
        publish(SessionHeld(row.pk, late))
    return row


def offline(who: Person, *spans: tuple[datetime, datetime], **values: Any) -> Session:
    row = make.session(who, spans[0][0], state="held", mode="offline", format="individual", **values)
    WorkInterval.objects.bulk_create(WorkInterval(session=row, starts_at=a, ends_at=b) for a, b in spans)
    with transaction.atomic():
        publish(SessionHeld(row.pk))
    return row


def entries(**lookup: Any) -> list[WorkLogEntry]:
    return list(WorkLogEntry.objects.filter(**lookup).order_by("date", "pk"))


def contract(who: Person) -> StaffContract:
    return StaffContract.objects.select_related("branch", "person").get(person=who)


def manual(who: Person, day: date = date(2026, 11, 20), minutes: int = 30, **values: Any) -> WorkLogEntry:
    """Half an hour of answering letters."""
    values.setdefault("description", "Ответ на обращение: Ивановой М. П.")
    return add_manual_entry(contract(who), work=ManualWork(date=day, minutes=minutes, **values))
