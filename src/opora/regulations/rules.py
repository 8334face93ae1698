"""Rules of orders and editions (domain.md §4, ACT, SCH-05, ENR-02)."""

from datetime import date

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from .models import Order


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
