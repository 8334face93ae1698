"""The two ways into the hub: a socket, and a stream of events where a proxy breaks sockets. Native ASGI."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from opora.people.native import same_origin

from .hub import OUTAGE, Hub
from .tab import Guest, Tab

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

FRAMES = "opora.frames"  # the extension by which our protocol takes a frame at once: config/sockets.py
NOBODY, LATER = 4401, 1013
KEEP_ALIVE = 20
STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def serve_socket(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """One tab for as long as it is open."""
    await receive()
    frames = scope.get("extensions", {}).get(FRAMES)
    try:
        async with hub.door:  # in a storm many have given up before their turn: they cost nothing
            if frames is not None and frames.is_gone:
                return
            guest = await hub.guest_of(scope) if same_origin(scope) else None
    except OUTAGE:  # the page comes back by itself
        await send({"type": "websocket.close", "code": LATER})
        return
    if guest is None:  # accepted first: a refused handshake has no code that a page could read
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": NOBODY})
        return
    await send({"type": "websocket.accept"})
    tab = Tab(guest, end=lambda: send({"type": "websocket.close", "code": NOBODY}))
    sender = None
    if frames is not None:
        tab.write, frames.drained = frames.write, tab.flush
    else:
        sender = asyncio.create_task(_send_all(tab, send))
    hub.open(tab)
    try:
        while (asked := await receive())["type"] != "websocket.disconnect":
            await hub.say(tab, asked.get("text") or "")
    finally:
        if sender is not None:
            sender.cancel()
        hub.close(tab)


async def _send_all(tab: Tab, send: Send) -> None:
    while True:
        await send({"type": "websocket.send", "text": (await tab.next()).text})


async def serve_stream(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """``/live/events/?enter=chat:7``: the same news, one way; what the page says goes by its forms."""
    try:
        async with hub.door:
            guest: Guest | None = await hub.guest_of(scope)
    except OUTAGE:
        await _answer(send, 503)
        return
    if guest is None or scope["method"] != "GET":
        await _answer(send, 401 if guest is None else 405)
        return
    await send({"type": "http.response.start", "status": 200, "headers": STREAM})
    ended = asyncio.Event()

    async def end() -> None:
        ended.set()

    tab = Tab(guest, end=end)
    hub.open(tab)
    works = [asyncio.create_task(work) for work in (_stream(tab, send), _gone(receive), ended.wait())]
    try:
        for name in parse_qs(scope["query_string"].decode("latin-1")).get("enter", []):
            await hub.enter(tab, name)
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.close(tab)
        for work in works:
            work.cancel()
    with suppress(OSError):
        await send({"type": "http.response.body", "body": b""})


async def _stream(tab: Tab, send: Send) -> None:
    """A comment now and then: a proxy closes what is silent, and who has gone is noticed."""
    while True:
        try:
            body = (await asyncio.wait_for(tab.next(), KEEP_ALIVE)).event
        except TimeoutError:
            body = b":\n\n"
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]}
    )
    await send({"type": "http.response.body", "body": b""})
