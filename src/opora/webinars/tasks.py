"""By the clock: letters a day and an hour before, and names that are kept no longer than needed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.kernel.jobs import own_connection
from opora.notifications.actions import write_to_many
from opora.people.queries import organisation_or_none

from .actions import forget_old
from .models import Visitor
from .queries import letters

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


@app.periodic(cron="*/10 * * * *")
@app.task(name="webinars.remind", queueing_lock="webinars.remind")
def remind(timestamp: int) -> None:
    """Every ten minutes; each is told once of each."""
    with own_connection():
        send_reminders()


def send_reminders() -> int:
    """Answers how many letters. Who registered later than a reminder was due gets none of it."""
    at = now()
    return _send("hour_told_at", at, HOUR) + _send("day_told_at", at + HOUR, DAY)


@transaction.atomic
def _send(column: str, after: datetime, ahead: timedelta) -> int:
    at = now()
    due = Visitor.objects.select_for_update(of=("self",), skip_locked=True).filter(
        webinar__session__state=Session.State.PLANNED,
        webinar__session__starts_at__gt=after,
        webinar__session__starts_at__lte=at + ahead,
        created_at__lte=F("webinar__session__starts_at") - ahead,
        cancelled_at=None,
        **{column: None},
    )
    visitors = list(
        due.exclude(email="").select_related("webinar__session__person", "webinar__session__branch")
    )
    with override("ru"):
        write_to_many([letters.reminder(one, hour=ahead == HOUR) for one in visitors])
    Visitor.objects.filter(pk__in=[one.pk for one in visitors]).update(**{column: at})
    return len(visitors)


@app.periodic(cron="50 * * * *")
@app.task(name="webinars.forget", queueing_lock="webinars.forget")
def forget(timestamp: int) -> None:
    """Every hour: days end at different hours in different centres."""
    with own_connection():
        if organisation_or_none() is not None:
            forget_old()
