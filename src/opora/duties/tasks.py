"""Work by the clock: measures of a plan whose term is near or gone."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all
from opora.people.models import Role
from opora.people.queries import holders_of, home_day, is_time_here, organisation_or_none

from .models import Measure
from .queries import open_measures, told_of_today

MORNING = 9
SOON = timedelta(days=3)
WEEK = 7


@app.periodic(cron="45 * * * *")
@app.task(name="duties.watch_plans", queueing_lock="duties.watch_plans")
def watch_plans(timestamp: int) -> None:
    """Every morning of the organisation."""
    with own_connection():
        if is_time_here(MORNING):
            remind_of_measures()


def remind_of_measures() -> int:
    """Three days before, who answers; the day after and weekly, he and the specialist. How many were told."""
    if organisation_or_none() is None:
        return 0
    on = home_day()
    with override("ru"):
        messages = [
            Message(
                row.responsible,
                key=f"plan-measure-{row.pk}-soon-{row.due_on:%Y%m%d}",
                title=_("Срок мероприятия — {day}").format(day=f"{row.due_on:%d.%m.%Y}"),
                body=row.words,
                url=reverse("portal:home"),
            )
            for row in open_measures(due=on + SOON)
        ]
        late = list(told_of_today(on, every=WEEK))
        return len(notify_all([*messages, *_late(late, f"{on:%Y%m%d}")]))


def _late(rows: list[Measure], day: str) -> Iterator[Message]:
    keepers = {person.pk: person for person in holders_of(Role.SPECIALIST, home_day())} if rows else {}
    for row in rows:
        for person in ({row.responsible_id: row.responsible} | keepers).values():
            yield Message(
                person,
                key=f"plan-measure-{row.pk}-late-{day}",
                title=_("Просрочено мероприятие плана, срок был {day}").format(day=f"{row.due_on:%d.%m.%Y}"),
                body=row.words,
                url=reverse("duties:plan", args=[row.plan_id])
                if person.pk in keepers
                else reverse("portal:home"),
            )
