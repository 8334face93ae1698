"""Media servers of this installation: ``north=ws://admin_key:api_secret@10.0.0.5:8188?seats=200``.

Secrets live in the environment alone; the row :class:`~opora.meetings.models.MediaNode` holds what is seen
and decided.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SEATS = 100  # one core with Debian's defaults at 60 % (docs/operate/video.md)
NAME = re.compile(r"[a-z0-9-]{1,40}")
RESERVED = ("bbb", "livekit")  # names of other servers (``engines``)


@dataclass(frozen=True, slots=True)
class Node:
    """One Janus. ``url`` is without secrets; ``seats``: people at once over all its rooms.

    ``recordings``: the folder it writes to, as this machine sees it; empty where it may not record.
    """

    name: str
    url: str
    seats: int = SEATS
    api_secret: str = field(default="", repr=False)
    admin_key: str = field(default="", repr=False)
    recordings: str = ""


def read(text: str) -> dict[str, Node]:
    """Nodes by name, with spaces between; raises ``ImproperlyConfigured`` with what is wrong."""
    found: dict[str, Node] = {}
    for word in text.split():
        name, _equals, address = word.partition("=")
        node = _node(name, address)
        if name in found or name in RESERVED:
            raise ImproperlyConfigured(f"OPORA_JANUS: {name} is taken")
        found[name] = node
    return found


def _node(name: str, address: str) -> Node:
    parts = urlsplit(address)
    if not NAME.fullmatch(name) or parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise ImproperlyConfigured("OPORA_JANUS: name=ws://admin_key:api_secret@host:port, not " + name)
    more = {key: values[0] for key, values in parse_qs(parts.query).items()}
    seats = more.get("seats", str(SEATS))
    if not (seats.isascii() and seats.isdecimal() and 0 < int(seats) < 10_000):
        raise ImproperlyConfigured(f"OPORA_JANUS: seats={seats} of {name} is not a number of people")
    host = parts.netloc.rpartition("@")[2]
    return Node(
        name,
        f"{parts.scheme}://{host}{parts.path}",
        int(seats),
        unquote(parts.password or ""),
        unquote(parts.username or ""),
        more.get("recordings", ""),
    )
