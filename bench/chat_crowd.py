"""The load of ``bench.chat``: many clients in one process, the same for every system that is measured."""

import asyncio
import json
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.chat_wires import MARK, Ours, Wire, text
from bench.scenes import CSRF
from bench.writing import with_token

CONNECTING = 30
LONGEST_ENTER = 120.0
SMALL_BUFFER = 2048
Say = Callable[[], Awaitable[None]]


@dataclass
class Crowd:
    """Everybody in a room; a delivery is one mark seen by one client."""

    deliveries: int = 0
    latencies: list[float] = field(default_factory=list)
    clients: list["Client"] = field(default_factory=list)
    looks: int = 0
    _left: dict[bytes, int] = field(default_factory=dict)
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, client: "Client", told: bytes) -> None:
        at = time.time_ns()
        for mark in MARK.findall(told):
            if mark in client.seen:
                continue
            client.seen.add(mark)
            self.deliveries += 1
            self.latencies.append((at - int(mark)) / 1e6)
            left = self._left.get(mark, len(self.clients)) - 1
            self._left[mark] = left
            if left <= 0:
                self._done.set()

    async def enter(self, address: str, wires: Sequence[Wire]) -> float:
        """Everybody connects and is in the room; answers seconds."""
        began = time.perf_counter()
        gate = asyncio.Semaphore(CONNECTING)

        async def one(wire: Wire) -> None:
            client = Client(self, wire)
            self.clients.append(client)
            async with gate:
                headers = dict(wire.headers or {})
                if wire.subprotocol:
                    headers["Sec-WebSocket-Protocol"] = wire.subprotocol
                await ws_connect(
                    lambda: client, f"ws://{address}{wire.path}", extra_headers=headers,
                    websocket_handshake_timeout=120, read_buffer_init_size=SMALL_BUFFER,
                )  # fmt: skip
                await asyncio.wait_for(client.inside.wait(), LONGEST_ENTER)

        await asyncio.gather(*(one(wire) for wire in wires))
        return time.perf_counter() - began

    def forget(self) -> None:
        self.deliveries, self.looks = 0, 0
        self.latencies.clear()
        self._left.clear()
        for client in self.clients:
            client.seen.clear()

    async def closed(self, say: Say, *, seconds: float, window: int) -> float:
        """``window`` messages are always on their way; answers seconds it took."""
        self.forget()
        began, said = time.perf_counter(), 0
        sending: set[asyncio.Task[None]] = set()
        while time.perf_counter() - began < seconds:
            self._left = {mark: left for mark, left in self._left.items() if left > 0}
            whole = said - (self.deliveries + self.looks) // len(self.clients)
            if whole < window and len(sending) < window:
                task = asyncio.ensure_future(say())
                sending.add(task)
                task.add_done_callback(sending.discard)
                said += 1
                await asyncio.sleep(0)
                continue
            self._done.clear()
            try:
                await asyncio.wait_for(self._done.wait(), 0.02)
            except TimeoutError:
                continue
        await asyncio.gather(*sending)
        await self._quiet()
        return time.perf_counter() - began

    async def paced(self, say: Say, *, seconds: float, rate: float) -> float:
        """``rate`` messages a second at even moments, whatever comes back."""
        self.forget()
        began, sending = time.perf_counter(), []
        for n in range(int(seconds * rate)):
            await asyncio.sleep(max(began + n / rate - time.perf_counter(), 0))
            sending.append(asyncio.ensure_future(say()))
        await asyncio.gather(*sending)
        await self._quiet()
        return time.perf_counter() - began

    async def _quiet(self) -> None:
        before = -1
        while before != self.deliveries:
            before = self.deliveries
            await asyncio.sleep(0.3)

    async def leave(self) -> None:
        for client in self.clients:
            if client.transport is not None:
                client.transport.disconnect()
        await asyncio.sleep(0.2)

    def latency(self) -> dict[str, float]:
        if len(self.latencies) < 100:
            return {"p50": 0.0, "p99": 0.0}
        cuts = statistics.quantiles(self.latencies, n=100)
        return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1)}


class Client(WSListener):
    """One socket; of Opora's tabs also the number of the last event and the way of saying."""

    def __init__(self, crowd: Crowd, wire: Wire) -> None:
        super().__init__()
        self.crowd, self.wire = crowd, wire
        self.transport: WSTransport | None = None
        self.inside = asyncio.Event()
        self.seen: set[bytes] = set()
        self.change = 0
        self.page: Page | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        for said in self.wire.opened():
            self.say(said)

    def say(self, said: str) -> None:
        kind = WSMsgType.BINARY if self.wire.is_binary else WSMsgType.TEXT
        if self.transport is not None:
            self.transport.send(kind, said.encode())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            if frame.msg_type == WSMsgType.CLOSE:
                transport.disconnect()
            return
        told = frame.get_payload_as_bytes()
        if not self.inside.is_set() or self.wire.is_binary:
            answers, is_inside = self.wire.heard(told)
            for answer in answers:
                self.say(answer)
            if is_inside:
                self.inside.set()
        self.crowd.heard(self, told)
        if isinstance(self.wire, Ours) and b'"change"' in told:
            self._follow(told)

    def _follow(self, told: bytes) -> None:
        """As the page does: what has no words and is news is asked for, unless an own message brings it."""
        if b'"html"' not in told:
            change = json.loads(told).get("change") or 0
            if change > self.change and self.page is not None:
                self.page.look(self, change)
        else:
            self.change = max(self.change, int(told.partition(b'"change":')[2].partition(b",")[0]))


class Page:
    """How members of a chat say something: the form of its page, over connections that stay open."""

    def __init__(self, address: str, chat: int, clients: list[Client], *, connections: int = 16) -> None:
        self.host, _colon, port = address.partition(":")
        self.port, self.chat = int(port), chat
        self.senders = random.sample(clients, min(len(clients), 20))
        for client in self.senders:
            client.page = self
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        for _n in range(connections):
            self._free.put_nowait(None)
        self._busy: set[Client] = set()
        self._asking: set[asyncio.Task[None]] = set()

    async def say(self) -> None:
        """A word of one of the senders; each waits for his own answer, as the outbox does."""
        free = [client for client in self.senders if client not in self._busy]
        client = random.choice(free or self.senders)
        form = {"csrfmiddlewaretoken": CSRF, "client_id": str(uuid4()), "text": text(), "reply": ""}
        self._busy.add(client)
        try:
            await self._request(client, urlencode(form))
        finally:
            self._busy.discard(client)

    def look(self, client: Client, change: int) -> None:
        if client in self._busy:
            return
        task = asyncio.ensure_future(self._request(client, None))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _request(self, client: Client, form: str | None) -> None:
        assert isinstance(client.wire, Ours)  # only Opora has pages
        head = [
            f"{'POST' if form else 'GET'} /conversations/{self.chat}/?after={client.change} HTTP/1.1",
            f"Host: {self.host}:{self.port}", f"Cookie: {with_token(client.wire.cookie)}", "X-Fragment: chat",
            "Accept-Language: ru",
        ]  # fmt: skip
        if form:
            head += [
                "X-Live: 1",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(form)}",
            ]
        said = ("\r\n".join(head) + "\r\n\r\n" + (form or "")).encode()
        kept = await self._free.get()
        try:
            if kept is None or kept[0].at_eof():
                kept = await asyncio.open_connection(self.host, self.port)
            try:
                status, headers, body = await _answer(kept, said)
            except (asyncio.IncompleteReadError, ConnectionError):  # closed as idle at this very moment
                kept = await asyncio.open_connection(self.host, self.port)
                status, headers, body = await _answer(kept, said)
        finally:
            self._free.put_nowait(kept)
        if status == 204:  # the words come by the socket
            return
        if status != 200:
            raise RuntimeError(f"{status}: {body[:300]!r}")
        client.change = max(client.change, int(headers[b"x-change"]))
        client.crowd.heard(client, body)


async def _answer(
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], said: bytes
) -> tuple[int, dict[bytes, bytes], bytes]:
    reader, writer = connection
    writer.write(said)
    lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    pairs = (line.partition(b":") for line in lines[1:] if line)
    headers = {key.lower(): value.strip() for key, _colon, value in pairs}
    return int(lines[0].split()[1]), headers, await reader.readexactly(int(headers.get(b"content-length", 0)))


def result(crowd: Crowd, seconds: float, cpu: Any) -> dict[str, Any]:
    """``cpu``: seconds of processor time by process."""
    total = max(crowd.deliveries, 1)
    return {
        "deliveries": crowd.deliveries,
        "per_second": round(crowd.deliveries / seconds),
        "cpu_us": {name: round(spent * 1e6 / total, 2) for name, spent in cpu.items()},
        **crowd.latency(),
    }
