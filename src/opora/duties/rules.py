"""Rules of the map of responsibility (S4-2.1–2.3, S0-6.4)."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.people.queries import staff_on
from opora.regulations.models import LocalAct
from opora.regulations.queries import edition_in_force

from .models import Assignment
from .queries.register import Known


@rule("DUT-01")
def duties_are_kept(codes: Collection[str], known: Mapping[str, Known]) -> Refusal | None:
    """Somebody answers only for what is on the map."""
    if codes and all(code in known for code in codes):
        return None
    return Refusal(
        "DUT-01",
        _("Такой обязанности на карте нет."),
        next_step=_("Вернитесь к карте и отметьте обязанности."),
    )


@rule("DUT-02")
def term_is_in_order(valid_from: date, valid_to: date | None) -> Refusal | None:
    if valid_to is None or valid_to >= valid_from:
        return None
    return Refusal(
        "DUT-02",
        _("Срок кончается раньше, чем начинается."),
        next_step=_("Проверьте даты или оставьте «по» пустым."),
        field="valid_to",
    )


@rule("DUT-03")
def person_works_here(person: Person, valid_from: date, *, field: str = "person") -> Refusal | None:
    """A duty is laid on a worker whose contract is in force that day."""
    if staff_on(valid_from).filter(person=person).exists():
        return None
    return Refusal(
        "DUT-03",
        _("{name}: на {day} нет действующего договора.").format(
            name=person.short_name, day=f"{valid_from:%d.%m.%Y}"
        ),
        next_step=_("Выберите работника или внесите договор в его карточку."),
        field=field,
    )


@rule("DUT-04")
def deputy_is_another(person: Person, deputy: Person | None) -> Refusal | None:
    if deputy is None or deputy != person:
        return None
    return Refusal(
        "DUT-04",
        _("Замещать самого себя нельзя."),
        next_step=_("Назовите другого работника или оставьте поле пустым."),
        field="deputy",
    )


@rule("DUT-05")
def clause_is_in_force(act: LocalAct | None, clause: str, on: date) -> Refusal | None:
    """What founds a duty is a clause that is read on the site today."""
    if act is None and not clause:
        return None
    edition = edition_in_force(on, act=act.code) if act else None
    if edition and edition.clauses.filter(number=clause).exists():
        return None
    words = (
        _("В действующей редакции {act} нет пункта {clause}.").format(act=act.genitive, clause=clause)
        if act and edition
        else _("У акта нет действующей редакции.")
        if act
        else _("Назовите акт, в котором стоит пункт.")
    )
    return Refusal("DUT-05", words, next_step=_("Проверьте номер пункта в тексте акта."), field="clause")


@rule("DUT-06")
def assignment_is_open(row: Assignment, on: date) -> Refusal | None:
    if (row.valid_to is None or row.valid_to >= on) and row.valid_from <= on:
        return None
    return Refusal(
        "DUT-06", _("Это назначение сегодня не действует."), next_step=_("Обновите карту ответственности.")
    )


@rule("DUT-07")
def nothing_stands_on_that_day(codes: Collection[str], valid_from: date) -> Refusal | None:
    """A duty passes from hand to hand by days."""
    taken = Assignment.objects.filter(duty__in=codes, valid_from__gte=valid_from).select_related("person")
    row = taken.order_by("valid_from").first()
    if row is None:
        return None
    return Refusal(
        "DUT-07",
        _("С {day} эту обязанность уже несёт {name}.").format(
            day=f"{row.valid_from:%d.%m.%Y}", name=row.person.short_name
        ),
        next_step=_("Назовите более позднюю дату."),
        field="valid_from",
    )
