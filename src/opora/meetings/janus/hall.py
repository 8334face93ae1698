"""A room as it stands at a media server: its lines, who is muted, who is out."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from .line import Line, Place, kick, mute
from .link import Event, JanusError, LostError

LINGERS = 15.0  # a browser whose socket was cut keeps its sound and picture for so long
EXISTS = 427
PUBLISHERS = 200
BITRATE = 1_500_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one room: who sits (``tell`` by connection, with the person), who may be inside, who is muted.

    ``recorded``: who has agreed to be recorded under ``key``; it is empty while nobody asked for that.
    ``quiet``: who may hear and see, and send nothing.
    """

    seats: Mapping[str, tuple[int, Callable[[Event], None]]] = field(default_factory=dict)
    inside: frozenset[int] = frozenset()
    muted: frozenset[int] = frozenset()
    key: str = ""
    recorded: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()


async def made(place: Place) -> None:
    """Make the room at the server. Raises :class:`JanusError` when the admin key is wrong."""
    body = {
        "request": "create",
        "admin_key": place.link.node.admin_key,
        "room": place.number,
        "secret": place.secret,
        "is_private": True,
        "permanent": False,
        "publishers": PUBLISHERS,
        "bitrate": BITRATE,
        "audiocodec": "opus",
        "videocodec": "vp8",
        "lock_record": True,
    }
    if place.link.node.recordings:
        body["rec_dir"] = place.link.node.recordings
    try:
        await place.link.orders.ask(body)
    except JanusError as error:
        if error.code != EXISTS:
            raise


async def destroyed(place: Place) -> None:
    with suppress(JanusError, LostError):
        await place.link.orders.ask({"request": "destroy", "room": place.number, "secret": place.secret})


class Hall:
    """``changed`` is called when a line has begun to publish or is broken: the hall is to follow again."""

    def __init__(self, place: Place, changed: Callable[[], None]) -> None:
        self.place = place
        self._changed = changed
        self._lines: dict[str, Line] = {}
        self._tasks: dict[Line, asyncio.Task[None]] = {}
        self._silenced: set[Line] = set()

    @property
    def is_lost(self) -> bool:
        return self.place.link.is_lost

    @property
    def is_empty(self) -> bool:
        return not self._lines

    def line_of(self, connection: str) -> Line | None:
        return self._lines.get(connection)

    async def follow(self, wanted: Wanted) -> None:
        """Make it so. Raises :class:`LostError` when the server is gone."""
        for line in list(self._lines.values()):
            was_heard = bool(line.lanes) and line.person in wanted.quiet  # the word was taken back
            is_out = line.person not in wanted.inside or line.is_broken or was_heard
            if is_out or self._is_over(line, wanted):
                await self._drop(line)
        for connection, (person, tell) in wanted.seats.items():
            standing = self._lines.get(connection)
            if standing is None:
                self._lay(connection, person, tell)
            elif standing.left_at is not None or standing.tell != tell:  # the former socket may go on
                standing.greet(tell)
        for line in self._lines.values():
            line.hush(is_quiet=line.person in wanted.quiet)
        talking = [line for line in self._lines.values() if line.is_up]
        for line in self._lines.values():
            line.follow(talking)
        sending = [line for line in self._lines.values() if line.lanes]
        await self._silence(sending, wanted.muted)
        for line in sending:
            line.record(wanted.key if line.person in wanted.recorded else "")

    async def end(self) -> None:
        for line in list(self._lines.values()):
            with suppress(LostError):
                await self._drop(line)
        await destroyed(self.place)

    def forget(self) -> None:
        """The server is gone with everything in it."""
        for task in self._tasks.values():
            task.cancel()

    def _lay(self, connection: str, person: int, tell: Callable[[Event], None]) -> None:
        line = self._lines[connection] = Line(self.place, connection, person, tell)
        line.changed = self._changed
        self._tasks[line] = asyncio.create_task(line.live())

    def _is_over(self, line: Line, wanted: Wanted) -> bool:
        if line.connection in wanted.seats:
            return False
        line.left_at = line.left_at or time.monotonic()
        return time.monotonic() - line.left_at > LINGERS

    async def _drop(self, line: Line) -> None:
        del self._lines[line.connection]
        self._silenced.discard(line)
        self._tasks.pop(line).cancel()
        if not line.is_broken:
            await kick(self.place, line)
        await line.end()

    async def _silence(self, lines: list[Line], muted: frozenset[int]) -> None:
        for line in lines:
            is_wanted, is_done = line.person in muted, line in self._silenced
            if is_wanted is not is_done:
                await mute(self.place, line, muted=is_wanted)
                (self._silenced.add if is_wanted else self._silenced.discard)(line)
