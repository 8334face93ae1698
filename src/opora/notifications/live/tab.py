"""One open tab: who looks, and what it has yet to be told. A slow one never delays another."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from opora.people.access import Actor

LONGEST_QUEUE = 64
SHORT, MEDIUM = 126, 65_536
TEXT_FRAME = 0x81


@dataclass(frozen=True, slots=True)
class Guest:
    """Who opened the tab: the actor of its cookie in the role chosen then, its language, its session."""

    actor: Actor
    language: str
    session: str

    @property
    def person(self) -> int:
        return self.actor.person.pk


class Told:
    """One thing said to many tabs: made once, the same bytes for all of them."""

    def __init__(self, **said: Any) -> None:
        self.text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def frame(self) -> bytes:
        """As a server's unmasked text frame (RFC 6455, 5.2)."""
        body = self.text.encode()
        if len(body) < SHORT:
            head = bytes([TEXT_FRAME, len(body)])
        elif len(body) < MEDIUM:
            head = bytes([TEXT_FRAME, 126]) + len(body).to_bytes(2, "big")
        else:
            head = bytes([TEXT_FRAME, 127]) + len(body).to_bytes(8, "big")
        return head + body

    @cached_property
    def event(self) -> bytes:
        """As an event of a stream (SSE)."""
        return f"data: {self.text}\n\n".encode()


AGAIN = Told(again=True)
Write = Callable[[bytes], bool]


@dataclass(eq=False, slots=True)
class Tab:
    """``write`` takes a frame at once or answers False while the socket is full; without it ask :meth:`next`.

    What is told waits in a short queue. A tab that falls behind is told once that it must look again: the
    database has everything, so nothing is lost and nothing grows.
    """

    guest: Guest
    end: Callable[[], Awaitable[None]]
    write: Write | None = None
    rooms: set[str] = field(default_factory=set)
    typed_at: float = 0.0
    _queue: list[Told] = field(default_factory=list)  # short, and an empty deque weighs 0.6 kB in every tab
    _told: asyncio.Event | None = None

    def tell(self, told: Told) -> None:
        if self.write is not None and not self._queue and self.write(told.frame):
            return
        if len(self._queue) >= LONGEST_QUEUE:
            self._queue.clear()
            told = AGAIN
        elif self._queue and self._queue[-1] is AGAIN:
            return
        self._queue.append(told)
        if self._told is not None:
            self._told.set()

    def flush(self) -> None:
        """The socket has room again."""
        while self._queue and self.write is not None and self.write(self._queue[0].frame):
            self._queue.pop(0)

    async def next(self) -> Told:
        while not self._queue:
            self._told = self._told or asyncio.Event()
            self._told.clear()
            await self._told.wait()
        return self._queue.pop(0)
