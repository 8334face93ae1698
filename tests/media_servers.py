"""Debian's Janus and coturn, set as ``docs/operate/video.md`` says, with ports and secrets of their own."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from opora.meetings import turn

from .serving import open_folder

API_SECRET, ADMIN_KEY, TURN_SECRET = "api-secret", "admin-key", "turn-secret"
NOBODY = 65534
PATIENCE = 10
SERVERS = f"{os.environ.get('PATH', '')}:/usr/sbin"


def lacking() -> list[str]:
    """Programs without which nothing here runs."""
    wanted = ("janus", "janus-pp-rec", "turnserver", "ffmpeg", "ffprobe")
    return [name for name in wanted if shutil.which(name, path=SERVERS) is None]


def own_address() -> str:
    """Of this machine, not the loopback: Janus gathers no candidates on that (video.md §2.2)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: a route is looked up
        return str(probe.getsockname()[0])


def block() -> int:
    """The first of a hundred ports nobody has, below those the system gives to connections that go out."""
    while True:
        first = random.randrange(10_000, 32_000, 100)
        with suppress(OSError), ExitStack() as taken:
            for port in range(first, first + 100):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    taken.enter_context(socket.socket(socket.AF_INET, kind)).bind(("", port))
            return first


class Program:
    """A server in a process of its own; only that very process is ever signalled."""

    def __init__(self, command: list[str], log: Path, port: int) -> None:
        self.command, self.log, self.port = command, log, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(self.command, stdout=out, stderr=out, **user)  # type: ignore[call-overload]  # the keys depend on who runs the tests
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            with suppress(OSError):
                self.greet()
                return
            time.sleep(0.02)

    def greet(self) -> None:
        """Raises ``OSError`` while it does not serve yet."""
        socket.create_connection(("127.0.0.1", self.port), 1).close()

    def send(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """As a crash does it."""
        self.send(signal.SIGKILL)
        self.end()

    def end(self) -> None:
        if self.process is not None:
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(PATIENCE)


class Janus(Program):
    def __init__(self, folder: Path) -> None:
        self.recordings = folder / "recordings"
        for name in ("config", "recordings"):
            (folder / name).mkdir()
            (folder / name).chmod(0o777)
        port = block()
        texts = {
            "janus": JANUS.format(secret=API_SECRET, first=port + 1, last=port + 99),
            "transport.websockets": WEBSOCKETS.format(port=port),
            "plugin.videoroom": f'general: {{ admin_key = "{ADMIN_KEY}" string_ids = false }}\n',
        }
        for name, text in texts.items():
            path = folder / "config" / ("janus.jcfg" if name == "janus" else f"janus.{name}.jcfg")
            path.write_text(text)
        command = [shutil.which("janus", path=SERVERS) or "janus", "-F", str(folder / "config")]
        super().__init__(command, folder / "janus.log", port)

    def setting(self, name: str = "north", *, secret: str = API_SECRET, key: str = ADMIN_KEY) -> str:
        """For ``OPORA_JANUS``."""
        return f"{name}=ws://{key}:{secret}@127.0.0.1:{self.port}?recordings={self.recordings}"


class Coturn(Program):
    def __init__(self, folder: Path) -> None:
        port = block()
        self.url = f"turn:{own_address()}:{port}"
        config = folder / "turnserver.conf"
        config.write_text(
            COTURN.format(
                secret=TURN_SECRET,
                port=port,
                first=port + 1,
                last=port + 99,
                folder=folder,
                address=own_address(),
            )
        )
        config.chmod(0o644)
        program = shutil.which("turnserver", path=SERVERS) or "turnserver"
        super().__init__([program, "-c", str(config)], folder / "turn.log", port)

    def greet(self) -> None:
        """It listens before it answers, and on a port of TCP before it does on UDP."""
        with suppress(turn.RefusedError):
            turn.allocate(turn.read(self.url), "nobody", "", patience=1)


P = TypeVar("P", "Janus", "Coturn")


@contextmanager
def running(kind: type[P]) -> Iterator[P]:
    with open_folder() as folder:
        folder.chmod(0o777)
        server = kind(folder)
        server.log.touch()
        try:
            server.start()
            yield server
        finally:
            server.end()


def janus() -> AbstractContextManager[Janus]:
    return running(Janus)


def coturn() -> AbstractContextManager[Coturn]:
    return running(Coturn)


JANUS = """
general: {{
  configs_folder = "."
  plugins_folder = "/usr/lib/x86_64-linux-gnu/janus/plugins"
  transports_folder = "/usr/lib/x86_64-linux-gnu/janus/transports"
  api_secret = "{secret}"
  event_loops = 2
  session_timeout = 60
  recordings_tmp_ext = "tmp"
  hide_dependencies = true
}}
media: {{ rtp_port_range = "{first}-{last}" no_media_timer = 2 slowlink_threshold = 4 }}
nat: {{ full_trickle = true ice_ignore_list = "vmnet" }}
plugins: {{ disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,\
libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,\
libjanus_videocall.so,libjanus_voicemail.so" }}
transports: {{ disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,\
libjanus_rabbitmq.so" }}
events: {{ broadcast = false }}
"""
WEBSOCKETS = """
general: {{
  ws = true ws_port = {port} ws_ip = "127.0.0.1" wss = false pingpong_trigger = 20 pingpong_timeout = 10
}}
admin: {{ admin_ws = false admin_wss = false }}
"""
COTURN = """
use-auth-secret
static-auth-secret={secret}
realm=opora.example
listening-ip={address}
relay-ip={address}
listening-port={port}
min-port={first}
max-port={last}
fingerprint
no-cli
no-tls
no-dtls
no-multicast-peers
user-quota=20
total-quota=200
stale-nonce=600
pidfile={folder}/turn.pid
userdb={folder}/turn.db
log-file=stdout
simple-log
"""
