"""Rules of access (domain.md §4, ACC)."""

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

if TYPE_CHECKING:
    from .access import Window


@rule("ACC-02")
def cabinet_is_open(window: "Window") -> Refusal | None:
    """The cabinet works within the contract's dates only (S3-3.1a, S3-3.1b)."""
    if window.is_open:
        return None
    if window.until is None:
        return Refusal(
            rule="ACC-02",
            words=_("Срок вашего договора ещё не начался."),
            next_step=_("Кабинет откроется в день начала договора."),
        )
    return Refusal(
        rule="ACC-02",
        words=_("Срок действия договора {document} закончился {day}.").format(
            document=window.document, day=date_format(window.until, "d.m.Y")
        ),
        next_step=_("Доступны результаты и документы. Продлить договор можно у куратора."),
    )
