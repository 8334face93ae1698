"""Who is told what happens with the график."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.events import on
from opora.notifications.actions import notify
from opora.people.models import Person, Role

from .events import ScheduleApproved, SchedulePublished, ScheduleReturned, ScheduleSubmitted
from .models import Schedule
from .queries import holders


def _tell(persons: Iterable[Person], schedule: Schedule, *, event: str, title: str, body: str = "") -> None:
    """One message per person and event; a second submission of one edition is another event."""
    round_of = f"{schedule.submitted_at:%Y%m%d%H%M%S%f}" if schedule.submitted_at else ""
    for person in persons:
        notify(
            person,
            key=f"schedule:{schedule.pk}:{event}:{round_of}",
            title=title,
            body=body,
            url=reverse("schedule:show", kwargs={"pk": schedule.pk}),
        )


def _schedule(pk: int) -> Schedule:
    return Schedule.objects.select_related("order", "drafted_by", "submitted_by").get(pk=pk)


@on(ScheduleSubmitted)
def ask_the_director(event: ScheduleSubmitted) -> None:
    schedule = _schedule(event.schedule_id)
    who = schedule.submitted_by.short_name if schedule.submitted_by else _("Система")
    _tell(
        holders(Role.DIRECTOR),
        schedule,
        event="submitted",
        title=_("График ждёт утверждения: {title}").format(title=schedule.title),
        body=_("Отправил(а): {who}. Утвердите приказом или верните с замечанием.").format(who=who),
    )


@on(ScheduleReturned)
def tell_the_drafter(event: ScheduleReturned) -> None:
    schedule = _schedule(event.schedule_id)
    drafters = {one.pk: one for one in (schedule.drafted_by, schedule.submitted_by) if one}
    title = _("График вернули: {title}").format(title=schedule.title)
    _tell(drafters.values(), schedule, event="returned", title=title, body=event.remark)


@on(ScheduleApproved)
def tell_those_who_publish(event: ScheduleApproved) -> None:
    schedule = _schedule(event.schedule_id)
    title = _("График утверждён: {title}").format(title=schedule.title)
    order = schedule.order
    body = _("Приказ № {number} от {day}. Его можно опубликовать.").format(
        number=order.number if order else "", day=f"{order.date:%d.%m.%Y}" if order else ""
    )
    _tell(holders(Role.SPECIALIST, Role.DEPUTY), schedule, event="approved", title=title, body=body)


@on(SchedulePublished)
def tell_those_who_consult(event: SchedulePublished) -> None:
    schedule = _schedule(event.schedule_id)
    persons = Person.objects.filter(schedule_lines__schedule=schedule).distinct()
    title = _("Опубликован график с вашими консультациями: {title}").format(title=schedule.title)
    body = _("Действует с {since} по {until}. Проверьте свои дни и время.").format(
        since=f"{schedule.period_from:%d.%m.%Y}", until=f"{schedule.period_to:%d.%m.%Y}"
    )
    _tell(persons, schedule, event="published", title=title, body=body)
