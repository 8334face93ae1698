"""The hub of a process: sockets by person and by room, and the words they are told (ADR 35).

A change arrives from the bus as numbers. Once per process and room the hub reads who may hear and what is
new, renders it for each view, and hands the same bytes to every tab. What the bus lost the sweep finds.
"""

import asyncio
import itertools
import json
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections

from . import entry, looking
from .bus import Bus
from .presence import Presence
from .registry import IDS, News, doors, feeds
from .room import Room
from .tab import Guest, Tab, Told

T = TypeVar("T")
Run = Callable[..., Awaitable[Any]]

ROOMS_OF_A_TAB = 20
LONGEST_REQUEST = 200
NUMBER = 18
OUTAGE = (OperationalError, InterfaceError)
LEAST_BREATH, BREATH = 0.03, 0.05  # a busy room gathers so long before it is pushed again; a quiet one never
TICK = 0.5
SOUND = 1.0  # a connection is not asked more often whether it lives
TYPING_EVERY = 2.0
BEAT, SWEEP = 20.0, 5.0
ENDED, COUNTED, ASKED = 3, 12, 120  # in so many sweeps every session, every count, every role is looked at
COUNTED_AT_ONCE = 500
AT_THE_DOOR = 4
COUNTING_SHARE = 5  # counting rests so many times longer than it took
logger = logging.getLogger("opora.live")


def threads() -> Run:
    """What is said waits neither for who comes in nor for counts."""
    kinds = dict.fromkeys((looking.looked, looking.opened, looking.audience_of), "words")
    kinds |= dict.fromkeys((entry.guest_of, entry.guest_again, entry.still_open), "doors")
    places = {name: ThreadPoolExecutor(1, f"live-{name}") for name in ("words", "doors", "rest")}
    asked_at = dict.fromkeys(places, 0.0)

    async def run(work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        name = kinds.get(work, "rest")

        def connected() -> T:
            if asked_at[name] + SOUND < time.monotonic():
                close_old_connections()
                asked_at[name] = time.monotonic()
            try:
                return work(*arguments, **named)
            except OUTAGE:
                asked_at[name] = 0.0
                raise

        return await asyncio.get_running_loop().run_in_executor(places[name], connected)

    return run


class Hub:
    """``run`` calls a function that needs the database outside the loop."""

    def __init__(self, bus: Bus, run: Run | None = None) -> None:
        self._bus = bus
        self._run = run or threads()
        self._people: dict[int, set[Tab]] = defaultdict(set)
        self._rooms: dict[str, Room] = {}
        self._presence = Presence()
        self._states: dict[int, dict[str, int]] = {}
        self._to_count: dict[int, bool] = {}  # True: told even when nothing has changed
        self._counting = asyncio.Event()
        self.door = asyncio.Semaphore(AT_THE_DOOR)
        self._beat_at = 0.0

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """Each for as long as the server lives."""
        return [self._kept(work) for work in (self._listen, self._tick, self._sweep, self._count)]

    async def _kept(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except OUTAGE:
                await asyncio.sleep(1)
            except Exception:
                logger.exception("the hub stumbled; going on")
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        await self._bus.listen(self.hear, self.look_again)

    async def end(self) -> None:
        """Streams end with the server; sockets are closed by it."""
        for tab in [tab for tabs in self._people.values() for tab in tabs if tab.write is None]:
            await _ended(tab)

    # --- tabs ---

    async def guest_of(self, scope: entry.Scope) -> Guest | None:
        """Raises the database's errors: the page comes back by itself."""
        found: Guest | None = await self._run(entry.guest_of, scope)
        return found

    def open(self, tab: Tab) -> None:
        self._people[tab.guest.person].add(tab)
        self._presence.came(tab.guest.person)
        self._recount([tab.guest.person])

    def close(self, tab: Tab) -> None:
        person = tab.guest.person
        self._people[person].discard(tab)
        if not self._people[person]:
            del self._people[person]
            self._states.pop(person, None)
            self._presence.left(person)
        for name in list(tab.rooms):
            self._leave(tab, self._rooms[name])

    def _leave(self, tab: Tab, room: Room) -> None:
        room.leave(tab)
        self._forget(room)

    def _forget(self, room: Room) -> None:
        if room.is_idle and self._rooms.get(room.name) is room:
            del self._rooms[room.name]

    async def say(self, tab: Tab, text: str) -> None:
        """What a tab asks: to enter a room, to be seen typing, that something is read. Else: no answer."""
        asked = _asked(text)
        if "enter" in asked:
            await self.enter(tab, asked["enter"])
        elif (room := self._own_room(tab, asked.get("typing"))) is not None:
            await self._typing(tab, room)
        elif (room := self._own_room(tab, asked.get("read"))) is not None:
            self._read(tab, room, asked.get("seq"))

    def _own_room(self, tab: Tab, name: Any) -> Room | None:
        """A fed room that the tab is in."""
        is_own = isinstance(name, str) and name in tab.rooms and self._rooms[name].is_fed
        return self._rooms[name] if is_own else None

    def _read(self, tab: Tab, room: Room, seq: Any) -> None:
        person = tab.guest.person
        if isinstance(seq, int) and room.marks.get(person, 0) < seq < 10**NUMBER:
            room.to_store[person] = max(seq, room.to_store.get(person, 0))

    async def enter(self, tab: Tab, asked: Any) -> None:
        """Who may not enter is not answered, as of a room that is not there."""
        name = _room_name(asked)
        if not name or (name not in tab.rooms and len(tab.rooms) >= ROOMS_OF_A_TAB):
            return
        with suppress(*OUTAGE):
            kind, _colon, number = name.partition(":")
            if kind in doors:
                if await self._run(looking.may_enter, tab.guest, kind, int(number)):
                    self._rooms.setdefault(name, Room(name)).enter(tab, None)
                    tab.tell(Told(room=name))
            elif feeds[kind].may_enter(tab.guest.actor):
                await self._enter_feed(tab, self._rooms.setdefault(name, Room(name)))

    async def _enter_feed(self, tab: Tab, room: Room) -> None:
        """In a storm of entering the people of the room are asked for once; each is then only looked up."""
        actor = tab.guest.actor
        room.entering += 1
        try:
            if room.change is None:
                who, change, marks = await self._run(looking.opened, room.kind, room.number)
                room.audience = who
                if room.change is None:  # two came first
                    room.change, room.marks = change, marks
            elif room.is_stale:
                room.audience = await self._run(looking.audience_of, room.kind, room.number)
            if tab.guest.person not in room.audience.everybody:
                return
            own = await self._run(feeds[room.kind].view, actor, room.number)
            room.leave(tab)  # entered again: the role may be another
            room.enter(tab, (tab.guest.language, actor.zone, own))
            tab.tell(self._welcome(tab, room))
        finally:
            room.entering -= 1
            self._forget(room)

    def _welcome(self, tab: Tab, room: Room) -> Told:
        """By ``change`` the tab knows whether it has a gap; the rest is what it may see of the others."""
        who, me = room.audience, tab.guest.person
        seen = who.everybody if me in who.watchers else who.shown
        all_marks = room.sees_marks(tab)
        reads = {one: seq for one, seq in room.marks.items() if all_marks or one == me}
        here = sorted(one for one in seen if one in self._presence and one != me)
        return Told(room=room.name, change=room.change, here=here, read=reads, entered=True)

    async def _typing(self, tab: Tab, room: Room) -> None:
        at = time.monotonic()
        if tab.typed_at + TYPING_EVERY < at:
            tab.typed_at = at
            await self._tell_others([f"t {room.name} {tab.guest.person}"])

    async def _tell_others(self, told: Sequence[str]) -> None:
        if told:
            with suppress(*OUTAGE):
                await self._run(self._bus.publish, told)

    # --- what the bus says ---

    def hear(self, told: str) -> None:
        """One word of the bus: numbers by kind; what is not understood is of a newer version and is left."""
        try:
            kind, name, *rest = told.split(" ")
            if kind == "p":
                self._recount(_numbers(name))
            elif kind == "r":
                self._changed(name, int(rest[0]))
            elif kind == "m":
                self._marked(name, rest[0])
            elif kind == "t" and name in self._rooms:
                self._rooms[name].tell_seen(int(rest[0]), Told(room=name, typing=int(rest[0])))
            elif kind == "h":
                self._presence.hear(int(name), rest[0], _numbers(rest[1]))
        except (ValueError, IndexError):
            logger.warning("not understood: %.100s", told)

    def look_again(self) -> None:
        """Something may have been lost: every room and every person."""
        for room in self._rooms.values():
            self._look(room)
        self._recount(list(self._people))
        self._beat_at = 0.0

    def _changed(self, name: str, change: int) -> None:
        if not self._people:  # a process of pages: nobody here to tell
            return
        if name.partition(":")[0] in feeds:
            room = self._rooms.get(name) or Room(name)
            if room.change is None or change > room.change:
                self._look(self._rooms.setdefault(name, room))
        elif name in self._rooms:
            self._rooms[name].tell(Told(room=name))

    def _marked(self, name: str, text: str) -> None:
        room = self._rooms.get(name)
        marks = {
            int(key): int(value) for key, _sign, value in (one.partition("=") for one in text.split(","))
        }
        self._recount(marks)
        if room is not None:
            room.heard_marks(marks)

    # --- words ---

    def _look(self, room: Room) -> None:
        if not room.is_fed:
            room.tell(Told(room=room.name))
            return
        room.is_dirty = True
        if room.pushing is None:
            room.pushing = asyncio.create_task(self._push(room))

    async def _push(self, room: Room) -> None:
        """While there is something new; what happens meanwhile goes together in the next turn."""
        try:
            while room.is_dirty:
                room.is_dirty = False
                began = time.monotonic()
                try:
                    await self._push_once(room)
                except OUTAGE:
                    room.is_dirty = True
                    await asyncio.sleep(1)
                await asyncio.sleep(min(max(time.monotonic() - began, LEAST_BREATH), BREATH))
        except Exception:
            logger.exception("%s was not pushed", room.name)
        finally:
            room.pushing = None
            self._forget(room)

    async def _push_once(self, room: Room) -> None:
        views = [view for view in room.views if view is not None]
        after = room.change or 0
        who, news = await self._run(
            looking.looked, room.kind, room.number, after=after, views=views,
            known=None if room.is_stale else room.audience,
        )  # fmt: skip
        if who is not room.audience:
            room.audience = who
            self._put_out(room)
        if news is not None and news.change > after:
            self._hand(room, news, after)
            room.change = news.change
        self._recount((one for one in who.everybody if one in self._people), quietly=True)

    def _hand(self, room: Room, news: News, after: int) -> None:
        """The same bytes for every tab of a view; whose own words are inside, or who came late, asks."""
        look = Told(room=room.name, change=news.change)
        for view, tabs in room.views.items():
            html = news.html.get(view) if view is not None else None
            words = Told(room=room.name, since=after, change=news.change, html=html) if html else look
            for tab in tabs:
                tab.tell(look if tab.guest.person in news.personal else words)

    def _put_out(self, room: Room) -> None:
        """Who is no longer of the room hears nothing more; the page finds out why by itself."""
        for tab in [tab for tab in room.tabs if tab.guest.person not in room.audience.everybody]:
            room.leave(tab)
            tab.tell(Told(room=room.name, gone=True))

    # --- numbers ---

    def _recount(self, people: Iterable[int], *, quietly: bool = False) -> None:
        for one in people:
            if one in self._people:
                self._to_count[one] = not quietly or self._to_count.get(one, False)
        if self._to_count:
            self._counting.set()

    async def _count(self) -> None:
        """Many at once, and never more than a part of the processor."""
        while True:
            await self._counting.wait()
            await asyncio.sleep(0.02)
            began = time.monotonic()
            batch = {one: self._to_count.pop(one) for one in list(self._to_count)[:COUNTED_AT_ONCE]}
            try:
                states = await self._run(looking.states_of, list(batch))
            except OUTAGE:
                self._to_count = batch | self._to_count
                raise
            for one, aloud in batch.items():
                if aloud or self._states.get(one) != states[one]:
                    self._tell_state(one, states[one])
            if not self._to_count:
                self._counting.clear()
            await asyncio.sleep(min((time.monotonic() - began) * COUNTING_SHARE, SWEEP))

    def _tell_state(self, person: int, state: dict[str, int]) -> None:
        if tabs := self._people.get(person):
            self._states[person] = state
            told = Told(**state)
            for tab in tabs:
                tab.tell(told)

    async def _tick(self) -> None:
        """What may wait half a second: how far people have read, who came and went."""
        while True:
            await asyncio.sleep(TICK)
            self._presence.forget()
            self._tell_presence(self._presence.changes())
            came, gone = self._presence.news()
            at = time.monotonic()
            if self._beat_at + BEAT < at:
                came, self._beat_at = set(self._presence.mine()), at
            await self._tell_others([*self._heres("+", came), *self._heres("-", gone)])
            for room in list(self._rooms.values()):
                self._tell_marks(room)
                await self._store_marks(room)

    def _heres(self, sign: str, people: Iterable[int]) -> list[str]:
        rows = [str(one) for one in people]
        parts = (rows[start : start + IDS] for start in range(0, len(rows), IDS))
        return [f"h {self._presence.process} {sign} {','.join(part)}" for part in parts]

    def _tell_presence(self, changed: set[int]) -> None:
        for room in self._rooms.values():
            if there := changed & room.audience.everybody:
                room.tell_presence({one: one in self._presence for one in there})

    def _tell_marks(self, room: Room) -> None:
        marked, room.marked = room.marked, {}
        if not marked:
            return
        told = Told(room=room.name, read=marked)
        for tab in room.tabs:
            if room.sees_marks(tab):
                tab.tell(told)

    async def _store_marks(self, room: Room) -> None:
        marks, room.to_store = room.to_store, {}
        allowed = {one: seq for one, seq in marks.items() if one in room.audience.everybody}
        if allowed:
            try:
                await self._run(looking.store_marks, room.kind, room.number, allowed)
            except OUTAGE:
                room.to_store = marks | room.to_store
                raise
        if marks:
            self._forget(room)

    # --- what nobody said ---

    async def _sweep(self) -> None:
        """A process that died between its commit and the bus told nobody; sessions end anywhere."""
        for turn in itertools.count(1):
            await asyncio.sleep(SWEEP)
            await self._look_for_unsaid()
            self._recount((one for one in self._people if one % COUNTED == turn % COUNTED), quietly=True)
            if turn % ENDED == 0:
                await self._end_closed_sessions()
            for tab in [tab for tab in self._all_tabs() if tab.guest.person % ASKED == turn % ASKED]:
                await self._ask_again(tab)

    async def _look_for_unsaid(self) -> None:
        numbers = defaultdict(list)
        for room in self._rooms.values():
            if room.is_fed and room.views:
                numbers[room.kind].append(room.number)
        if numbers:
            for name, change in (await self._run(looking.latest, dict(numbers))).items():
                self._changed(name, change)

    async def _end_closed_sessions(self) -> None:
        tabs = self._all_tabs()
        if tabs:
            alive = await self._run(entry.still_open, {tab.guest.session for tab in tabs})
            for tab in tabs:
                if tab.guest.session not in alive:
                    await _ended(tab)

    async def _ask_again(self, tab: Tab) -> None:
        """Roles and contracts end by the day: who looks is asked for as if he had come now."""
        guest = await self._run(entry.guest_again, tab.guest)
        if guest is None:
            await _ended(tab)
            return
        tab.guest = guest
        for name in [name for name in tab.rooms if name.partition(":")[0] in feeds]:
            room = self._rooms[name]
            if not feeds[room.kind].may_enter(guest.actor):
                self._leave(tab, room)
                tab.tell(Told(room=name, gone=True))

    def _all_tabs(self) -> list[Tab]:
        return [tab for tabs in self._people.values() for tab in tabs]


async def _ended(tab: Tab) -> None:
    with suppress(OSError, RuntimeError):  # it has gone by itself meanwhile
        await tab.end()


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def _asked(text: str) -> dict[str, Any]:
    try:
        asked = json.loads(text) if len(text) <= LONGEST_REQUEST else None
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _room_name(name: Any) -> str:
    """The name of a room that may exist; an empty string for anything else."""
    kind, _colon, number = name.partition(":") if isinstance(name, str) else ("", "", "")
    is_number = number.isascii() and number.isdecimal() and len(number) <= NUMBER
    return f"{kind}:{int(number)}" if is_number and (kind in doors or kind in feeds) else ""
