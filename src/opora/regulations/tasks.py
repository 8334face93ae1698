"""Work by the clock: weekly the specialist is told which own acts cite a lapsed norm (ACT-06, S4-2.1d)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from procrastinate.contrib.django import app

from opora.kernel.clock import today
from opora.kernel.jobs import own_connection
from opora.notifications.actions import notify_many
from opora.people.models import Role
from opora.people.queries import holders_of, organisation_or_none

from .reading.queries import norms, stale_citations

NAMED = 5


@app.periodic(cron="20 6 * * 1")
@app.task(name="regulations.watch_norms", queueing_lock="regulations.watch_norms")
def watch_norms(timestamp: int) -> None:
    """Every Monday morning."""
    with own_connection():
        tell_of_lapsed_norms()


def tell_of_lapsed_norms() -> int:
    """Answers how many were told now; in one week each is told once."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    on = today(organisation.timezone)
    stale = stale_citations(on, norms())
    if not stale:
        return 0
    year, week, _day = on.isocalendar()
    with override("ru"):
        count = len({one.act.pk for one in stale})
        title = ngettext(
            "{n} ваш акт ссылается на утративший силу",
            "Ваших актов со ссылкой на утративший силу: {n}",
            count,
        )
        lines = [
            _("п. {clause} {act}: {norm}").format(
                clause=one.clause.number, act=one.act.genitive, norm=one.norm.short
            )
            for one in stale[:NAMED]
        ]
        told = notify_many(
            holders_of(Role.SPECIALIST, on),
            key=f"norms-{year}-{week:02}",
            title=title.format(n=count),
            body="\n".join(lines),
            url=reverse("regulations:norms"),
        )
    return len(told)
