"""The bus between processes: numbers only, by PostgreSQL NOTIFY, Redis/Valkey or NATS (ADR 35).

What is published goes out after the commit and may be lost with the process or the bus; so whoever listens
looks again after every new connection, and the hub looks at the database by itself every few seconds.
"""

import asyncio
import hashlib
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection, transaction
from procrastinate.contrib.django.utils import connector_params

Hear = Callable[[str], None]
Again = Callable[[], None]

CHANNEL = "opora_live"
PAUSE = 1.0
DEAF = 2.0  # after a failure nothing is tried for so long: requests do not wait for a dead bus
PATIENCE = 2
logger = logging.getLogger("opora.bus")


class Bus(Protocol):
    """One way between processes. ``hear`` and ``again`` are called in the loop and return at once."""

    name: str

    def publish(self, told: Sequence[str]) -> None:
        """Tell every process, this one too, when the transaction is committed. Never raises for the bus."""

    async def listen(self, hear: Hear, again: Again) -> None:
        """Hear while the process lives; ``again`` after every new connection: something may be lost."""

    def ping(self) -> None:
        """Raises ``OSError`` with words when the bus does not answer."""


class PostgresBus:
    """NOTIFY is part of the transaction: PostgreSQL itself never loses it between commit and delivery."""

    name = "PostgreSQL"

    def __init__(self, channel: str = CHANNEL) -> None:
        self._channel = channel

    def publish(self, told: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [self._channel, list(told)]
            )

    async def listen(self, hear: Hear, again: Again) -> None:
        while True:
            with suppress(psycopg.OperationalError, OperationalError, InterfaceError):
                async with await psycopg.AsyncConnection.connect(
                    **connector_params("default"), autocommit=True
                ) as database:
                    await database.execute(f"LISTEN {self._channel}")
                    again()
                    async for notice in database.notifies():
                        hear(notice.payload)
            await asyncio.sleep(PAUSE)

    def ping(self) -> None:
        connection.ensure_connection()


class _Outside:
    """What Redis and NATS share: strictly after the commit, and a dead bus costs a request nothing."""

    name: str

    def __init__(self, url: str, channel: str) -> None:
        self._url, self._channel = url, channel
        self._deaf_until = 0.0

    def publish(self, told: Sequence[str]) -> None:
        transaction.on_commit(lambda: self._try(list(told)))

    def _try(self, told: list[str]) -> None:
        if time.monotonic() < self._deaf_until:
            return
        try:
            self._send(told)
        except Exception as error:  # whatever a client library raises: the sweep of the hub makes it good
            self._deaf_until = time.monotonic() + DEAF
            logger.warning("%s does not take what is told: %s", self.name, error)

    def _send(self, told: list[str]) -> None:
        raise NotImplementedError

    def ping(self) -> None:
        try:
            self._ask()
        except Exception as error:
            raise OSError(str(error) or type(error).__name__) from error

    def _ask(self) -> None:
        raise NotImplementedError

    async def listen(self, hear: Hear, again: Again) -> None:
        is_well = True
        while True:
            try:
                await self._hear_all(hear, again)
            except Exception as error:
                if is_well:
                    logger.warning("%s is lost, trying again: %s", self.name, error)
                is_well = False
            await asyncio.sleep(PAUSE)

    async def _hear_all(self, hear: Hear, again: Again) -> None:
        raise NotImplementedError


class RedisBus(_Outside):
    """Pub/sub of Redis or Valkey."""

    name = "Redis"

    def __init__(self, url: str, channel: str) -> None:
        from redis import Redis  # noqa: PLC0415 -- 0.1 s that other installations do not need

        super().__init__(url, channel)
        self._client = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def _send(self, told: list[str]) -> None:
        with self._client.pipeline(transaction=False) as pipe:
            for text in told:
                pipe.publish(self._channel, text)
            pipe.execute()

    def _ask(self) -> None:
        self._client.ping()

    async def _hear_all(self, hear: Hear, again: Again) -> None:
        from redis.asyncio import Redis  # noqa: PLC0415

        redis = Redis.from_url(
            self._url, decode_responses=True, socket_keepalive=True, socket_connect_timeout=PATIENCE
        )
        async with redis as client, client.pubsub() as places:
            await places.subscribe(self._channel)
            async for told in places.listen():
                if told["type"] == "subscribe":  # said again when the client has reconnected by itself
                    again()
                else:
                    hear(told["data"])


class NatsBus(_Outside):
    """Core NATS. Its client lives in a loop: pages and commands hand over to a thread that has one."""

    name = "NATS"

    def __init__(self, url: str, channel: str) -> None:
        super().__init__(url, channel)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Any = None

    def _send(self, told: list[str]) -> None:
        self._in_loop(self._publish(told))

    def _ask(self) -> None:
        self._in_loop(self._flush())

    def _in_loop(self, work: Awaitable[None]) -> None:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="nats", daemon=True).start()

        async def patient() -> None:
            await asyncio.wait_for(work, PATIENCE)

        asyncio.run_coroutine_threadsafe(patient(), self._loop).result(2 * PATIENCE)

    async def _publish(self, told: list[str]) -> None:
        client = await self._connected()
        for text in told:
            await client.publish(self._channel, text.encode())

    async def _flush(self) -> None:
        await (await self._connected()).flush(PATIENCE)

    async def _connected(self) -> Any:
        if self._client is None or self._client.is_closed:
            self._client = await self._connect(allow_reconnect=False)
        return self._client

    async def _connect(self, **options: Any) -> Any:
        import nats  # noqa: PLC0415 -- only where NATS is chosen

        async def quiet(_error: Exception) -> None:
            """Whoever uses the client is told by its own exceptions."""

        return await nats.connect(self._url, connect_timeout=PATIENCE, error_cb=quiet, **options)

    async def _hear_all(self, hear: Hear, again: Again) -> None:
        lost = asyncio.Event()

        async def on_lost() -> None:
            lost.set()

        async def on_told(told: Any) -> None:
            hear(told.data.decode())

        client = await self._connect(allow_reconnect=False, closed_cb=on_lost, disconnected_cb=on_lost)
        try:
            await client.subscribe(self._channel, cb=on_told)
            await client.flush(PATIENCE)
            again()
            await lost.wait()
        finally:
            await client.close()


def bus_of(url: str, channel: str) -> Bus:
    """By the address: empty is PostgreSQL; ``redis://``, ``valkey://``; ``nats://``, ``tls://``."""
    scheme = urlsplit(url).scheme
    if not url:
        return PostgresBus()
    if scheme in ("redis", "rediss", "valkey", "valkeys"):
        return RedisBus(url.replace("valkey", "redis", 1), channel)
    if scheme in ("nats", "tls"):
        return NatsBus(url, channel)
    raise ImproperlyConfigured(f"OPORA_BUS_URL: redis://, valkey://, nats://, not {scheme}://")


@cache
def bus() -> Bus:
    """Of this installation; several may share one server, so the channel is named by the secret key."""
    own = hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest()[:16]
    return bus_of(settings.BUS_URL, f"opora.{own}.live")
