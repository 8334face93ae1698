"""One process: pages in a fixed thread pool, sockets and the worker native asyncio beside them (ADR 0003)."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")

from opora.config.database import keep_running
from opora.config.wsgi import application as pages

if TYPE_CHECKING:
    import uvicorn

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PAGE_THREADS = 4
LONGEST_END = 10
logger = logging.getLogger("opora.server")


class Application:
    """Routes a connection by its kind; ``worker=False`` leaves background work to ``opora worker``."""

    def __init__(self, *, worker: bool = True) -> None:
        from opora.config.static import with_static_files  # noqa: PLC0415 -- needs settings
        from opora.notifications.live import hub  # noqa: PLC0415

        self._pages = WSGIMiddleware(with_static_files(pages), workers=PAGE_THREADS)
        self._hub = hub
        self._worker = worker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._pages(scope, receive, send)  # type: ignore[arg-type]
            case "websocket":
                await self._hub.serve(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        tasks = [
            asyncio.create_task(self._hub.listen(), name="live"),
            asyncio.create_task(keep_running(), name="database"),
        ]
        if self._worker:
            tasks.append(asyncio.create_task(run_worker(), name="worker"))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await ended(tasks)
        await send({"type": "lifespan.shutdown.complete"})


async def ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel until heard: a library coming down itself, as after a lost database, may swallow it once."""
    left = set(tasks)
    for _second in range(LONGEST_END):
        if not left:
            return
        for task in left:
            task.cancel()
        _over, left = await asyncio.wait(left, timeout=1)
    if left:
        logger.error("still busy at the end: %s", ", ".join(sorted(task.get_name() for task in left)))


async def serve(server: "uvicorn.Server", listening: socket.socket) -> None:
    """Until a signal; then what a library left behind is ended too, or the loop would wait for it."""
    try:
        await server.serve(sockets=[listening])
    finally:
        await ended(asyncio.all_tasks() - {asyncio.current_task()})


async def run_worker() -> None:
    """Background work by LISTEN/NOTIFY; started again if the connection dies."""
    from opora.config.jobs import app  # noqa: PLC0415 -- needs settings

    while True:
        try:
            worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
            async with worker_app.open_async():
                await worker_app.run_worker_async(
                    concurrency=2, install_signal_handlers=False, fetch_job_polling_interval=30
                )
        except Exception:
            logger.exception("the worker stopped; starting it again in 5 s")
            await asyncio.sleep(5)
