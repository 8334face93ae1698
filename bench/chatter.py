"""A chat page without a browser: what the islands ``live``, ``conversation`` and ``outbox`` do, in Python.

The page has the number of the last event it shows; words come by the socket or are asked for; what is typed
waits in the outbox until the server has answered, and goes out one after another with an id of its own.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from bench.scenes import CSRF
from bench.writing import with_token

ARTICLE = re.compile(r"<article [^>]*>")
SEQ, CLIENT = re.compile(r'data-seq="(\d+)"'), re.compile(r'data-client="([0-9a-f-]+)"')
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 4.0
PATIENCE = 60.0
WORDS_COME = 1.5
ANSWERED = 300.0  # a browser waits for an answer as long as the connection lives
LIMITS = httpx.Limits(max_connections=6)  # what a browser opens to one address
SAID, REFUSED, LATER = "said", "refused", "later"


@dataclass(eq=False)
class Page:
    """One open tab of one person in one chat; ``ports`` are the servers behind its address.

    ``shown``: by number, whose words stand in the feed; ``sent``: ids that the page has shown as sent.
    """

    ports: Callable[[], list[int]]
    chat: int
    cookie: str
    slow: float = 0.0
    change: int = 0
    shown: dict[int, str] = field(default_factory=dict)
    outbox: list[tuple[str, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    pushed: int = 0
    asked: int = 0
    connections: int = 0
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(verify=False, limits=LIMITS))
    is_awake: asyncio.Event = field(default_factory=asyncio.Event)
    _expecting: set["asyncio.Task[None]"] = field(default_factory=set)
    _asking: "asyncio.Task[None] | None" = None
    _ahead: list[dict[str, Any]] = field(default_factory=list)
    _again: bool = False
    _typed: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: Any = None

    @property
    def room(self) -> str:
        return f"chat:{self.chat}"

    def _port(self) -> int:
        return random.choice(self.ports())

    # --- what comes ---

    async def listen(self) -> None:
        """For ever; asleep it has no connection, as a phone in a pocket."""
        pause = FIRST_PAUSE
        self.is_awake.set()
        while True:
            await self.is_awake.wait()
            with suppress(OSError, WebSocketException, TimeoutError, asyncio.IncompleteReadError):
                port = self._port()
                async with connect(
                    f"ws://127.0.0.1:{port}/live/",
                    additional_headers={"Cookie": self.cookie},
                    origin=Origin(f"http://127.0.0.1:{port}"),
                    compression=None, open_timeout=PATIENCE, ping_interval=None, close_timeout=1,
                ) as self._socket:  # fmt: skip
                    self.connections += 1
                    await self._socket.send(json.dumps({"enter": self.room}))
                    async for text in self._socket:
                        pause = FIRST_PAUSE
                        await self._hear(json.loads(text))
                        if self.slow:
                            await asyncio.sleep(self.slow)
            self._socket = None
            await asyncio.sleep(pause * (0.5 + random.random()))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def sleep(self, seconds: float) -> None:
        self.is_awake.clear()
        if self._socket is not None:
            await self._socket.close()
        await asyncio.sleep(seconds)
        self.is_awake.set()

    async def _hear(self, told: dict[str, Any]) -> None:
        if told.get("again") and self._socket is not None:
            await self._socket.send(json.dumps({"enter": self.room}))
            return
        if told.get("room") != self.room:
            return
        change = told.get("change")
        if change is None or change <= self.change:
            return
        if "html" in told and told["since"] <= self.change:
            self.pushed += 1
            self._insert(told["html"], change)
        elif "html" in told and self._asking is not None:
            self._ahead.append(told)
        else:
            self.ask()

    def ask(self) -> None:
        """The gap since the last event that the page has; one question at a time."""
        if self._asking is None:
            self._again = False
            self._asking = asyncio.create_task(self._ask())
        else:
            self._again = True

    async def _ask(self) -> None:
        """What is pushed meanwhile goes on from the answer."""
        await self._gap()
        self._asking = None
        ahead, self._ahead = self._ahead, []
        for told in ahead:
            await self._hear(told)
        if self._again:
            self.ask()

    async def _gap(self) -> None:
        more = True
        while more:
            try:
                answer = await self._http("GET", None)
            except (httpx.HTTPError, OSError):
                return
            if answer.status_code != 200:
                return
            self.asked += 1
            more = self._take(answer)

    async def _http(self, method: str, form: dict[str, str] | None) -> httpx.Response:
        url = f"http://127.0.0.1:{self._port()}/conversations/{self.chat}/?after={self.change}"
        headers = {"Cookie": with_token(self.cookie), "X-Fragment": "chat"}
        if form and self._socket is not None:
            headers["X-Live"] = "1"
        return await self.http.request(method, url, data=form, headers=headers, timeout=ANSWERED)

    def _take(self, answer: httpx.Response) -> bool:
        self._insert(answer.text, int(answer.headers["X-Change"]))
        return answer.headers.get("X-More") == "1"

    def _insert(self, html: str, change: int) -> None:
        for head in ARTICLE.findall(html):
            seq, client = SEQ.search(head), CLIENT.search(head)
            if seq and client:
                self.shown[int(seq[1])] = client[1]
        self.change = max(self.change, change)

    # --- what goes ---

    def type(self, text: str) -> str:
        client = str(uuid4())
        self.outbox.append((client, text))
        self._typed.set()
        return client

    async def flush(self) -> None:
        """For ever: the first of the outbox, again and again until it is answered."""
        pause = FIRST_PAUSE
        while True:
            await self.is_awake.wait()
            await self._typed.wait()
            answered = await self.deliver(*self.outbox[0])
            if answered == LATER:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            client, _text = self.outbox.pop(0)
            if not self.outbox:
                self._typed.clear()
            (self.sent if answered == SAID else self.refused).append(client)

    async def deliver(self, client: str, text: str) -> str:
        form = {"csrfmiddlewaretoken": CSRF, "client_id": client, "text": text, "reply": ""}
        try:
            answer = await self._http("POST", form)
        except (httpx.HTTPError, OSError):
            return LATER
        if answer.status_code == 204:
            task = asyncio.create_task(self._expect(int(answer.headers["X-Change"])))
            self._expecting.add(task)
            task.add_done_callback(self._expecting.discard)
            return SAID
        if answer.status_code == 200:
            if self._take(answer):
                self.ask()
            return SAID
        return LATER if answer.status_code >= 500 or answer.is_redirect else REFUSED

    async def _expect(self, change: int) -> None:
        """Own words come by the socket; if they do not, they are asked for."""
        await asyncio.sleep(WORDS_COME)
        if self.change < change:
            self.ask()


def seconds_since(began: float) -> float:
    return round(time.monotonic() - began, 1)
