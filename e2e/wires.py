"""The network of one person as a wire that can be cut: pages and media stop together, and nobody is told."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.media_servers import own_address
from tests.serving import free_port

Address = tuple[str, int]


class Wire:
    """``address`` leads to the server, ``turn`` to TURN; what is said into a cut is lost or waits."""

    def __init__(self, server: str, turn: str) -> None:
        host, _colon, port = server.removeprefix("http://").partition(":")
        self._server: Address = (host, int(port))
        _turn, host, port = turn.split(":")
        self._turn: Address = (host, int(port))
        pages, self._media = free_port(), free_port()
        self._pages: Address = ("127.0.0.1", pages)
        self.address = f"http://127.0.0.1:{pages}"
        self.turn = f"turn:{own_address()}:{self._media}"
        self._loop = asyncio.new_event_loop()
        self._stands = asyncio.Event()
        self._ways: dict[Address, socket.socket] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._stands.clear)

    def mend(self) -> None:
        self._loop.call_soon_threadsafe(self._stands.set)

    def lay(self) -> None:
        self._stands.set()
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._lay(), self._loop).result(10)

    def end(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _lay(self) -> None:
        self._listening = await asyncio.start_server(self._page, *self._pages)
        self._near = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._near.setblocking(False)
        self._near.bind((own_address(), self._media))
        self._loop.add_reader(self._near, self._packet)

    async def _end(self) -> None:
        self._listening.close()
        for way in (self._near, *self._ways.values()):
            self._loop.remove_reader(way)
            way.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # transports close in a turn of their own

    async def _page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):  # the end of a test cuts what is still open
            await self._stands.wait()
            far_reader, far_writer = await asyncio.open_connection(*self._server)
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                while said := await reader.read(65_536):
                    await self._stands.wait()
                    writer.write(said)
                    await writer.drain()
        finally:
            writer.close()

    def _packet(self) -> None:
        """From the browser; each of its sockets keeps a way of its own, as TURN tells them apart by it."""
        said, near = self._near.recvfrom(65_536)
        way = self._ways.get(near)
        if way is None:
            way = self._ways[near] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            way.setblocking(False)
            way.connect(self._turn)
            self._loop.add_reader(way, self._answer, way, near)
        if self._stands.is_set():
            with suppress(OSError):
                way.send(said)

    def _answer(self, way: socket.socket, near: Address) -> None:
        with suppress(OSError):
            said = way.recv(65_536)
            if self._stands.is_set():
                self._near.sendto(said, near)


@contextmanager
def laid(server: str, turn: str) -> Iterator[Wire]:
    wire = Wire(server, turn)
    wire.lay()
    try:
        yield wire
    finally:
        wire.end()
