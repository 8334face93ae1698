"""Mail settings from one address each: ``smtp://user:password@host:587``, ``imaps://user:password@host/INBOX``."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Mail:
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False


def settings_from(url: str) -> tuple[str, Mail]:
    """The backend's path and the server; ``console`` prints letters.

    ``?starttls=0`` is for a server on this machine only.
    """
    if not url:
        return "django.core.mail.backends.dummy.EmailBackend", Mail()
    if url == "console":
        return "django.core.mail.backends.console.EmailBackend", Mail(host=url)
    parts = urlsplit(url)
    ssl = parts.scheme == "smtps"
    return "django.core.mail.backends.smtp.EmailBackend", Mail(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if ssl else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not ssl and "starttls=0" not in parts.query,
        ssl=ssl,
    )


@dataclass(frozen=True, slots=True)
class Inbox:
    """The mailbox answers come to. Without ``plus`` they are known by Message-ID alone."""

    host: str = ""
    port: int = 993
    user: str = ""
    password: str = ""
    ssl: bool = True
    starttls: bool = False
    folder: str = "INBOX"
    address: str = ""
    plus: bool = True
    appeals: bool = False

    def reply_to(self, token: str) -> str:
        """«opora+0af1…@centre.ru»; empty when nobody would read the answer."""
        if not (token and self.host):
            return ""
        name, _at, domain = self.address.rpartition("@")
        return f"{name}+{token}@{domain}" if self.plus else self.address


def inbox_from(url: str, sender: str) -> Inbox:
    """``imaps://user:password@host:993/INBOX?address=opora@centre.ru&plus=0&appeals=1``.

    ``sender`` is the address letters go out from: answers come to it unless another is named.
    ``imap://`` is STARTTLS; ``?starttls=0`` is for a server on this machine only.
    """
    if not url:
        return Inbox()
    parts = urlsplit(url)
    given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    ssl = parts.scheme == "imaps"
    return Inbox(
        host=parts.hostname or "localhost",
        port=parts.port or (993 if ssl else 143),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=ssl,
        starttls=not ssl and given.get("starttls") != "0",
        folder=unquote(parts.path.strip("/")) or "INBOX",
        address=given.get("address", sender),
        plus=given.get("plus") != "0",
        appeals=given.get("appeals") == "1",
    )
