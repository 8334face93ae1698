"""PATCH of tus 1.0: bytes of an upload come in by the event loop, so a slow line holds no page thread.

What creates, measures and gives up an upload is short and stays with the pages (``files.views``). The number
of bytes that have come is the length of the file: nothing to lose when the process is killed.
"""

import asyncio
import base64
import errno
import hashlib
import shutil
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, BinaryIO

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from opora.kernel.outage import NO_ROOM
from opora.people.native import header, person_id_of, same_origin, with_live_connection

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PREFIX = "/files/uploads/"
VERSION = "1.0.0"
PIECE = 2**20
PATIENCE_SECONDS = 60
FLOOR = 64 * 2**20
SUMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1, "md5": hashlib.md5}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    words: str = ""
    offset: int | None = None


@dataclass(slots=True)
class Coming:
    """One PATCH that is being read; ``stop`` asks it to end: a newer one has come for the same upload."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Sum:
    """``Upload-Checksum``: the part is kept only if its digest is this."""

    algorithm: str
    digest: bytes

    @classmethod
    def read(cls, text: str) -> "Sum":
        """Raises ValueError for an unknown algorithm or a value that is not Base64."""
        algorithm, _space, value = text.partition(" ")
        if algorithm not in SUMS:
            raise ValueError(algorithm)
        return cls(algorithm, base64.b64decode(value, validate=True))


_coming: dict[str, Coming] = {}


def is_upload(scope: Scope) -> bool:
    return bool(scope["method"] == "PATCH" and scope["path"].startswith(PREFIX))


async def take_in(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one PATCH: 204 with the new offset, or what is wrong in words."""
    try:
        answer = await _answer(scope, receive)
    except (OperationalError, InterfaceError):
        answer = Answer(503)
    headers = [
        (b"tus-resumable", VERSION.encode()),
        (b"cache-control", b"no-store"),
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if answer.offset is not None:
        headers.append((b"upload-offset", str(answer.offset).encode()))
    body = answer.words.encode()
    if answer.status != 204:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Scope, receive: Receive) -> Answer:
    if not same_origin(scope):
        return Answer(403)
    if header(scope, b"tus-resumable") != VERSION:
        return Answer(412)
    if header(scope, b"content-type") != "application/offset+octet-stream":
        return Answer(415)
    said, checksum = header(scope, b"upload-offset"), header(scope, b"upload-checksum")
    try:
        offset, expected_sum = int(said), Sum.read(checksum) if checksum else None
    except ValueError:
        return Answer(400)
    key = scope["path"].removeprefix(PREFIX).strip("/")
    person_id = await sync_to_async(person_id_of)(scope)
    if person_id is None:
        return Answer(401)
    size = await sync_to_async(_size_of)(key, person_id)
    if size is None:
        return Answer(404)
    with translation.override(_language(scope)):
        answer = await _alone(key, receive, offset, size, expected_sum)
        if answer.status == 204 and answer.offset == size:
            return await asyncio.to_thread(_finished, key, person_id, size)
        return answer


def _language(scope: Scope) -> str:
    chosen = SimpleCookie(header(scope, b"cookie")).get(settings.LANGUAGE_COOKIE_NAME)
    known = {code for code, _name in settings.LANGUAGES}
    return chosen.value if chosen and chosen.value in known else settings.LANGUAGE_CODE


def _size_of(key: str, person_id: int) -> int | None:
    """How large the upload of this person will be; None when there is none or his cabinet is closed."""
    from opora.people.queries import home_day, role_windows  # noqa: PLC0415 -- loaded before the applications

    from ..models import Upload  # noqa: PLC0415

    with_live_connection()
    upload = Upload.objects.select_related("by").filter(key=key, by=person_id).first()
    if upload is None or not any(one.is_open for one in role_windows(upload.by, home_day()).values()):
        return None
    return upload.size


def _finished(key: str, person_id: int, size: int) -> Answer:
    """Make it a stored file; a refused one is gone, and the words say why."""
    from opora.kernel.actor import acting  # noqa: PLC0415
    from opora.kernel.errors import Refused  # noqa: PLC0415
    from opora.kernel.jobs import own_connection  # noqa: PLC0415
    from opora.people.models import Account  # noqa: PLC0415

    from ..actions import abandon, finish, offset_of  # noqa: PLC0415
    from ..models import Upload  # noqa: PLC0415

    with own_connection():
        upload = Upload.objects.get(key=key)
        account = Account.objects.filter(person=person_id).values_list("pk", flat=True).first()
        with acting(account):
            try:
                finish(upload)
            except Refused as refused:
                rules = {refusal.rule for refusal in refused.refusals}
                if rules != {"FIL-03"} or offset_of(upload) != size:  # else it may be finished later
                    abandon(upload)
                return Answer(422, " ".join(f"{one.words} {one.next_step}" for one in refused.refusals))
    return Answer(204, offset=size)


async def _alone(key: str, receive: Receive, offset: int, size: int, checksum: Sum | None) -> Answer:
    """A line that was cut may still be waited for here: the newer one goes on, the older one ends first."""
    while (older := _coming.get(key)) is not None:
        older.stop.set()
        await older.ended.wait()
    coming = _coming[key] = Coming()
    try:
        return await _received(key, receive, offset, size, checksum, coming.stop)
    finally:
        del _coming[key]
        coming.ended.set()


async def _received(
    key: str, receive: Receive, offset: int, size: int, checksum: Sum | None, stop: asyncio.Event
) -> Answer:
    from ..actions.uploading import place_of  # noqa: PLC0415

    place = place_of(key)
    await asyncio.to_thread(place.touch)  # after a restore the row is there and the bytes are not
    file = await asyncio.to_thread(place.open, "r+b", 0)
    try:
        there = await asyncio.to_thread(file.seek, 0, 2)
        if there != offset:
            return Answer(409, offset=there)
        answer, came_whole = await _written(file, place, receive, offset, size, stop)
        if checksum and not (came_whole and await asyncio.to_thread(_is_right, file, offset, checksum)):
            await asyncio.to_thread(file.truncate, offset)
            return Answer(460, offset=offset) if came_whole else Answer(answer.status, answer.words, offset)
        return answer
    finally:
        await asyncio.to_thread(file.close)


async def _written(
    file: BinaryIO, place: Path, receive: Receive, offset: int, size: int, stop: asyncio.Event
) -> tuple[Answer, bool]:
    """What comes goes to the disk by pieces, also what came before a cut; and whether it came whole."""
    held, more, is_cut = bytearray(), True, False
    while more and not is_cut:
        event = await _next(receive, stop)
        is_cut = event is None or event["type"] == "http.disconnect"
        if event is not None and not is_cut:
            held += event.get("body", b"")
            more = event.get("more_body", False)
        if offset + len(held) > size:
            return Answer(413, offset=offset), False
        if held and (len(held) >= PIECE or not more or is_cut):
            try:
                await asyncio.to_thread(_write, file, place, held)
            except OSError as error:
                if error.errno not in NO_ROOM:
                    raise
                there = await asyncio.to_thread(file.seek, 0, 2)
                words = _(
                    "На сервере закончилось место. Пришедшая часть сохранена: загрузка продолжится с неё."
                )
                return Answer(507, words, there), False
            offset += len(held)
            held = bytearray()
    return Answer(423 if stop.is_set() else 204, offset=offset), not is_cut


async def _next(receive: Receive, stop: asyncio.Event) -> MutableMapping[str, Any] | None:
    """What comes next; None when nothing came for a minute or a newer request asks to end."""
    coming, stopping = asyncio.ensure_future(receive()), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({coming, stopping}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return coming.result() if coming.done() else None
    finally:
        coming.cancel()
        stopping.cancel()


def _write(file: BinaryIO, place: Path, content: bytearray) -> None:
    """All of it. Raises OSError ENOSPC before the disk is so full that the database would stop."""
    if shutil.disk_usage(place.parent).free < FLOOR:
        raise OSError(errno.ENOSPC, "no room")
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def _is_right(file: BinaryIO, offset: int, checksum: Sum) -> bool:
    digest = SUMS[checksum.algorithm](usedforsecurity=False)
    file.seek(offset)
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.digest() == checksum.digest
