"""What those below hear of the act in force, and whom control over an order is laid on."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import notify
from opora.people.queries import days_around

from .events import ControlLaid
from .models import Order, Provision
from .queries import in_force


@days_around
def as_the_act_says(on: date) -> tuple[int, int]:
    """Days before and after the contract that a learner's cabinet is open (S3-3.1b)."""
    return in_force(Provision.ACCESS_BEFORE_DAYS, on), in_force(Provision.ACCESS_AFTER_DAYS, on)


@on(ControlLaid)
def tell_the_controller(event: ControlLaid) -> None:
    order = Order.objects.select_related("controller").get(pk=event.order_id)
    if order.controller is None or order.controller == order.signer:
        return
    with override("ru"):
        notify(
            order.controller,
            key=f"order-control-{order.pk}-{order.control_due:%Y%m%d}",
            title=_("Проследите за исполнением приказа № {number}").format(number=order.number),
            body=_("{title}. Исполнить до {day}.").format(
                title=order.title, day=f"{order.control_due:%d.%m.%Y}"
            ),
            url=reverse("regulations:fulfil", args=[order.pk]),
        )
