"""All rooms of this process that a media server carries, and the servers themselves (ADR 40).

The desk says what is wanted of a room; a task of that room makes it so and lays it anew when its server dies.
Another task keeps the connection to each server and writes down how it is.
"""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from ..asking import asked
from . import placing
from .hall import Hall, Wanted, made
from .line import Place
from .link import JanusError, Link, LostError
from .nodes import Node

PAUSE = 0.5
LONGEST_PAUSE = 10.0
LOOK = 5.0
PATIENCE = 6.0  # a server that its supervisor starts again is back sooner
logger = logging.getLogger("opora.meetings")


class Studio:
    def __init__(self) -> None:
        self._links: dict[str, Link] = {}
        self._wanted: dict[int, Wanted] = {}
        self._halls: dict[int, Hall] = {}
        self._wakes: dict[int, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def answering(self) -> frozenset[str]:
        """Names of servers that this process is connected to."""
        return frozenset(self._links)

    # --- what the desk says ---------------------------------------------------------------------------------

    def follow(self, room: int, wanted: Wanted) -> None:
        """From now on this room is to be so; one without anybody is no more."""
        if not wanted.seats and room not in self._wanted:
            return
        self._wanted[room] = wanted
        if room in self._wakes:
            self._wakes[room].set()
            return
        self._wakes[room] = asyncio.Event()
        task = asyncio.create_task(self._hold(room), name=f"room {room}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def hear(self, room: int, connection: str, said: Any) -> None:
        """From a browser inside, for the line it names; to any other it says nothing."""
        hall = self._halls.get(room)
        line = hall.line_of(connection) if hall and isinstance(said, dict) else None
        if line is not None and said.get("line") == line.key and said.get("do") in FROM_BROWSERS:
            line.hear(said)

    # --- servers --------------------------------------------------------------------------------------------

    async def keep(self) -> None:
        """A connection to each server of the settings, for as long as the process lives."""
        async with asyncio.TaskGroup() as group:
            for node in settings.JANUS.values():
                group.create_task(self._keep(node))

    async def end(self) -> None:
        """Rooms are left as they are: the server drops them with our session."""
        for task in self._tasks:
            task.cancel()
        for link in list(self._links.values()):
            await link.close()

    async def _keep(self, node: Node) -> None:
        pause = PAUSE
        while True:
            link = Link(node)
            try:
                await link.open()
                self._links[node.name] = link
                await self._write(node, "")
                self._wake_all()
                pause = PAUSE
                await link.run()
                words = "connection lost"
            except (OSError, JanusError, LostError) as error:
                words = str(error) or type(error).__name__
            self._links.pop(node.name, None)
            self._wake_all()
            await self._write(node, words)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _write(self, node: Node, trouble: str) -> None:
        logger.warning("media server %s: %s", node.name, trouble or "answers")
        with suppress(OperationalError, InterfaceError):
            await asked(placing.write_state, node, trouble)

    def _wake_all(self) -> None:
        for wake in self._wakes.values():
            wake.set()

    # --- one room -------------------------------------------------------------------------------------------

    async def _hold(self, room: int) -> None:
        wake, stood_at = self._wakes[room], time.monotonic()
        try:
            while self._wanted[room].seats or room in self._halls:
                wake.clear()
                with suppress(OperationalError, InterfaceError, LostError):
                    await self._make_so(room)
                    if room in self._halls:
                        stood_at = time.monotonic()
                    elif time.monotonic() - stood_at > PATIENCE:
                        await asked(placing.without_server, room)
                with suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), LOOK if room in self._halls else PAUSE)
        finally:
            del self._wakes[room], self._wanted[room]

    async def _make_so(self, room: int) -> None:
        wanted, hall = self._wanted[room], self._halls.get(room)
        if hall is not None and hall.is_lost:
            hall.forget()
            del self._halls[room]
            hall = None
            self._tell(wanted, {"lost": True})
        if hall is None and wanted.seats:
            hall = await self._placed(room)
        if hall is None:
            return
        await hall.follow(wanted)
        if hall.is_empty:
            await hall.end()
            del self._halls[room]

    async def _placed(self, room: int) -> Hall | None:
        """At a server that answers now; None while there is none. A room of few goes on without a server."""
        spot = await asked(placing.place, room, self.answering)
        link = self._links.get(spot.node) if spot else None
        if spot is None or link is None:
            return None
        place = Place(link, spot.number, placing.secret_of(spot.number))
        if spot.former and spot.former != spot.number:
            await Hall(Place(link, spot.former, placing.secret_of(spot.former)), self._wakes[room].set).end()
        try:
            await made(place)
        except JanusError as error:
            logger.warning("media server %s makes no room: %s", spot.node, error)
            return None
        hall = self._halls[room] = Hall(place, self._wakes[room].set)
        return hall

    def _tell(self, wanted: Wanted, told: dict[str, Any]) -> None:
        for _person, tell in wanted.seats.values():
            tell(told)


FROM_BROWSERS = frozenset({"offer", "answer", "ice", "restart", "want", "bye"})
studio = Studio()
