"""BigBlueButton by its HTTP interface (docs.bigbluebutton.org, «API Reference», 2.4–3.0).

Every call carries a checksum: SHA-256 of its name, its query and the shared secret. Answers are XML; a call
that failed has ``returncode`` FAILED and a stable ``messageKey``.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from opora.integrations.outward import Unreachable, call

from .errors import EngineError
from .reading import Engine

TIMEOUT = 6
LARGEST = 2_000_000
ABSENT = frozenset({"notFound", "invalidMeetingIdentifier"})
MODERATOR, VIEWER = "MODERATOR", "VIEWER"


def checksum(name: str, query: str, secret: str) -> str:
    return hashlib.sha256(f"{name}{query}{secret}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Attendee:
    """``user`` is the ``userID`` he was sent in with; ``speaks``: his sound is on."""

    user: str
    role: str
    speaks: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """``number`` is ours and secret: with the passwords it is all an address needs beside the checksum."""

    number: str
    moderator: str
    attendee: str


class Client:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def address(self, name: str, said: Mapping[str, Any]) -> str:
        """Signed; whoever has it may use it, so it is made at the moment and never kept."""
        query = urlencode({key: _word(value) for key, value in said.items() if value not in ("", None)})
        signed = f"checksum={checksum(name, query, self.engine.secret)}"
        return f"{self.engine.url}/{name}?{query}&{signed}" if query else f"{self.engine.url}/{name}?{signed}"

    def ask(self, name: str, said: Mapping[str, Any]) -> Element:
        """The answer. Raises :class:`EngineError`."""
        try:
            answer = call("GET", self.address(name, said), timeout=TIMEOUT, settled=True)
        except Unreachable as error:
            raise EngineError("away", str(error)) from error
        if answer.status_code != 200 or len(answer.content) > LARGEST:
            raise EngineError("away", f"HTTP {answer.status_code}")
        try:
            found: Element = fromstring(answer.content, forbid_dtd=True)
        except (ParseError, DefusedXmlException) as error:
            raise EngineError("away", "ответ не разобрать") from error
        if _text(found, "returncode") != "SUCCESS":
            raise _failed(found)
        return found

    def create(self, meeting: Meeting, *, name: str, asks: bool, seats: int, back: str, ended: str) -> str:
        """Idempotent; answers ``createTime``, by which addresses of an earlier meeting are told apart.

        ``asks``: a moderator lets guests in one by one. Nothing is recorded there: that server records
        everybody at once, and here each is recorded by his own word (ADR 41).
        """
        said = {
            "name": name,
            "meetingID": meeting.number,
            "moderatorPW": meeting.moderator,
            "attendeePW": meeting.attendee,
            "record": False,
            "autoStartRecording": False,
            "allowStartStopRecording": False,
            "guestPolicy": "ASK_MODERATOR" if asks else "ALWAYS_ACCEPT",
            "maxParticipants": seats,
            "allowModsToUnmuteUsers": False,
            "meetingExpireIfNoUserJoinedInMinutes": 30,
            "logoutURL": back,
            "meta_endCallbackUrl": ended,
        }
        return _text(self.ask("create", said), "createTime")

    def join(
        self, meeting: Meeting, *, created: str, user: str, name: str, leads: bool, asks: bool, back: str
    ) -> str:
        """The address that lets this person in; ``asks``: he waits until a moderator lets him in."""
        said = {
            "fullName": name,
            "meetingID": meeting.number,
            "password": meeting.moderator if leads else meeting.attendee,
            "role": MODERATOR if leads else VIEWER,
            "createTime": created,
            "userID": user,
            "errorRedirectUrl": back,
            "guest": "true" if asks and not leads else "",
        }
        return self.address("join", said)

    def ping(self) -> None:
        """Whether it answers and takes our secret. Raises :class:`EngineError`."""
        self.ask("isMeetingRunning", {"meetingID": "opora-check"})

    def rehearse(self) -> None:
        """A meeting is made and ended. Raises :class:`EngineError`."""
        meeting = Meeting(*(f"opora-{secrets.token_hex(12)}" for _part in range(3)))
        self.create(meeting, name="opora check", asks=True, seats=1, back="", ended="")
        self.end(meeting)

    def attendees(self, meeting: Meeting) -> list[Attendee]:
        """Who is there now; nobody when there is no such meeting."""
        try:
            found = self.ask("getMeetingInfo", {"meetingID": meeting.number})
        except EngineError as error:
            if error.code == "absent":
                return []
            raise
        return [
            Attendee(_text(one, "userID"), _text(one, "role"), _text(one, "hasJoinedVoice") == "true")
            for one in found.iterfind("attendees/attendee")
        ]

    def end(self, meeting: Meeting) -> None:
        """Everybody is shown out; one that is over already is over."""
        try:
            self.ask("end", {"meetingID": meeting.number, "password": meeting.moderator})
        except EngineError as error:
            if error.code != "absent":
                raise

    def recordings(self, numbers: Iterable[str]) -> list[str]:
        """What the server has kept of these meetings, whatever its own settings made of our «nothing»."""
        found = self.ask("getRecordings", {"meetingID": ",".join(numbers), "state": "any"})
        return [_text(one, "recordID") for one in found.iterfind("recordings/recording")]


def _failed(found: Element) -> EngineError:
    key = _text(found, "messageKey")
    if key == "checksumError":
        return EngineError("secret", "секрет не сходится")
    return EngineError("absent" if key in ABSENT else key or "failed", _text(found, "message") or key)


def _text(of: Element, name: str) -> str:
    return (of.findtext(name) or "").strip()


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
