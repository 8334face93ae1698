"""How each system is spoken to over WebSocket: what a client says to enter the room, and what a message is.

The same client counts the same marks for all: a message carries ``~nanoseconds~`` of the moment it was sent.
"""

import json
import re
import time
from dataclasses import dataclass
from typing import Protocol

MARK = re.compile(rb"~(\d{12,20})~")
FILLER = "Здравствуйте! Подскажите, пожалуйста, где посмотреть вопросы к зачёту? " * 2
DOMAIN, ROOM = "localhost", "room@conference.localhost"


def text(size: int = 200) -> str:
    """A message of about ``size`` bytes in UTF-8, with the moment."""
    mark = f"~{time.time_ns()}~"
    return mark + FILLER.encode()[: max(size - len(mark), 0)].decode(errors="ignore")


class Wire(Protocol):
    """One connection of one client."""

    path: str
    headers: dict[str, str]
    subprotocol: str
    is_binary: bool

    def opened(self) -> list[str]:
        """What is said first."""

    def heard(self, told: bytes) -> tuple[list[str], bool]:
        """What is answered, and whether the client is in the room now."""


class Speaking(Wire, Protocol):
    """Of a system where words are said on the same socket."""

    def message(self) -> str:
        """One message to the room, said on the socket."""


@dataclass
class Raw:
    """Our own broadcast server of the fastest library: no room, no rights, nothing is kept."""

    path: str = "/"
    headers: dict[str, str] | None = None
    subprotocol: str = ""
    is_binary: bool = False

    def opened(self) -> list[str]:
        return ["hello"]

    def heard(self, told: bytes) -> tuple[list[str], bool]:
        return [], told == b"hello"

    def message(self) -> str:
        return text()


@dataclass
class Nats:
    """Core NATS: one subject, nothing is kept."""

    path: str = "/"
    headers: dict[str, str] | None = None
    subprotocol: str = ""
    is_binary: bool = True

    def opened(self) -> list[str]:
        return ['CONNECT {"verbose":false,"pedantic":false,"echo":true}\r\nSUB room 1\r\nPING\r\n']

    def heard(self, told: bytes) -> tuple[list[str], bool]:
        return (["PONG\r\n"] if b"PING\r\n" in told and b"MSG" not in told else []), b"PONG\r\n" in told

    def message(self) -> str:
        body = text()
        return f"PUB room {len(body.encode())}\r\n{body}\r\n"


@dataclass
class Prosody:
    """A multi-user chat (XEP-0045) over XMPP-WebSocket (RFC 7395), anonymous log-in, no history."""

    nick: str
    path: str = "/xmpp-websocket"
    headers: dict[str, str] | None = None
    subprotocol: str = "xmpp"
    is_binary: bool = False
    _step: int = 0

    def opened(self) -> list[str]:
        return [self._open()]

    def _open(self) -> str:
        return f'<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="{DOMAIN}" version="1.0"/>'

    def heard(self, told: bytes) -> tuple[list[str], bool]:
        if b"features" in told and self._step == 0:
            self._step = 1
            return ['<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>'], False
        if b"<success" in told:
            self._step = 2
            return [self._open()], False
        if b"features" in told and self._step == 2:
            self._step = 3
            bind = '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>'
            return [f'<iq xmlns="jabber:client" type="set" id="b">{bind}</iq>'], False
        if self._step == 3 and b"<jid>" in told:
            self._step = 4
            muc = '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x>'
            return [f'<presence xmlns="jabber:client" to="{ROOM}/{self.nick}">{muc}</presence>'], False
        return [], self._step == 4 and b"110" in told and b"<status" in told

    def message(self) -> str:
        return f'<message xmlns="jabber:client" type="groupchat" to="{ROOM}"><body>{text()}</body></message>'


@dataclass
class Ours:
    """A tab of Opora; what is said goes by its own form, as people send."""

    cookie: str
    room: str
    origin: str
    path: str = "/live/"
    subprotocol: str = ""
    is_binary: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Origin": self.origin, "Accept-Language": "ru"}

    def opened(self) -> list[str]:
        return [json.dumps({"enter": self.room})] if self.room else []

    def heard(self, told: bytes) -> tuple[list[str], bool]:
        return [], b'"entered":true' in told if self.room else b'"unread"' in told
