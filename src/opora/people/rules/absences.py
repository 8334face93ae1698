"""Rules of absence: who replaces whom (PER-14…18)."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from ..models import (
    Absence,
    Person,
)

if TYPE_CHECKING:
    pass


@rule("PER-14")
def replaces_another(absent: Person, substitute: Person) -> Refusal | None:
    if absent.pk != substitute.pk:
        return None
    return Refusal(
        rule="PER-14",
        words=_("Человек не может замещать сам себя."),
        next_step=_("Выберите другого работника."),
        field="substitute",
    )


@rule("PER-15")
def absent_once(absent: Person, since: date, until: date) -> Refusal | None:
    """One order a day says who replaces."""
    other = Absence.objects.filter(person=absent, valid_from__lte=until, valid_to__gte=since).first()
    if other is None:
        return None
    return Refusal(
        rule="PER-15",
        words=_("У {name} на эти дни уже есть замещение: {who}, {since}–{until}.").format(
            name=absent.short_name,
            who=other.deputy.short_name,
            since=date_format(other.valid_from, "d.m.Y"),
            until=date_format(other.valid_to, "d.m.Y"),
        ),
        next_step=_("Сначала закончите прежнее или выберите другие дни."),
        field="valid_from",
    )


@rule("PER-16")
def substitute_is_at_work(substitute: Person, since: date, until: date) -> Refusal | None:
    """A cabinet opens by a worker's contract, and it must last through the whole substitution."""
    contracts = substitute.staff_contracts.filter(valid_from__lte=since)
    if any(row.valid_to is None or row.valid_to >= until for row in contracts):
        return None
    return Refusal(
        rule="PER-16",
        words=_("У {name} нет договора работника на все дни замещения.").format(name=substitute.short_name),
        next_step=_("Назначьте работника с действующим договором или внесите договор."),
        field="substitute",
    )


@rule("PER-17")
def replacement_is_not_a_chain(
    absent: Person, substitute: Person, since: date, until: date
) -> Refusal | None:
    """Who replaces is there himself, and who is away replaces nobody: a role is never passed on twice."""
    same_days = Absence.objects.filter(valid_from__lte=until, valid_to__gte=since)
    if same_days.filter(person=substitute).exists():
        words = _("{name} в эти дни тоже отсутствует.").format(name=substitute.short_name)
    elif carried := same_days.filter(deputy=absent).select_related("person").first():
        words = _("{name} в эти дни сам замещает другого: {who}.").format(
            name=absent.short_name, who=carried.person.short_name
        )
    else:
        return None
    return Refusal(
        rule="PER-17",
        words=words,
        next_step=_(
            "Передать чужую роль дальше нельзя: назначьте другого или сначала закончите то замещение."
        ),
        field="substitute",
    )


@rule("PER-18")
def has_a_role_to_carry(absent: Person, carried: bool) -> Refusal | None:
    if carried:
        return None
    return Refusal(
        rule="PER-18",
        words=_("У {name} в эти дни нет роли, которую замещают приказом.").format(name=absent.short_name),
        next_step=_(
            "Замещают руководителя, заместителя, специалиста, куратора и руководство управления. "
            "Преподавателя заменяют на самой встрече."
        ),
        field="absent",
    )
