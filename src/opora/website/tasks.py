"""Work by the clock: the page that nobody refreshed (PUB-01), appeals whose term is near or gone (APL-03)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection
from opora.notifications.actions import notify_many
from opora.people.models import Role
from opora.people.queries import holders_of, is_time_here
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from .queries.freshness import freshness
from .queries.grafik import home_day
from .rules import page_is_fresh

MORNING = 9


@app.periodic(cron="35 * * * *")
@app.task(name="website.watch", queueing_lock="website.watch")
def watch(timestamp: int) -> None:
    """Every morning of the organisation; what was told is not told again."""
    with own_connection():
        if is_time_here(MORNING):
            watch_page()


def watch_page() -> int:
    """Tell the responsible once per change that the page is stale; answers how many were told."""
    found = freshness()
    stale = page_is_fresh(found)
    if stale is None:
        return 0
    day = home_day()
    responsible = holders_of(Role(in_force(Provision.RESPONSIBLE_ROLE, day)), day)
    since = found.changed or (found.updated.date() if found.updated else day)
    with override("ru"):
        told = notify_many(
            responsible,
            key=f"page-stale-{since:%Y%m%d}",
            title=_("Страница об ЭО и ДОТ устарела"),
            body=f"{stale.words} {stale.next_step}",
            url=reverse("website:keep"),
        )
    return len(told)
