"""``opora serve``: one process for everything; stops cleanly on SIGTERM."""

import argparse
import asyncio
import gc
import os
import socket
import sys
import time

from .demo_command import load_with_bar
from .start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="АДРЕС", default="127.0.0.1", help="на каком адресе отвечать")
    parser.add_argument("--port", metavar="ПОРТ", type=int, default=8000, help="на каком порту отвечать")
    parser.add_argument(
        "--demo", action="store_true", help="загрузить демонстрационный центр, если база пуста"
    )
    parser.add_argument("--no-worker", action="store_true", help="без фоновых задач: их ведёт opora worker")


def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    try:
        listening = socket.create_server((options.host, options.port), backlog=2048)
    except OSError as error:
        print(f"Адрес {options.host}:{options.port} не открыть: {error.strerror}.", file=sys.stderr)
        print("Если порт занят, укажите другой: --port 8001", file=sys.stderr)
        return 1
    origin = f"http://{options.host}:{options.port}"
    os.environ.setdefault("OPORA_PUBLIC_URL", origin)
    start_django()
    if options.demo:
        from opora.people.models import Organisation  # noqa: PLC0415 -- after setup

        if not Organisation.objects.exists():
            load_with_bar()
    code = _start_code()
    import uvicorn  # noqa: PLC0415

    from opora.config.asgi import Application, serve  # noqa: PLC0415
    from opora.config.sockets import FramesProtocol  # noqa: PLC0415 -- with uvicorn, only to serve

    config = uvicorn.Config(
        Application(worker=not options.no_worker),
        log_level="warning",
        access_log=False,
        ws=FramesProtocol,
        ws_per_message_deflate=False,
        proxy_headers=True,
        timeout_graceful_shutdown=10,
    )
    print(
        f"Опора отвечает на {origin} (запуск {time.monotonic() - began:.1f} с). Остановить: Ctrl+C",
        flush=True,
    )
    if code:
        print(f"Центр ещё не заведён. Откройте {origin}/start/ и введите код: {code}", flush=True)
    gc.freeze()  # what is loaded stays; a full collection that looks through it stops everything for 0.1 s
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve(uvicorn.Server(config), listening))
    return 0


def _start_code() -> str:
    """The code of the first start; empty when there is a centre. One left by a killed process is removed."""
    from django.conf import settings  # noqa: PLC0415 -- after setup

    from opora.people.models import Organisation  # noqa: PLC0415
    from opora.portal.actions import forget_start_code, start_code  # noqa: PLC0415

    if not Organisation.objects.exists():
        return start_code(settings.DATA)
    forget_start_code(settings.DATA)
    return ""
