from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.events import on
from opora.people.events import (
    AbsenceEnded,
    AbsenceOrdered,
    DataChangeAsked,
    DataChangeDecided,
    IntrusionReported,
)
from opora.people.models import Absence, DataChange, Person, Role
from opora.people.queries import holders_of, home_day

from .actions import notify, notify_many


@on(IntrusionReported)
def tell_the_specialists(event: IntrusionReported) -> None:
    """ACC-07: the specialist gets in touch and gives a new code."""
    person = Person.objects.get(pk=event.person_id)
    notify_many(
        holders_of(Role.SPECIALIST, home_day()),
        key=f"intrusion-{event.account_id}-{now():%Y%m%d%H%M%S}",
        title=_("Чужой вход: {name}").format(name=person.full_name),
        body=_(
            "Человек сообщил, что входил не он. Сеансы завершены, пароль отключён."
            " Свяжитесь с ним и выдайте код."
        ),
        url=reverse("people:card", args=[person.pk]),
    )


@on(AbsenceOrdered)
def tell_who_replaces(event: AbsenceOrdered) -> None:
    """Both know whose the work is these days, also by letter."""
    row = Absence.objects.select_related("person", "deputy").get(pk=event.absence_id)
    days = f"{row.valid_from:%d.%m.%Y}–{row.valid_to:%d.%m.%Y}"
    with override("ru"):
        notify(
            row.deputy,
            key=f"absence-{row.pk}",
            title=_("Вы замещаете: {name}").format(name=row.person.short_name),
            body=_("{days}, приказ {basis}. Его роль и группы откроются у вас сами.").format(
                days=days, basis=row.basis
            ),
            url=reverse("portal:home"),
        )
        notify(
            row.person,
            key=f"absence-{row.pk}",
            title=_("Вас замещает: {name}").format(name=row.deputy.short_name),
            body=_("{days}, приказ {basis}.").format(days=days, basis=row.basis),
            url=reverse("portal:home"),
        )


@on(AbsenceEnded)
def tell_of_return(event: AbsenceEnded) -> None:
    people = {
        person.pk: person for person in Person.objects.filter(pk__in=[event.absent_id, event.substitute_id])
    }
    with override("ru"):
        notify(
            people[event.substitute_id],
            key=f"absence-over-{event.absent_id}-{event.on:%Y%m%d}",
            title=_("Замещение закончено: {name}").format(name=people[event.absent_id].short_name),
            body=_("С {day} его роль снова у него.").format(day=f"{event.on:%d.%m.%Y}"),
            url=reverse("portal:home"),
        )


@on(DataChangeAsked)
def tell_who_checks(event: DataChangeAsked) -> None:
    """ACC-06: a specialist compares with the document."""
    person = Person.objects.get(pk=event.person_id)
    with override("ru"):
        notify_many(
            holders_of(Role.SPECIALIST, home_day()),
            key=f"data-{event.change_id}",
            title=_("Изменение данных: {name}").format(name=person.full_name),
            body=_("Сверьте с документом и примите или отклоните."),
            url=reverse("people:changes"),
        )


@on(DataChangeDecided)
def tell_what_was_decided(event: DataChangeDecided) -> None:
    change = DataChange.objects.select_related("person", "asked_by__person").get(pk=event.change_id)
    with override("ru"):
        notify_many(
            {change.person, change.asked_by.person},
            key=f"data-{change.pk}-decided",
            title=_("Данные изменены") if event.accepted else _("Данные не изменены"),
            body=_("Новые документы выйдут с новыми данными.") if event.accepted else change.answer,
            url=reverse("people:account"),
        )
