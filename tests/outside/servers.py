"""Servers on loopback: Dovecot for IMAP, aiosmtpd for SMTP, an HTTP server that plays a published API."""

import imaplib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

USER, PASSWORD = "opora", "слово-для-ящика".encode().hex()
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_vsz_limit = 512M
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Mailbox:
    """A folder of a running Dovecot; ``deliver`` puts a letter into it as a mail server does."""

    def __init__(self, port: int) -> None:
        self.port = port

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as box:
            box.login(USER, PASSWORD)
            yield box

    def deliver(self, letter: EmailMessage | bytes) -> None:
        raw = letter if isinstance(letter, bytes) else letter.as_bytes()
        with self._opened() as box:
            status, _answer = box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)
            assert status == "OK"

    def empty(self) -> None:
        with self._opened() as box:
            _status, count = box.select("INBOX")
            if int(count[0] or 0):
                box.store("1:*", "+FLAGS", "\\Deleted")
                box.expunge()

    def flags(self) -> list[bytes]:
        with self._opened() as box:
            box.select("INBOX", readonly=True)
            _status, found = box.fetch("1:*", "(FLAGS)")
            return [row for row in found if isinstance(row, bytes)]


@contextmanager
def dovecot(folder: Path) -> Iterator[Mailbox]:
    """Debian's Dovecot with one mailbox in ``folder``, till the end of the block."""
    port, config = free_port(), folder / "dovecot.conf"
    as_root = os.geteuid() == 0
    user, group = ("dovenull", "dovenull") if as_root else (os.environ.get("USER", "nobody"), "nogroup")
    (folder / "mail").mkdir()
    for place in (folder, *folder.parents):
        if place == Path("/tmp"):  # noqa: S108 -- the way down to the folder is opened for its server
            break
        with suppress(PermissionError):
            place.chmod(place.stat().st_mode | 0o011)
    if as_root:
        shutil.chown(folder / "mail", user, group)
    config.write_text(CONFIG.format(folder=folder, port=port, password=PASSWORD, user=user, group=group))
    server = subprocess.Popen([program() or "dovecot", "-F", "-c", str(config)])
    try:
        _wait_for(port, server, folder / "log")
        yield Mailbox(port)
    finally:
        server.terminate()
        server.wait(10)


def program() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            line.settimeout(5)
            if line.recv(100).startswith(b"* OK"):
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(log.read_text() if log.exists() else "Dovecot did not start")


class Box:
    """What an SMTP server took."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def last(self) -> Message:
        return self.letters[-1]


@contextmanager
def smtp() -> Iterator[tuple[int, Box]]:
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, box
    finally:
        controller.stop()


class Asked:
    """One request as the server saw it; ``given`` is its JSON, form or query."""

    def __init__(self, method: str, path: str, headers: Any, body: bytes) -> None:
        parts = urlsplit(path)
        self.method, self.path, self.headers, self.body = method, parts.path, headers, body
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        kind = headers.get("Content-Type", "")
        if "json" in kind:
            self.json = json.loads(body)
        elif "urlencoded" in kind:
            query |= {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        self.given: dict[str, Any] = query


Answer = Callable[[Asked], tuple[int, Any]]


@contextmanager
def http(answer: Answer) -> Iterator[tuple[str, list[Asked]]]:
    """A server of its own thread: its address, and what it was asked in order."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(Asked(self.command, self.path, self.headers, body))
            status, told = answer(asked[-1])
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            if told is not None:
                self.wfile.write(json.dumps(told).encode())

        do_GET = do_POST = _any  # noqa: N815

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
