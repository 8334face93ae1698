"""Uploads while things break: the process is killed, the disk is too small or fills up."""

import http.client
import os
import re
import signal
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.scenes import CSRF
from bench.writing import with_token
from tests.serving import Server

from .conftest import Centre
from .test_disk import fill, grow, small_disk

MB = 2**20
CONTENT = os.urandom(24 * MB)


def ask(
    port: int, method: str, path: str, cookie: str, body: Any = None, **said: str
) -> tuple[int, Any, str]:
    """The status, the headers and the words of one request of a page of ours."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    head = {
        "Cookie": with_token(cookie), "X-CSRFToken": CSRF, "Origin": f"http://127.0.0.1:{port}",
        "Tus-Resumable": "1.0.0", "Accept-Language": "ru",
        **{name.replace("_", "-"): value for name, value in said.items()},
    }  # fmt: skip
    with closing(line):
        line.request(method, path, body, head)
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def begin(port: int, cookie: str, size: int) -> tuple[int, Any, str]:
    return ask(
        port, "POST", "/files/uploads/", cookie, Upload_Length=str(size), Upload_Metadata="filename 0LAudHh0"
    )


def go_on(port: int, place: str, cookie: str, content: bytes) -> tuple[int, Any, str]:
    offset = int(ask(port, "HEAD", place, cookie)[1]["Upload-Offset"])
    return ask(
        port, "PATCH", place, cookie, content[offset:], Upload_Offset=str(offset),
        Content_Type="application/offset+octet-stream",
    )  # fmt: skip


def kill_in_the_middle(centre: Centre, place: str, cookie: str) -> None:
    """Some megabytes are sent, the rest never is."""
    line = http.client.HTTPConnection("127.0.0.1", centre.server.port, timeout=30)
    with closing(line):
        line.putrequest("PATCH", place)
        for name, value in {
            "Cookie": with_token(cookie), "Origin": f"http://127.0.0.1:{centre.server.port}",
            "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": "0", "Content-Length": str(len(CONTENT)),
        }.items():  # fmt: skip
            line.putheader(name, value)
        line.endheaders(CONTENT[: 9 * MB])
        deadline = time.monotonic() + 20
        while sum(path.stat().st_size for path in arrived(centre.data)) < 4 * MB:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert centre.server.end(signal.SIGKILL) != 0


def arrived(data: Path) -> list[Path]:
    return list((data / "media" / "unfinished").glob("*"))


def key_of(place: str) -> str:
    return place.strip("/").rpartition("/")[2]


def sent(port: int, cookie: str, place: str) -> str:
    """Put the upload into a message; answers the address of the file there."""
    offered = re.search(
        r'action="(/conversations/new/\d+/)"', ask(port, "GET", "/conversations/new/", cookie)[2]
    )
    assert offered
    chat = ask(port, "POST", offered[1], cookie)[1]["Location"]
    form = {"client_id": str(uuid4()), "uploaded": key_of(place)}
    head = {"Content_Type": "application/x-www-form-urlencoded"}
    assert ask(port, "POST", chat, cookie, urlencode(form), **head)[0] == 302
    found = re.search(rf'href="({chat}\d+/\d+/)"', ask(port, "GET", chat, cookie)[2])
    assert found
    return found[1]


def check_that_slow_readers_hold_no_page(port: int, cookie: str, file: str) -> None:
    """More of them than there are page threads take the file by drops; pages are answered all the while."""
    with ExitStack() as lines:
        readers = [
            lines.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)))
            for _n in range(6)
        ]
        answers = []
        for line in readers:
            line.request("GET", file, headers={"Cookie": with_token(cookie), "Range": "bytes=1048576-"})
            answers.append(line.getresponse())
        assert [answer.status for answer in answers] == [206] * 6
        for _n in range(5):
            assert ask(port, "GET", "/conversations/", cookie)[0] == 200
        assert answers[0].read() == CONTENT[MB:]


def test_an_upload_outlives_a_killed_server_a_full_disk_and_slow_readers(folder: Path, loaded: Any) -> None:
    cookie = loaded[1]["cookies"]["learner"][0]
    with small_disk(folder / "media", 900):
        server = Server(folder)
        server.health()
        centre = Centre(folder, loaded[1], server)
        status, _headers, words = begin(server.port, cookie, 4096 * MB)
        assert status == 422
        assert "занимает 4 ГБ, а на сервере осталось" in words
        assert arrived(folder) == []

        status, headers, _words = begin(server.port, cookie, len(CONTENT))
        assert status == 201
        place = headers["Location"]
        kill_in_the_middle(centre, place, cookie)
        server = Server(folder)
        server.health()
        offset = int(ask(server.port, "HEAD", place, cookie)[1]["Upload-Offset"])
        assert 4 * MB <= offset < len(CONTENT)

        filler = fill(folder / "media")
        status, headers, words = go_on(server.port, place, cookie, CONTENT)
        assert (status, int(headers["Upload-Offset"])) == (507, offset)
        assert "закончилось место" in words
        filler.unlink()
        grow(folder / "media", 1000)
        status, headers, _words = go_on(server.port, place, cookie, CONTENT)
        assert (status, headers["Upload-Offset"]) == (204, str(len(CONTENT)))
        ((path, size),) = Centre(folder, loaded[1], server).ask(
            "SELECT file.path, file.size FROM files_upload JOIN files_storedfile AS file ON file.id = file_id"
            " WHERE key = %s",
            key_of(place),
        )
        assert size == len(CONTENT)
        assert (folder / "media" / path).read_bytes() == CONTENT

        check_that_slow_readers_hold_no_page(server.port, cookie, sent(server.port, cookie, place))
        server.end(signal.SIGTERM)
