"""What waits about local acts: own reading, and those who have let its term pass."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.acquaintance.access import ENTERERS
from opora.acquaintance.queries import curated, late_people, readings
from opora.duties.queries import uncovered
from opora.people.access import Actor
from opora.people.models import Role
from opora.people.queries import home_day

from .navigation import url_of
from .waiting import SHOWN, Task, counted


def acts_to_read(actor: Actor) -> list[Task]:
    """Editions this person, or a ward, has not got acquainted with, by their term (ACT-04)."""
    waiting = [one for one in readings(actor) if one.mark is None and one.may_sign]
    tasks = []
    for one in waiting[:SHOWN]:
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


def unacquainted(actor: Actor) -> list[Task]:
    """Who has let the term of acquaintance pass: of all, or of the groups of a curator (ACT-04)."""
    if actor.role not in ENTERERS:
        return []
    return counted(
        late_people(home_day(), curated(actor)),
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
