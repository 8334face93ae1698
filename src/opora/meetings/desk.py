"""Sockets of video rooms: who sits where now, signals between browsers, and the presence of each (ADR 30).

A room lives in one process: a balancer sends one address to one process. The database knows who is let in;
here is only who is connected. A seat gets the newest state of its room and the signals meant for it, never a
growing queue of states.
"""

import asyncio
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError

from opora.kernel.clock import now
from opora.people.native import same_origin

from . import presence
from .asking import asked
from .captions.floor import Floor, Speaker, Speech
from .captions.strip import Caption, Strip
from .janus.hall import Wanted
from .janus.studio import studio
from .models import Visit
from .providers import JANUS
from .recording.actions import mark_screen
from .waking import changes
from .webinar.queries import CHEERS

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

PREFIX = "/live/meet/"
KEPT_EVERY = 5
SILENT = timedelta(seconds=15)
MEDIA_SILENT = timedelta(seconds=15)
LONGEST_SIGNAL = 64_000
LONGEST = 512_000  # what a browser answers when the media server offers it a hundred people
MOST_SIGNALS = 500
MANY, CALM = 20, 0.3
CHEER_EVERY = timedelta(seconds=2)
NEVER = datetime.fromtimestamp(0, UTC)
logger = logging.getLogger("opora.meetings")

CLOSED, AGAIN, NOT_YOURS = 4403, 1013, 4401
LEAVING = (1000, 1001, 1005)  # a browser that closes its socket, or its page; anything else is a lost line


@dataclass(eq=False, slots=True)
class Seat:
    """One socket in a room. ``shows``: what its browser sends now (camera, microphone, screen).

    ``reads``: wishes to see captions. ``person``: who sits, a visitor of a webinar with a minus
    (``models.OfSomebody``).
    """

    connection: UUID
    room: int
    person: int
    device: str
    heard_at: datetime
    shows: dict[str, bool] = field(default_factory=dict)
    visit: int | None = None
    state: str = ""
    queue: str = ""
    is_behind: bool = False
    cheered_at: datetime = NEVER
    signals: list[str] = field(default_factory=list)
    reads: bool = False
    strip: Strip = field(default_factory=Strip)
    closing: int = 0
    is_lost: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_inside(self) -> bool:
        """At the door one has no visit yet: nothing said there reaches those inside."""
        return self.visit is not None

    def tell(self, state: str) -> None:
        self.state = state
        self.told.set()

    def tell_queue(self, text: str) -> None:
        """Questions of a hall, when they have changed; a slow browser gets the newest only."""
        if text != self.queue:
            self.queue, self.is_behind = text, True
            self.told.set()

    def signal(self, text: str) -> None:
        """A browser that takes nothing for so long has lost its peers anyway: it comes again."""
        if len(self.signals) >= MOST_SIGNALS:
            self.close(AGAIN)
            return
        self.signals.append(text)
        self.told.set()

    def tell_media(self, told: dict[str, Any]) -> None:
        self.signal(json.dumps({"media": told}))

    def read(self, caption: Caption) -> None:
        self.strip.add(caption)
        self.told.set()

    def close(self, code: int) -> None:
        self.closing = code
        self.told.set()

    async def next(self) -> str | None:
        """The next thing to send; None when the socket is to be closed."""
        while not (self.state or self.is_behind or self.signals or self.strip or self.closing):
            self.told.clear()
            await self.told.wait()
        if self.state:
            text, self.state = self.state, ""
            return text
        if self.is_behind:
            self.is_behind = False
            return self.queue
        if self.signals:
            return self.signals.pop(0)
        return self.strip.next() if self.strip else None


class Desk:
    """All rooms of this process."""

    def __init__(self) -> None:
        self._rooms: dict[int, dict[UUID, Seat]] = defaultdict(dict)
        self._media: dict[tuple[int, int], presence.Heard] = {}
        self._showing: dict[int, asyncio.Task[None]] = {}
        self._cheers: dict[int, Counter[str]] = defaultdict(Counter)
        self._turn = asyncio.Lock()
        self._floor = Floor(settings.RECOGNISER, self._show_soon)

    async def listen(self) -> None:
        """Hear that rooms have changed; after a lost connection all of them are looked at again."""
        await changes.listen(self._told, self._show_all)

    def _told(self, room: str) -> None:
        self._show_soon(int(room))

    def _show_all(self) -> None:
        for room in list(self._rooms):
            self._show_soon(room)

    def _show_soon(self, room: int) -> asyncio.Task[None]:
        """One look for all that has changed before it; a full hall is looked at a few times a second."""
        task = self._showing.get(room)
        if task is None:
            task = self._showing[room] = asyncio.create_task(self._look(room))
        return task

    async def _look(self, room: int) -> None:
        if len(self._rooms.get(room, ())) > MANY:
            await asyncio.sleep(CALM)
        async with self._turn:
            self._showing.pop(room, None)
            await self._show_now(room)

    async def keep(self) -> None:
        """Write down every few seconds who is still heard, so that a killed server loses seconds."""
        while True:
            await asyncio.sleep(KEPT_EVERY)
            seats = [seat for room in self._rooms.values() for seat in room.values()]
            for seat in seats:
                if now() - seat.heard_at > SILENT:
                    seat.close(AGAIN)
                    await self._rise(seat)  # a cut network says nothing: it is not waited for
            fresh = {key: heard for key, heard in self._media.items() if now() - heard.at <= MEDIA_SILENT}
            self._media = fresh
            with suppress(OperationalError, InterfaceError):
                visits = {seat.visit: seat.heard_at for seat in seats if seat.visit is not None}
                await asked(presence.keep, visits, fresh)

    async def serve(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One browser in one room: ``…/live/meet/7/?connection=<uuid>&device=phone``.

        A visitor without an account shows his ``ticket`` beside. With ``&speech=1`` it is the sound of who
        sits there already; the address is the same, for a balancer sends one address to one process.
        """
        await receive()
        wish, person, seated, now_at = _wish(scope), None, False, ""
        try:
            if wish and same_origin(scope):
                person = await asked(presence.who_is, scope, wish.room, wish.ticket)
            if wish and person:
                seated = await asked(presence.may_sit, person, wish.room)
                now_at = "" if seated else await asked(presence.now_at, person, wish.room)
        except (OperationalError, InterfaceError):
            await send({"type": "websocket.close", "code": AGAIN})
            return
        if not (wish and person and seated):
            await _turn_away(send, now_at, CLOSED if person else NOT_YOURS)
            return
        room, connection, device = wish.room, wish.connection, wish.device
        if wish.is_speech:
            await self._floor.serve(room, connection, person, receive, send)
            return
        await send({"type": "websocket.accept"})
        seat = Seat(connection, room, person, device, now())
        self._rooms[room][connection] = seat
        sender = asyncio.create_task(self._send(seat, send))
        try:
            await self._show(room)
            while (asked_for := await receive())["type"] != "websocket.disconnect":
                await self._hear(seat, asked_for.get("text") or "")
            seat.is_lost = asked_for.get("code") not in LEAVING
        finally:
            sender.cancel()
            await self._rise(seat)

    async def _send(self, seat: Seat, send: Send) -> None:
        while (text := await seat.next()) is not None:
            await send({"type": "websocket.send", "text": text})
        await send({"type": "websocket.close", "code": seat.closing})

    async def _rise(self, seat: Seat) -> None:
        """Left or lost; if the same browser has come again meanwhile, the newer seat stays."""
        here = self._rooms.get(seat.room, {})
        newer = here.get(seat.connection)
        if newer is seat:
            del here[seat.connection]
        if not here:
            self._rooms.pop(seat.room, None)
        if seat.visit is not None:
            is_lost = seat.is_lost or seat.closing == AGAIN or newer not in (None, seat)
            ending = Visit.Ending.LOST if is_lost else Visit.Ending.LEFT
            with suppress(OperationalError, InterfaceError):
                await asked(presence.finish, seat.visit, seat.heard_at, ending)
        await self._show(seat.room)

    async def _hear(self, seat: Seat, text: str) -> None:
        said = _said(text)
        seat.heard_at = now()
        match said.get("do"):
            case "signal" if len(text) <= LONGEST_SIGNAL:
                self._pass(seat, said)
            case "shows":
                names = ("camera", "microphone", "screen")
                had_screen = seat.shows.get("screen")
                seat.shows = {name: said.get(name) is True for name in names}
                await self._show(seat.room)
                if seat.is_inside and seat.shows["screen"] and not had_screen:
                    with suppress(OperationalError, InterfaceError):
                        await asked(mark_screen, seat.room, seat.person)
            case "media" if seat.is_inside:
                studio.hear(seat.room, str(seat.connection), said.get("say"))
            case "captions" if self._floor.is_on:
                seat.reads = said.get("on") is True
                await self._show(seat.room)
            case "ping":
                seat.signal(json.dumps({"heard": True}))
            case "cheer":
                self._cheer(seat, said.get("what"))
            case "beat":
                self._listened(seat, said.get("hears"))

    def _cheer(self, seat: Seat, what: Any) -> None:
        """A light sign of one in the hall; all of a second go to everybody together, and are kept nowhere."""
        is_rested = now() - seat.cheered_at >= CHEER_EVERY
        if not (seat.is_inside and is_rested and isinstance(what, str) and what in CHEERS):
            return
        seat.cheered_at = now()
        cheers = self._cheers[seat.room]
        cheers[what] += 1
        if cheers.total() == 1:
            asyncio.get_running_loop().call_later(1, self._tell_cheers, seat.room)

    def _tell_cheers(self, room: int) -> None:
        text = json.dumps({"cheers": self._cheers.pop(room)}, ensure_ascii=False)
        for seat in self._rooms.get(room, {}).values():
            if seat.is_inside:
                seat.signal(text)

    def _pass(self, seat: Seat, said: dict[str, Any]) -> None:
        """To one connection of the same room; to whom, the sender names, from whom, we say.

        «I have come from another device» is taken from oneself only: it shows the other browser out.
        """
        try:
            target = self._rooms[seat.room].get(UUID(str(said.get("to"))))
        except ValueError:
            return
        data = said.get("data")
        takes = isinstance(data, dict) and bool(data.get("take"))
        if target is None or target is seat or (takes and target.person != seat.person):
            return
        if seat.is_inside and target.is_inside:
            target.signal(json.dumps({"signal": data, "from": str(seat.connection)}))

    def _listened(self, seat: Seat, hears: Any) -> None:
        """Whose media this browser receives: proof of theirs, not of its own."""
        if not isinstance(hears, list) or not seat.is_inside:
            return
        here = {other.person for other in self._rooms[seat.room].values()}
        for person in {one for one in hears if isinstance(one, int)} - {seat.person}:
            known = self._media.get((seat.room, person))
            if known is not None or person in here:
                self._media[seat.room, person] = presence.Heard(now(), known.span if known else None)

    async def _show(self, room: int) -> None:
        """The state of the room to everybody in it; who is not inside any more is shown out.

        One look after another: two at once would begin two visits of one seat.
        """
        await asyncio.shield(self._show_soon(room))

    async def _show_now(self, room: int) -> None:
        seats = list(self._rooms[room].values()) if room in self._rooms else []
        if not seats:
            studio.follow(room, Wanted())
            self._floor.follow(room, Speech())
            return
        with suppress(OperationalError, InterfaceError):
            await self._show_to(room, seats)

    async def _show_to(self, room: int, seats: list[Seat]) -> None:
        view = await asked(presence.view, room, {seat.person for seat in seats})
        for seat in seats:
            if seat.visit is None and view.is_inside(seat.person):
                seat.visit = await asked(presence.begin, room, seat.person, seat.connection, seat.device)
        connections = _connections(seats)
        self._floor.follow(room, _speech(view, seats))
        captions = self._floor.state(room)
        for seat in seats:
            seat.tell(view.text_for(seat.person, connections, captions))
            if view.queue and seat.is_inside:
                seat.tell_queue(view.queue)
            if view.room.ended_at is not None or not seat.state:
                seat.close(CLOSED)
        studio.follow(room, _wanted(view, seats))


async def _turn_away(send: Send, now_at: str, code: int) -> None:
    """A browser learns the code of an open socket only: a refused one looks to it like a lost network."""
    await send({"type": "websocket.accept"})
    if now_at:
        await send({"type": "websocket.send", "text": now_at})
    await send({"type": "websocket.close", "code": code})


def _wanted(view: presence.View, seats: Iterable[Seat]) -> Wanted:
    """Of the media server, by the rows: who waits, was removed or stays after the end has no line there."""
    if view.room.provider != JANUS.code or view.room.ended_at is not None:
        return Wanted()
    inside = frozenset(one["person"] for one in view.inside)
    here = [seat for seat in seats if seat.is_inside and seat.person in inside]
    return Wanted(
        {str(seat.connection): (seat.person, seat.tell_media) for seat in here},
        inside,
        frozenset(one["person"] for one in view.inside if one["muted"]),
        view.recorded.key if view.recorded else "",
        view.recorded.agreed if view.recorded else frozenset(),
        view.quiet,
    )


def _speech(view: presence.View, seats: Iterable[Seat]) -> Speech:
    """Who is heard by the others may be written down; the words are for those inside who wish them."""
    here = [seat for seat in seats if seat.is_inside and view.is_inside(seat.person)]
    readers = tuple(one.read for one in here if one.reads)
    if not readers or view.room.ended_at is not None:
        return Speech()
    unheard, people = view.unheard, view.by_number
    speakers = {
        one.connection: Speaker(one.person, people[one.person]["name"])
        for one in here
        if one.person not in unheard
    }
    return Speech(speakers, readers)


def _connections(seats: Iterable[Seat]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for seat in seats:
        found[seat.person].append({"id": str(seat.connection), "device": seat.device, "shows": seat.shows})
    return found


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address says; ``ticket`` is of a visitor without an account."""

    room: int
    connection: UUID
    device: str
    ticket: str
    is_speech: bool


def _wish(scope: MutableMapping[str, Any]) -> Wish | None:
    """None for any other address."""
    number = str(scope["path"]).removeprefix(PREFIX).strip("/")
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    device = query.get("device", [""])[0]
    try:
        connection = UUID(query.get("connection", [""])[0])
    except ValueError:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return Wish(
        int(number),
        connection,
        "phone" if device == "phone" else "computer",
        query.get("ticket", [""])[0],
        query.get("speech") == ["1"],
    )


def _said(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text) if len(text) <= LONGEST else None
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


desk = Desk()
