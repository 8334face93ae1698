"""Video servers played on loopback by their published interfaces: what is signed wrongly they refuse.

Signatures are checked here by hand, from the documentation, not by the code that makes them.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from opora.meetings.engines import reading
from opora.meetings.engines.reading import Engine

BBB_SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"  # that of the example in the documentation
LK_KEY, LK_SECRET = "abcdefg", "abababa-abababa-abababa-abababa-1"
METHODS = {
    "CreateRoom": "roomCreate",
    "DeleteRoom": "roomCreate",
    "ListRooms": "roomList",
    "ListParticipants": "roomAdmin",
    "RemoveParticipant": "roomAdmin",
    "MutePublishedTrack": "roomAdmin",
    "UpdateParticipant": "roomAdmin",
}
Answer = tuple[int, str, bytes]


class BigBlueButton:
    """``meetings`` by number with what they were made with; ``there``: who is in which."""

    def __init__(self) -> None:
        self.meetings: dict[str, dict[str, str]] = {}
        self.there: dict[str, list[tuple[str, str]]] = {}
        self.kept: list[str] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    @property
    def setting(self) -> str:
        """For ``OPORA_BBB``."""
        return self.url.replace("http://", f"http://{BBB_SECRET}@") + "/bigbluebutton/api?seats=150"

    @property
    def engine(self) -> Engine:
        return reading.bigbluebutton(self.setting)["bbb"]

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        parts = urlsplit(path)
        name = parts.path.removeprefix("/bigbluebutton/api/")
        query, _mark, given = parts.query.rpartition("checksum=")
        signed = f"{name}{query.rstrip('&')}{BBB_SECRET}"
        said = dict(parse_qsl(query))
        self.asked.append((name, said))
        if hashlib.sha256(signed.encode()).hexdigest() != given:
            return _xml(
                "<messageKey>checksumError</messageKey><message>Checksums do not match</message>", "FAILED"
            )
        return self._do(name, said)

    def _do(self, name: str, said: dict[str, str]) -> Answer:
        number = said.get("meetingID", "")
        if name == "create":
            made = self.meetings.setdefault(
                number, {**said, "createTime": str(1531155809613 + len(self.meetings))}
            )
            return _xml(f"<meetingID>{number}</meetingID><createTime>{made['createTime']}</createTime>")
        if name == "isMeetingRunning":
            return _xml(f"<running>{str(bool(self.there.get(number))).lower()}</running>")
        if name == "getRecordings":
            rows = "".join(f"<recording><recordID>{one}</recordID></recording>" for one in self.kept)
            return _xml(f"<recordings>{rows}</recordings>")
        meeting = self.meetings.get(number)
        if meeting is None:
            return _xml("<messageKey>notFound</messageKey><message>No such meeting</message>", "FAILED")
        if name == "end":
            if said.get("password") != meeting["moderatorPW"]:
                return _xml("<messageKey>invalidPassword</messageKey><message>No</message>", "FAILED")
            del self.meetings[number]
            return _xml("<messageKey>sentEndMeetingRequest</messageKey>")
        if name == "getMeetingInfo":
            rows = "".join(
                f"<attendee><userID>{user}</userID><fullName>Anton G</fullName><role>{role}</role>"
                "<hasJoinedVoice>true</hasJoinedVoice><clientType>HTML5</clientType></attendee>"
                for user, role in self.there.get(number, [])
            )
            return _xml(f"<meetingID>{number}</meetingID><attendees>{rows}</attendees>")
        if name == "join" and said.get("createTime") == meeting["createTime"]:
            self.there.setdefault(number, []).append((said["userID"], said["role"]))
            return _xml("<messageKey>successfullyJoined</messageKey>")
        return _xml("<messageKey>unsupportedRequest</messageKey><message>No</message>", "FAILED")


class LiveKit:
    """``rooms`` by name: its participants as JSON of protobuf; ``orders`` as they came.

    A browser that opens its line is refused: what it ``knocked`` with is kept.
    """

    def __init__(self) -> None:
        self.rooms: dict[str, list[dict[str, Any]]] = {}
        self.orders: list[tuple[str, dict[str, Any]]] = []
        self.knocked: list[str] = []
        self.is_broken = False
        self.url = ""

    @property
    def setting(self) -> str:
        """For ``OPORA_LIVEKIT``."""
        return self.url.replace("http://", f"ws://{LK_KEY}:{LK_SECRET}@") + "?seats=40"

    @property
    def engine(self) -> Engine:
        return reading.livekit(self.setting)["livekit"]

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        if path.startswith("/rtc"):
            self.knocked += parse_qs(urlsplit(path).query).get("access_token", [])
            return 503, "text/plain", b"no media here"
        if self.is_broken:
            return 502, "text/html", b"<p>Bad gateway"
        name = path.removeprefix("/twirp/livekit.RoomService/")
        said: dict[str, Any] = json.loads(body)
        claims = claims_of(str(headers.get("Authorization", "")).removeprefix("Bearer "))
        if method != "POST" or headers.get("Content-Type") != "application/json" or name not in METHODS:
            return _json(404, {"code": "bad_route", "msg": "no handler"})
        if claims is None or claims.get("iss") != LK_KEY:
            return _json(401, {"code": "unauthenticated", "msg": "invalid token"})
        grant, wanted = claims.get("video", {}), METHODS[name]
        is_over = wanted != "roomAdmin" or grant.get("room") == said.get("room")
        if grant.get(wanted) is not True or not is_over:
            return _json(403, {"code": "permission_denied", "msg": "permissions denied"})
        self.orders.append((name, said))
        return self._do(name, said)

    def _do(self, name: str, said: dict[str, Any]) -> Answer:
        if name == "CreateRoom":
            self.rooms.setdefault(said["name"], [])
            return _json(200, {"sid": "RM_1", "name": said["name"], "emptyTimeout": said["emptyTimeout"]})
        if name == "ListRooms":
            return _json(200, {"rooms": []})
        if said["room"] not in self.rooms:
            return _json(404, {"code": "not_found", "msg": "requested room does not exist"})
        here = self.rooms[said["room"]]
        if name == "DeleteRoom":
            del self.rooms[said["room"]]
        elif name == "RemoveParticipant":
            here[:] = [one for one in here if one["identity"] != said["identity"]]
        elif name == "UpdateParticipant":
            for one in here:
                if one["identity"] == said["identity"]:
                    one["permission"] = said["permission"]
        elif name == "ListParticipants":
            return _json(200, {"participants": here})
        return _json(200, {})

    def join(self, token: str) -> dict[str, Any] | None:
        """As a browser comes in: by the grant of its token, and nobody else's."""
        claims = claims_of(token)
        grant = (claims or {}).get("video", {})
        if claims is None or not grant.get("roomJoin") or grant.get("room") not in self.rooms:
            return None
        sources = [one.upper() for one in grant["canPublishSources"]]
        tracks = [{"sid": f"TR_{claims['sub']}"}]  # sound is the first of the kinds, and is left out of JSON
        joined = {
            "identity": claims["sub"],
            "tracks": tracks,
            "permission": {"canSubscribe": True, "canPublish": True, "canPublishSources": sources},
        }
        self.rooms[grant["room"]].append(joined)
        return joined


def signed(claims: dict[str, Any], secret: str = LK_SECRET) -> str:
    """A JWT by RFC 7515, HS256."""
    head = {"alg": "HS256", "typ": "JWT"}
    words = ".".join(_coded(json.dumps(one).encode()) for one in (head, claims))
    return f"{words}.{_coded(hmac.new(secret.encode(), words.encode(), hashlib.sha256).digest())}"


def claims_of(token: str, secret: str = LK_SECRET) -> dict[str, Any] | None:
    """None for one that is not signed so."""
    words, _dot, mark = token.rpartition(".")
    if mark != _coded(hmac.new(secret.encode(), words.encode(), hashlib.sha256).digest()):
        return None
    body = words.partition(".")[2]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def webhook(body: bytes, *, secret: str = LK_SECRET, **claims: Any) -> str:
    """The header a LiveKit server sends with these words."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    at = int(time.time())
    return signed({"iss": LK_KEY, "nbf": at, "exp": at + 300, "sha256": digest, **claims}, secret)


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _xml(inside: str, code: str = "SUCCESS") -> Answer:
    return 200, "text/xml", f"<response><returncode>{code}</returncode>{inside}</response>".encode()


def _json(status: int, told: dict[str, Any]) -> Answer:
    return status, "application/json", json.dumps(told).encode()


@contextmanager
def serving(answer: Callable[[str, str, Any, bytes], Answer]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, told = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_POST = do_GET  # noqa: N815 -- the name of the base class

        def log_message(self, *_said: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def bigbluebutton() -> Iterator[BigBlueButton]:
    played = BigBlueButton()
    with serving(played.answer) as played.url:
        yield played


@contextmanager
def livekit() -> Iterator[LiveKit]:
    played = LiveKit()
    with serving(played.answer) as played.url:
        yield played
