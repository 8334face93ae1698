"""Telling a browser through its push service: RFC 8030, encrypted by RFC 8291, signed by RFC 8292 (VAPID)."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import http_ece
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid

from opora.kernel.clock import now

from .outward import Unreachable, call

DAY = 24 * 3600
HALF_A_DAY = 12 * 3600


class NotPushed(Exception):  # noqa: N818 -- it says what happened
    """It may be tried again later."""


class Gone(Exception):  # noqa: N818
    """The device is not subscribed any more (404, 410), or its keys are not keys."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser answered to ``pushManager.subscribe``: base64url without padding."""

    endpoint: str
    p256dh: str
    auth: str


def new_private_key() -> str:
    """A key of the installation, PEM; browsers tie their subscriptions to it."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_key(private: str) -> str:
    """``applicationServerKey`` for the browser: an uncompressed point, base64url."""
    key = serialization.load_pem_private_key(private.encode(), None).public_key()
    point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def push(
    device: Device,
    payload: Mapping[str, object],
    *,
    private: str,
    contact: str,
    topic: str = "",
    lives: int = DAY,
    is_urgent: bool = False,
) -> None:
    """Hand it to the push service. ``contact`` is «mailto:…» or an address of the site, for its keepers.

    A later one with the same ``topic`` replaces what has not been shown. After ``lives`` seconds it is not
    shown any more; an urgent one wakes a sleeping phone. Raises :class:`NotPushed`, :class:`Gone`.
    """
    try:
        body = http_ece.encrypt(
            json.dumps(payload, ensure_ascii=False).encode(),
            salt=os.urandom(16),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_bytes(device.p256dh),
            auth_secret=_bytes(device.auth),
            version="aes128gcm",
        )
    except (ValueError, UnsupportedAlgorithm, http_ece.ECEException) as error:
        raise Gone("ключи устройства не читаются") from error
    parts = urlsplit(device.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": contact,
        "exp": int(now().timestamp()) + HALF_A_DAY,
    }
    signed: dict[str, str] = Vapid.from_pem(private.encode()).sign(claims)
    headers = {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(lives),
        "Urgency": "high" if is_urgent else "normal",
        **({"Topic": topic} if topic else {}),
    }
    try:
        answer = call("POST", device.endpoint, inside=False, headers=headers, content=body)
    except Unreachable as error:
        raise NotPushed(str(error)) from error
    if answer.status_code in (404, 410):
        raise Gone(f"HTTP {answer.status_code}")
    if not answer.is_success:
        raise NotPushed(f"HTTP {answer.status_code}")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
