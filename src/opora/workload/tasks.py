"""Work by the clock: on the 1st the past month is drafted, and everybody is asked to check it."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import today
from opora.kernel.jobs import own_connection
from opora.kernel.text import number
from opora.kernel.times import month_title, next_month, weekday_date
from opora.notifications.actions import Message, notify_all
from opora.people.models import Branch, Person
from opora.people.queries import branches, is_time_here, organisation_or_none

from .models import MonthSheet, WorkLogEntry
from .queries.contracts import deputies
from .queries.late import confirm_until
from .queries.sheet import entries_of_month

NIGHT = 0
State = WorkLogEntry.State


@app.periodic(cron="5 * * * *")
@app.task(name="workload.draft_month", queueing_lock="workload.draft_month")
def draft_month(timestamp: int) -> None:
    """On the 1st, after midnight of the organisation: the ведомость and the journal of the past month."""
    with own_connection():
        organisation = organisation_or_none()
        if organisation and is_time_here(NIGHT) and today(organisation.timezone).day == 1:
            draft_past_month(today(organisation.timezone))


def draft_past_month(on: date) -> int:
    """Open the sheet of every branch with hours; workers check, deputies confirm. Answers how many were told.

    A month is drafted once: the second run tells nobody, a closed sheet stays closed.
    """
    month = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    with override("ru"):
        messages = [message for branch in branches() for message in _drafted(branch, month)]
    return len(notify_all(messages))


def _drafted(branch: Branch, month: date) -> Iterator[Message]:
    rows = list(
        entries_of_month(branch, month)
        .order_by()
        .values("person")
        .annotate(
            total=Sum("minutes"),
            to_fix=Count("pk", filter=Q(state=State.DRAFT) | Q(entered_late=True, late_reason="")),
            waiting=Count("pk", filter=Q(state=State.SUBMITTED)),
        )
    )
    if not rows:
        return
    sheet, _made = MonthSheet.objects.get_or_create(branch=branch, month=month)
    if sheet.state == MonthSheet.State.CLOSED:
        return
    until = weekday_date(confirm_until(branch, month))
    title = _("Проверьте свои часы за {month}").format(month=month_title(month))
    people = Person.objects.in_bulk([row["person"] for row in rows])
    for row in rows:
        fix = _(" Ждут исправления или причины: {n}.").format(n=row["to_fix"]) if row["to_fix"] else ""
        yield Message(
            people[row["person"]],
            key=f"month-{branch.pk}-{month:%Y%m}-check",
            title=title,
            body=_("Записано {minutes} мин.").format(minutes=number(row["total"])) + fix,
            url=f"{reverse('workload:mine')}?month={month:%Y-%m}",
        )
    period = f"since={month}&until={next_month(month) - timedelta(days=1)}&branch={branch.pk}"
    for keeper in Person.objects.filter(pk__in=deputies(next_month(month))):
        yield Message(
            keeper,
            key=f"month-{branch.pk}-{month:%Y%m}-confirm",
            title=_("{branch}: ведомость и журнал за {month}").format(
                branch=branch.name, month=month_title(month)
            ),
            body=_("Подтвердите часы до {day}, записей ждёт: {n}. Журнал: {url}").format(
                day=until, n=sum(row["waiting"] for row in rows), url=f"{reverse('reports:journal')}?{period}"
            ),
            url=f"{reverse('workload:month')}?month={month:%Y-%m}&branch={branch.pk}",
        )
