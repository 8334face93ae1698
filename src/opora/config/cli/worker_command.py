"""``opora worker``: background work in its own process, as many as a centre needs."""

import argparse
import asyncio

from .start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    start_django()
    from opora.config.asgi import run_worker  # noqa: PLC0415 -- after setup

    print("Фоновые задачи выполняются. Остановить: Ctrl+C", flush=True)
    asyncio.run(run_worker())
    return 0
