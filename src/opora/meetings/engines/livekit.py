"""LiveKit: tokens for browsers, orders to the server (Twirp, JSON), signed words from it (docs.livekit.io).

A token is a JWT (HS256) with a «video» grant; it lets one person into one room with what he may send. That is
changed later at the server; a browser never gets a grant over others.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt

from opora.integrations.outward import Unreachable, call
from opora.kernel.clock import now

from .errors import EngineError
from .reading import Engine

TIMEOUT = 6
ORDER_LIVES = timedelta(minutes=1)
TOKEN_LIVES = timedelta(minutes=2)  # only for coming in: a line that stands outlives it
SLACK = 60  # seconds that two clocks may differ by
EMPTY_FOR = 300
LEFT_FOR = 20
SENDS = ("camera", "microphone", "screen_share", "screen_share_audio")
MUTED = ("camera", "screen_share")


@dataclass(frozen=True, slots=True)
class Sent:
    """A track: ``kind`` is AUDIO or VIDEO."""

    sid: str
    kind: str
    muted: bool


@dataclass(frozen=True, slots=True)
class Participant:
    """``identity``: of :func:`identity_of`; ``sources``: what he may send, None while nothing limits him."""

    identity: str
    sources: frozenset[str] | None
    tracks: tuple[Sent, ...]

    @property
    def person(self) -> int | None:
        return person_of(self.identity)


@dataclass(frozen=True, slots=True)
class Told:
    """Of a webhook: ``event`` is «participant_joined», «track_published» and so on."""

    event: str
    room: str
    person: int | None


def identity_of(person: int, connection: str) -> str:
    """One browser of one person: two tabs of his are two participants there."""
    return f"{person}.{connection}"


def person_of(identity: str) -> int | None:
    head = identity.partition(".")[0]
    return int(head) if head.isascii() and head.isdecimal() else None


def sends(*, muted: bool) -> tuple[str, ...]:
    """Sources as a token names them; one whom the host has silenced sends no sound."""
    return MUTED if muted else SENDS


class Client:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def token(self, room: str, identity: str, *, muted: bool) -> str:
        """Lets this browser in. Chat and hands go by our own socket, so no data may be sent."""
        grant = {
            "room": room,
            "roomJoin": True,
            "canPublish": True,
            "canPublishSources": list(sends(muted=muted)),
            "canSubscribe": True,
            "canPublishData": False,
            "canUpdateOwnMetadata": False,
        }
        return self._signed({"video": grant, "sub": identity}, TOKEN_LIVES)

    # --- orders ---------------------------------------------------------------------------------------------

    def ping(self) -> None:
        """Whether it answers and takes our key. Raises :class:`EngineError`."""
        self._order("ListRooms", {"names": ["opora-check"]}, {"roomList": True})

    def rehearse(self) -> None:
        """A room is made, looked into and ended. Raises :class:`EngineError`."""
        room = f"opora-{secrets.token_hex(12)}"
        self.create(room, seats=1)
        self.participants(room)
        self.delete(room)

    def create(self, room: str, *, seats: int) -> None:
        """Idempotent: a room that stands is answered as it is."""
        said = {
            "name": room,
            "emptyTimeout": EMPTY_FOR,
            "departureTimeout": LEFT_FOR,
            "maxParticipants": seats,
        }
        self._order("CreateRoom", said, {"roomCreate": True})

    def delete(self, room: str) -> None:
        """Everybody is shown out; one that is not there is over."""
        self._unless_absent("DeleteRoom", {"room": room}, {"roomCreate": True})

    def participants(self, room: str) -> list[Participant]:
        """Who is connected; nobody where there is no such room."""
        answer = self._unless_absent("ListParticipants", {"room": room}, self._over(room))
        return [_participant(one) for one in answer.get("participants", [])]

    def remove(self, room: str, identity: str) -> None:
        """Out now, and tokens he has got so far are taken back (by servers that know how)."""
        said = {"room": room, "identity": identity, "revokeTokenTs": str(int(now().timestamp()))}
        self._unless_absent("RemoveParticipant", said, self._over(room))

    def mute(self, room: str, identity: str, track: str) -> None:
        said = {"room": room, "identity": identity, "trackSid": track, "muted": True}
        self._unless_absent("MutePublishedTrack", said, self._over(room))

    def permit(self, room: str, identity: str, sources: Iterable[str]) -> None:
        """What he may send from now on; the server takes down what he sends beyond it."""
        permission = {
            "canSubscribe": True,
            "canPublish": True,
            "canPublishSources": [one.upper() for one in sources],
            "canPublishData": False,
            "canUpdateMetadata": False,
        }
        said = {"room": room, "identity": identity, "permission": permission}
        self._unless_absent("UpdateParticipant", said, self._over(room))

    # --- words of the server --------------------------------------------------------------------------------

    def heard(self, body: bytes, authorization: str) -> Told | None:
        """A webhook; None when it is not signed by this server or its words were changed on the way."""
        try:
            claims = jwt.decode(
                authorization.removeprefix("Bearer ").strip(), self.engine.secret, algorithms=["HS256"],
                issuer=self.engine.key, leeway=SLACK, options={"require": ["exp", "iss"]},
            )  # fmt: skip
        except jwt.InvalidTokenError:
            return None
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if not hmac.compare_digest(digest, str(claims.get("sha256", ""))):
            return None
        try:
            said = json.loads(body)
            room = said.get("room", {}).get("name", "")
            identity = said.get("participant", {}).get("identity", "")
            return Told(str(said["event"]), str(room), person_of(str(identity)))
        except (ValueError, KeyError, AttributeError):
            return None

    # --- the way --------------------------------------------------------------------------------------------

    def _over(self, room: str) -> dict[str, Any]:
        return {"roomAdmin": True, "room": room}

    def _signed(self, claims: Mapping[str, Any], lives: timedelta) -> str:
        at = now()
        times = {"nbf": int(at.timestamp()), "exp": int((at + lives).timestamp())}
        return jwt.encode({"iss": self.engine.key, **times, **claims}, self.engine.secret, algorithm="HS256")

    def _unless_absent(self, what: str, said: Mapping[str, Any], grant: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._order(what, said, grant)
        except EngineError as error:
            if error.code == "absent":
                return {}
            raise

    def _order(self, what: str, said: Mapping[str, Any], grant: Mapping[str, Any]) -> dict[str, Any]:
        """Raises :class:`EngineError`."""
        url = f"http{self.engine.url.removeprefix('ws')}/twirp/livekit.RoomService/{what}"
        headers = {"Authorization": f"Bearer {self._signed({'video': dict(grant)}, ORDER_LIVES)}"}
        try:
            answer = call("POST", url, headers=headers, json=dict(said), timeout=TIMEOUT, settled=True)
        except Unreachable as error:
            raise EngineError("away", str(error)) from error
        try:
            told = answer.json()
        except ValueError as error:
            raise EngineError("away", f"HTTP {answer.status_code}") from error
        if answer.status_code == 200 and isinstance(told, dict):
            return told
        raise _failed(answer.status_code, told if isinstance(told, dict) else {})


def _failed(status: int, told: Mapping[str, Any]) -> EngineError:
    """By the code of Twirp: «unauthenticated», «permission_denied» are of the key, «not_found» of a room."""
    code = str(told.get("code", ""))
    if code in ("unauthenticated", "permission_denied") or status in (401, 403):
        return EngineError("secret", "ключ или секрет не принят")
    if code == "not_found":
        return EngineError("absent", "комнаты нет")
    return EngineError(code or "away", str(told.get("msg") or f"HTTP {status}"))


def _participant(told: Mapping[str, Any]) -> Participant:
    """Both spellings of JSON of protobuf are published: ``trackSid`` and ``track_sid``."""
    permission = told.get("permission") or {}
    sources = permission.get("canPublishSources", permission.get("can_publish_sources"))
    return Participant(
        str(told.get("identity", "")),
        frozenset(str(one).lower() for one in sources) if sources else None,
        tuple(
            Sent(str(one.get("sid", "")), str(one.get("type", "AUDIO")), one.get("muted") is True)
            for one in told.get("tracks") or []
        ),
    )
