"""The bus between processes against real servers: after the commit, in order, and again after a loss."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from opora.notifications.live.bus import Bus, NatsBus, PostgresBus, RedisBus, bus_of

from .buses import BusServer

WAYS = ("postgres", "redis", "nats")
SOON = 15.0


class Ear:
    """Listens in a loop of its own, as another process would."""

    def __init__(self, bus: Bus) -> None:
        self.heard: list[str] = []
        self.agains = 0
        self._loop = asyncio.new_event_loop()
        self._work: asyncio.Task[None] | None = None
        self._bus = bus
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self.wait_for(lambda: self.agains == 1)

    def _listen(self) -> None:
        async def live() -> None:
            self._work = asyncio.current_task()
            await self._bus.listen(self.heard.append, self._again)

        try:
            self._loop.run_until_complete(live())
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()

    def _again(self) -> None:
        self.agains += 1

    def wait_for(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SOON
        while not done():
            assert time.monotonic() < deadline, (self.agains, self.heard)
            time.sleep(0.01)

    def end(self) -> None:
        work = self._work
        assert work is not None
        self._loop.call_soon_threadsafe(work.cancel)
        self._thread.join(SOON)


def server_of(way: str) -> BusServer:
    server = BusServer(way)
    if server.program is None:
        pytest.skip(f"нет программы {way}-server")
    return server


@pytest.fixture(params=WAYS)
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    if request.param == "postgres":
        yield bus_of("", "test")
        return
    with server_of(request.param) as server:
        yield bus_of(server.url, "opora.test")


@pytest.fixture
def ear(bus: Bus, transactional_db: None) -> Iterator[Ear]:
    ear = Ear(bus)
    yield ear
    ear.end()


@pytest.mark.system
def test_what_is_told_arrives_after_the_commit_in_order(bus: Bus, ear: Ear) -> None:
    with transaction.atomic():
        bus.publish(["r chat:7 1", "r chat:7 2"])
        bus.publish(["p 5"])
        time.sleep(0.2)
        assert ear.heard == []
    ear.wait_for(lambda: len(ear.heard) == 3)
    assert ear.heard == ["r chat:7 1", "r chat:7 2", "p 5"]


@pytest.mark.system
def test_what_was_rolled_back_is_not_told(bus: Bus, ear: Ear) -> None:
    with transaction.atomic():
        bus.publish(["p 1"])
        transaction.set_rollback(True)
    bus.publish(["p 2"])
    ear.wait_for(lambda: bool(ear.heard))
    assert ear.heard == ["p 2"]


@pytest.mark.system
def test_a_bus_that_is_there_answers(bus: Bus, transactional_db: None) -> None:
    bus.ping()


@pytest.mark.system
@pytest.mark.parametrize("way", ["redis", "nats"])
def test_a_killed_bus_costs_no_request_and_is_heard_again(way: str, transactional_db: None) -> None:
    with server_of(way) as server:
        bus = bus_of(server.url, "opora.test")
        ear = Ear(bus)
        bus.publish(["p 1"])
        ear.wait_for(lambda: ear.heard == ["p 1"])
        server.kill()
        began = time.monotonic()
        for _request in range(20):
            bus.publish(["p 2"])
        assert time.monotonic() - began < 10
        with pytest.raises(OSError, match=r"."):
            bus.ping()
        server.start()
        ear.wait_for(lambda: ear.agains == 2)
        deadline = time.monotonic() + SOON
        while "p 3" not in ear.heard:
            assert time.monotonic() < deadline
            bus.publish(["p 3"])
            time.sleep(0.2)
        assert "p 2" not in ear.heard
        ear.end()


def test_a_lost_connection_of_postgres_is_made_again(transactional_db: None) -> None:
    ear = Ear(PostgresBus())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN opora_live%'"
        )
    ear.wait_for(lambda: ear.agains == 2)
    PostgresBus().publish(["p 4"])
    ear.wait_for(lambda: ear.heard == ["p 4"])
    ear.end()


def test_the_address_chooses_the_bus() -> None:
    assert isinstance(bus_of("", "x"), PostgresBus)
    assert isinstance(bus_of("valkey://127.0.0.1:6379", "x"), RedisBus)
    assert isinstance(bus_of("nats://127.0.0.1:4222", "x"), NatsBus)
    with pytest.raises(ImproperlyConfigured, match="OPORA_BUS_URL"):
        bus_of("amqp://127.0.0.1", "x")
