"""Between the event loop and the page threads: one step there with a request, one back with its answer.

a2wsgi alone crosses for the body, the head, each part and the end, and every crossing wakes another thread.
It still carries what comes in long.
"""

import asyncio
import contextvars
import io
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

environ_of: Callable[[Scope, io.BytesIO], dict[str, Any]] = build_environ  # type: ignore[assignment] # asks for its own reader
SHORT_BODY = 128 * 1024  # a longer one is read by a page thread as it comes


@dataclass(frozen=True, slots=True)
class _Whole:
    """A finished answer."""

    head: MutableMapping[str, Any]
    body: bytes


class Pages:
    """A WSGI application as an ASGI one."""

    def __init__(self, application: Callable[..., Iterable[bytes]], *, workers: int) -> None:
        self._application = application
        self._long: Any = WSGIMiddleware(application, workers=workers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = _length(scope)
        if length is None or length > SHORT_BODY:
            await self._long(scope, receive, send)
            return
        body = await _read(receive) if length else b""
        if body is None:
            return
        environ = environ_of(scope, io.BytesIO(body))
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        whole = await loop.run_in_executor(
            self._long.executor, context.run, self._answer, environ, loop, send
        )
        if whole is not None:
            await send(whole.head)
            await send({"type": "http.response.body", "body": whole.body})

    def _answer(self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send) -> _Whole | None:
        """In a page thread. What comes by parts is sent from here, and None is answered."""
        heads: list[MutableMapping[str, Any]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            heads[:] = [_head(status, headers)]

        parts = self._application(environ, start)
        try:
            if isinstance(parts, (list, tuple)) or getattr(parts, "streaming", True) is False:
                body = b"".join(parts)
                return _Whole(heads[0], body)

            def tell(event: MutableMapping[str, Any]) -> None:
                asyncio.run_coroutine_threadsafe(_sent(send, event), loop).result()

            is_first = True
            for part in parts:
                if is_first:
                    tell(heads[0])
                is_first = False
                tell({"type": "http.response.body", "body": part, "more_body": True})
            if is_first:
                tell(heads[0])
            tell({"type": "http.response.body", "body": b""})
            return None
        finally:
            getattr(parts, "close", lambda: None)()


async def _sent(send: Send, event: MutableMapping[str, Any]) -> None:
    await send(event)


def _length(scope: Scope) -> int | None:
    """Of the body; None when it is not said beforehand."""
    length = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            length = int(value) if value.isdigit() else SHORT_BODY + 1
    return length


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when the reader has gone before its end."""
    parts = []
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        parts.append(event.get("body", b""))
        if not event.get("more_body", False):
            return b"".join(parts)


def _head(status: str, headers: list[tuple[str, str]]) -> MutableMapping[str, Any]:
    return {
        "type": "http.response.start",
        "status": int(status.split(" ", 1)[0]),
        "headers": [
            (name.strip().lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers
        ],
    }
