"""vosk-server played on loopback by its published protocol, as strict as it is: each piece has one answer.

A piece that is silent is answered with what was said before it; each other one says a word more, and the last
word of :data:`SAID` ends the phrase.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

SAID = ("добрый", "день", "начнём", "занятие")
END = '{"eof" : 1}'


@dataclass
class Speech:
    """One connection: how it was set, the sizes of its pieces; ``is_sound``: one was not silent."""

    config: dict[str, Any]
    pieces: list[int] = field(default_factory=list)
    is_sound: bool = False
    is_ended: bool = False


class Recogniser:
    """It may die and come back; ``pause`` is how long each piece takes it; ``answer`` is said instead."""

    def __init__(self) -> None:
        self.speeches: list[Speech] = []
        self.pause = 0.0
        self.answer = ""
        self._lines: set[ServerConnection] = set()
        self._server: Server | None = None
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    @property
    def spoken(self) -> list[Speech]:
        """Those in which there was a sound; trials of the server itself are silent."""
        return [one for one in self.speeches if one.is_sound]

    def start(self) -> None:
        self._server = serve(self._hear, "127.0.0.1", self._port)
        self._port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def die(self) -> None:
        if self._server is None:
            return
        self._server.shutdown()
        self._thread.join(5)
        self._server = None
        for line in list(self._lines):
            with suppress(OSError):
                line.socket.shutdown(2)

    def _hear(self, line: ServerConnection) -> None:
        self._lines.add(line)
        with suppress(ConnectionClosed):
            self._talk(line)
        self._lines.discard(line)

    def _talk(self, line: ServerConnection) -> None:
        speech = Speech(json.loads(line.recv())["config"])
        self.speeches.append(speech)
        words: list[str] = []
        for said in line:
            time.sleep(self.pause)
            if said == END:
                speech.is_ended = True
                line.send(json.dumps({"text": " ".join(words)}))
                return
            if isinstance(said, str):
                return  # the real one falls over words it does not know
            speech.pieces.append(len(said))
            if any(said):
                speech.is_sound = True
                words.append(SAID[len(words)])
            is_whole = len(words) == len(SAID)
            told = {"text" if is_whole else "partial": " ".join(words)}
            line.send(self.answer or json.dumps(told, ensure_ascii=False))
            if is_whole:
                words = []


@contextmanager
def recogniser() -> Iterator[Recogniser]:
    played = Recogniser()
    try:
        yield played
    finally:
        played.die()
