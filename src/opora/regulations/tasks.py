"""Work by the clock: lapsed norms that own acts cite (ACT-06, S4-2.1d), orders whose term is near or gone."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from procrastinate.contrib.django import app

from opora.kernel.clock import today
from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all, notify_many
from opora.people.models import Role
from opora.people.queries import holders_of, home_day, is_time_here, organisation_or_none

from .models import Order
from .queries import Show, orders_shown
from .reading.queries import norms, stale_citations

NAMED = 5
MORNING = 9
BEFORE = timedelta(days=3)


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


@app.periodic(cron="25 * * * *")
@app.task(name="regulations.watch_orders", queueing_lock="regulations.watch_orders")
def watch_orders(timestamp: int) -> None:
    """Every morning of the organisation."""
    with own_connection():
        if is_time_here(MORNING):
            remind_of_orders()


def remind_of_orders() -> int:
    """Three days before the term and when it has gone, once each; answers how many were told now."""
    day = home_day()
    with override("ru"):
        near = orders_shown(Show.OPEN).filter(control_due__lte=day + BEFORE)
        return len(notify_all([message for order in near if (message := _reminder(order, day))]))


def _reminder(order: Order, day: date) -> Message | None:
    if order.controller is None or order.control_due is None:
        return None
    late = order.control_due < day
    title = _("Срок исполнения приказа № {number} прошёл") if late else _("Скоро срок приказа № {number}")
    return Message(
        order.controller,
        f"order-{'late' if late else 'soon'}-{order.pk}-{order.control_due:%Y%m%d}",
        title.format(number=order.number),
        _("{title}. Исполнить до {day}.").format(title=order.title, day=f"{order.control_due:%d.%m.%Y}"),
        reverse("regulations:fulfil", args=[order.pk]),
    )
