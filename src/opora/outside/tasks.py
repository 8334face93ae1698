"""By the clock: the mailbox and the bots are read every minute; what fails is said and tried again."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.conversations.queries.calling import rings_of
from opora.integrations import inbox
from opora.integrations.messengers import Blocked, Heard, NotSaid
from opora.integrations.messengers import Messenger as Bot
from opora.kernel.errors import Refused
from opora.kernel.jobs import own_connection
from opora.notifications.kinds import Kind

from .actions import (
    bind_by_code,
    end_binding,
    forget_automatic,
    note_failure,
    note_work,
    receive,
    set_aside,
)
from .actions.binding import LENGTH
from .models import Messenger, WayState
from .queries import reach
from .telling import ring_to

logger = logging.getLogger("opora.outside")
WAIT_FOR_CODE = 20
CODE_LENGTH = LENGTH


@app.periodic(cron="* * * * *")
@app.task(
    name="outside.read_inbox", queue="mail", queueing_lock="outside.read_inbox", lock="outside.read_inbox"
)
def read_inbox(timestamp: int) -> None:
    """What came since the mark. A mailbox that does not answer is tried again in a minute."""
    with own_connection():
        if settings.INBOX.host:
            read_new()


@app.periodic(cron="* * * * *")
@app.task(name="outside.hear_bots", queue="ways", queueing_lock="outside.hear_bots", lock="outside.hear_bots")
def hear_bots(timestamp: int) -> None:
    """What was written to the bots: codes, «stop». While somebody binds his account they are waited for."""
    with own_connection():
        for code in Messenger.values:
            bot = reach.messenger(code)
            if bot is not None and reach.why_not(code) is None:
                hear(code, bot, wait=WAIT_FOR_CODE if reach.codes_wait(code) else 0)


@app.task(name="outside.ring", queue="ways")
def ring(people: list[int]) -> None:
    """At once: a call rings for seconds, so what fails is not tried again."""
    with own_connection():
        ring_at(people)


def ring_at(people: list[int]) -> None:
    for one in rings_of(reach.subscribed(people, Kind.MESSAGES)):
        ring_to(one)


@app.periodic(cron="43 3 * * *")
@app.task(name="outside.forget", queueing_lock="outside.forget")
def forget(timestamp: int) -> None:
    with own_connection():
        forget_automatic()


def read_new() -> int:
    """Letters after the mark, each in a transaction of its own; answers how many were new."""
    mark, found = _mark(), 0
    try:
        with inbox.opened(settings.INBOX) as box:
            for then, raw in inbox.after(box, settings.INBOX, mark):
                found += _taken(raw)
                note_work("inbox", cursor=f"{then.validity}:{then.uid}")
    except inbox.Unavailable as error:
        note_failure("inbox", words=str(error))
    except Refused as refused:  # the disk is full: the mark stays before this letter
        note_failure("inbox", words=str(refused))
    else:
        note_work("inbox")
    return found


def _mark() -> inbox.Mark:
    row = WayState.objects.filter(way="inbox").first()
    validity, _colon, uid = (row.cursor if row else "").partition(":")
    return inbox.Mark(int(validity or 0), int(uid or 0))


def _taken(raw: bytes) -> bool:
    """A letter that breaks our program waits for a human; those after it go on."""
    try:
        return receive(raw) is not None
    except Refused:
        raise
    except Exception:
        logger.exception("a letter could not be placed")
        return set_aside(raw, words=_("Программа не смогла разобрать это письмо.")) is not None


def hear(code: str, bot: Bot, *, wait: int = 0) -> int:
    """Updates after the cursor; answers how many were for us."""
    row = WayState.objects.filter(way=code).first()
    try:
        heard, cursor = bot.hear(row.cursor if row else "", wait=wait)
    except (NotSaid, Blocked) as error:
        note_failure(code, words=str(error))
        return 0
    for one in heard:
        _answered(code, bot, one)
    note_work(code, cursor=cursor)
    return len(heard)


def _answered(code: str, bot: Bot, heard: Heard) -> None:
    with override("ru"):
        words = _reply(code, heard)
    if not words:
        return
    try:
        bot.say(heard.who, words)
    except (NotSaid, Blocked) as error:
        logger.warning("%s did not take an answer: %s", code, error)


def _reply(code: str, heard: Heard) -> str:
    """A code binds, «stop» ends it; anything else is answered with where to write."""
    said = heard.text.strip().removeprefix("/start").strip()
    if heard.stopped or said.lower() in ("/stop", "стоп", "stop"):
        was = end_binding(code, who=heard.who, why=_("остановлено в мессенджере"))
        return _("Больше не пишем. Привязать снова можно в кабинете.") if was and not heard.stopped else ""
    if len(said.split()) == 1 and len(said) == CODE_LENGTH:
        try:
            bind_by_code(code, who=heard.who, code=said)
        except Refused as refused:
            return f"{refused.refusals[0].words} {refused.refusals[0].next_step}"
        return _("Готово: сюда будут приходить уведомления Опоры. Остановить: напишите «стоп».")
    return _("Этот бот только сообщает о новом. Ответить можно в кабинете: {url}").format(
        url=settings.PUBLIC_URL
    )
