"""What people attach: limits, type by content, a full disk."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from opora.files.access import as_download
from opora.files.actions import keep, keep_all
from opora.files.models import StoredFile
from opora.files.rules import MAX_BYTES, file_fits
from opora.files.tasks import swept
from opora.kernel.errors import Refused

from .pictures import picture

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_under_a_name_nobody_typed(tmp_path: Path) -> None:
    stored = keep(SimpleUploadedFile("../../etc/Задание № 3.pdf", b"%PDF-1.7"), by=None)
    assert (stored.name, stored.size, stored.content_type) == ("Задание № 3.pdf", 8, "application/pdf")
    assert (tmp_path / stored.path).read_bytes() == b"%PDF-1.7"
    assert "Задание" not in stored.path


def test_what_is_harmless_is_shown_and_the_rest_is_saved() -> None:
    shown = as_download(keep(SimpleUploadedFile("снимок.png", picture(kind="PNG")), by=None))
    saved = as_download(keep(SimpleUploadedFile("письмо.bin", b"\x00\x01<script>"), by=None))
    shown.close()
    saved.close()
    assert "attachment" not in shown["Content-Disposition"]
    assert "attachment" in saved["Content-Disposition"]
    assert saved["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [("пусто.txt", b"", "FIL-01"), ("игра.EXE", b"MZ", "FIL-02"), ("страница.html", b"<p>", "FIL-02")],
)
def test_what_is_not_taken(name: str, content: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        keep(SimpleUploadedFile(name, content), by=None)
    assert [r.rule for r in refused.value.refusals] == [rule]
    assert StoredFile.objects.count() == 0


def test_a_large_file_is_refused_by_its_size() -> None:
    assert file_fits("фильм.mp4", MAX_BYTES) is None
    refusal = file_fits("фильм.mp4", MAX_BYTES + 1)
    assert refusal is not None
    assert "15 МБ" in refusal.words


def test_several_are_kept_all_or_none() -> None:
    with pytest.raises(Refused):
        keep_all([SimpleUploadedFile("а.txt", b"1"), SimpleUploadedFile("б.exe", b"2")], by=None)
    assert StoredFile.objects.count() == 0


def test_a_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(Refused) as refused:
        keep(SimpleUploadedFile("скан.pdf", b"%PDF-1.7"), by=None)
    assert [r.rule for r in refused.value.refusals] == ["FIL-03"]


def test_a_long_name_keeps_its_ending() -> None:
    assert keep(SimpleUploadedFile("я" * 300 + ".pdf", b"%PDF-1.7"), by=None).name.endswith("я.pdf")


def test_bytes_without_a_row_are_swept(tmp_path: Path) -> None:
    stored = keep(SimpleUploadedFile("а.txt", b"1"), by=None)
    lost = tmp_path / "ab" / "cd"
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"2")
    assert (swept(), swept(older_than=-1)) == (0, 1)
    assert (tmp_path / stored.path).exists()
    (tmp_path / stored.path).unlink()
    with pytest.raises(Http404):
        as_download(stored)
