"""Reading a mailbox over IMAP by UID: what came after the mark, in order (RFC 9051, 2.3.1.1)."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from imap_tools import A, BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted, U

TIMEOUT_SECONDS = 20
BATCH = 50


class Unavailable(Exception):  # noqa: N818 -- it says what happened
    """The mailbox did not answer or did not let in; its words are for the administrator."""


class Server(Protocol):
    """Where letters are read; ``opora.config.mail.Inbox`` is one."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def ssl(self) -> bool: ...
    @property
    def starttls(self) -> bool: ...
    @property
    def folder(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a mailbox has been read. Another ``validity`` means its UIDs are new: it is read anew."""

    validity: int = 0
    uid: int = 0


@contextmanager
def opened(server: Server) -> Iterator[BaseMailBox]:
    """The folder, selected for reading only. Raises :class:`Unavailable`, of what happens inside too."""
    box: BaseMailBox | None = None
    try:
        box = _connected(server)
        box.login(server.user, server.password, initial_folder=None)
        box.folder.set(server.folder, readonly=True)
        yield box
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise Unavailable(_words(error)) from error
    finally:
        if box is not None:
            with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                box.logout()


def _connected(server: Server) -> BaseMailBox:
    if server.ssl:
        context = ssl.create_default_context()
        return MailBox(server.host, server.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    if server.starttls:
        context = ssl.create_default_context()
        return MailBoxStartTls(server.host, server.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    return MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT_SECONDS)


def _words(error: Exception) -> str:
    """What the server said; a log-in that failed is said without the log-in itself."""
    answer = getattr(error, "command_result", None)
    if answer:
        said = [part.decode(errors="replace") if isinstance(part, bytes) else str(part) for part in answer[1]]
        return " ".join([str(answer[0]), *said])[:300]
    return str(error)[:300]


def after(box: BaseMailBox, server: Server, mark: Mark) -> Iterator[tuple[Mark, bytes]]:
    """Letters after the mark, the earliest first, each with the mark after it; at most a batch."""
    validity = int(box.folder.status(server.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
    last = mark.uid if mark.validity == validity else 0
    uids = sorted(int(uid) for uid in box.uids(A(uid=U(str(last + 1), "*"))))
    for uid in [uid for uid in uids if uid > last][:BATCH]:  # «last+1:*» always answers the last one
        for raw in _fetched(box, uid):
            yield Mark(validity, uid), raw


def _fetched(box: BaseMailBox, uid: int) -> Iterator[bytes]:
    """The bytes as they are: a letter is parsed by us, so a broken one breaks nothing here."""
    _status, parts = box.client.uid("fetch", str(uid), "(BODY.PEEK[])")
    yield from (part[1] for part in parts if isinstance(part, tuple))
