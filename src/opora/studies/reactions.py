"""Who is told of the next step of an order on learners."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person, Role
from opora.people.queries import belongs, holders_of, home_day

from .events import LearnerOrderMoved
from .models import LearnerOrder

State = LearnerOrder.State


@belongs
def studies_there(branches: frozenset[int]) -> Q:
    """Learners of a branch are those of its groups, past ones too."""
    return Q(enrolments__group__branch__in=branches)


@on(LearnerOrderMoved)
def tell_whose_turn_it_is(event: LearnerOrderMoved) -> None:
    """The deputy agrees, the director signs, who drafted mends or learns that it is signed."""
    order = LearnerOrder.objects.select_related("group", "drafted_by", "order").get(pk=event.order_id)
    with override("ru"):
        what = _("Приказ {kind}, группа {group}").format(
            kind=order.get_kind_display(), group=order.group.code
        )
        words, people = _told(order, event)
        notify_all(
            [
                Message(
                    person,
                    key=f"learner-order-{order.pk}-{event.became}-{order.updated_at:%Y%m%d%H%M%S}",
                    title=f"{words}: {what}"[:200],
                    body=order.remark if event.became == State.DRAFT else "",
                    url=reverse("studies:order", args=[order.pk]),
                    mail=event.became != State.SIGNED,
                )
                for person in people
            ]
        )


def _told(order: LearnerOrder, event: LearnerOrderMoved) -> tuple[str, Iterable[Person]]:
    on_day = home_day()
    if event.became == State.SENT:
        return _("Согласуйте"), holders_of(Role.DEPUTY, on_day)
    if event.became == State.AGREED:
        return _("Подпишите"), holders_of(Role.DIRECTOR, on_day)
    if event.became == State.DRAFT:
        return _("Исправьте"), [order.drafted_by]
    if event.became == State.SIGNED:
        return _("Подписан"), [order.drafted_by]
    return "", []
