"""Video servers with an interface of their own, of the settings: ``OPORA_BBB`` and ``OPORA_LIVEKIT``.

Secrets live in the environment alone, as those of Janus do (:mod:`~opora.meetings.janus.nodes`).
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Engine:
    """One server. ``url``: no secrets, no slash at the end; ``seats``: people at once in all rooms."""

    name: str
    url: str
    seats: int
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    @property
    def origin(self) -> str:
        """As a policy of content names it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def bigbluebutton(text: str) -> dict[str, Engine]:
    """``https://secret@bbb.example/bigbluebutton/api?seats=200``, as ``bbb-conf --secret`` says both."""
    if not text:
        return {}
    found = _engine("bbb", "OPORA_BBB=https://secret@host/bigbluebutton/api", text, ("http", "https"), 200)
    secret = found.secret or found.key
    path = found.url if found.url.endswith("/api") else f"{found.url}/api"
    return {"bbb": Engine("bbb", path, found.seats, secret=secret)}


def livekit(text: str) -> dict[str, Engine]:
    """``wss://key:secret@livekit.example?seats=100``."""
    if not text:
        return {}
    form = "OPORA_LIVEKIT=wss://key:secret@host"
    found = _engine("livekit", form, text, ("ws", "wss"), 100)
    if not found.secret:
        raise ImproperlyConfigured(f"{form}, the secret is missing")
    return {"livekit": found}


def _engine(name: str, form: str, text: str, schemes: tuple[str, ...], seats: int) -> Engine:
    parts = urlsplit(text)
    if parts.scheme not in schemes or not parts.hostname or not parts.username:
        raise ImproperlyConfigured(form)
    said = parse_qs(parts.query).get("seats", [str(seats)])[0]
    if not (said.isascii() and said.isdecimal() and 0 < int(said) < 100_000):
        raise ImproperlyConfigured(f"{form}: seats={said} is not a number of people")
    host = parts.netloc.rpartition("@")[2]
    url = f"{parts.scheme}://{host}{parts.path}".rstrip("/")
    return Engine(name, url, int(said), unquote(parts.username), unquote(parts.password or ""))
