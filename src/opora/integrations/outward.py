"""The one way out over HTTP: a name may not lead back into this machine, redirects are not followed."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
from django.conf import settings

TIMEOUT_SECONDS = 10


class Unreachable(Exception):  # noqa: N818 -- it says what happened
    """Nobody answered, or the address may not be called. Its words go on a page, never the address."""


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT_SECONDS,
    inside: bool = True,
    settled: bool = False,
    **sent: Any,
) -> httpx.Response:
    """The answer, whatever its status. ``sent`` is httpx's ``content``, ``json``, ``data`` or ``params``.

    ``inside=False`` is for an address a stranger gave: machines of the local network are not called for him.
    ``settled=True`` is for one of the settings of this installation: it may be this very machine.

    The address is looked up once, checked and called itself, so it cannot change in between. Raises
    :class:`Unreachable`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = _address_of(host, parts.port or (443 if parts.scheme == "https" else 80), inside, settled)
    place = f"[{address}]" if ":" in address else address
    target = urlunsplit(parts._replace(netloc=f"{place}:{parts.port}" if parts.port else place))
    try:
        with httpx.Client(timeout=timeout, trust_env=False) as client:
            return client.request(
                method,
                target,
                headers={"Host": parts.netloc, "User-Agent": "Opora", **(headers or {})},
                extensions={"sni_hostname": host},
                **sent,
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(type(error).__name__) from error


def _address_of(host: str, port: int, inside: bool, settled: bool) -> str:
    """The address that is really called."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable("адрес не найден") from error
    address = str(found[0][4][0])
    numeric = ipaddress.ip_address(address.partition("%")[0])
    if numeric.is_link_local or numeric.is_multicast or numeric.is_unspecified:
        raise Unreachable("адрес не для внешних систем")
    if numeric.is_loopback and not (settled or settings.WEBHOOK_LOOPBACK):
        raise Unreachable("адрес ведёт на этот же сервер")
    if not (inside or numeric.is_global or numeric.is_loopback):
        raise Unreachable("адрес ведёт в локальную сеть")
    return address
