"""Work by the clock: the page that nobody refreshed (PUB-01), appeals whose term is near or gone (APL-03)."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all, notify_many
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day, is_time_here, organisation_or_none
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from .actions.appeals import forget_old
from .actions.applications import forget_old_applications
from .actions.proof import prove_sections
from .models import Appeal
from .queries.appeals import OPEN
from .queries.freshness import freshness
from .rules import page_is_fresh

MORNING = 9


@app.periodic(cron="35 * * * *")
@app.task(name="website.watch", queueing_lock="website.watch")
def watch(timestamp: int) -> None:
    """Every hour what the pages showed; every morning of the organisation what waits, told once."""
    with own_connection():
        if organisation_or_none() is not None:
            prove_sections()
        if is_time_here(MORNING):
            watch_page()
            watch_appeals()
            forget_old()
            forget_old_applications()


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


def watch_appeals() -> int:
    """The handler hears a day before the term, the deputy when it has gone (APL-03); told once each."""
    day = home_day()
    waiting = Appeal.objects.filter(state__in=OPEN).select_related("handler")
    deputies = list(holders_of(Role.DEPUTY, day))
    told = []
    with override("ru"):
        for appeal in waiting.filter(due_on__lt=day):
            told += _messages(appeal, deputies, "late", _("Срок ответа истёк: обращение {code}"))
        for appeal in waiting.filter(due_on__in=[day, day + timedelta(days=1)], handler__isnull=False):
            told += _messages(appeal, [appeal.handler], "soon", _("Срок ответа истекает: обращение {code}"))
        return len(notify_all(told))


def _messages(appeal: Appeal, people: Iterable[Person | None], key: str, title: str) -> list[Message]:
    url = reverse("website:appeal", kwargs={"pk": appeal.pk})
    body = _("Ответить до {day}.").format(day=f"{appeal.due_on:%d.%m.%Y}")
    return [
        Message(person, f"appeal-{appeal.pk}-{key}", title.format(code=appeal.code), body, url)
        for person in people
        if person
    ]
