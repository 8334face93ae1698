"""Telling another system over HTTP, signed as Standard Webhooks ask (webhook-id, -timestamp, -signature)."""

import base64
import hashlib
import hmac
import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit

import httpx
from django.conf import settings

from opora.kernel.clock import now

TIMEOUT_SECONDS = 10
SCHEME = "whsec_"


class NotDelivered(Exception):  # noqa: N818 -- it says what happened to the letter
    """The receiver did not take it; ``answered`` is its HTTP status, if it spoke."""

    def __init__(self, words: str, answered: int | None = None) -> None:
        super().__init__(words)
        self.answered = answered


def signature(secret: str, uid: str, timestamp: int, body: bytes) -> str:
    """``v1,<base64 of HMAC-SHA256>`` over ``id.timestamp.body``."""
    signed = f"{uid}.{timestamp}.".encode() + body
    mac = hmac.new(secret.removeprefix(SCHEME).encode(), signed, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def post(url: str, body: bytes, *, uid: str, secret: str) -> int:
    """The status 2xx of the receiver. Raises :class:`NotDelivered`. Follows no redirects."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = _address_of(host, parts.port or (443 if parts.scheme == "https" else 80))
    place = f"[{address}]" if ":" in address else address
    target = urlunsplit(parts._replace(netloc=f"{place}:{parts.port}" if parts.port else place))
    timestamp = int(now().timestamp())
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Opora",
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, uid, timestamp, body),
    }
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            response = client.post(target, content=body, headers=headers, extensions={"sni_hostname": host})
    except httpx.HTTPError as error:
        raise NotDelivered(type(error).__name__) from error
    if not response.is_success:
        raise NotDelivered(f"HTTP {response.status_code}", response.status_code)
    return response.status_code


def _address_of(host: str, port: int) -> str:
    """The address that is really called, checked: a name may not lead back to this machine."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotDelivered("адрес не найден") from error
    address = str(found[0][4][0])
    numeric = ipaddress.ip_address(address.partition("%")[0])
    if numeric.is_link_local or numeric.is_multicast or numeric.is_unspecified:
        raise NotDelivered("адрес не для внешних систем")
    if numeric.is_loopback and not settings.WEBHOOK_LOOPBACK:
        raise NotDelivered("адрес ведёт на этот же сервер")
    return address
