"""Telling people: a row in the cabinet and a letter in the outbox, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.text import one_stop
from opora.people.models import Person
from opora.people.queries import organisation

from .live import wake
from .models import Letter, Notification
from .tasks import send_letters

TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one person; ``key`` names the event, so it is told once."""

    person: Person
    key: str
    title: str
    body: str = ""
    url: str = ""
    mail: bool = True
    calendar: bytes | None = None
    method: str = ""


def notify(
    person: Person,
    *,
    key: str,
    title: str,
    body: str = "",
    url: str = "",
    mail: bool = True,
    calendar: bytes | None = None,
    method: str = "",
) -> Notification | None:
    """Tell one person. None when this event was already told to this person.

    ``key`` names the event (``"booking-17-confirmed"``, ≤ 120 signs); ``url`` is a path of this site;
    ``calendar`` is a file .ics with its ``method`` (REQUEST, CANCEL). Without an e-mail there is no letter.
    """
    told = notify_all([Message(person, key, title, body, url, mail, calendar, method)])
    return told[0] if told else None


def notify_many(
    persons: Iterable[Person],
    *,
    key: str,
    title: str,
    body: str = "",
    url: str = "",
    mail: bool = True,
    calendar: bytes | None = None,
    method: str = "",
) -> list[Notification]:
    """Tell the same to many; the answer holds only those who had not been told."""
    return notify_all([Message(person, key, title, body, url, mail, calendar, method) for person in persons])


@transaction.atomic
def notify_all(messages: Sequence[Message]) -> list[Notification]:
    """Tell each his own; the number of statements does not depend on how many there are."""
    unique = {(message.person.pk, message.key): message for message in messages}
    told = _tell(list(unique.values()))
    if not told:
        return []
    letters = [_letter(unique[row.person_id, row.key], row) for row in told]
    to_send = Letter.objects.bulk_create(letter for letter in letters if letter is not None)
    wake(*{row.person_id for row in told})
    if to_send and settings.MAIL.host:
        send_letters.defer()
    return told


def _tell(messages: Sequence[Message]) -> list[Notification]:
    """Insert those not told before. ``bulk_create(ignore_conflicts=True)`` does not say which were new."""
    columns = (
        [message.person.pk for message in messages],
        [message.key for message in messages],
        [one_stop(message.title)[:TITLE_LENGTH] for message in messages],
        [one_stop(message.body) for message in messages],
        [message.url for message in messages],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_notification (person_id, key, title, body, url, created_at)"
            " SELECT *, %s::timestamptz"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " ON CONFLICT (person_id, key) DO NOTHING"
            " RETURNING id, person_id, key, title, body, url, created_at",
            [now(), *columns],
        )
        names = ("id", "person_id", "key", "title", "body", "url", "created_at")
        return [Notification(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _letter(message: Message, told: Notification) -> Letter | None:
    """Several people may share a mailbox, so the text begins with the name (domain.md §8, case 31)."""
    person = message.person
    if not message.mail or not person.email:
        return None
    return Letter(
        notification=told,
        to=person.email,
        subject=told.title,
        text=_text(person, told),
        calendar=(message.calendar or b"").decode(),
        calendar_method=message.method,
        message_id=make_msgid(domain=_mail_domain()),
        next_try_at=now(),
    )


@transaction.atomic
def write_to(address: str, *, subject: str, text: str) -> Letter:
    """A letter to somebody who has no cabinet: a visitor who wrote by the form of the site."""
    letter = Letter.objects.create(
        to=address,
        subject=one_stop(subject),
        text=f"{text}\n\n-- \n{organisation().full_name}",
        message_id=make_msgid(domain=_mail_domain()),
        next_try_at=now(),
    )
    if settings.MAIL.host:
        send_letters.defer()
    return letter


def _mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _text(person: Person, told: Notification) -> str:
    with override("ru"):
        lines = [_("Кому: {name}").format(name=person.full_name), "", told.title]
        if told.body:
            lines += ["", told.body]
        if told.url:
            lines += ["", _("Открыть в кабинете: {url}").format(url=f"{settings.PUBLIC_URL}{told.url}")]
        lines += ["", "-- ", organisation().full_name, _("Это письмо отправлено автоматически.")]
    return "\n".join(lines)


@transaction.atomic
def read(notification: Notification) -> None:
    """Seen by the person it was for; seeing again changes nothing."""
    if Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now()):
        wake(notification.person_id)


@transaction.atomic
def read_all(person: Person) -> tuple[int, datetime]:
    """Everything told so far is seen; answers how many were new, and the moment by which they are known."""
    moment = now()
    count = Notification.objects.filter(person=person, read_at=None).update(read_at=moment)
    if count:
        wake(person.pk)
    return count, moment


@transaction.atomic
def unread_again(person: Person, moment: datetime) -> int:
    """What was read together at that moment is new again; anything else stays as it is."""
    count = Notification.objects.filter(person=person, read_at=moment).update(read_at=None)
    if count:
        wake(person.pk)
    return count


@transaction.atomic
def resend(letter: Letter) -> None:
    """A human decided that a letter of unknown fate, or a failed one, goes again."""
    Letter.objects.filter(pk=letter.pk, state__in=[Letter.State.UNCERTAIN, Letter.State.FAILED]).update(
        state=Letter.State.QUEUED, next_try_at=now(), attempts=0, last_error=""
    )
    if settings.MAIL.host:
        send_letters.defer()
