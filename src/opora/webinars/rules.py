"""Whether a frontal consultation may be a webinar, and whether one more may register (S2-12e)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from opora.consultations.models import Session
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.schedule.models import Format, Mode

from .models import Webinar

S = Session.State
GOING: Collection[str] = (S.PLANNED, S.IN_PROGRESS)
MOST_SEATS = 500
AN_HOUR, MOST_IN_AN_HOUR = timedelta(hours=1), 30


@rule("WEB-01")
def is_frontal_in_our_room(session: Session, at: datetime, *, has_room: bool) -> Refusal | None:
    """A hall is of a frontal consultation online that is still to come, in a room of this platform."""
    if session.format != Format.FRONTAL or session.mode != Mode.ONLINE:
        words = _("Вебинаром бывает только фронтальная консультация онлайн.")
    elif not has_room:
        words = _("У этой консультации нет видеокомнаты на платформе.")
    elif session.state not in GOING or session.ends_at <= at:
        words = _("Консультация уже прошла или отменена.")
    else:
        return None
    return Refusal("WEB-01", words, next_step=_("Выберите другую встречу или создайте фронтальную онлайн."))


@rule("WEB-02")
def there_is_a_media_server() -> Refusal | None:
    """Who may speak is decided by the server; browsers alone would decide it themselves."""
    if settings.JANUS:
        return None
    return Refusal(
        "WEB-02",
        _("Для вебинара нужен медиасервер, а он не подключён."),
        next_step=_("Позовите специалиста: как поставить, сказано в руководстве по видео."),
    )


@rule("WEB-03")
def registration_is_open(webinar: Webinar, at: datetime) -> Refusal | None:
    session = webinar.session
    if webinar.is_public and webinar.is_open and session.state in GOING and at < session.ends_at:
        return None
    return Refusal(
        "WEB-03",
        _("Регистрация на этот вебинар закрыта."),
        next_step=_("Напишите нам через «Контакты», подскажем ближайший."),
    )


@rule("WEB-04")
def there_is_a_place(seats: int, taken: int) -> Refusal | None:
    if taken < seats:
        return None
    return Refusal(
        "WEB-04",
        _("Все места заняты: {n}.").format(n=seats),
        next_step=_("Загляните позже: кто-нибудь может отказаться."),
    )


@rule("WEB-05")
def not_too_often(recent: int) -> Refusal | None:
    """From one address so many an hour: an office behind one address registers, a program does not."""
    if recent < MOST_IN_AN_HOUR:
        return None
    return Refusal(
        "WEB-05",
        _("За последний час с вашего адреса зарегистрировались уже {n} раз.").format(n=recent),
        next_step=_("Попробуйте через час или напишите нам через «Контакты»."),
    )


@rule("WEB-06")
def seats_are_enough(seats: int, taken: int, *, public: bool) -> Refusal | None:
    """As many as have registered, and as many as one room carries."""
    if not public or max(taken, 1) <= seats <= MOST_SEATS:
        return None
    words = (
        _("Уже зарегистрировались {n}: мест не может быть меньше.").format(n=taken)
        if seats < taken
        else _("Мест для гостей бывает от 1 до {n}.").format(n=MOST_SEATS)
    )
    return Refusal("WEB-06", words, next_step=_("Исправьте число мест."), field="seats")
