"""Telling another system over HTTP, signed as Standard Webhooks ask (webhook-id, -timestamp, -signature)."""

import base64
import hashlib
import hmac

from opora.kernel.clock import now

from .outward import Unreachable, call

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
    timestamp = int(now().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, uid, timestamp, body),
    }
    try:
        response = call("POST", url, headers=headers, content=body)
    except Unreachable as error:
        raise NotDelivered(str(error)) from error
    if not response.is_success:
        raise NotDelivered(f"HTTP {response.status_code}", response.status_code)
    return response.status_code
