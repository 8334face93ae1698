"""One process: pages in a fixed thread pool; sockets, bytes of files and the worker native asyncio beside."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")

from opora.config.database import keep_running
from opora.config.pages import Pages
from opora.config.wsgi import application as pages

if TYPE_CHECKING:
    import uvicorn

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PAGE_THREADS = 4
STREAM = "/live/events/"
LONGEST_END = 10
logger = logging.getLogger("opora.server")


class Application:
    """Routes a connection by its kind; ``worker=False`` leaves background work to ``opora worker``."""

    def __init__(self, *, worker: bool = True) -> None:
        from opora.config.static import with_static_files  # noqa: PLC0415 -- needs settings
        from opora.files import native  # noqa: PLC0415 -- needs settings
        from opora.meetings.desk import PREFIX, desk  # noqa: PLC0415 -- needs settings
        from opora.meetings.janus.studio import studio  # noqa: PLC0415 -- needs settings
        from opora.notifications.live import bus, hub, serving  # noqa: PLC0415 -- needs settings

        self._pages = Pages(with_static_files(native.handing_over(pages)), workers=PAGE_THREADS)
        self._files, self._serving = native, serving
        self.hub = hub.Hub(bus.bus())
        self._desk, self._rooms, self._studio = desk, PREFIX, studio
        self._worker = worker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http" if scope["path"] == STREAM:
                await self._serving.serve_stream(self.hub, scope, receive, send)
            case "http" if self._files.is_upload(scope):
                await self._files.take_in(scope, receive, send)
            case "http":
                await self._files.answer_pages(self._pages, scope, receive, send)
            case "websocket" if scope["path"].startswith(self._rooms):
                await self._desk.serve(scope, receive, send)
            case "websocket":
                await self._serving.serve_socket(self.hub, scope, receive, send)
            case "lifespan":
                await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        tasks = [
            *(asyncio.create_task(work, name="live") for work in self.hub.works()),
            asyncio.create_task(self._desk.listen(), name="rooms"),
            asyncio.create_task(self._desk.keep(), name="presence"),
            asyncio.create_task(self._studio.keep(), name="media"),
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
    watching = asyncio.create_task(end_streams(server))
    try:
        await server.serve(sockets=[listening])
    finally:
        await ended({watching})
        await ended(asyncio.all_tasks() - {asyncio.current_task()})


async def end_streams(server: "uvicorn.Server") -> None:
    """The server waits for answers that are not finished: those that never finish by themselves end first."""
    while not server.should_exit:
        await asyncio.sleep(0.2)
    application = server.config.app
    if isinstance(application, Application):
        await application.hub.end()


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
