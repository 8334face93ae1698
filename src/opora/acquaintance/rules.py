"""Rules of acquaintance (domain.md §4 ACT-04, §2.2; ACQ is its own way)."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.people.rules import signs_himself
from opora.regulations.models import ActEdition

from .models import Acquaintance, SignatureAgreement
from .queries.circle import LEARNING, Asked


@rule("ACQ-01")
def edition_concerns(edition: ActEdition, person: Person, row: Asked | None) -> Refusal | None:
    """A mark of one whom the edition does not concern, or of an ended one, would prove nothing."""
    if row is not None:
        return None
    return Refusal(
        "ACQ-01",
        _("{act}, редакция {number}: {name} с ней не знакомится.").format(
            act=edition.act.short_title, number=edition.number, name=person.short_name
        ),
        next_step=_(
            "Редакция утратила силу или не касается этой роли. Кого она касается, видно в её карточке."
        ),
    )


@rule("ACQ-02")
def signature_is_agreed(agreement: SignatureAgreement | None, agrees: bool) -> Refusal | None:
    """A press of a button is a signature only by an agreement (63-ФЗ ст. 6 ч. 2, ст. 9)."""
    if agreement is not None or agrees:
        return None
    return Refusal(
        "ACQ-02",
        _("Соглашения о простой электронной подписи ещё нет."),
        next_step=_("Отметьте, что согласны с ним, или распишитесь на бумажном листе у специалиста."),
        field="agrees",
    )


@rule("ACQ-03")
def may_sign_for(person: Person, by: Person, row: Asked, *, is_ward: bool, on: date) -> Refusal | None:
    """Each for himself; for a minor the verified representative, till 14 he alone (domain.md §2.2)."""
    if is_ward and person != by:
        return None
    if person != by:
        return Refusal(
            "ACQ-03",
            _("Ознакомиться за другого человека нельзя."),
            next_step=_("Он подтвердит сам в своём кабинете или распишется на бумажном листе."),
        )
    if not set(row.roles) <= LEARNING or signs_himself(person.birth_date, on):
        return None
    return Refusal(
        "ACQ-03",
        _("До 14 лет ознакомление подтверждает представитель."),
        next_step=_("Попросите родителя или опекуна открыть свой кабинет."),
    )


@rule("ACQ-04")
def sheet_is_dated(signed_on: date, edition: ActEdition, on: date) -> Refusal | None:
    """A signature on paper stands between the approval and today."""
    approved = edition.order.date if edition.order else edition.stamped_on or edition.effective_from
    if approved <= signed_on <= on:
        return None
    words = (
        _("Лист подписан раньше, чем утверждена редакция: {day}.").format(day=f"{approved:%d.%m.%Y}")
        if signed_on < approved
        else _("Дата подписи ещё не наступила.")
    )
    return Refusal("ACQ-04", words, next_step=_("Укажите дату с листа."), field="signed_on")


@rule("ACQ-05")
def order_is_read(edition: ActEdition | None) -> Refusal | None:
    """Only where the act itself says so; otherwise acquaintance never stands in the way of help (S0-1.5)."""
    if edition is None:
        return None
    return Refusal(
        "ACQ-05",
        _("Сначала ознакомьтесь: {act}, редакция {number}.").format(
            act=edition.act.short_title, number=edition.number
        ),
        next_step=_("Прочитайте и подтвердите, потом запишитесь. Задать вопрос можно и сейчас."),
        next_url=reverse("acquaintance:read", args=[edition.pk]),
    )


@rule("ACQ-06")
def may_be_reminded(person: Person, row: Asked | None, *, reminded_today: bool) -> Refusal | None:
    """Those who have not read it, once a day."""
    if row is None or row.mark:
        return Refusal(
            "ACQ-06",
            _("{name}: напоминать не о чем.").format(name=person.short_name),
            next_step=_("Ознакомление уже отмечено или больше не нужно."),
        )
    if not reminded_today:
        return None
    return Refusal(
        "ACQ-06",
        _("{name}: сегодня уже напоминали.").format(name=person.short_name),
        next_step=_("Следующее напоминание можно отправить завтра."),
    )


@rule("ACQ-07")
def mark_may_be_dropped(mark: Acquaintance) -> Refusal | None:
    """A wrong line of a paper sheet is put right; a person's own signature is not removed by others."""
    if mark.way == Acquaintance.Way.PAPER:
        return None
    return Refusal(
        "ACQ-07",
        _("Человек подписал сам, снять его отметку нельзя."),
        next_step=_("Если входил не он, сообщите о чужом входе."),
    )
