"""One browser at the media server: what it sends and what it receives, asked for by us in its name.

The browser says ``offer``, ``answer``, ``ice``, ``restart``, ``want`` and ``bye`` over the socket of the room
and nothing else of it reaches the server; it publishes three lanes (sound, camera, screen) in this order.
"""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..recording.film import name_of
from .link import Event, Handle, JanusError, Link, LostError

LANES = ("sound", "camera", "screen")
MID = re.compile(r"^a=mid:(\S+)\s*$", re.MULTILINE)
LOW = 0
HIGH = 2
NO_SUCH_FEED = 428
AGAIN_AFTER = 0.5
logger = logging.getLogger("opora.meetings")


@dataclass(frozen=True, slots=True)
class Want:
    """What the browser wishes to receive: ``only`` sound; ``high``: connections whose picture is large."""

    only: bool = False
    high: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """The room at the server: where every line of it is laid."""

    link: Link
    number: int
    secret: str = field(repr=False)


class Line:
    """Laid by :meth:`live`, a task; ``key`` is new for each: nothing said to a former one is taken."""

    def __init__(self, place: Place, connection: str, person: int, tell: Callable[[Event], None]) -> None:
        self.key = secrets.token_urlsafe(9)
        self.connection, self.person, self.tell = connection, person, tell
        self.feed = secrets.randbelow(2**52) + 1
        self.lanes: list[str] = []
        self.is_up = False
        self.is_broken = False
        self.is_quiet = True  # till its hall has said otherwise
        self.left_at: float | None = None
        self.changed: Callable[[], None] = lambda: None
        self._place = place
        self._inbox: asyncio.Queue[Event] = asyncio.Queue(500)
        self._others: dict[int, Line] = {}
        self._streams: list[Event] = []
        self._offered: Event | None = None
        self._want = Want()
        self._early: Event | None = None
        self._recorded = ""
        self._out: Handle | None = None
        self._in: Handle | None = None

    # --- what may be asked at any time ----------------------------------------------------------------------

    def hear(self, said: Event) -> None:
        """From the browser. One that has ended, or says more than the server can take, is laid anew."""
        if said.get("do") == "bye":
            return self._break()
        try:
            self._inbox.put_nowait(said)
        except asyncio.QueueFull:
            self._break()

    def follow(self, others: Iterable["Line"]) -> None:
        """Those whose media this one is to receive: everybody who publishes but itself."""
        wanted = {one.feed: one for one in others if one is not self}
        if wanted.keys() != self._others.keys():
            self._others = wanted
            self.hear({"do": "subscribe"})

    def hush(self, *, is_quiet: bool) -> None:
        """In a hall a listener sends nothing; what his browser offered too early is taken with the word."""
        self.is_quiet = is_quiet
        if self._early is not None and not is_quiet:
            said, self._early = self._early, None
            self.hear(said)

    def record(self, key: str) -> None:
        """Into files whose names begin so, from now on; empty for not any more."""
        if key != self._recorded:
            self._recorded = key
            self.hear({"do": "record"})

    def greet(self, tell: Callable[[Event], None]) -> None:
        """The same browser by a new socket: it learns that its line stands, and what it has not answered."""
        self.tell, self.left_at = tell, None
        tell({"line": self.key, "again": True})
        if self._offered is not None:
            tell(self._offered)

    # --- the task -------------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Until cancelled; a line that breaks says so by ``is_broken`` and is laid anew by its hall."""
        try:
            await self._lay()
            self.tell({"line": self.key})
            while True:
                said = await self._inbox.get()
                try:
                    await self._do(said)
                except JanusError as error:
                    logger.warning("a line of room %s: %s: %s", self._place.number, said.get("do"), error)
        except (JanusError, LostError) as error:
            logger.warning("a line of room %s is broken: %s", self._place.number, error)
            self._break()

    async def end(self) -> None:
        for handle in (self._out, self._in):
            if handle is not None:
                await handle.detach()

    def _break(self) -> None:
        self.is_broken = True
        self.changed()

    async def _lay(self) -> None:
        self._out = await self._place.link.attach(self._hear_out)
        await self._out.ask(
            {"request": "join", "ptype": "publisher", "room": self._place.number, "id": self.feed}
        )

    async def _do(self, said: Event) -> None:
        match said.get("do"):
            case "offer" if self.is_quiet:
                self._early = said
            case "offer":
                await self._publish(str(said.get("sdp", "")))
            case "answer":
                await self._start(str(said.get("sdp", "")))
            case "ice":
                await self._trickle(said.get("of"), said.get("candidate"))
            case "restart" if self._in is not None and self._offered is None:
                await self._take(*await self._in.ask({"request": "configure", "restart": True}))
            case "want":
                self._want = _want(said)
                await self._configure()
            case "subscribe":
                await self._subscribe()
            case "record":
                await self._record()
            case "updated":
                await self._take(said["data"], said["jsep"])

    async def _publish(self, sdp: str) -> None:
        if self._out is None:
            return
        _data, jsep = await self._out.ask({"request": "configure"}, {"type": "offer", "sdp": sdp})
        if jsep is not None:
            self.tell({"answer": jsep["sdp"]})
        self.lanes = MID.findall(sdp)[: len(LANES)]
        self.changed()

    async def _record(self) -> None:
        """The room's secret opens what is locked: a browser can record nobody, himself neither."""
        if self._out is None:
            return
        body: Event = {"request": "configure", "record": bool(self._recorded), "secret": self._place.secret}
        if self._recorded:
            body["filename"] = name_of(self._recorded, self.person, time.time_ns() // 1_000_000)
        await self._out.ask(body)

    async def _trickle(self, of: Any, candidate: Any) -> None:
        handle = self._out if of == "out" else self._in
        if handle is not None:
            is_one = isinstance(candidate, dict)
            await handle.trickle(candidate if is_one else {"completed": True})

    # --- receiving ------------------------------------------------------------------------------------------

    async def _subscribe(self) -> None:
        """One offer at a time: what has changed meanwhile is asked for when the answer is there."""
        if self._offered is not None:
            return
        has = {one.get("feed_id") for one in self._streams if one.get("active")}
        new = [{"feed": feed} for feed in self._others if feed not in has]
        if not new:
            return
        try:
            if self._in is None:
                handle = await self._place.link.attach(self._hear_in)
                join = {"request": "join", "ptype": "subscriber", "room": self._place.number, "streams": new}
                try:
                    answer = await handle.ask(join)
                except JanusError:
                    await handle.detach()
                    raise
                self._in = handle
            else:
                answer = await self._in.ask({"request": "subscribe", "streams": new})
            await self._take(*answer)
        except JanusError as error:
            if error.code != NO_SUCH_FEED:
                raise
            asyncio.get_running_loop().call_later(AGAIN_AFTER, self.hear, {"do": "subscribe"})

    async def _take(self, data: Event, jsep: Event | None) -> None:
        self._streams = data.get("streams", self._streams)
        if jsep is None:
            return
        streams = [
            {"mid": one["mid"], "of": other.connection, "lane": other.lanes.index(one["feed_mid"])}
            for one in self._streams
            if one.get("active")
            and (other := self._others.get(one.get("feed_id", 0)))
            and one.get("feed_mid") in other.lanes
        ]
        self._offered = {"offer": jsep["sdp"], "streams": streams}
        self.tell(self._offered)

    async def _start(self, sdp: str) -> None:
        if self._in is None or self._offered is None:
            return
        self._offered = None
        await self._in.ask({"request": "start"}, {"type": "answer", "sdp": sdp})
        await self._configure()
        await self._subscribe()

    async def _configure(self) -> None:
        """Small pictures come in the low layer, none at all to who wants sound alone."""
        rows = []
        for one in self._streams:
            other = self._others.get(one.get("feed_id", 0))
            if other is None or one.get("type") != "video" or not one.get("active"):
                continue
            layer = HIGH if other.connection in self._want.high else LOW
            rows.append({"mid": one["mid"], "send": not self._want.only, "substream": layer})
        if rows and self._in is not None:
            await self._in.ask({"request": "configure", "streams": rows})

    # --- what the server says by itself ---------------------------------------------------------------------

    def _hear_out(self, event: Event) -> None:
        self._heard(event, "out")

    def _hear_in(self, event: Event) -> None:
        data = event.get("plugindata", {}).get("data", {})
        if data.get("videoroom") == "updated" and "jsep" in event:
            self.hear({"do": "updated", "data": data, "jsep": event["jsep"]})
        else:
            self._heard(event, "in")

    def _heard(self, event: Event, of: str) -> None:
        """A path that Janus has given up, or that somebody else has ended, is laid anew."""
        match event["janus"]:
            case "trickle":
                candidate = event.get("candidate", {})
                self.tell({"ice": None if candidate.get("completed") else candidate, "of": of})
            case "webrtcup" if of == "out":
                self.is_up = True  # before that the server knows no such feed
                self.changed()
            case "hangup" | "detached":
                self._break()


def _want(said: Event) -> Want:
    high = said.get("high")
    return Want(
        said.get("only") is True, frozenset(map(str, high)) if isinstance(high, list) else frozenset()
    )


async def mute(place: Place, line: Line, *, muted: bool) -> None:
    """At the server: whatever the browser does, nobody hears it."""
    who = {"id": line.feed, "mid": line.lanes[0], "mute": muted}
    await _order(place, {"request": "moderate", **who})


async def kick(place: Place, line: Line) -> None:
    await _order(place, {"request": "kick", "id": line.feed})


async def _order(place: Place, order: Event) -> None:
    """By the secret of the room. Who has left meanwhile needs no order."""
    try:
        await place.link.orders.ask({"room": place.number, "secret": place.secret, **order})
    except JanusError as error:
        if error.code != NO_SUCH_FEED:
            logger.warning("room %s: %s: %s", place.number, order["request"], error)
