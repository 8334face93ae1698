"""The recogniser of the settings: ``OPORA_RECOGNISER=ws://host:2700?speakers=12``."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

FORM = "OPORA_RECOGNISER=ws://host:2700?speakers=12"
SPEAKERS = 12


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A server of the protocol of vosk-server. ``speakers``: how many it hears at once."""

    url: str
    speakers: int = SPEAKERS


def read(text: str) -> Recogniser | None:
    """None when there is none; raises ``ImproperlyConfigured`` with what is wrong."""
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.username is not None:
        raise ImproperlyConfigured(f"{FORM}, not {text}")
    said = parse_qs(parts.query).get("speakers", [str(SPEAKERS)])[0]
    if not (said.isascii() and said.isdecimal() and 0 < int(said) < 10_000):
        raise ImproperlyConfigured(f"{FORM}: speakers={said} is not a number of people")
    return Recogniser(f"{parts.scheme}://{parts.netloc}{parts.path}", int(said))
