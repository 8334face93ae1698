"""Real servers of the bus on free ports, each in a process of its own."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from types import TracebackType
from typing import Self

from tests.serving import free_port

START_SECONDS = 20


class BusServer:
    """``redis-server`` or ``nats-server`` that keeps nothing; killed, it starts again on its port."""

    def __init__(self, name: str) -> None:
        self.name, self.port = name, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def program(self) -> str | None:
        return shutil.which(f"{self.name}-server")

    @property
    def url(self) -> str:
        return f"{self.name}://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = {
            "redis": ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            "nats": ["-a", "127.0.0.1", "-p", str(self.port)],
        }[self.name]
        self.process = subprocess.Popen(
            [str(self.program), *command], cwd=tempfile.gettempdir(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert time.monotonic() < deadline, f"{self.name} did not start"
                time.sleep(0.05)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
