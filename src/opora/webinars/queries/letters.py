"""Letters to those who registered: always Russian, with the personal link and a file for the calendar."""

from email.utils import parseaddr
from enum import Enum

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.consultations.models import Session
from opora.consultations.queries.telling import what_of
from opora.integrations.ical import CalendarEvent, Method, Status, calendar_text
from opora.kernel.times import format_when
from opora.notifications.actions import Outward
from opora.people.queries import organisation

from ..models import Visitor


class What(Enum):
    """What has happened to the consultation after one registered."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    FILMED = "filmed"


def own_address(visitor: Visitor) -> str:
    return f"{settings.PUBLIC_URL}{reverse('website:visit', args=[visitor.secret])}"


def when_of(session: Session) -> str:
    return format_when(session.starts_at, session.ends_at, session.branch.timezone)


def calendar_of(visitor: Visitor, method: Method) -> bytes:
    session = visitor.webinar.session
    event = CalendarEvent(
        uid=session.calendar_uid,
        start=session.starts_at,
        end=session.ends_at,
        zone=session.branch.timezone,
        summary=what_of(session),
        description=_("Ведёт {who}. Ваша ссылка: {url}").format(
            who=session.person.full_name, url=own_address(visitor)
        ),
        url=own_address(visitor),
        status=Status.CANCELLED if method is Method.CANCEL else Status.CONFIRMED,
        sequence=session.sequence,
        updated=session.updated_at,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=visitor.email,
    )
    return calendar_text(organisation().short_name, [event], method=method)


def _letter(visitor: Visitor, subject: str, *words: str, method: Method | None = None) -> Outward:
    session = visitor.webinar.session
    facts = _("{what}\n{when}\nВедёт {who}").format(
        what=what_of(session), when=when_of(session), who=session.person.full_name
    )
    text = "\n\n".join([_("Здравствуйте, {name}!").format(name=visitor.name), facts, *words])
    calendar = calendar_of(visitor, method) if method else None
    return Outward(visitor.email, subject, text, calendar, method.value if method else "")


def _way_in(visitor: Visitor) -> str:
    return _(
        "Ваша личная ссылка: {url}\nКомната откроется за полчаса до начала. "
        "Нужен браузер с динамиками или наушниками; микрофон понадобится, если дадут слово. "
        "По этой же ссылке можно отказаться."
    ).format(url=own_address(visitor))


def registered(visitor: Visitor) -> Outward:
    return _letter(
        visitor,
        _("Вы зарегистрированы: {what}").format(what=what_of(visitor.webinar.session)),
        _way_in(visitor),
        _("Не передавайте ссылку другим: по ней входят под вашим именем."),
        method=Method.REQUEST,
    )


def taken_back(visitor: Visitor) -> Outward:
    return _letter(
        visitor,
        _("Регистрация отменена: {what}").format(what=what_of(visitor.webinar.session)),
        _("Ваши имя и адрес удалены."),
        method=Method.CANCEL,
    )


def changed(visitor: Visitor, what: What) -> Outward:
    topic = what_of(visitor.webinar.session)
    method: Method | None = None
    match what:
        case What.CANCELLED:
            subject, words, method = _("Вебинар отменён: {what}"), _("Приносим извинения."), Method.CANCEL
        case What.MOVED:
            subject, words, method = _("Новое время: {what}"), _way_in(visitor), Method.REQUEST
        case What.FILMED:
            words = _("Смотреть по вашей личной ссылке: {url}").format(url=own_address(visitor))
            subject = _("Запись вебинара: {what}")
    return _letter(visitor, subject.format(what=topic), words, method=method)


def reminder(visitor: Visitor, *, hour: bool) -> Outward:
    subject = _("Через час: {what}") if hour else _("Завтра: {what}")
    return _letter(visitor, subject.format(what=what_of(visitor.webinar.session)), _way_in(visitor))
