"""Pictures: turned, without the place where they were taken, small enough to show; bombs stay outside."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image
from pillow_heif import from_pillow

from opora.files import store
from opora.files.access import as_download, as_preview
from opora.files.actions import keep, prepared
from opora.files.models import StoredFile
from opora.files.tasks import pictures_of_before
from opora.integrations import pictures
from opora.kernel.errors import Refused

from .pictures import opened, picture

pytestmark = pytest.mark.django_db


def kept(content: bytes, name: str = "снимок.jpg") -> StoredFile:
    return keep(SimpleUploadedFile(name, content), by=None)


def bytes_of(stored: StoredFile, ending: str = "") -> bytes:
    file = store.opened(f"{stored.path}{ending}")
    assert file is not None
    with file:
        return file.read()


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A header of 900 million points with hardly any bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


class TestAtOnce:
    def test_a_photograph_is_turned_and_says_nothing_of_the_place(self) -> None:
        stored = kept(picture(turn=6, place=True))
        assert (stored.state, stored.width, stored.height) == ("ready", 40, 60)
        content = bytes_of(stored)
        image = opened(content)
        assert (image.size, dict(image.getexif())) == ((40, 60), {})
        assert "Секретный".encode() not in content
        red, _green, blue = image.getpixel((20, 5))  # type: ignore[misc]
        assert red > 200 > 60 > blue
        assert (stored.size, stored.content_type) == (len(content), "image/jpeg")

    @pytest.mark.parametrize(("kind", "name"), [("PNG", "а.png"), ("WEBP", "а.webp"), ("JPEG", "а.jpg")])
    def test_each_kind_loses_its_metadata(self, kind: str, name: str) -> None:
        stored = kept(picture(kind=kind, place=True), name)
        image = opened(bytes_of(stored))
        assert (image.format, dict(image.getexif())) == (kind, {})

    def test_two_previews_are_made(self) -> None:
        stored = kept(picture(1700, 900))
        sizes = [opened(bytes_of(stored, ending)).size for ending in (".small", ".large")]
        assert sizes == [(480, 254), (1600, 847)]
        assert stored.preview_size == (480, 254)
        shown = as_preview(stored, "small")
        assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/webp", "private, no-cache")
        shown.close()
        with pytest.raises(Http404):
            as_preview(stored, "page1")

    def test_what_apple_makes_becomes_what_browsers_show(self) -> None:
        out = io.BytesIO()
        from_pillow(Image.new("RGB", (64, 48), "green")).save(out)
        stored = kept(out.getvalue(), "IMG_1.HEIC")
        assert (stored.name, stored.content_type, stored.width) == ("IMG_1.jpg", "image/jpeg", 64)

    def test_a_moving_picture_moves_on(self) -> None:
        frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300])
        image: Any = opened(bytes_of(kept(out.getvalue(), "а.gif")))
        assert image.n_frames == 3

    def test_fil_10_a_bomb_is_refused_by_its_header(self) -> None:
        with pytest.raises(Refused) as refused:
            kept(huge_png(), "а.png")
        assert [one.rule for one in refused.value.refusals] == ["FIL-10"]

    def test_frames_are_counted_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pictures, "MOST_POINTS", 500)
        frames = [Image.new("L", (20, 20), n) for n in range(3)]
        frames[0].save(tmp_path / "а.gif", save_all=True, append_images=frames[1:])
        with pytest.raises(pictures.TooManyPointsError):
            pictures.points_of(tmp_path / "а.gif", "image/gif")

    def test_what_only_calls_itself_a_picture_is_a_plain_file(self) -> None:
        stored = kept(b"\x89PNG\r\n\x1a\n" + bytes(40), "а.png")
        assert (stored.content_type, stored.width, stored.is_ready) == (
            "application/octet-stream",
            None,
            True,
        )


class TestLater:
    """A large one waits for a job, and nobody is given it with the place inside."""

    def test_fil_09_till_it_is_cleaned_nobody_reads_it(self, django_assert_num_queries: Any) -> None:
        stored = kept(picture(2000, 1500, place=True))
        assert stored.state == "checking"
        with pytest.raises(Refused) as refused:
            as_download(stored)
        assert [one.rule for one in refused.value.refusals] == ["FIL-09"]
        done = prepared(stored.pk)
        assert done is not None
        assert (done.state, done.width, done.height) == ("ready", 2000, 1500)
        assert dict(opened(bytes_of(done)).getexif()) == {}
        as_download(done).close()

    def test_done_twice_it_is_the_same(self) -> None:
        stored = kept(picture(2000, 1500))
        first, second = prepared(stored.pk), prepared(stored.pk)
        assert first is not None
        assert second is not None
        assert first.sha256 == second.sha256

    def test_what_is_gone_is_no_failure(self) -> None:
        assert prepared(10**9) is None
        stored = kept(picture(2000, 1500))
        store.remove(stored.path)
        assert prepared(stored.pk) is None


def test_pictures_kept_before_are_cleaned_by_night() -> None:
    stored = kept(picture(place=True))
    StoredFile.objects.filter(pk=stored.pk).update(width=None, height=None)
    assert pictures_of_before() == [stored.pk]
    prepared(stored.pk)
    assert pictures_of_before() == []


def test_a_cmyk_and_a_grey_photograph_are_read(tmp_path: Path) -> None:
    for mode in ("CMYK", "L"):
        Image.new(mode, (30, 30)).save(tmp_path / "а.jpg")
        stored = kept((tmp_path / "а.jpg").read_bytes())
        assert stored.is_picture, mode
