"""Who is being written down in the rooms of this process, and who reads it (ADR 50).

The desk says what is wanted of a room; browsers of its speakers bring their sound by sockets of their own, so
that neither a slow recogniser nor a narrow uplink is felt by the room. Nothing is kept.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from .reading import Recogniser
from .recogniser import AwayError, tried
from .strip import Caption
from .voice import Voice

AGAIN = 1.0
LAST_WORDS = 3.0
NOT_NOW = 4403
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
logger = logging.getLogger("opora.meetings")


@dataclass(frozen=True, slots=True)
class Speaker:
    person: int
    name: str


@dataclass(frozen=True, slots=True)
class Speech:
    """Of one room: whose sound is taken, by connection, and whom the words are told to."""

    speakers: Mapping[UUID, Speaker] = field(default_factory=dict)
    readers: tuple[Callable[[Caption], None], ...] = ()


class Floor:
    """``changed`` is called when the room has another state to tell."""

    def __init__(self, recogniser: Recogniser | None, changed: Callable[[int], object]) -> None:
        self._recogniser = recogniser
        self._changed = changed
        self._rooms: dict[int, Speech] = {}
        self._voices: dict[int, dict[UUID, Voice]] = defaultdict(dict)
        self._heard = 0
        self._is_lost = False
        self._failed = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        return self._recogniser is not None

    def state(self, room: int) -> dict[str, bool] | None:
        """None while nobody there reads. ``crowded``: more speak than the recogniser hears at once."""
        if room not in self._rooms:
            return None
        crowded = any(voice.waits for voice in self._voices.get(room, {}).values())
        return {"lost": self._is_lost, "crowded": crowded}

    def follow(self, room: int, speech: Speech) -> None:
        """From now on it is to be so; without readers nobody is written down."""
        if self._recogniser is None:
            return
        if speech.readers:
            self._rooms[room] = speech
        else:
            self._rooms.pop(room, None)
        for connection, voice in self._voices.get(room, {}).items():
            if self._speaker(room, connection) is None:
                voice.end()
        if self._rooms and self._watching is None:
            self._watching = asyncio.create_task(self._watch(self._recogniser), name="recogniser")
        elif not self._rooms and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    async def serve(self, room: int, connection: UUID, person: int, receive: Receive, send: Send) -> None:
        """The sound of one browser: PCM of 16 bits, 16 kHz, one channel, four pieces a second."""
        speaker = self._speaker(room, connection)
        if self._recogniser is None or speaker is None or speaker.person != person:
            await send({"type": "websocket.close", "code": NOT_NOW})
            return
        await send({"type": "websocket.accept"})
        voice = Voice(str(connection), speaker.name, lambda caption: self._tell(room, caption))
        voices = self._voices[room]
        if (former := voices.get(connection)) is not None:
            former.end()
        voices[connection] = voice
        writing = asyncio.create_task(self._write(self._recogniser, room, voice, send))
        try:
            while (said := await receive())["type"] != "websocket.disconnect":
                voice.hear(said.get("bytes") or b"")
            voice.is_gone = True
        finally:
            voice.end()
            self._forget(room, connection, voice)
            await asyncio.wait({writing}, timeout=LAST_WORDS)
            writing.cancel()

    def _speaker(self, room: int, connection: UUID) -> Speaker | None:
        speech = self._rooms.get(room)
        return speech.speakers.get(connection) if speech else None

    def _tell(self, room: int, caption: Caption) -> None:
        for reader in self._rooms.get(room, Speech()).readers:
            reader(caption)

    def _forget(self, room: int, connection: UUID, voice: Voice) -> None:
        voices = self._voices[room]
        if voices.get(connection) is voice:
            del voices[connection]
        if not voices:
            del self._voices[room]
        if voice.waits:
            self._changed(room)

    async def _write(self, recogniser: Recogniser, room: int, voice: Voice, send: Send) -> None:
        while not voice.is_over:
            crowded = self._heard >= recogniser.speakers
            if crowded is not voice.waits:
                voice.waits = crowded
                self._changed(room)
            if crowded or self._is_lost:
                await voice.rest(AGAIN)
                continue
            self._heard += 1
            try:
                await voice.write_down(recogniser.url)
            except AwayError as error:
                self._lose(error)
            finally:
                self._heard -= 1
        if not voice.is_gone:
            with suppress(OSError):  # it may be closing from the other side too
                await send({"type": "websocket.close", "code": NOT_NOW})

    # --- the recogniser itself ------------------------------------------------------------------------------

    async def _watch(self, recogniser: Recogniser) -> None:
        """While anybody reads: it is tried before anybody speaks, and again as long as it does not answer."""
        while True:
            self._failed.clear()
            try:
                await tried(recogniser.url)
            except AwayError as error:
                self._lose(error)
                await asyncio.sleep(AGAIN)
            else:
                self._turn(is_lost=False)
                await self._failed.wait()

    def _lose(self, error: AwayError) -> None:
        if not self._is_lost:
            logger.warning("the recogniser does not answer: %s", error)
        self._turn(is_lost=True)
        self._failed.set()

    def _turn(self, *, is_lost: bool) -> None:
        if is_lost is self._is_lost:
            return
        self._is_lost = is_lost
        for room in self._rooms:
            self._changed(room)
