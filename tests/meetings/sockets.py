"""Sockets at the desk of rooms, without a browser: what they say, what they are told, how they are closed."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync

from opora.meetings.desk import Desk
from tests import make
from tests.notifications.tabs import scope_of

from .world import host, inside, meeting

SOUND = b"\1\0" * 4_000


class Browser:
    """The far end of a socket at the desk; ``scope`` is made before the loop runs."""

    def __init__(
        self, scope: dict[str, Any], room: int, connection: UUID | None = None, more: str = ""
    ) -> None:
        self.connection = connection or uuid4()
        query = f"connection={self.connection}{more}"
        self.scope = scope | {"path": f"/live/meet/{room}/", "query_string": query.encode()}
        self.told: list[dict[str, Any]] = []
        self.code = 0
        self.is_open = self.was_open = False
        self._says: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._work: asyncio.Task[None] | None = None

    def open(self, desk: Desk) -> "Browser":
        self._says.put_nowait({"type": "websocket.connect"})
        self._work = asyncio.create_task(desk.serve(self.scope, self._says.get, self._send))
        return self

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.told.append(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.code, self.is_open = message["code"], False
            self._says.put_nowait({"type": "websocket.disconnect", "code": message["code"]})
        else:
            self.is_open = self.was_open = True

    def say(self, **said: Any) -> None:
        self._says.put_nowait({"type": "websocket.receive", "text": json.dumps(said)})

    def sound(self, piece: bytes = SOUND, times: int = 1) -> None:
        for _time in range(times):
            self._says.put_nowait({"type": "websocket.receive", "bytes": piece})

    @property
    def state(self) -> dict[str, Any]:
        states = [one["state"] for one in self.told if "state" in one]
        return states[-1] if states else {}

    @property
    def captions(self) -> list[tuple[str, str, bool]]:
        all_of = [one["caption"] for one in self.told if "caption" in one]
        return [(one["name"], one["text"], one["final"]) for one in all_of]

    async def close(self) -> None:
        if self._work is not None:
            self._says.put_nowait({"type": "websocket.disconnect", "code": 1000})
            await self._work


async def until(look: Callable[[], Any], seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not look():
            await asyncio.sleep(0.01)


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async_to_sync(scenario)()


class World:
    """A consultation with its leader, a learner and a child inside, each with a browser yet to be opened."""

    def __init__(self, cast: make.Cast) -> None:
        self.cast = cast
        self.session = meeting(cast, cast.learner, cast.child, cast.stranger)
        self.room = host(self.session).room.pk
        self.guests = {who.pk: inside(self.session, who) for who in (cast.learner, cast.child)}
        self.scopes = {
            name: scope_of(cast.account(name)) for name in ("teacher", "learner", "child", "stranger")
        }

    def browser(self, name: str, room: int = 0) -> Browser:
        return Browser(self.scopes[name], room or self.room)

    def speech(self, name: str, of: Browser, room: int = 0) -> Browser:
        return Browser(self.scopes[name], room or self.room, of.connection, "&speech=1")


@asynccontextmanager
async def opened(desk: Desk, *browsers: Browser) -> AsyncIterator[None]:
    """All are inside."""
    for one in browsers:
        one.open(desk)
        await until(lambda one=one: one.state)
    try:
        yield
    finally:
        for one in browsers:
            await one.close()
