"""The real server in its own process, its PostgreSQL, and what both cost."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

from opora.config import database

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = "opora.config.settings"


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of processor time since the start of each."""

    server: float
    postgres: float

    def __sub__(self, earlier: "Cpu") -> "Cpu":
        return Cpu(self.server - earlier.server, self.postgres - earlier.postgres)


def environment(data: Path, settings: str = PRODUCT, **more: str) -> dict[str, str]:
    """Of every process that works on this data folder."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("OPORA_") and key != "DATABASE_URL"
    }
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return {**kept, "OPORA_DATA": str(data), "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": path} | more


def ask_inside(data: Path, word: str, settings: str = PRODUCT) -> Any:
    """The answer of ``python -m bench.inside WORD``."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", word],
        cwd=ROOT,
        env=environment(data, settings),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def run_opora(data: Path, *arguments: str) -> float:
    """``opora …`` on this folder; answers seconds."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "opora", *arguments], cwd=ROOT, env=environment(data), check=True)
    return time.perf_counter() - began


def database_address(data: Path) -> str:
    """Of the embedded server while it runs: its socket is named in postmaster.pid."""
    lines = (data / "postgres" / "postmaster.pid").read_text().splitlines()
    return f"host={lines[4]} port={lines[3]} user=postgres dbname={database.NAME}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``opora serve --no-worker`` on a free port; a context manager that stops it politely."""

    def __init__(self, data: Path, settings: str = PRODUCT, **more: str) -> None:
        self.data, self.port = data, free_port()
        self.environment = environment(data, settings, **more)

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "opora", "serve", "--no-worker", "--port", str(self.port)]
        began = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - began > 180:
                self.process.kill()
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        self.started_in = time.perf_counter() - began
        return self

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def kill(self) -> None:
        """As a crash does it; entering again starts it at the same port."""
        self.process.kill()
        self.process.wait(30)

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except OSError:
            return False

    def cpu(self) -> Cpu:
        times = psutil.Process(self.process.pid).cpu_times()
        return Cpu(times.user + times.system, postgres_seconds(self.data))

    def nanoseconds(self) -> int:
        """Processor time of its threads that live, finer than :meth:`cpu`: for one request."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks)

    def memory(self) -> float:
        """Proportional set size, MB, without PostgreSQL."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
        return int(line.split()[1]) / 1024


def postgres_seconds(data: Path) -> float:
    """Of the embedded server with all its processes, those that ended included."""
    master = psutil.Process(int((data / "postgres" / "postmaster.pid").read_text().split()[0]))
    own = master.cpu_times()
    children = [times for child in master.children(recursive=True) if (times := _times(child))]
    ended = own.children_user + own.children_system
    return own.user + own.system + ended + sum(times.user + times.system for times in children)


def _times(process: psutil.Process) -> Any:
    """None of one that has ended meanwhile: its time is told by its parent."""
    try:
        return process.cpu_times()
    except psutil.NoSuchProcess:
        return None
