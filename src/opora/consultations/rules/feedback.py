"""When a learner may say whether help helped (S1-4.1)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.schedule.models import Mode

from ..models import Booking, Session, Thread

SAID_WITHIN = timedelta(days=14)
RECEIVED = frozenset({Session.State.HELD, Session.State.CONFIRMED, Session.State.CORRECTION})


def ended_at(about: Booking | Thread) -> datetime:
    """Since when it may be said: the meeting has ended and was written down, the question was closed."""
    if isinstance(about, Thread):
        return about.closed_at or about.updated_at
    session = about.session
    return max(session.ends_at, session.closed_at or session.ends_at)


def may_be_asked(about: Booking | Thread, at: datetime, *, answered: bool = True) -> bool:
    return help_was_received(about, answered=answered) is None and said_in_time(about, at) is None


@rule("FBK-01")
def help_was_received(about: Booking | Thread, *, answered: bool = True) -> Refusal | None:
    """Of a meeting says who was there, of a question whose question was answered and closed."""
    if isinstance(about, Thread):
        if answered and about.state == Thread.State.CLOSED:
            return None
        return Refusal(
            "FBK-01",
            _("Помог ли ответ, спросим, когда на вопрос ответят и он будет закрыт."),
            next_step=_("Если ответ уже есть и всё понятно, закройте вопрос."),
        )
    if about.session.mode == Mode.OFFLINE:
        return Refusal(
            "FBK-01",
            _("Об отложенной консультации говорят в самом вопросе."),
            next_step=_("Откройте свой вопрос: ответить можно там, когда он закрыт."),
        )
    if about.state == Booking.State.ATTENDED and about.session.state in RECEIVED:
        return None
    return Refusal(
        "FBK-01",
        _("Сказать, помогла ли консультация, может тот, кто на ней был."),
        next_step=_("Если вы были, а отметки нет, напишите преподавателю: он исправит запись."),
    )


@rule("FBK-02")
def said_in_time(about: Booking | Thread, at: datetime) -> Refusal | None:
    """Said and changed while it is remembered; what was said earlier stays."""
    last = ended_at(about) + SAID_WITHIN
    if at <= last:
        return None
    return Refusal(
        "FBK-02",
        _("Ответить и изменить ответ можно было до {when}.").format(
            when=format_when(last, None, about.session.branch.timezone)
        ),
        next_step=_("Если помощь всё ещё нужна, запишитесь на встречу или задайте вопрос."),
    )
