"""One speaker at the recogniser, by the protocol of vosk-server: each piece of sound has one answer.

Asked one after another, as the clients of that server do it: nothing is ever sent ahead of its answers, so a
slow server holds no more of ours than one piece.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

RATE = 16_000
BYTES_A_SECOND = RATE * 2  # PCM of 16 bits, one channel
OPENS_WITHIN, ANSWERS_WITHIN = 5.0, 10.0
LARGEST = 2**16
LONGEST = 600
CONFIG = json.dumps({"config": {"sample_rate": RATE, "words": False, "max_alternatives": 0}})
END = '{"eof" : 1}'  # that server compares it letter by letter


class AwayError(Exception):
    """It does not answer: why, for the log and for the doctor."""


class OtherError(AwayError):
    """Something else answers there."""


@dataclass(frozen=True, slots=True)
class Words:
    """What has been heard since the last final words."""

    text: str
    is_final: bool


class Line:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def say(self, sound: bytes | str) -> Words:
        """A piece of sound, or :data:`END`, after which the last words come."""
        async with asyncio.timeout(ANSWERS_WITHIN):
            await self._socket.send(sound)
            return _words(await self._socket.recv())


@asynccontextmanager
async def line(url: str) -> AsyncIterator[Line]:
    """Raises :class:`AwayError`, whenever it is lost."""
    try:
        async with connect(
            url,
            open_timeout=OPENS_WITHIN,
            close_timeout=1,
            ping_interval=None,
            max_size=LARGEST,
            proxy=None,
        ) as socket:
            await socket.send(CONFIG)
            yield Line(socket)
    except InvalidHandshake as error:
        raise OtherError(str(error)) from error
    except (OSError, WebSocketException) as error:
        raise AwayError(str(error) or "no answer in time") from error


async def tried(url: str) -> None:
    """It is asked about half a second of silence. Raises :class:`AwayError`."""
    async with line(url) as asked:
        await asked.say(bytes(BYTES_A_SECOND // 2))
        await asked.say(END)


def _words(answer: str | bytes) -> Words:
    try:
        told = json.loads(answer)
        is_final = "text" in told
        return Words(str(told["text" if is_final else "partial"])[-LONGEST:], is_final)
    except (ValueError, TypeError, KeyError) as error:
        raise OtherError(f"{answer[:80]!r}") from error
