"""A file that a view answers with leaves by the event loop: whole, or by one range (RFC 9110, 14).

The view and its checks run in a page thread as ever. WSGI's own ``wsgi.file_wrapper`` says «this is a file»:
the thread is free at once, and however slowly the reader takes the bytes, no page waits for him.
"""

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any, BinaryIO

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Wsgi = Callable[..., Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

HANDED = "opora.file"
PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
OF_CONTENT = (b"content-length", b"content-type", b"content-disposition", b"content-encoding")


def handing_over(application: Wsgi) -> Wsgi:
    """Let a response of an open file be taken by the loop; under another server nothing changes."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        scope = environ.get("asgi.scope")
        if scope is not None:

            def hand(file: BinaryIO, _block: int = 0) -> Iterable[bytes]:
                scope[HANDED] = file
                return ()

            environ["wsgi.file_wrapper"] = hand
        return application(environ, start_response)

    return call


async def answer_pages(pages: Any, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer by a page, or by the file the page handed over."""
    start: MutableMapping[str, Any] | None = None

    async def held(event: MutableMapping[str, Any]) -> None:
        nonlocal start
        if event["type"] == "http.response.start":
            start = event
        elif HANDED not in scope:
            if start is not None:
                await send(start)
                start = None
            await send(event)

    try:
        await pages(scope, receive, held)
        if HANDED in scope and start is not None:
            await _send_file(scope[HANDED], start, scope, receive, send)
    finally:
        if HANDED in scope:
            await asyncio.to_thread(scope.pop(HANDED).close)


async def _send_file(
    file: BinaryIO, start: MutableMapping[str, Any], scope: Scope, receive: Receive, send: Send
) -> None:
    asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
    first = await asyncio.to_thread(file.tell)
    size = await asyncio.to_thread(file.seek, 0, io.SEEK_END) - first
    status, headers, span = _answered(start["status"], list(start["headers"]), asked, size)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["method"] == "GET" and span:
        await asyncio.to_thread(file.seek, first + span.start)
        await _send_bytes(file, len(span), receive, send)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_bytes(file: BinaryIO, left: int, receive: Receive, send: Send) -> None:
    gone = asyncio.create_task(_disconnected(receive))
    try:
        while left and not gone.done():
            piece = await asyncio.to_thread(file.read, min(PIECE, left))
            if not piece:
                return
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _answered(
    status: int, headers: Headers, asked: dict[bytes, str], size: int
) -> tuple[int, Headers, range]:
    """The status, the headers and which bytes go, for what was asked of a file of ``size`` bytes."""
    known = dict(headers)
    whole = range(size)
    if status != 200 or b"accept-ranges" not in known:
        return status, headers, whole
    tag = known.get(b"etag", b"").decode()
    if tag and tag in [one.strip().removeprefix("W/") for one in asked.get(b"if-none-match", "").split(",")]:
        return 304, [(name, value) for name, value in headers if name not in OF_CONTENT], range(0)
    part = _part(asked, tag, size)
    if part is None:
        return status, headers, whole
    rest = [(name, value) for name, value in headers if name != b"content-length"]
    if not part:
        said = [(b"content-range", b"bytes */%d" % size), (b"content-length", b"0")]
        return 416, [*rest, *said], part
    said = [
        (b"content-range", b"bytes %d-%d/%d" % (part.start, part.stop - 1, size)),
        (b"content-length", b"%d" % len(part)),
    ]
    return 206, [*rest, *said], part


def _part(asked: dict[bytes, str], tag: str, size: int) -> range | None:
    """The one range asked; empty when it lies outside; None when the whole is to be sent."""
    found = RANGE.fullmatch(asked.get(b"range", "").replace(" ", ""))
    condition = asked.get(b"if-range", "").strip()
    if found is None or found[0] == "bytes=-" or (condition and condition != tag):
        return None
    if not found[1]:
        return range(max(size - int(found[2]), 0), size)
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    return range(first, last + 1)
