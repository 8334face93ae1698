"""A real ``opora`` in a process of its own, as an administrator starts it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 120


@contextmanager
def open_folder() -> Iterator[Path]:
    """Not pytest's own folder: that one is closed to the user under whom PostgreSQL runs."""
    with tempfile.TemporaryDirectory(prefix="opora-") as name:
        yield Path(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    ours = ("OPORA_", "DATABASE_URL", "DJANGO_")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)} | more


def opora(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "opora", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(**environment),
        timeout=120,
    )


class Server:
    """``opora serve`` on a free port."""

    def __init__(self, data: Path, *more: str, **environment: str) -> None:
        self.port = free_port()
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        command = [sys.executable, "-m", "opora", "serve", "--data", str(data), "--port", str(self.port)]
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [*command, *more], env=clean_environment(**environment), stdout=out, stderr=subprocess.STDOUT
            )

    def health(self) -> dict[str, object]:
        """What ``/health/`` says, as soon as it answers 200."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=5) as answer:
                    return dict(json.load(answer))
            except (OSError, http.client.HTTPException):
                assert self.process.poll() is None, self.printed()
                assert time.monotonic() < deadline, self.printed()
                time.sleep(0.1)

    def printed(self) -> str:
        return self.log.read_text()

    def end(self, number: int) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)
