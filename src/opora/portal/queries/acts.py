"""What waits about local acts: own reading, and those who have let its term pass."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.acquaintance.access import ENTERERS
from opora.acquaintance.queries import Reading, circle_of, late_people
from opora.duties.models import Plan
from opora.duties.queries import open_measures, uncovered
from opora.people.access import STAFF, Actor
from opora.people.models import Role
from opora.people.queries import home_day
from opora.regulations.models import ActEdition
from opora.regulations.queries import own_control

from .navigation import url_of
from .waiting import SHOWN, Pile, Task, counted


def acts_to_read(actor: Actor, unread: list[Reading]) -> list[Task]:
    """Editions this person, or a ward, has not got acquainted with, by their term (ACT-04)."""
    tasks = []
    for one in unread[:SHOWN]:
        words = _("срок был до {day}") if one.is_late else _("до {day}")
        whom = "" if one.person == actor.person else f", {one.person.short_name}"
        tasks.append(
            Task(
                _("Ознакомьтесь: {act}, редакция {number}").format(
                    act=one.edition.act.short_title, number=one.edition.number
                ),
                words.format(day=f"{one.due:%d.%m.%Y}") + whom,
                "signature",
                reverse("acquaintance:read", args=[one.edition.pk]),
                "warning" if one.is_late else "",
            )
        )
    return tasks


def unacquainted(actor: Actor, editions: list[ActEdition]) -> Pile | list[Task]:
    """Who has let the term of acquaintance pass: of all, or of the groups of a curator (ACT-04)."""
    if actor.role not in ENTERERS:
        return []
    return Pile(
        late_people(editions, home_day(), circle_of(actor)),
        (
            _("{n} человек не ознакомлен с актами в срок"),
            _("{n} человека не ознакомлены с актами в срок"),
            _("{n} человек не ознакомлены с актами в срок"),
        ),
        _("напомните или внесите подписанный лист"),
        "signature",
        url_of("acquaintance:overview", actor.role),
        "warning",
    )


def orders_to_fulfil(actor: Actor) -> list[Task]:
    """Orders whose execution this person controls, by their term (S1-O-2)."""
    if actor.role not in STAFF:
        return []
    day = home_day()
    return [
        Task(
            _("Проследите за исполнением приказа № {number}").format(number=order.number),
            (_("срок был {day}") if order.control_due < day else _("до {day}")).format(
                day=f"{order.control_due:%d.%m.%Y}"
            ),
            "gavel",
            reverse("regulations:fulfil", args=[order.pk]),
            "warning" if order.control_due < day else "",
        )
        for order in own_control(actor.person).filter(control_done_on=None)[:SHOWN]
        if order.control_due
    ]


def plans(actor: Actor) -> Pile | list[Task]:
    """The head approves plans of introducing ЭО и ДОТ, the specialist carries them out (S4-2.1)."""
    build = {Role.DIRECTOR: _plans_to_approve, Role.SPECIALIST: _late_measures}.get(actor.role)
    return build() if build else []


def _plans_to_approve() -> Pile:
    """A plan of introducing ЭО and ДОТ waits for the head (S4-2.1)."""
    return Pile(
        Plan.objects.filter(state=Plan.State.SENT),
        (
            _("{n} план внедрения ждёт утверждения"),
            _("{n} плана внедрения ждут утверждения"),
            _("{n} планов внедрения ждут утверждения"),
        ),
        _("утвердите или верните с замечанием"),
        "clipboard-check",
        reverse("duties:plans"),
        "warning",
    )


def _late_measures() -> Pile:
    """Measures of a plan that is carried out, after their terms (S4-2.1)."""
    return Pile(
        open_measures(before=home_day()),
        (
            _("{n} мероприятие плана просрочено"),
            _("{n} мероприятия плана просрочены"),
            _("{n} мероприятий плана просрочено"),
        ),
        _("отметьте, что сделано, или перенесите срок"),
        "clipboard-check",
        reverse("duties:plans"),
        "warning",
    )


def duties_without_owner(actor: Actor) -> list[Task]:
    """Nobody answers for these by an order or a role (S4-2.1, S4-2.3)."""
    if actor.role is not Role.DIRECTOR:
        return []
    return counted(
        uncovered(home_day()),
        (
            _("{n} обязанность ни за кем не закреплена"),
            _("{n} обязанности ни за кем не закреплены"),
            _("{n} обязанностей ни за кем не закреплены"),
        ),
        _("назначьте ответственного приказом"),
        "user-check",
        reverse("duties:map"),
        "warning",
    )
