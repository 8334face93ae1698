"""Bytes by the event loop: parts of an upload come in, ranges of a file go out."""

import asyncio
import base64
import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import FileResponse
from django.test import Client

from opora.config.pages import Pages
from opora.files import actions
from opora.files.actions import Announced
from opora.files.actions.uploading import place_of
from opora.files.models import StoredFile, Upload
from opora.files.native import answer_pages, handing_over, incoming, is_upload, take_in
from opora.people.models import Account, Person
from tests import make

Login = Callable[[Account], Client]
CONTENT = bytes(range(256)) * 40


class Line:
    """One connection: what it brings and what it is told."""

    def __init__(self, *pieces: bytes, cut: bool = False) -> None:
        last = (
            {"type": "http.disconnect"} if cut else {"type": "http.request", "body": b"", "more_body": False}
        )
        bodies = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        self.coming: Iterator[dict[str, Any]] = iter([*bodies, last])
        self.status, self.headers, self.body = 0, {}, b""  # type: ignore[var-annotated]

    async def receive(self) -> dict[str, Any]:
        event = next(self.coming, None)
        if event is None:
            await asyncio.sleep(3600)
        return event or {}

    async def send(self, event: Any) -> None:
        if event["type"] == "http.response.start":
            self.status, self.headers = event["status"], dict(event["headers"])
        else:
            self.body += event["body"]


@pytest.fixture
def cookie(login: Login) -> Callable[[make.Cast, str], str]:
    def of(cast: make.Cast, name: str) -> str:
        client = login(cast.account(name))
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    return of


Cookie = Callable[[make.Cast, str], str]


def patched(upload: Upload | str, cookie: str, line: Line, offset: int = 0, **more: str) -> Line:
    said = {
        "host": "testserver", "origin": "http://testserver", "cookie": cookie, "tus-resumable": "1.0.0",
        "content-type": "application/offset+octet-stream", "upload-offset": str(offset), **more,
    }  # fmt: skip
    scope = {
        "type": "http", "method": "PATCH", "path": f"/files/uploads/{getattr(upload, 'key', upload)}/",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip
    assert is_upload(scope)
    async_to_sync(take_in)(scope, line.receive, line.send)
    return line


def begun(by: Person, size: int = len(CONTENT)) -> Upload:
    return actions.begin(Announced("данные.bin", size), by=by)


@pytest.mark.django_db
class TestComing:
    def test_what_came_before_a_cut_stays_and_the_rest_goes_on(self, cast: make.Cast, cookie: Cookie) -> None:
        upload, who = begun(cast.learner), cookie(cast, "learner")
        patched(upload, who, Line(CONTENT[:1000], CONTENT[1000:3000], cut=True))
        assert actions.offset_of(upload) == 3000
        again = patched(upload, who, Line(CONTENT[2000:]), offset=2000)
        assert (again.status, again.headers[b"upload-offset"]) == (409, b"3000")
        more = patched(upload, who, Line(CONTENT[3000:5000]), offset=3000)
        assert (more.status, more.headers[b"upload-offset"]) == (204, b"5000")
        assert place_of(upload.key).read_bytes() == CONTENT[:5000]

    def test_an_upload_whose_bytes_were_not_restored_begins_again(
        self, cast: make.Cast, cookie: Cookie
    ) -> None:
        upload = begun(cast.learner)
        place_of(upload.key).unlink()
        assert patched(upload, cookie(cast, "learner"), Line(CONTENT[:100])).status == 204
        assert actions.offset_of(upload) == 100

    def test_nothing_comes_past_the_promised_size(self, cast: make.Cast, cookie: Cookie) -> None:
        upload = begun(cast.learner, size=100)
        answer = patched(upload, cookie(cast, "learner"), Line(CONTENT[:101]))
        assert answer.status == 413
        assert actions.offset_of(upload) == 0

    def test_a_part_with_another_sum_is_not_kept(self, cast: make.Cast, cookie: Cookie) -> None:
        upload, who = begun(cast.learner), cookie(cast, "learner")
        digest = base64.b64encode(hashlib.sha256(CONTENT[:100]).digest()).decode()
        right = patched(upload, who, Line(CONTENT[:100]), upload_checksum=f"sha256 {digest}")
        assert (right.status, actions.offset_of(upload)) == (204, 100)
        wrong = patched(upload, who, Line(CONTENT[:100]), offset=100, upload_checksum="sha256 AAAA")
        assert (wrong.status, actions.offset_of(upload)) == (460, 100)
        patched(upload, who, Line(CONTENT[:50], cut=True), offset=100, upload_checksum=f"sha256 {digest}")
        assert actions.offset_of(upload) == 100
        unknown = patched(upload, who, Line(), offset=100, upload_checksum="crc32 AAAA")
        assert unknown.status == 400

    def test_a_full_disk_keeps_what_came_and_says_so(
        self, cast: make.Cast, cookie: Cookie, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload, who = begun(cast.learner), cookie(cast, "learner")
        patched(upload, who, Line(CONTENT[:1000]))
        monkeypatch.setattr(incoming, "FLOOR", 2**62)
        answer = patched(upload, who, Line(CONTENT[1000:]), offset=1000)
        assert (answer.status, answer.headers[b"upload-offset"]) == (507, b"1000")
        assert "закончилось место" in answer.body.decode()
        assert actions.offset_of(upload) == 1000

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"origin": "http://зло.рф".encode().decode("latin-1")}, 403),
            ({"origin": ""}, 403),
            ({"tus_resumable": "0.2"}, 412),
            ({"content_type": "text/plain"}, 415),
            ({"upload_offset": "x"}, 400),
            ({"cookie": ""}, 401),
        ],
    )
    def test_who_asks_wrongly_is_answered(
        self, change: dict[str, str], status: int, cast: make.Cast, cookie: Cookie
    ) -> None:
        upload = begun(cast.learner)
        more = {name.replace("_", "-"): value for name, value in change.items()}
        assert (
            patched(upload, **{"cookie": cookie(cast, "learner"), "line": Line(CONTENT), **more}).status
            == status
        )  # type: ignore[arg-type]
        assert actions.offset_of(upload) == 0

    def test_each_role_goes_on_with_his_own_upload_only(self, cast: make.Cast, cookie: Cookie) -> None:
        """The part of the access table that no page serves."""
        upload = begun(cast.learner)
        for name in make.Cast.names():
            answer = patched(upload, cookie(cast, name), Line(b"1"), offset=actions.offset_of(upload))
            assert (answer.status == 204) == (name == "learner"), name
        own = begun(cast.expired)
        assert patched(own, cookie(cast, "expired"), Line(b"1")).status == 404

    def test_a_newer_request_ends_the_one_that_waits_for_a_dead_line(
        self, cast: make.Cast, cookie: Cookie
    ) -> None:
        upload = begun(cast.learner)
        waits = Line(CONTENT[:1000])
        waits.coming = iter([{"type": "http.request", "body": CONTENT[:1000], "more_body": True}])

        async def both() -> tuple[Any, Any]:
            older = asyncio.create_task(incoming._alone(upload.key, waits.receive, 0, upload.size, None))
            await asyncio.sleep(0.05)
            newer = incoming._alone(upload.key, Line(CONTENT[1000:2000]).receive, 1000, upload.size, None)
            return await newer, await older

        newer, older = asyncio.run(both())
        assert (newer.status, newer.offset, older.status) == (204, 2000, 423)
        assert place_of(upload.key).read_bytes() == CONTENT[:2000]


@pytest.mark.django_db(transaction=True)
def test_the_last_part_makes_a_file_and_a_refused_one_is_gone(cast: make.Cast, cookie: Cookie) -> None:
    upload, who = begun(cast.learner), cookie(cast, "learner")
    answer = patched(upload, who, Line(CONTENT))
    assert (answer.status, answer.headers[b"upload-offset"]) == (204, str(len(CONTENT)).encode())
    stored = StoredFile.objects.get(upload=upload)
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    bad = begun(cast.learner, size=8)
    refused = patched(bad, who, Line(b"MZ\x90\x00\x03\x00\x00\x00"))
    assert refused.status == 422
    assert "программа" in refused.body.decode()
    assert not Upload.objects.filter(pk=bad.pk).exists()


class Noted(io.BytesIO):
    was_closed = False

    def close(self) -> None:
        self.was_closed = True
        super().close()


def asked(content: io.BytesIO, method: str = "GET", cut: bool = False, **said: str) -> Line:
    """A response of a file through the bridge that production uses."""

    def view(environ: dict[str, Any], start_response: Any) -> Any:
        response = FileResponse(content, content_type="audio/webm")
        response["Accept-Ranges"], response["ETag"] = "bytes", '"abc"'
        start_response("200 OK", list(response.items()))
        wrapper = environ.get("wsgi.file_wrapper")
        return wrapper(response.file_to_stream, 4096) if wrapper else response

    line = Line(cut=cut)
    scope = {
        "type": "http", "method": method, "path": "/", "query_string": b"", "http_version": "1.1",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip

    async def run() -> None:
        await answer_pages(Pages(handing_over(view), workers=1), scope, line.receive, line.send)

    asyncio.run(run())
    return line


class TestGoing:
    @pytest.mark.parametrize(
        ("said", "status", "part", "span"),
        [
            ({}, 200, CONTENT, None),
            ({"range": "bytes=0-99"}, 206, CONTENT[:100], b"bytes 0-99/10240"),
            ({"range": "bytes=10000-"}, 206, CONTENT[10000:], b"bytes 10000-10239/10240"),
            ({"range": "bytes=-40"}, 206, CONTENT[-40:], b"bytes 10200-10239/10240"),
            ({"range": "bytes=10000-99999"}, 206, CONTENT[10000:], b"bytes 10000-10239/10240"),
            ({"range": "bytes=10240-"}, 416, b"", b"bytes */10240"),
            ({"range": "bytes=5-1"}, 200, CONTENT, None),
            ({"range": "bytes=0-1,5-6"}, 200, CONTENT, None),
            ({"range": "bytes=0-9", "if_range": '"abc"'}, 206, CONTENT[:10], b"bytes 0-9/10240"),
            ({"range": "bytes=0-9", "if_range": '"old"'}, 200, CONTENT, None),
            ({"if_none_match": '"x", "abc"'}, 304, b"", None),
        ],
    )
    def test_a_range_is_answered(
        self, said: dict[str, str], status: int, part: bytes, span: bytes | None
    ) -> None:
        content = Noted(CONTENT)
        line = asked(content, **said)
        assert (line.status, line.body, line.headers.get(b"content-range")) == (status, part, span)
        if status != 304:
            assert line.headers[b"content-length"] == str(len(part)).encode()
        assert content.was_closed

    def test_a_head_request_brings_no_bytes(self) -> None:
        line = asked(Noted(CONTENT), method="HEAD")
        assert (line.status, line.body, line.headers[b"content-length"]) == (200, b"", b"10240")

    def test_who_has_left_is_sent_nothing_more(self) -> None:
        content = Noted(CONTENT * 400)
        line = asked(content, cut=True)
        assert len(line.body) < len(CONTENT) * 400
        assert content.was_closed
