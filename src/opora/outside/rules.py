"""Whether what came from outside may be put down, and whether something may be told outside (OUT)."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans, Purpose
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.notifications.models import Letter

from .models import BindingCode, Incoming

AN_HOUR, MOST_IN_AN_HOUR = timedelta(hours=1), 20
MINUTES = re.compile(r"^\s*время\W{0,3}(\d{1,3})(\s*мин\w*)?\W*$", re.IGNORECASE)


@rule("OUT-01")
def is_from_the_reader(letter: Letter, sender: str) -> Refusal | None:
    """The token says where, the address says who: where the letter went, and still the person's own."""
    own = letter.notification.person.email if letter.notification else letter.to
    if sender.lower() == letter.to.lower() == own.lower():
        return None
    return Refusal(
        "OUT-01",
        _("Ответ пришёл не с того адреса, на который отправлено письмо."),
        next_step=_("Сверьте, чей это адрес: опубликуйте ответ от имени человека или отклоните."),
    )


@rule("OUT-02")
def still_speaks_there(*, is_inside: bool) -> Refusal | None:
    """Who lost access to a conversation does not speak in it by an old letter either."""
    if is_inside:
        return None
    return Refusal(
        "OUT-02",
        _("Вы больше не участвуете в этой переписке или срок доступа к кабинету истёк."),
        next_step=_("Ответ не опубликован. Если это ошибка, напишите в учебный центр."),
    )


@rule("OUT-03")
def not_too_many(recent: int) -> Refusal | None:
    """A loop of two programs stops by itself: so many letters an hour one person may write."""
    if recent < MOST_IN_AN_HOUR:
        return None
    return Refusal(
        "OUT-03",
        _("За последний час от вас пришло {n} писем, это больше, чем принимается.").format(n=MOST_IN_AN_HOUR),
        next_step=_("Это письмо не опубликовано. Напишите в кабинете или подождите час."),
    )


@rule("OUT-04")
def minutes_are_said(minutes: int | None) -> Refusal | None:
    """Hours are actual time only (S0-5.10a): a worker's answer says how long it took."""
    if minutes is not None:
        return None
    return Refusal(
        "OUT-04",
        _("В ответе не указано, сколько минут он занял."),
        next_step=_("Ответьте ещё раз, первой строкой напишите «время 15», или ответьте в кабинете."),
    )


@rule("OUT-05")
def something_is_new(text: str, files: int) -> Refusal | None:
    """A letter with nothing but the history."""
    if text.strip() or files:
        return None
    return Refusal(
        "OUT-05",
        _("В письме нет нового текста: только то, что было в предыдущем."),
        next_step=_("Напишите ответ выше прежнего текста и отправьте ещё раз."),
    )


@rule("OUT-06")
def code_is_live(code: BindingCode | None, at: datetime) -> Refusal | None:
    if code is not None and at < code.until:
        return None
    return Refusal(
        "OUT-06",
        _("Код не подошёл: он неверный, уже использован или просрочен."),
        next_step=_("Возьмите новый код в кабинете, в разделе «Уведомления»."),
    )


@rule("OUT-07")
def means_is_allowed(
    means: CommunicationMeans | None, on: date, purposes: Collection[Purpose] = ()
) -> Refusal | None:
    """A messenger tells something only if the register allows it on the date, for that purpose (COM)."""
    if means is None:
        words = _("В реестре средств коммуникации его нет.")
    elif not means.standing_on(on).is_usable:
        standing = means.standing_on(on)
        words = _("По реестру средств коммуникации: {state}. {note}").format(
            state=standing.words, note=standing.note
        )
    elif purposes and means.purposes and not set(purposes) & set(means.purposes):
        words = _("По реестру средств коммуникации он не для этого.")
    else:
        return None
    return Refusal(
        "OUT-07",
        words.strip(),
        next_step=_("Реестр ведёт специалист."),
        next_url=reverse("channels:list"),
    )


@rule("OUT-08")
def waits_to_be_sorted(incoming: Incoming) -> Refusal | None:
    if incoming.state == Incoming.State.HELD:
        return None
    return Refusal(
        "OUT-08",
        _("Это письмо уже разобрали: {state}.").format(state=incoming.get_state_display()),
        next_step=_("Обновите страницу."),
    )
