"""Whether a TURN server takes the names we give (RFC 8656, long-term credentials of RFC 8489)."""

import hashlib
import hmac
import os
import socket
import ssl
import struct
from dataclasses import dataclass

COOKIE = 0x2112A442
ALLOCATE, REFRESH, SUCCESS = 0x003, 0x004, 0x100
USERNAME, INTEGRITY, ERROR, REALM, NONCE, TRANSPORT, LIFETIME = 0x06, 0x08, 0x09, 0x14, 0x15, 0x19, 0x0D
UDP = b"\x11\0\0\0"
PORTS = {"turn": 3478, "turns": 5349}


class RefusedError(Exception):
    """The server's own words: «401 Unauthorized»."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    is_secure: bool
    is_datagram: bool


def read(url: str) -> Address:
    """``turn:host:3478?transport=tcp``, ``turns:host``. Raises ``ValueError`` for anything else."""
    scheme, _colon, rest = url.partition(":")
    place, _mark, query = rest.partition("?")
    if scheme not in PORTS or not place:
        raise ValueError(url)
    host, _colon, port = (
        place.rpartition(":") if not place.endswith("]") and ":" in place else (place, "", "")
    )
    is_secure = scheme == "turns"
    return Address(
        host.strip("[]"), int(port or PORTS[scheme]), is_secure, not is_secure and query != "transport=tcp"
    )


def allocate(address: Address, name: str, password: str, patience: float = 5) -> None:
    """Ask for a way and give it back. Raises :class:`RefusedError`, or ``OSError`` when nobody answers."""
    kind = socket.SOCK_DGRAM if address.is_datagram else socket.SOCK_STREAM
    family, _kind, _protocol, _name, place = socket.getaddrinfo(address.host, address.port, type=kind)[0]
    with socket.socket(family, kind) as plain:
        plain.settimeout(patience)
        plain.connect(place)
        if not address.is_secure:
            return _allocate(plain, name, password)
        with ssl.create_default_context().wrap_socket(plain, server_hostname=address.host) as secure:
            return _allocate(secure, name, password)


def _allocate(wire: socket.socket, name: str, password: str) -> None:
    asked = [(TRANSPORT, UDP)]
    _method, told = _ask(wire, ALLOCATE, asked)
    if NONCE not in told:
        raise RefusedError(_words(told))
    realm = told[REALM]
    key = hashlib.md5(b":".join([name.encode(), realm, password.encode()]), usedforsecurity=False).digest()
    known = [(USERNAME, name.encode()), (REALM, realm), (NONCE, told[NONCE])]
    method, told = _ask(wire, ALLOCATE, asked + known, key)
    if method != ALLOCATE | SUCCESS:
        raise RefusedError(_words(told))
    _ask(wire, REFRESH, [(LIFETIME, b"\0\0\0\0"), *known], key)


def _ask(
    wire: socket.socket, method: int, attributes: list[tuple[int, bytes]], key: bytes = b""
) -> tuple[int, dict[int, bytes]]:
    body = b"".join(_packed(number, value) for number, value in attributes)
    number = os.urandom(12)
    if key:
        head = struct.pack("!HHI", method, len(body) + 24, COOKIE) + number
        body += _packed(INTEGRITY, hmac.new(key, head + body, hashlib.sha1).digest())
    wire.sendall(struct.pack("!HHI", method, len(body), COOKIE) + number + body)
    answer = wire.recv(2048)
    if len(answer) < 20 or answer[8:20] != number:
        raise RefusedError("not a TURN server")
    told: dict[int, bytes] = {}
    place = 20
    while place + 4 <= len(answer):
        attribute, length = struct.unpack_from("!HH", answer, place)
        told.setdefault(attribute, answer[place + 4 : place + 4 + length])
        place += 4 + length + -length % 4
    return struct.unpack_from("!H", answer)[0], told


def _packed(number: int, value: bytes) -> bytes:
    return struct.pack("!HH", number, len(value)) + value + b"\0" * (-len(value) % 4)


def _words(told: dict[int, bytes]) -> str:
    error = told.get(ERROR, b"\0\0\0\0")
    return f"{error[2] * 100 + error[3]} {error[4:].decode(errors='replace')}".strip()
