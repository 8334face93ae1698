"""Live news: a native asyncio socket per tab, woken by PostgreSQL NOTIFY (ADR 29).

The database is the truth; the socket only says «look again»: ``{"unread": 3}`` on connecting and on change,
``{"room": "chat:7", "change": 41}`` to the tabs that entered a room. The bus carries numbers, never words.
Domains above say what else is counted (:func:`counted`) and who may enter their rooms (:func:`room`).
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any, TypeVar

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate.contrib.django.utils import connector_params

Key = TypeVar("Key", int, str)
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

CHANNEL = "opora_live"
ROOMS_OF_A_TAB = 20
LONGEST_REQUEST = 200
logger = logging.getLogger("opora.live")


Counter = Callable[[int], int]
Door = Callable[[int, int], bool]
_counters: dict[str, Counter] = {}
_doors: dict[str, Door] = {}


def counted(name: str) -> Callable[[Counter], Counter]:
    """Register one more number of the state of a tab, by the person; its link is ``[data-live="name"]``."""

    def register(function: Counter) -> Counter:
        _counters[name] = function
        return function

    return register


def room(kind: str) -> Callable[[Door], Door]:
    """Register who may hear of changes in rooms of a kind: ``door(person, number of the room)``."""

    def register(function: Door) -> Door:
        _doors[kind] = function
        return function

    return register


def wake(*person_ids: int) -> None:
    """Tell every tab of these persons to look again; PostgreSQL delivers it when the transaction commits."""
    _notify([str(person) for person in person_ids])


def wake_room(kind: str, number: int, change: int) -> None:
    """Tell every tab in a room that its event ``change`` has happened, when the transaction commits."""
    _notify([f"{kind}:{number} {change}"])


def _notify(payloads: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, payloads])


class Tab:
    """What one tab has yet to be told: the latest of each kind, so it is bounded and loses nothing."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self.rooms: set[str] = set()
        self._waiting: dict[str, str] = {}
        self._told = asyncio.Event()

    def tell(self, kind: str, text: str) -> None:
        self._waiting[kind] = text
        self._told.set()

    async def next(self) -> str:
        while not self._waiting:
            self._told.clear()
            await self._told.wait()
        return self._waiting.pop(next(iter(self._waiting)))


class Hub:
    """Sockets of this process by person and by room; a slow tab never delays another."""

    def __init__(self) -> None:
        self._tabs: dict[int, set[Tab]] = defaultdict(set)
        self._rooms: dict[str, set[Tab]] = defaultdict(set)

    async def listen(self) -> None:
        """Hear NOTIFY for as long as the server lives; reconnect by itself.

        What was told while nobody listened is lost, so every tab looks again after a new connection.
        """
        while True:
            with suppress(psycopg.OperationalError, OperationalError, InterfaceError):
                async with await psycopg.AsyncConnection.connect(
                    **connector_params("default"), autocommit=True
                ) as database:
                    await database.execute(f"LISTEN {CHANNEL}")
                    for name in list(self._rooms):
                        self._tell_room(name)
                    for person_id in list(self._tabs):
                        await self._tell(person_id)
                    async for notice in database.notifies():
                        await self._hear(notice.payload)
            await asyncio.sleep(1)

    async def _hear(self, payload: str) -> None:
        name, _space, change = payload.partition(" ")
        if change:
            self._tell_room(name, int(change))
        else:
            await self._tell(int(name))

    async def serve(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One tab: log-in by the page's own cookie, then one message per change."""
        await receive()
        try:
            person_id = await sync_to_async(_person_of)(scope) if _same_origin(scope) else None
            state = await sync_to_async(_state_of)(person_id) if person_id else ""
        except (OperationalError, InterfaceError):  # the page comes back by itself
            await send({"type": "websocket.close", "code": 1013})
            return
        if person_id is None:
            await send({"type": "websocket.close", "code": 4401})
            return
        await send({"type": "websocket.accept"})
        tab = Tab(person_id)
        self._tabs[person_id].add(tab)
        tab.tell("state", state)
        sender = asyncio.create_task(self._send(tab, send))
        try:
            while (asked := await receive())["type"] != "websocket.disconnect":
                await self._enter(tab, asked.get("text") or "")
        finally:
            sender.cancel()
            self._leave(tab)

    async def _enter(self, tab: Tab, text: str) -> None:
        """``{"enter": "chat:7"}``; who may not enter is not answered, as of a room that is not there."""
        name = _room_asked(text)
        if not name or len(tab.rooms) >= ROOMS_OF_A_TAB:
            return
        with suppress(OperationalError, InterfaceError):
            if await sync_to_async(_may_enter)(tab.person_id, name):
                tab.rooms.add(name)
                self._rooms[name].add(tab)
                tab.tell(name, json.dumps({"room": name}))

    def _leave(self, tab: Tab) -> None:
        _drop(self._tabs, tab.person_id, tab)
        for name in tab.rooms:
            _drop(self._rooms, name, tab)

    async def _send(self, tab: Tab, send: Send) -> None:
        while True:
            await send({"type": "websocket.send", "text": await tab.next()})

    async def _tell(self, person_id: int) -> None:
        if person_id not in self._tabs:
            return
        text = await sync_to_async(_state_of)(person_id)
        for tab in self._tabs.get(person_id, ()):
            tab.tell("state", text)

    def _tell_room(self, name: str, change: int | None = None) -> None:
        """Without a number the tab asks for everything after the last it has."""
        told = {"room": name} if change is None else {"room": name, "change": change}
        text = json.dumps(told)
        for tab in self._rooms.get(name, ()):
            tab.tell(name, text)


def _drop(places: dict[Key, set[Tab]], key: Key, tab: Tab) -> None:
    places[key].discard(tab)
    if not places[key]:
        del places[key]


def _room_asked(text: str) -> str:
    """The name of a room in a request of a tab, an empty string for anything else."""
    try:
        asked = json.loads(text) if len(text) <= LONGEST_REQUEST else None
    except ValueError:
        return ""
    name = asked.get("enter") if isinstance(asked, dict) else None
    if not isinstance(name, str):
        return ""
    kind, _colon, number = name.partition(":")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    return name if kind in _doors and is_number else ""


def _may_enter(person_id: int, name: str) -> bool:
    close_old_connections()
    kind, _colon, number = name.partition(":")
    return _doors[kind](person_id, int(number))


def _header(scope: MutableMapping[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _same_origin(scope: MutableMapping[str, Any]) -> bool:
    """A foreign page may open a socket with our cookie; its Origin gives it away."""
    origin = _header(scope, b"origin")
    return origin.split("://")[-1] == _header(scope, b"host") or origin in settings.CSRF_TRUSTED_ORIGINS


def _person_of(scope: MutableMapping[str, Any]) -> int | None:
    from opora.people.models import Account  # noqa: PLC0415 -- loaded before the applications are
    from opora.people.session_store import SessionStore  # noqa: PLC0415

    close_old_connections()
    cookie = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    account_id = SessionStore(cookie.value).get("_auth_user_id") if cookie else None
    account = (
        Account.objects.filter(pk=account_id, state=Account.State.ACTIVE).first() if account_id else None
    )
    return account.person_id if account else None


def _state_of(person_id: int) -> str:
    from .models import Notification  # noqa: PLC0415

    close_old_connections()
    unread = Notification.objects.filter(person=person_id, read_at=None).count()
    return json.dumps({"unread": unread, **{name: count(person_id) for name, count in _counters.items()}})


hub = Hub()
