"""Rules of orders and editions (domain.md §4, ACT, SCH-05, ENR-02)."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from .models import ActEdition, LocalAct, Order


@rule("SCH-05")
def order_has_number_and_date(number: str, on: date | None) -> Refusal | None:
    """An order is cited by number and date (S1-O-1)."""
    if number.strip() and on:
        return None
    return Refusal(
        rule="SCH-05",
        words=_("Укажите номер и дату приказа."),
        next_step=_("Их можно взять из книги приказов; следующий свободный номер уже подставлен."),
        field="number" if not number.strip() else "date",
    )


@rule("ORD-01")
def order_number_is_free(number: str, year: int) -> Refusal | None:
    """Numbers repeat in different years only (domain.md §8, case 43)."""
    taken = Order.objects.filter(number=number, year=year).first()
    if taken is None:
        return None
    return Refusal(
        rule="ORD-01",
        words=_("Приказ № {number} в {year} году уже есть: «{title}» от {day}.").format(
            number=number, year=year, title=taken.title, day=taken.date.strftime("%d.%m.%Y")
        ),
        next_step=_("Укажите другой номер или сверьтесь с книгой приказов."),
        field="number",
    )


@rule("ACT-01")
def edition_is_ordered(order: Order | None) -> Refusal | None:
    """An edition is approved by the head's order (S0-7.1a)."""
    if order is not None and order.kind == Order.Kind.ACT:
        return None
    return Refusal(
        rule="ACT-01",
        words=_("Нет приказа об утверждении редакции. Утверждение невозможно."),
        next_step=_("Издайте приказ об утверждении локального акта и укажите его."),
        field="order",
    )


@rule("ACT-02")
def edition_is_alone_on_its_date(act: LocalAct, *, number: int, effective_from: date) -> Refusal | None:
    """Exactly one edition of an act is in force at any date (S0-7.2b; domain.md §8, case 43)."""
    rival = (
        ActEdition.objects.filter(Q(number=number) | Q(effective_from=effective_from), act=act)
        .order_by("-effective_from")
        .first()
    )
    if rival is None:
        return None
    same_date = rival.effective_from == effective_from
    words = (
        _("С {day} уже вступает в силу редакция {number}.")
        if same_date
        else _("Редакция {number} уже есть, она действует с {day}.")
    )
    return Refusal(
        rule="ACT-02",
        words=words.format(number=rival.number, day=rival.effective_from.strftime("%d.%m.%Y")),
        next_step=_("Укажите другую дату.") if same_date else _("Укажите следующий номер."),
        field="effective_from" if same_date else "number",
    )
