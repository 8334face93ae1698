"""When one may wait for a place, and when a worker is said to be absent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Mode

from ..models import Booking, Session

FULL = frozenset({"BOOK-03", "CON-06"})
UNASKED_UNTIL = timedelta(hours=2)
REPORTED_WITHIN = timedelta(days=1)


@rule("WAIT-01")
def there_is_something_to_wait_for(refusals: Sequence[Refusal]) -> Refusal | None:
    """Waiting is for a full session; a free place is taken at once."""
    if refusals:
        return None
    return Refusal(
        "WAIT-01",
        _("Место уже есть, ждать не нужно."),
        next_step=_("Нажмите «Записаться»."),
    )


@rule("WAIT-02")
def waits_once(already: bool) -> Refusal | None:
    if not already:
        return None
    return Refusal(
        "WAIT-02",
        _("В листе ожидания этой консультации запись уже есть."),
        next_step=_("Когда место освободится, мы запишем и сообщим."),
    )


def only_seats_are_missing(refusals: Sequence[Refusal]) -> bool:
    return all(refusal.rule in FULL for refusal in refusals)


def is_given_unasked(session: Session, at: datetime) -> bool:
    """In the last two hours a freed place is offered, not given: nobody could notice in time."""
    return session.mode == Mode.OFFLINE or at <= session.starts_at - UNASKED_UNTIL


@rule("SES-07")
def new_time_is_ahead(session: Session, starts_at: datetime, at: datetime) -> Refusal | None:
    """A session is moved to a time that is still to come and is not the same."""
    if starts_at <= at:
        words = _("Новое время уже прошло.")
    elif starts_at == session.starts_at:
        words = _("Это то же самое время.")
    else:
        return None
    return Refusal("SES-07", words, next_step=_("Выберите другое время."), field="starts")


def late(session: Session) -> timedelta:
    """How long a worker is waited for before it may be said that nobody came."""
    return timedelta(minutes=in_force(Provision.LATE_TEACHER_MINUTES, session.date))


@rule("ABS-01")
def absence_may_be_said(session: Session, at: datetime) -> Refusal | None:
    """Some minutes after the beginning till a day after the end, while nobody opened it (case 10)."""
    since = session.starts_at + late(session)
    if session.state != Session.State.PLANNED or session.mode == Mode.OFFLINE:
        return Refusal(
            "ABS-01",
            _("Об этой консультации так сообщить нельзя: она {state}.").format(
                state=session.get_state_display()
            ),
            next_step=_("Если помощи вы не получили, напишите заместителю руководителя."),
        )
    if since <= at <= session.ends_at + REPORTED_WITHIN:
        return None
    if at < since:
        return Refusal(
            "ABS-01",
            _("Подождите до {when}: преподаватель может задержаться.").format(
                when=format_when(since, None, session.branch.timezone)
            ),
            next_step=_("После этого времени здесь можно сообщить, что он не подключился."),
        )
    return Refusal(
        "ABS-01",
        _("Со времени консультации прошло больше суток."),
        next_step=_("Напишите заместителю руководителя: он разберётся."),
    )


@rule("ABS-02")
def absence_is_said_by_booked(booking: Booking | None) -> Refusal | None:
    if booking is not None:
        return None
    return Refusal(
        "ABS-02",
        _("Вы не записаны на эту консультацию."),
        next_step=_("Сообщить может записанный слушатель или его представитель."),
    )
