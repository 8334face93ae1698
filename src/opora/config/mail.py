"""Mail settings from one address, ``smtp://user:password@host:587`` or ``smtps://…``."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Mail:
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False


def settings_from(url: str) -> tuple[str, Mail]:
    """The backend's path and the server. ``?starttls=0`` is for a server on this machine only."""
    if not url:
        return "django.core.mail.backends.dummy.EmailBackend", Mail()
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
