"""Telling people: a row in the cabinet and a letter in the outbox, in the caller's transaction."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from email.utils import make_msgid

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.text import one_stop
from opora.kernel.times import after_quiet
from opora.people.models import Person
from opora.people.queries import organisation

from .kinds import is_urgent, kind_of
from .live import wake
from .models import BadAddress, Dispatch, Letter, Notification, Wishes
from .queries import bad_among, quiet_until, wishes_of
from .tasks import send_dispatches, send_letters
from .ways import COLUMNS, WAYS

TITLE_LENGTH = 200
TOKEN_BYTES = 12
HARD_RETURNS = 2


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one person; ``key`` names the event, so it is told once.

    ``by_day``: it can wait, so its letter does not leave in quiet hours of the reader's own clock.
    ``about`` («chat:17») is where an answer to the letter goes; without it the letter is not answered.
    ``hint`` says how to answer, in a letter that can be answered only.
    """

    person: Person
    key: str
    title: str
    body: str = ""
    url: str = ""
    mail: bool = True
    calendar: bytes | None = None
    method: str = ""
    by_day: bool = False
    about: str = ""
    hint: str = ""


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


@transaction.atomic(savepoint=False)
def notify_all(messages: Sequence[Message]) -> list[Notification]:
    """Tell each his own; the number of statements does not depend on how many there are."""
    unique = {(message.person.pk, message.key): message for message in messages}
    told = _tell(list(unique.values()))
    if not told:
        return []
    wishes = wishes_of({row.person_id for row in told})
    bad = bad_among({unique[row.person_id, row.key].person.email for row in told})
    at = now()
    letters = [_letter(unique[row.person_id, row.key], row, wishes, bad, at) for row in told]
    to_send = Letter.objects.bulk_create(letter for letter in letters if letter is not None)
    by_ways = Dispatch.objects.bulk_create(
        _dispatches([unique[row.person_id, row.key] for row in told], told, wishes, at)
    )
    wake(*{row.person_id for row in told})
    if to_send and settings.MAIL.host:
        send_letters.defer()
    if by_ways:
        send_dispatches.defer()
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


def _letter(
    message: Message, told: Notification, wishes: Mapping[int, Wishes], bad: set[str], at: datetime
) -> Letter | None:
    """Several people may share a mailbox, so the text begins with the name (domain.md §8, case 31)."""
    person = message.person
    if not message.mail or not person.email or person.email.lower() in bad:
        return None
    wished = wishes.get(person.pk)
    if wished and not wished.wants(kind_of(told.key), "mail"):
        return None
    later = None if is_urgent(told.key) else quiet_until(wished, person, at) or _morning(message, at)
    token = _new_token() if message.about else ""
    return Letter(
        notification=told,
        about=message.about,
        token=token,
        to=person.email,
        subject=told.title,
        text=_text(person, told, answered=bool(token), hint=message.hint),
        calendar=(message.calendar or b"").decode(),
        calendar_method=message.method,
        message_id=_message_id(token),
        next_try_at=later or at,
        quiet=later is not None,
    )


def _morning(message: Message, at: datetime) -> datetime | None:
    """What can wait leaves by day of its reader, also when he has asked for no quiet hours."""
    zone = message.person.timezone or organisation().timezone
    day = after_quiet(at, zone) if message.by_day else at
    return day if day > at else None


def _dispatches(
    messages: Sequence[Message], told: Sequence[Notification], wishes: Mapping[int, Wishes], at: datetime
) -> list[Dispatch]:
    """By push and messengers goes what would be worth a letter. A statement for each way and kind."""
    rows = [row for message, row in zip(messages, told, strict=True) if message.mail]
    people = {message.person.pk: message.person for message in messages}
    found = []
    for way in WAYS.values():
        for kind in {kind_of(row.key) for row in rows}:
            of_kind = [row for row in rows if kind_of(row.key) == kind]
            reached = way.reaches({row.person_id for row in of_kind}, kind)
            for row in of_kind:
                wished = wishes.get(row.person_id)
                if row.person_id not in reached or (wished and not wished.wants(kind, way.column)):
                    continue
                later = None if is_urgent(row.key) else quiet_until(wished, people[row.person_id], at)
                found.append(
                    Dispatch(notification=row, way=way.code, next_try_at=later or at, quiet=later is not None)
                )
    return found


def _new_token() -> str:
    """96 bits in digits and small letters: mail servers may change the case of an address."""
    return secrets.token_hex(TOKEN_BYTES)


def _message_id(token: str) -> str:
    domain = settings.MAIL_DOMAIN
    return f"<opora.{token}@{domain}>" if token else make_msgid(domain=domain)


@transaction.atomic
def write_to(address: str, *, subject: str, text: str, about: str = "", answers: str = "") -> Letter:
    """A letter to somebody outside the cabinet: a visitor who wrote by the form of the site, or by mail.

    ``about`` is where an answer goes; ``answers`` is the Message-ID of the letter this one answers.
    """
    token = _new_token() if about else ""
    letter = Letter.objects.create(
        to=address,
        about=about,
        token=token,
        answers=answers,
        subject=one_stop(subject)[:TITLE_LENGTH],
        text=f"{text}\n\n-- \n{organisation().full_name}",
        message_id=_message_id(token),
        next_try_at=now(),
    )
    if settings.MAIL.host:
        send_letters.defer()
    return letter


@dataclass(frozen=True, slots=True)
class Outward:
    """A letter to somebody without an account; ``calendar`` is a file .ics with its ``method``."""

    address: str
    subject: str
    text: str
    calendar: bytes | None = None
    method: str = ""


@transaction.atomic
def write_to_many(letters: Sequence[Outward]) -> list[Letter]:
    """To each his own; the number of statements does not depend on how many there are."""
    signed = organisation().full_name if letters else ""
    rows = Letter.objects.bulk_create(
        Letter(
            to=one.address,
            subject=one_stop(one.subject)[:TITLE_LENGTH],
            text=f"{one.text}\n\n-- \n{signed}",
            calendar=(one.calendar or b"").decode(),
            calendar_method=one.method,
            message_id=_message_id(""),
            next_try_at=now(),
        )
        for one in letters
    )
    if rows and settings.MAIL.host:
        send_letters.defer()
    return rows


def _text(person: Person, told: Notification, *, answered: bool, hint: str) -> str:
    with override("ru"):
        lines = [_("Кому: {name}").format(name=person.full_name), "", told.title]
        if told.body:
            lines += ["", told.body]
        if told.url:
            lines += ["", _("Открыть в кабинете: {url}").format(url=f"{settings.PUBLIC_URL}{told.url}")]
        lines += ["", "-- ", organisation().full_name]
        if answered and settings.INBOX.host:
            lines.append(_("На это письмо можно ответить: ответ появится в переписке в Опоре."))
            lines += [hint] if hint else []
        else:
            lines.append(_("Это письмо отправлено автоматически."))
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


@transaction.atomic
def set_wishes(
    person: Person,
    *,
    ways: Mapping[str, Sequence[str]],
    quiet: tuple[time, time] | None = None,
    titles: bool = False,
) -> Wishes:
    """How the person is told from now on: by kind the columns of :data:`ways.COLUMNS` he chose."""
    start, end = quiet or (None, None)
    chosen = {kind: [column for column in COLUMNS if column in picked] for kind, picked in ways.items()}
    row, _made = Wishes.objects.update_or_create(
        person=person, defaults={"ways": chosen, "quiet_from": start, "quiet_to": end, "titles": titles}
    )
    return row


@transaction.atomic
def letter_returned(letter: Letter, *, words: str, is_final: bool) -> None:
    """A letter came back. What is final counts: after the second no letters are sent to that address."""
    held = Letter.objects.select_for_update().get(pk=letter.pk)
    if held.returned_at is not None:
        return
    held.returned_at, held.state, held.last_error = now(), Letter.State.FAILED, words[:500]
    held.save(update_fields=["returned_at", "state", "last_error"])
    if is_final:
        count_return(held.to, words=words)


@transaction.atomic
def count_return(address: str, *, words: str) -> None:
    """One more final return of an address; the second makes it bad."""
    BadAddress.objects.get_or_create(address=address.lower())
    row = BadAddress.objects.select_for_update().get(address=address.lower())
    row.returns += 1
    row.last_words = words[:500]
    if row.returns >= HARD_RETURNS and row.bad_since is None:
        row.bad_since = now()
    row.save(update_fields=["returns", "last_words", "bad_since", "updated_at"])


@transaction.atomic
def address_works(address: str) -> bool:
    """A human knows that it works again. Answers whether anything was known against it."""
    known = BadAddress.objects.filter(address=address.lower(), returns__gt=0)
    return bool(known.update(returns=0, bad_since=None, updated_at=now()))
