"""One speaker while his microphone is on: his sound goes in, his words come out."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from .recogniser import BYTES_A_SECOND, END, Words, line
from .strip import Caption

LONGEST = BYTES_A_SECOND // 2
MOST = 8  # pieces that wait, two seconds of them; the oldest are dropped
BURST = 3.0
FASTER = 1.1  # than one speaks: clocks of two machines differ


class Voice:
    def __init__(self, of: str, name: str, tell: Callable[[Caption], None]) -> None:
        self.waits = False
        self.is_gone = False
        self._of, self._name, self._tell = of, name, tell
        self._sound: deque[bytes] = deque(maxlen=MOST)
        self._more = asyncio.Event()
        self._over = asyncio.Event()
        self._standing = ""
        self._left, self._at = BURST * BYTES_A_SECOND, time.monotonic()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def hear(self, sound: bytes) -> None:
        """A piece that is no sound ends it; what comes faster than one speaks is left out."""
        if not 0 < len(sound) <= LONGEST or len(sound) % 2:
            self.end()
        elif not self.is_over and self._is_in_time(len(sound)):
            self._sound.append(sound)
            self._more.set()

    def end(self) -> None:
        self._over.set()
        self._more.set()

    async def rest(self, seconds: float) -> None:
        """Till it may be tried again, or is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

    async def write_down(self, url: str) -> None:
        """Until it is over. Raises ``AwayError``; what stood unfinished is then taken back."""
        try:
            async with line(url) as there:
                while sound := await self._next():
                    self._say(await there.say(sound))
                self._say(await there.say(END))
        finally:
            self._say(Words("", is_final=True))

    async def _next(self) -> bytes:
        """All that has gathered while the last piece was being heard; nothing more when it is over."""
        while not self._sound and not self.is_over:
            self._more.clear()
            await self._more.wait()
        gathered = b"".join(self._sound)
        self._sound.clear()
        return gathered

    def _say(self, words: Words) -> None:
        if words.text == self._standing and not (words.is_final and words.text):
            return
        self._standing = "" if words.is_final else words.text
        self._tell(Caption(self._of, self._name, words.text, words.is_final))

    def _is_in_time(self, size: int) -> bool:
        now = time.monotonic()
        grown = self._left + (now - self._at) * FASTER * BYTES_A_SECOND
        self._left, self._at = min(grown, BURST * BYTES_A_SECOND), now
        if size > self._left:
            return False
        self._left -= size
        return True
