"""Sending a letter over SMTP so that it is known what became of it (RFC 5321).

The end of the dialogue decides: refused before the body was handed over means the letter did not leave;
a connection broken after that means nobody knows, and only a human may send it again.
"""

import re
import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from opora.kernel.clock import now

TIMEOUT_SECONDS = 20
CONSOLE = "console"


class NotSent(Exception):  # noqa: N818 -- it says what happened to the letter
    """The letter surely did not leave; it may be tried again."""


class Rejected(Exception):  # noqa: N818
    """The server will never take this letter (5xx)."""


class Unknown(Exception):  # noqa: N818
    """The connection broke after the body was handed over; the letter may have left."""


class Server(Protocol):
    """Where letters are handed over; ``opora.config.mail.Mail`` is one."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def starttls(self) -> bool: ...
    @property
    def ssl(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter to one person. ``calendar`` is iCalendar text, ``method`` its REQUEST, CANCEL or PUBLISH.

    ``reply_to`` is where an answer goes; ``answers`` is the Message-ID of the letter this one answers.
    """

    sender: str
    to: str
    subject: str
    text: str
    message_id: str
    calendar: str = ""
    method: str = ""
    reply_to: str = ""
    answers: str = ""


def build(mail: Mail) -> bytes:
    """The letter as it goes over the wire; the same letter has the same Message-ID in every try."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender
    message["To"] = Address(addr_spec=_ascii_domain(mail.to))
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(now())
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-replied" if mail.answers else "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    if mail.answers:
        message["In-Reply-To"] = message["References"] = mail.answers
    message.set_content(mail.text)
    if mail.calendar:
        message.add_alternative(
            mail.calendar, subtype="calendar", params={"method": mail.method or "PUBLISH"}
        )
        message.add_attachment(
            mail.calendar.encode(), maintype="text", subtype="calendar", filename="konsultatsiya.ics",
            params={"method": mail.method or "PUBLISH"},
        )  # fmt: skip
    return message.as_bytes()


class Dialogue(Protocol):
    """What of ``smtplib.SMTP`` is spoken here."""

    def ehlo_or_helo_if_needed(self) -> None: ...
    def mail(self, sender: str, /) -> tuple[int, bytes]: ...
    def rcpt(self, recip: str, /) -> tuple[int, bytes]: ...
    def data(self, msg: bytes, /) -> tuple[int, bytes]: ...


class _Console:
    """Instead of a server: takes every letter and prints it."""

    def ehlo_or_helo_if_needed(self) -> None:
        pass

    def mail(self, sender: str) -> tuple[int, bytes]:
        return 250, b""

    rcpt = mail

    def data(self, body: bytes) -> tuple[int, bytes]:
        letter = message_from_bytes(body, policy=SMTP)
        part = letter.get_body(("plain",))
        text = part.get_content() if part else ""
        sys.stdout.write(f"[письмо → {letter['To']}] {letter['Subject']}\n{text}\n")
        return 250, b""


@contextmanager
def connected(server: Server) -> Iterator[Dialogue]:
    """A dialogue ready for letters; :class:`NotSent` when the server cannot be reached or does not let in."""
    if server.host == CONSOLE:
        yield _Console()
        return
    try:
        dialogue = _open(server)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error)) from error
    try:
        yield dialogue
    finally:
        with suppress(OSError, smtplib.SMTPException):
            dialogue.quit()


def _open(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.ssl:
        dialogue: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        dialogue = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.starttls:
            dialogue.starttls(context=context)
        if server.user:
            dialogue.login(server.user, server.password)
    except Exception:
        dialogue.close()
        raise
    return dialogue


def send(mail: Mail, dialogue: Dialogue) -> None:
    """Hand one letter over; returns only when the server took it, else raises what became of it."""
    body = build(mail)
    try:
        dialogue.ehlo_or_helo_if_needed()
        _agreed(dialogue.mail(_envelope(mail.sender)))
        _agreed(dialogue.rcpt(_ascii_domain(mail.to)))
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error)) from error
    try:
        answer = dialogue.data(body)
    except smtplib.SMTPDataError as error:
        answer = (error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b"")
    except (OSError, smtplib.SMTPException) as error:
        raise Unknown(str(error)) from error
    _agreed(answer)


def _agreed(answer: tuple[int, bytes]) -> None:
    code, words = answer
    if 200 <= code < 300:
        return
    said = f"{code} {words.decode(errors='replace')}"
    raise (Rejected if code >= 500 else NotSent)(said)


UNKNOWN_ADDRESS = re.compile(
    r"\b5\.1\.[0126]\b|user unknown|unknown user|no such (user|mailbox|recipient)|does not exist|"
    r"invalid (mailbox|recipient)|mailbox (not found|unavailable)|recipient (address )?rejected|"
    r"не существует|не найден|неизвестн\w+ (адрес|пользовател)",
    re.IGNORECASE,
)


def is_unknown_address(words: str) -> bool:
    """Whether a server says that there is no such mailbox, and not that it dislikes the letter."""
    return bool(UNKNOWN_ADDRESS.search(words))


def _envelope(sender: str) -> str:
    """«Опора <opora@example.org>» → opora@example.org."""
    return _ascii_domain(sender.rpartition("<")[2].rstrip("> "))


def _ascii_domain(address: str) -> str:
    """The domain as mail servers know it: «почта.рф» in IDNA."""
    name, at, domain = address.rpartition("@")
    return f"{name}{at}{domain.encode('idna').decode()}"
