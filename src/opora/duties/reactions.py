"""Who is told whose the duty is."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person
from opora.regulations.models import Order

from .events import DutiesAssigned
from .models import Assignment
from .queries.register import duties


@on(DutiesAssigned)
def tell_the_owner(event: DutiesAssigned) -> None:
    """The worker and the one who replaces him."""
    rows = list(Assignment.objects.filter(pk__in=event.assignments).select_related("deputy"))
    known = duties(closed=True)
    person, order = Person.objects.get(pk=event.person_id), Order.objects.get(pk=event.order_id)
    with override("ru"):
        words = "\n".join(known[row.duty].words for row in rows if row.duty in known)
        base = _("приказ № {number} от {day}").format(number=order.number, day=f"{order.date:%d.%m.%Y}")
        told = [(person, _("За вами закреплены обязанности: {n}"))]
        if deputy := rows[0].deputy:
            told.append((deputy, _("На время отсутствия вы замещаете, обязанностей: {n}")))
        notify_all(
            [
                Message(
                    who,
                    key=f"duties-{rows[0].pk}",
                    title=title.format(n=len(rows)),
                    body=f"{base}\n{words}",
                    url=reverse("portal:home"),
                )
                for who, title in told
            ]
        )
