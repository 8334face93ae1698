"""A request crosses to a page thread once and comes back once, unless it is long either way."""

import asyncio
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from opora.config.pages import SHORT_BODY, Pages


class Line:
    """One connection: the pieces of a body it brings, and what it is told."""

    def __init__(self, *pieces: bytes, cut: bool = False) -> None:
        self.events: list[dict[str, Any]] = [
            {"type": "http.request", "body": piece, "more_body": n < len(pieces) - 1 or cut}
            for n, piece in enumerate(pieces)
        ]
        self.events.append({"type": "http.disconnect"})
        self.told: list[dict[str, Any]] = []
        self.threads: set[int] = set()

    async def receive(self) -> dict[str, Any]:
        return self.events.pop(0)

    async def send(self, event: Any) -> None:
        self.told.append(event)
        self.threads.add(threading.get_ident())

    @property
    def body(self) -> bytes:
        return b"".join(event["body"] for event in self.told[1:])


def echo(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("201 Created", [("X-Length", str(len(body)))])
    return HttpResponse(body[:5])


def parts(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [])
    return StreamingHttpResponse(iter([b"one", b"two"]))


def asked(application: Any, line: Line, method: str = "POST", **headers: str) -> Line:
    scope = {
        "type": "http", "method": method, "path": "/", "query_string": b"", "http_version": "1.1",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    asyncio.run(Pages(application, workers=1)(scope, line.receive, line.send))
    return line


@pytest.mark.parametrize("size", [3, SHORT_BODY + 10])
def test_a_body_is_read_whole_however_long(size: int) -> None:
    half = size // 2
    line = asked(echo, Line(b"a" * half, b"a" * (size - half)), content_length=str(size))
    assert line.told[0]["status"] == 201
    assert line.told[0]["headers"] == [(b"x-length", str(size).encode())]
    assert line.body == b"aaaaa"[:size]


def test_a_body_of_unknown_length_is_read_as_it_comes() -> None:
    line = asked(echo, Line(b"abc"), transfer_encoding="chunked")
    assert line.told[0]["status"] == 201


def test_a_page_is_told_in_two_words_from_the_loop() -> None:
    line = asked(echo, Line(), "GET")
    assert [event.get("more_body") for event in line.told] == [None, None]
    assert line.threads == {threading.get_ident()}


def test_an_answer_by_parts_is_sent_as_it_is_made() -> None:
    line = asked(parts, Line(), "GET")
    assert [event.get("body") for event in line.told] == [None, b"one", b"two", b""]
    assert [event.get("more_body", False) for event in line.told[1:]] == [True, True, False]


def test_who_has_gone_before_the_end_of_his_request_is_not_answered() -> None:
    line = asked(echo, Line(b"ab", cut=True), content_length="9")
    assert line.told == []
