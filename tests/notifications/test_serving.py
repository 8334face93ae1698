"""The two ways into the hub, as an ASGI server calls them: a socket and a stream of events."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from opora.notifications.live import registry
from opora.notifications.live.hub import Hub
from opora.notifications.live.serving import serve_socket, serve_stream
from opora.people.access import Actor
from tests import make

from .tabs import hub, run, scope_of

ENTER = b"enter=test:7&enter=nothing"


class Wire:
    """What the server says and hears for a client."""

    def __init__(self, first: dict[str, Any] | None = None) -> None:
        self.said: list[MutableMapping[str, Any]] = []
        self.ears: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        if first:
            self.ears.put_nowait(first)

    async def receive(self) -> dict[str, Any]:
        return await self.ears.get()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.said.append(message)

    def events(self) -> list[dict[str, Any]]:
        """What was streamed, without comments."""
        bodies = [one.get("body", b"").decode() for one in self.said]
        return [json.loads(body.removeprefix("data: ")) for body in bodies if body.startswith("data: ")]

    def texts(self) -> list[dict[str, Any]]:
        return [json.loads(one["text"]) for one in self.said if one["type"] == "websocket.send"]


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Hub:
    def door(actor: Actor, number: int) -> bool:
        return number == 7

    monkeypatch.setitem(registry.doors, "test", door)
    return hub()


async def until(done: Any) -> None:
    for _turn in range(500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not in time")


def test_a_stream_of_events_brings_the_same_news(cast: make.Cast, live: Hub) -> None:
    scope = {**scope_of(cast.account("learner")), "method": "GET", "query_string": ENTER}
    wire = Wire()

    async def scenario() -> None:
        work = asyncio.create_task(serve_stream(live, scope, wire.receive, wire.send))
        await until(lambda: wire.events() == [{"room": "test:7"}])
        live.hear("r test:7 0")
        await until(lambda: len(wire.events()) == 2)
        await live.end()
        await work

    run(scenario)
    assert wire.said[0]["status"] == 200
    assert dict(wire.said[0]["headers"])[b"content-type"].startswith(b"text/event-stream")
    assert wire.said[-1] == {"type": "http.response.body", "body": b""}
    assert (dict(live._people), live._rooms) == ({}, {})


def test_a_client_of_a_stream_that_has_gone_is_forgotten(cast: make.Cast, live: Hub) -> None:
    scope = {**scope_of(cast.account("learner")), "method": "GET", "query_string": b""}
    wire = Wire()
    wire.ears.put_nowait({"type": "http.disconnect"})
    run(lambda: serve_stream(live, scope, wire.receive, wire.send))
    assert dict(live._people) == {}


@pytest.mark.parametrize(("name", "method", "status"), [("", "GET", 401), ("learner", "POST", 405)])
def test_a_stream_is_for_who_is_logged_in(
    cast: make.Cast, live: Hub, name: str, method: str, status: int
) -> None:
    account = cast.account(name) if name else None
    wire = Wire()
    scope = {**scope_of(account), "method": method, "query_string": b""}
    run(lambda: serve_stream(live, scope, wire.receive, wire.send))
    assert wire.said[0]["status"] == status


def test_a_socket_answers_and_is_forgotten(cast: make.Cast, live: Hub) -> None:
    wire, scope = Wire({"type": "websocket.connect"}), scope_of(cast.account("learner"))

    async def scenario() -> None:
        work = asyncio.create_task(serve_socket(live, scope, wire.receive, wire.send))
        wire.ears.put_nowait({"type": "websocket.receive", "text": '{"enter": "test:7"}'})
        await until(lambda: wire.texts() == [{"room": "test:7"}])
        wire.ears.put_nowait({"type": "websocket.disconnect"})
        await work

    run(scenario)
    assert (dict(live._people), live._rooms) == ({}, {})


@pytest.mark.parametrize("origin", [b"http://testserver", b"http://evil.example"])
def test_a_socket_without_a_log_in_or_of_a_foreign_page_is_closed(
    cast: make.Cast, live: Hub, origin: bytes
) -> None:
    scope = scope_of(None if origin == b"http://testserver" else cast.account("learner"))
    scope["headers"][1] = (b"origin", origin)
    wire = Wire({"type": "websocket.connect"})
    run(lambda: serve_socket(live, scope, wire.receive, wire.send))
    assert wire.said == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 4401}]
