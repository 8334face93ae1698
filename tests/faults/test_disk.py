"""A disk that is really full: small file systems in memory, mounted for the test."""

import http.client
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.scenes import CSRF
from bench.writing import with_token
from tests.serving import Server, open_folder, opora

from .conftest import Centre, copied
from .crowd import Crowd, note, plain, send
from .test_database import check_that_each_is_stored_once

MB = 2**20
BOUNDARY = "opora-faults"
FILL_THE_LOG = "SELECT pg_logical_emit_message(true, 'x', repeat('x', 40000000))::text"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of so many megabytes at ``folder``; in CI it must be possible."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = f"нет права смонтировать малый диск: {done.stderr.strip()}"
        assert not os.environ.get("CI"), words
        pytest.skip(words)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def grow(folder: Path, megabytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={megabytes}m", folder], check=True)


def fill(folder: Path) -> Path:
    """Every last block of the file system."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("ab", buffering=0) as out:
        while True:
            out.write(b"\0" * MB)
    with suppress(OSError), filler.open("ab", buffering=0) as out:
        while True:
            out.write(b"\0" * 4096)
    return filler


def attach(port: int, cookie: str, fields: dict[str, str], content: bytes) -> tuple[int, str]:
    """The form of a question with one file, as a browser sends it."""
    parts = {"csrfmiddlewaretoken": CSRF, **fields}
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attached"; filename="задача.txt"\r\n\r\n'
    body = "".join([*lines, head]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": with_token(cookie),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Accept-Language": "ru",
    }
    with closing(connection):
        connection.request("POST", "/consultations/requests/new/", body, headers)
        answer = connection.getresponse()
        return answer.status, plain(answer.read())


def question(centre: Centre) -> tuple[str, dict[str, str]]:
    """Who may ask outside the график, and the form as he fills it."""
    for cookie in centre.world["cookies"]["learner"]:
        page = send(centre.server.port, "/consultations/requests/new/", cookie).body
        choices = {
            name: re.search(rf'<select name="{name}".*?<option value="([^"]+)"', page, re.DOTALL)
            for name in re.findall(r'<select name="(\w+)"', page)
        }
        fields = {name: found.group(1) for name, found in choices.items() if found}
        if fields:
            return cookie, {**fields, "question": "Не сходится задача 4"}
    raise AssertionError("nobody may ask")


def test_a_file_for_which_there_is_no_room_is_refused_in_words_and_kept_later(centre: Centre) -> None:
    cookie, fields = question(centre)
    [(kept,)] = centre.ask("SELECT count(*) FROM files_storedfile")
    with small_disk(centre.data / "media", 1) as media:
        status, page = attach(centre.server.port, cookie, fields, b"x" * 2 * MB)
        assert (status, "на сервере закончилось место" in page) == (422, True), page
        assert "Не сходится задача 4" in page
        assert [path for path in media.rglob("*") if path.is_file()] == []
        assert centre.ask("SELECT count(*) FROM files_storedfile") == [(kept,)]
        assert centre.server.health()["database"] == "ok"
        grow(media, 8)
        status, page = attach(centre.server.port, cookie, fields, b"x" * 2 * MB)
        assert status == 302, page
        assert centre.ask("SELECT size FROM files_storedfile ORDER BY id DESC LIMIT 1") == [(2 * MB,)]


def test_a_backup_without_room_says_so_and_leaves_the_old_one(folder: Path) -> None:
    with small_disk(folder.with_name("copies"), 1) as copies:
        old = copies / "opora.tar"
        old.write_bytes(b"yesterday")
        done = opora("backup", str(old), "--data", str(folder))
        assert done.returncode == 1
        assert f"На диске папки {copies} не хватило места" in done.stderr
        assert "Traceback" not in done.stderr
        assert [path.name for path in copies.iterdir()] == ["opora.tar"]
        assert old.read_bytes() == b"yesterday"
        grow(copies, 64)
        done = opora("backup", str(old), "--data", str(folder))
        assert done.returncode == 0, done.stderr
        assert old.stat().st_size > MB / 10


@pytest.fixture
def on_small_disk(loaded: tuple[Path, dict[str, Any]]) -> Iterator[tuple[Centre, Path]]:
    """The whole centre with its database on a disk of 200 MB."""
    with open_folder() as parent, small_disk(parent / "disk", 200) as disk:
        data = copied(loaded[0], disk / "centre")
        server = Server(data)
        try:
            assert server.health()["database"] == "ok"
            yield Centre(data, loaded[1], server), disk
        finally:
            server.end(signal.SIGTERM)


def test_a_database_without_room_refuses_in_words_and_takes_bookings_when_there_is_room(
    on_small_disk: tuple[Centre, Path],
) -> None:
    centre, disk = on_small_disk
    places = centre.world["places"]
    filler = fill(disk)
    crowd = Crowd(centre.server.port, places)
    crowd.start()
    deadline = time.monotonic() + 60
    while not crowd.later:
        assert time.monotonic() < deadline, crowd.statuses
        time.sleep(0.05)
    with suppress(psycopg.Error):  # and the log of the database itself has nowhere to go
        centre.ask(FILL_THE_LOG)
    time.sleep(2)
    assert centre.server.process.poll() is None
    filler.unlink()
    freed = time.monotonic()
    centre.server.health()
    took = time.monotonic() - freed
    crowd.finish()
    titles = Counter(re.findall(r"<h1>(.+?)</h1>", " ".join(answer.body for answer in crowd.later)))
    note(
        f"место освобождено: страницы снова через {took:.1f} с; ответы {dict(crowd.statuses)}, {dict(titles)}"
    )
    check_that_each_is_stored_once(centre, crowd, places)
    assert set(titles) <= {"На сервере закончилось место", "База данных перезапускается"}
    assert titles["На сервере закончилось место"]
