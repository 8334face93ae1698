"""What Opora's chat is measured beside, each in a process of its own: the limit, nats-server, prosody."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import psutil

from bench.chat_wires import DOMAIN, Nats, Prosody, Raw, Speaking
from bench.server import ROOT, free_port

NATS = """listen: "127.0.0.1:{other}"
websocket {{ listen: "127.0.0.1:{port}", no_tls: true }}
"""
PROSODY = """run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}"
log = {{ error = "{folder}/prosody.err" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{}}
c2s_direct_tls_ports = {{}}
s2s_ports = {{}}
https_ports = {{}}
http_ports = {{ {port} }}
http_default_host = "{domain}"
modules_enabled = {{ "saslauth", "disco", "websocket" }}
modules_disabled = {{ "s2s", "tls", "offline" }}
consider_websocket_secure = true
cross_domain_websocket = true
c2s_require_encryption = false
VirtualHost "{domain}"
  authentication = "anonymous"
Component "conference.{domain}" "muc"
  muc_room_locking = false
"""


class Peer:
    """A context manager that stops it; ``program`` may be absent on this machine."""

    name = "raw"
    title = "рассылка на picows, предел"
    program = sys.executable

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder

    @classmethod
    def is_here(cls) -> bool:
        return shutil.which(cls.program) is not None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        return [self.program, "-m", "bench.chat_raw", str(self.port)]

    def wire(self, number: int) -> Speaking:
        return Raw()

    def __enter__(self) -> Self:
        with (self.folder / f"{self.name}.log").open("w") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start")

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def cpu(self) -> dict[str, float]:
        times = psutil.Process(self.process.pid).cpu_times()
        return {"server": times.user + times.system}

    def memory(self) -> float:
        """Proportional set size, kB."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return float(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))


class NatsPeer(Peer):
    name, title, program = "nats", "nats-server, без прав и хранения", "nats-server"

    def command(self) -> list[str]:
        path = self.folder / "nats.conf"
        path.write_text(NATS.format(port=self.port, other=free_port()))
        return [self.program, "-c", str(path)]

    def wire(self, number: int) -> Speaking:
        return Nats()


class ProsodyPeer(Peer):
    name, title, program = "prosody", "prosody, комната MUC", "prosody"

    def command(self) -> list[str]:
        path = self.folder / "prosody.cfg.lua"
        path.write_text(PROSODY.format(port=self.port, folder=self.folder, domain=DOMAIN))
        return [self.program, "--config", str(path), "-F"]

    def wire(self, number: int) -> Speaking:
        return Prosody(nick=f"n{number}")


PEERS = (Peer, NatsPeer, ProsodyPeer)
