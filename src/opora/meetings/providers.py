"""Who carries sound and picture: each says what it can, the rest of the room never asks which one it is.

``p2p`` needs no server: browsers send to each other, so it carries few. ``janus`` is a media server of the
centre (ADR 40): each browser sends once. ``livekit`` is another one, to which browsers speak with tokens of
ours. ``bbb`` is a whole interface of its own in another tab (ADR 46). ``external`` is a link of the channels
register to a service of the centre's choice; its minutes are written by hand.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opora.channels.models import CommunicationMeans
from opora.consultations.models import Session
from opora.schedule.models import Mode

LIVE = frozenset({CommunicationMeans.Kind.VKS, CommunicationMeans.Kind.WEBINAR, CommunicationMeans.Kind.CALL})
TURN_LIVES = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Provider:
    """``seats``: how many people in one room; ``own_room``: who comes and how long he stays is ours to know.

    ``own_page``: sound and picture are on our page; ``records``: what was agreed to is recorded there;
    ``breakouts``: the room parts into smaller ones.
    """

    code: str
    seats: int
    own_room: bool
    own_page: bool = True
    records: bool = False
    breakouts: bool = False

    @property
    def splits_here(self) -> bool:
        """Into groups of ours; on a page of its own it is done there."""
        return self.breakouts and self.own_page

    @property
    def title(self) -> str:
        return str(TITLES[self.code])


P2P = Provider("p2p", seats=4, own_room=True, breakouts=True)
JANUS = Provider("janus", seats=100, own_room=True, records=True, breakouts=True)
HALL_SEATS = 500  # where few send and many only receive
LIVEKIT = Provider("livekit", seats=100, own_room=True)
BBB = Provider("bbb", seats=200, own_room=True, own_page=False, breakouts=True)
EXTERNAL = Provider("external", seats=10_000, own_room=False, own_page=False)
PROVIDERS = {one.code: one for one in (P2P, JANUS, LIVEKIT, BBB, EXTERNAL)}
TITLES = {
    "p2p": _("Без сервера"),
    "janus": "Janus",
    "livekit": "LiveKit",
    "bbb": "BigBlueButton",
    "external": _("Ссылка из реестра средств"),
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries one consultation; ``link`` is where an external room is."""

    provider: Provider
    link: str = ""


def carrier_of(session: Session) -> Carrier | None:
    """By the means of the session: a link in the register leads outside, without one the room is ours.

    None for a consultation that is not held by video on this platform.
    """
    if session.mode != Mode.ONLINE:
        return None
    live = [one for one in session.means.all() if one.kind in LIVE]
    if not live:
        return None
    outside = [one for one in live if one.contact.startswith(("https://", "http://"))]
    if len(outside) == len(live):
        return Carrier(EXTERNAL, outside[0].contact)
    return Carrier(P2P)


def ice_servers(who: str, at: datetime) -> list[dict[str, Any]]:
    """STUN and TURN of the centre with a name and a password that live :data:`TURN_LIVES` (coturn REST).

    ``who`` is unlike for each connection: a shared name spends the quota of all.
    """
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS:
        name = f"{int((at + TURN_LIVES).timestamp())}:{who}"
        digest = hmac.new(settings.TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()
        secret = base64.b64encode(digest).decode()
        servers.append({"urls": settings.TURN_URLS, "username": name, "credential": secret})
    return servers
