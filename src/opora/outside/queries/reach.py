"""Whom push and messengers reach now, and how each way outside stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opora.channels.models import CommunicationMeans, Purpose, State
from opora.integrations import messengers
from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.prepared import prepared
from opora.notifications.kinds import Kind
from opora.notifications.queries import Queue, mail_health, outbox, queues
from opora.people.models import Person
from opora.people.queries import home_day

from ..models import Binding, BindingCode, Messenger, PushSubscription, WayState
from ..rules import means_is_allowed

ERRORS = (
    (r"refused|ConnectError", _lazy("сервер не принимает соединения")),
    (r"timed? ?out|timeout", _lazy("сервер не ответил вовремя")),
    (r"name or service|getaddrinfo|nodename|name resolution", _lazy("имя сервера не найдено")),
    (r"authenticat|\b535\b|login failed|unauthorized|authorization|access_token|verify\.token",
     _lazy("имя, пароль или ключ не подошли")),
    (r"certificate|ssl", _lazy("сертификат сервера не подтверждён")),
)  # fmt: skip
PURPOSES = {
    Kind.MESSAGES: Purpose.CONSULTATIONS,
    Kind.QUESTIONS: Purpose.CONSULTATIONS,
    Kind.MEETINGS: Purpose.CONSULTATIONS,
    Kind.STUDY: Purpose.TASKS,
    Kind.ACTS: Purpose.TASKS,
    Kind.WORK: Purpose.APPEALS,
    Kind.ACCOUNT: Purpose.APPEALS,
}


def subscribed(people: Collection[int], kind: Kind) -> set[int]:
    """Who has a browser that agreed; nobody while push is off."""
    return set(_subscribed(list(people))) if settings.PUSH else set()


@prepared
def _subscribed(people: list[int]) -> QuerySet[PushSubscription, int]:
    return PushSubscription.objects.filter(person__any_of=people).values_list("person", flat=True)


def devices_of(person: Person) -> QuerySet[PushSubscription]:
    return PushSubscription.objects.filter(person=person)


def messenger(code: str) -> messengers.Messenger | None:
    """The bot by the settings; None while it is off."""
    token, base = settings.MESSENGERS[code]
    return messengers.made(code, token, base, sys.stdout.write)


def bot_name(code: str) -> str:
    """«@opora_bot»; empty when the messenger does not answer now."""
    bot = messenger(code)
    try:
        return bot.name() if bot else ""
    except (messengers.NotSaid, messengers.Blocked):
        return ""


def means_of(code: str) -> CommunicationMeans | None:
    """The messenger in the register of means: it says whether, for what and with which words."""
    return CommunicationMeans.objects.filter(code=code).first()


def may_carry_personal_data(means: CommunicationMeans) -> bool:
    """The register says so, and does not warn of the service today."""
    return means.personal_data and means.standing_on(home_day()).state == State.ALLOWED


def why_not(code: str, kind: Kind | None = None) -> Refusal | None:
    """Why the register does not let a messenger tell such things today (OUT-07)."""
    purposes = [PURPOSES[kind]] if kind else []
    return means_is_allowed(means_of(code), home_day(), purposes)


def bound(code: str, people: Collection[int], kind: Kind) -> set[int]:
    """Who bound an account of a messenger that is on and allowed for that today."""
    if not settings.MESSENGERS[code][0]:
        return set()
    rows = Binding.objects.filter(messenger=code, person__in=people, ended_at=None)
    found = set(rows.values_list("person", flat=True))
    return set() if not found or why_not(code, kind) else found


def bindings_of(person: Person) -> dict[str, Binding]:
    return {row.messenger: row for row in Binding.objects.filter(person=person, ended_at=None)}


def binding_of(person: Person, code: str) -> Binding | None:
    return Binding.objects.filter(person=person, messenger=code, ended_at=None).first()


def codes_wait(code: str) -> bool:
    """Whether somebody was shown a code of this messenger and may be typing it."""
    return BindingCode.objects.filter(messenger=code, until__gt=now()).exists()


@dataclass(frozen=True, slots=True)
class WayOutside:
    """A way as the administrator reads it; ``tone`` is that of its badge, ``todo`` what to do about it."""

    code: str
    title: str
    icon: str
    tone: str
    standing: str
    words: str
    todo: str = ""
    worked_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""
    waiting: int = 0
    lost: int = 0
    is_on: bool = False
    may_try: bool = False


def ways_outside() -> list[WayOutside]:
    """Every way out and in, on or off. A constant number of statements."""
    states = {row.way: row for row in WayState.objects.all()}
    waits = queues()
    means = {row.code: row for row in CommunicationMeans.objects.filter(code__in=Messenger.values)}
    return [
        _mail_out(states.get("mail")),
        _mail_in(states.get("inbox")),
        _push(states.get("push"), waits.get("push", Queue())),
        *(
            _messenger(code, states.get(code), waits.get(code, Queue()), means.get(code))
            for code in Messenger.values
        ),
    ]


def way_outside(code: str) -> WayOutside | None:
    return next((way for way in ways_outside() if way.code == code), None)


def _badge(state: WayState | None, is_on: bool) -> tuple[str, str]:
    if not is_on:
        return "", _("выключено")
    if state is None or not (state.worked_at or state.failed_at):
        return "", _("ещё не работало")
    if state.failed_at and (state.worked_at is None or state.failed_at > state.worked_at):
        return "danger", _("не работает")
    return "success", _("работает")


def in_words(error: str) -> str:
    """What a server or a library said, in words with the original beside: «сервер не ответил вовремя (…)»."""
    for pattern, words in ERRORS:
        if re.search(pattern, error, re.IGNORECASE):
            return f"{words} ({error})"
    return error


def _facts(state: WayState | None) -> dict[str, Any]:
    if state is None:
        return {}
    return {"worked_at": state.worked_at, "failed_at": state.failed_at, "error": in_words(state.error)}


def _mail_out(tried: WayState | None) -> WayOutside:
    """Of the letters themselves and of the button, whichever is later."""
    is_on, queue, health = bool(settings.MAIL.host), outbox(), mail_health()
    state = WayState(worked_at=health.worked_at, failed_at=health.failed_at, error=health.error)
    if tried is not None:
        state.worked_at = max(filter(None, (state.worked_at, tried.worked_at)), default=None)
        if tried.failed_at and (state.failed_at is None or tried.failed_at > state.failed_at):
            state.failed_at, state.error = tried.failed_at, tried.error
    tone, standing = _badge(state, is_on)
    return WayOutside(
        "mail", _("Письма из Опоры"), "mail", tone, standing,
        _("Сервер {host}, письма от {sender}.").format(
            host=settings.MAIL.host, sender=settings.DEFAULT_FROM_EMAIL
        )
        if is_on
        else _("Письма ждут: почтовый сервер не указан."),
        "" if is_on else _("Укажите OPORA_SMTP_URL=smtp://имя:пароль@сервер:587 и перезапустите."),
        waiting=queue.waiting, lost=queue.need_a_human, is_on=is_on, may_try=is_on, **_facts(state),
    )  # fmt: skip


def _mail_in(state: WayState | None) -> WayOutside:
    box = settings.INBOX
    tone, standing = _badge(state, bool(box.host))
    how = _("ответ узнаётся по адресу с «+»") if box.plus else _("ответ узнаётся по заголовкам письма")
    return WayOutside(
        "inbox", _("Ответы на письма"), "inbox", tone, standing,
        _("Ящик {address} на {host}, {how}.").format(address=box.address, host=box.host, how=how)
        if box.host
        else _("Ответить на письмо нельзя: ящик не указан."),
        "" if box.host else _("Укажите OPORA_INBOX_URL=imaps://имя:пароль@сервер/INBOX и перезапустите."),
        is_on=bool(box.host), may_try=bool(box.host), **_facts(state),
    )  # fmt: skip


def _push(state: WayState | None, queue: Queue) -> WayOutside:
    is_on = bool(settings.PUSH)
    tone, standing = _badge(state, is_on)
    outside = _(
        "Службы уведомлений браузеров (Google, Mozilla, Apple) стоят снаружи: в закрытой сети их нет."
    )
    return WayOutside(
        "push", _("Уведомления в браузере"), "bell", tone, standing, outside,
        "" if is_on else _("Если сервер видит интернет, укажите OPORA_PUSH=1 и перезапустите."),
        waiting=queue.waiting, lost=queue.lost, is_on=is_on, **_facts(state),
    )  # fmt: skip


def _messenger(
    code: str, state: WayState | None, queue: Queue, means: CommunicationMeans | None
) -> WayOutside:
    is_on = bool(settings.MESSENGERS[code][0])
    tone, standing = _badge(state, is_on)
    refusal = means_is_allowed(means, home_day())
    if refusal is not None:
        words, todo = refusal.words, refusal.next_step
        tone, standing = ("warning", _("запрещено реестром")) if is_on else (tone, standing)
    else:
        personal = means is not None and may_carry_personal_data(means)
        words = (
            _("Реестр разрешает и личные данные.")
            if personal
            else _("Без личных данных: только «в кабинете новое» и ссылка.")
        )
        todo = "" if is_on else _("Укажите {name} и перезапустите.").format(name=f"OPORA_{code.upper()}")
    return WayOutside(
        code, Messenger(code).label, "message-2", tone, standing, words, todo,
        waiting=queue.waiting, lost=queue.lost, is_on=is_on, may_try=is_on and refusal is None,
        **_facts(state),
    )  # fmt: skip
