"""One WebSocket to one Janus: a session, its handles, questions and answers (Janus API 1.x over websockets).

Browsers never see this side: the secret stays here. A lost connection is a lost session with all its handles.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect

from .nodes import Node

Event = dict[str, Any]
Hear = Callable[[Event], None]

PLUGIN = "janus.plugin.videoroom"
PATIENCE = 5.0
BEAT = 5.0
LARGEST = 4 * 2**20  # an offer for a hundred people is half a megabyte


class JanusError(Exception):
    """The server's own refusal; ``code`` is of its API (403 wrong secret) or of the plugin (426 no room)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class LostError(Exception):
    """No answer in :data:`PATIENCE` seconds, or the connection is gone."""


class Handle:
    """One of the plugin's own ends: a publisher, a subscriber, or the one that gives orders."""

    def __init__(self, link: "Link", number: int, hear: Hear) -> None:
        self._link, self.number, self.hear = link, number, hear

    async def ask(self, body: Event, jsep: Event | None = None) -> tuple[Event, Event | None]:
        """The plugin's answer and its session description, if any.

        Raises :class:`JanusError`, :class:`LostError`.
        """
        more = {} if jsep is None else {"jsep": jsep}
        told = await self._link.ask("message", handle_id=self.number, body=body, **more)
        data: Event = told.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise JanusError(int(data["error_code"]), str(data.get("error", "")))
        return data, told.get("jsep")

    async def trickle(self, candidate: Event) -> None:
        await self._link.ask("trickle", handle_id=self.number, candidate=candidate)

    async def detach(self) -> None:
        self._link.forget(self)
        with suppress(JanusError, LostError):
            await self._link.ask("detach", handle_id=self.number)


class Link:
    """Open it, :meth:`run` it until it is lost; whoever waits for an answer then gets :class:`LostError`."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.is_lost = False
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._session = 0
        self._waiting: dict[str, tuple[str, asyncio.Future[Event]]] = {}
        self._handles: dict[int, Handle] = {}
        self.orders: Handle

    async def open(self) -> None:
        """A session and the handle that gives orders.

        Raises ``OSError``, :class:`JanusError` (403: a wrong secret), :class:`LostError`.
        """
        try:
            self._socket = await connect(
                self.node.url,
                subprotocols=[websockets.Subprotocol("janus-protocol")],
                open_timeout=PATIENCE,
                close_timeout=1,
                ping_interval=None,
                max_size=LARGEST,
                proxy=None,
            )
        except (websockets.WebSocketException, TimeoutError) as error:
            raise LostError(str(error) or type(error).__name__) from error
        self._reading = asyncio.create_task(self._read(self._socket))
        try:
            self._session = (await self.ask("create"))["data"]["id"]
            self.orders = await self.attach(lambda _event: None)
        except (JanusError, LostError):
            await self.close()
            raise

    async def run(self) -> None:
        """Until it is lost; a server that stands still is dead after one beat and :data:`PATIENCE`."""
        assert self._reading is not None  # noqa: S101 -- it is open
        beating = asyncio.create_task(self._beat())
        await asyncio.wait({self._reading, beating}, return_when=asyncio.FIRST_COMPLETED)
        beating.cancel()
        await self.close()

    async def _beat(self) -> None:
        with suppress(JanusError, LostError):
            while True:
                await asyncio.sleep(BEAT)
                await self.ask("keepalive")

    async def close(self) -> None:
        self.is_lost = True
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            self._reading.cancel()
        for _awaited, future in self._waiting.values():
            if not future.done():
                future.set_exception(LostError("the connection is closed"))

    async def attach(self, hear: Hear) -> Handle:
        """``hear`` gets what the server says by itself; it is called in the loop and returns at once."""
        number = (await self.ask("attach", plugin=PLUGIN))["data"]["id"]
        handle = self._handles[number] = Handle(self, number, hear)
        return handle

    def forget(self, handle: Handle) -> None:
        self._handles.pop(handle.number, None)

    async def ask(self, what: str, **more: Any) -> Event:
        """The answer to one request; an ``ack`` is the answer only where nothing else follows."""
        if self.is_lost or self._socket is None:
            raise LostError("the connection is closed")
        name = secrets.token_urlsafe(9)
        said: Event = {"janus": what, "transaction": name, "apisecret": self.node.api_secret, **more}
        if self._session:
            said["session_id"] = self._session
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._waiting[name] = (what, future)
        try:
            await self._socket.send(json.dumps(said))
            return await asyncio.wait_for(future, PATIENCE)
        except (TimeoutError, websockets.WebSocketException) as error:
            raise LostError(f"no answer to {what}") from error
        finally:
            del self._waiting[name]

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(websockets.WebSocketException):
            async for text in socket:
                self._take(json.loads(text))

    def _take(self, told: Event) -> None:
        what, future = self._waiting.get(told.get("transaction", ""), ("", None))
        if told["janus"] == "ack" and what == "message":
            return
        if future is not None and not future.done():
            if told["janus"] == "error":
                error = told["error"]
                future.set_exception(JanusError(int(error["code"]), str(error["reason"])))
            else:
                future.set_result(told)
        elif (handle := self._handles.get(told.get("sender", 0))) is not None:
            handle.hear(told)
