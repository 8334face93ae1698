"""Who is told whose the duty is, and where a plan of introducing ЭО and ДОТ stands."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day
from opora.regulations.models import Order

from .events import DutiesAssigned, PlanMoved
from .models import Assignment, Plan
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


@on(PlanMoved)
def tell_of_the_plan(event: PlanMoved) -> None:
    """The head when it is sent; who wrote it when it comes back; who answers when it is approved."""
    plan = Plan.objects.select_related("written_by").get(pk=event.plan_id)
    page = reverse("duties:plan", args=[plan.pk])
    step = f"plan-{plan.pk}-{event.became}-{plan.updated_at:%Y%m%d%H%M%S}"
    with override("ru"):
        if event.became == Plan.State.SENT:
            heads = holders_of(Role.DIRECTOR, home_day())
            told = [Message(who, step, _("План на утверждение"), plan.title, page) for who in heads]
        elif event.became == Plan.State.DRAFT:
            told = [Message(plan.written_by, step, _("План вернули"), plan.remark, page)]
        elif event.became == Plan.State.APPROVED:
            told = [Message(plan.written_by, step, _("План утверждён"), plan.title, page), *_charged(plan)]
        else:
            told = []
        notify_all(told)


def _charged(plan: Plan) -> list[Message]:
    """Each his own measures, in one word; those whose role does not open the plan read them here."""
    own: dict[Person, list[str]] = {}
    for row in plan.measures.select_related("responsible"):
        words = _("{what}, до {day}").format(what=row.words, day=f"{row.due_on:%d.%m.%Y}")
        own.setdefault(row.responsible, []).append(words)
    title = _("По плану внедрения ЭО и ДОТ за вами: {n}")
    return [
        Message(
            who,
            key=f"plan-{plan.pk}-charged",
            title=title.format(n=len(words)),
            body="\n".join(words),
            url=reverse("portal:home"),
        )
        for who, words in own.items()
    ]
