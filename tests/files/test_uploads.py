"""Uploads by parts: what is promised, whose they are, what a message may take, what is forgotten."""

import base64
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from opora.files import actions
from opora.files.actions import Announced
from opora.files.actions.uploading import place_of
from opora.files.models import StoredFile, Upload
from opora.files.rules import GB, MB, MOST_UNFINISHED
from opora.files.tasks import swept
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.people.models import Account, Organisation, Person
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def came(by: Person, content: bytes = b"2+2=4", name: str = "задача.txt", **more: Any) -> Upload:
    """An upload that has come whole."""
    upload = actions.begin(Announced(name, len(content), **more), by=by)
    place_of(upload.key).write_bytes(content)
    return actions.finish(upload)


def refused_by(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [refusal.rule for refusal in refused.value.refusals]


def begins(by: Person, size: int, name: str = "запись.mp4", **more: Any) -> list[str]:
    return refused_by(lambda: actions.begin(Announced(name, size, **more), by=by))


class TestPromised:
    def test_the_limit_is_a_setting_of_the_centre(self, cast: make.Cast) -> None:
        assert begins(cast.learner, 501 * MB) == ["FIL-01"]
        Organisation.objects.update(upload_megabytes=600)
        make_fresh()
        assert actions.begin(Announced("запись.mp4", 501 * MB), by=cast.learner).name == "запись.mp4"

    def test_fil_04_four_gigabytes_on_a_small_disk_are_refused_before_the_first_byte(
        self, cast: make.Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Organisation.objects.update(upload_megabytes=5000)
        make_fresh()
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=GB))
        with pytest.raises(Refused) as refused:
            actions.begin(Announced("вебинар.mp4", 4 * GB), by=cast.learner)
        assert [one.rule for one in refused.value.refusals] == ["FIL-04"]
        assert refused.value.refusals[0].words == (
            "Файл «вебинар.mp4» занимает 4 ГБ, а на сервере осталось 768 МБ."
        )

    def test_fil_04_what_is_promised_to_others_is_not_promised_twice(
        self, cast: make.Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=GB))
        actions.begin(Announced("а.mp4", 500 * MB), by=cast.learner)
        assert begins(cast.child, 500 * MB) == ["FIL-04"]

    def test_fil_05_a_person_has_a_quota(self, cast: make.Cast) -> None:
        Organisation.objects.update(quota_gigabytes=1)
        make_fresh()
        actions.begin(Announced("а.mp4", 500 * MB), by=cast.learner)
        StoredFile.objects.create(name="б", path="б", size=400 * MB, sha256="", kept_by=cast.learner)
        assert begins(cast.learner, 200 * MB) == ["FIL-05"]
        assert actions.begin(Announced("а.mp4", 200 * MB), by=cast.child)

    def test_fil_06_a_person_begins_a_limited_number(self, cast: make.Cast) -> None:
        Upload.objects.bulk_create(
            Upload(key=str(n), by=cast.learner, name="а", size=1, expires_at=now())
            for n in range(MOST_UNFINISHED)
        )
        assert begins(cast.learner, 1) == ["FIL-06"]

    def test_fil_11_a_recorded_note_is_short(self, cast: make.Cast) -> None:
        assert begins(cast.learner, 9, kind="voice", seconds=901) == ["FIL-11"]
        assert begins(cast.learner, 9, kind="video", seconds=61) == ["FIL-11"]
        assert actions.begin(Announced("а.webm", 9, kind="voice", seconds=900), by=cast.learner)


def make_fresh() -> None:
    from opora.people.queries import organisation  # noqa: PLC0415

    organisation.cache_clear()


class TestClaimed:
    def test_fil_07_only_its_uploader_takes_it_and_once(self, cast: make.Cast) -> None:
        upload = came(cast.learner)
        assert refused_by(lambda: actions.claim([upload.key], by=cast.child)) == ["FIL-07"]
        (stored,) = actions.claim([upload.key], by=cast.learner)
        assert (stored.name, stored.size, stored.content_type) == ("задача.txt", 5, "text/plain")
        assert refused_by(lambda: actions.claim([upload.key], by=cast.learner)) == ["FIL-07"]

    def test_fil_07_what_has_not_come_whole_is_not_taken(self, cast: make.Cast) -> None:
        upload = actions.begin(Announced("а.txt", 5), by=cast.learner)
        place_of(upload.key).write_bytes(b"12")
        assert actions.finish(upload).file is None
        assert refused_by(lambda: actions.claim([upload.key], by=cast.learner)) == ["FIL-07"]

    def test_several_come_in_the_order_asked(self, cast: make.Cast) -> None:
        keys = [came(cast.learner, name=f"{n}.txt").key for n in range(3)]
        assert [one.name for one in actions.claim(keys[::-1], by=cast.learner)] == [
            "2.txt", "1.txt", "0.txt",
        ]  # fmt: skip

    def test_fil_02_a_program_is_known_by_its_bytes(self, cast: make.Cast) -> None:
        upload = actions.begin(Announced("отчёт.pdf", 8), by=cast.learner)
        place_of(upload.key).write_bytes(b"MZ\x90\x00\x03\x00\x00\x00")
        assert refused_by(lambda: actions.finish(upload)) == ["FIL-02"]

    def test_a_voice_note_keeps_its_wave(self, cast: make.Cast) -> None:
        content = b"\x1a\x45\xdf\xa3" + b"\x42\x82\x84webm" + bytes(40)
        upload = came(cast.learner, content, "Голос.webm", kind="voice", seconds=7, peaks=[0, 50, 100])
        assert upload.file is not None
        assert (upload.file.kind, upload.file.seconds, upload.file.peaks) == ("voice", 7, [0, 50, 100])
        assert upload.file.content_type == "audio/webm"

    def test_what_is_no_sound_is_no_voice(self, cast: make.Cast) -> None:
        upload = came(cast.learner, kind="voice", seconds=7)
        assert upload.file is not None
        assert upload.file.kind == "file"


class TestForgotten:
    def test_what_is_given_up_is_gone_but_not_what_a_message_has(
        self, cast: make.Cast, django_capture_on_commit_callbacks: Any
    ) -> None:
        begun, sent = actions.begin(Announced("а.txt", 5), by=cast.learner), came(cast.learner)
        actions.claim([sent.key], by=cast.learner)
        with django_capture_on_commit_callbacks(execute=True):
            actions.abandon(begun)
            actions.abandon(sent)
        assert list(Upload.objects.all()) == [sent]
        assert not place_of(begun.key).exists()

    def test_a_day_later_it_expires(self, cast: make.Cast) -> None:
        late, taken = came(cast.learner), came(cast.child)
        actions.claim([taken.key], by=cast.child)
        with travel(now() + timedelta(hours=23)):
            assert actions.expired_removed() == 0
        with travel(now() + timedelta(hours=25)):
            assert actions.expired_removed() == 1
        assert list(Upload.objects.all()) == [taken]
        assert not StoredFile.objects.filter(pk=late.file_id).exists()

    def test_bytes_of_no_upload_are_swept(self, media: Path, cast: make.Cast) -> None:
        begun = actions.begin(Announced("а.txt", 5), by=cast.learner)
        (media / "unfinished" / "чужое").write_bytes(b"1")
        assert swept(older_than=-1) == 1
        assert place_of(begun.key).exists()


class TestShortRequests:
    HEAD = {"Tus-Resumable": "1.0.0"}

    def metadata(self, **said: str) -> str:
        return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())

    def test_an_upload_is_created_measured_and_given_up(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        head = {
            **self.HEAD, "Upload-Length": "5",
            "Upload-Metadata": self.metadata(
                filename="задача № 3.txt", kind="voice", seconds="7", peaks="1,999,x"
            ),
        }  # fmt: skip
        made = client.post(reverse("files:uploads"), headers=head)
        upload = Upload.objects.get()
        assert (made.status_code, made["Location"]) == (201, reverse("files:upload", args=[upload.key]))
        assert (upload.name, upload.kind, upload.seconds, upload.peaks) == (
            "задача № 3.txt", "voice", 7, [1, 100],
        )  # fmt: skip
        place_of(upload.key).write_bytes(b"12")
        seen = client.head(made["Location"], headers=self.HEAD)
        assert (seen["Upload-Offset"], seen["Upload-Length"], seen["Cache-Control"]) == ("2", "5", "no-store")
        assert "Upload-Expires" in seen
        assert client.delete(made["Location"], headers=self.HEAD).status_code == 204
        assert client.head(made["Location"], headers=self.HEAD).status_code == 404

    def test_one_that_came_whole_before_a_failure_is_finished_when_asked(
        self, cast: make.Cast, login: Login
    ) -> None:
        upload = actions.begin(Announced("а.txt", 5), by=cast.learner)
        place_of(upload.key).write_bytes(b"2+2=4")
        seen = login(cast.account("learner")).head(reverse("files:upload", args=[upload.key]))
        assert (seen.status_code, seen["Upload-Offset"]) == (200, "5")
        assert actions.claim([upload.key], by=cast.learner)[0].size == 5

    def test_a_refusal_is_said_in_words(self, cast: make.Cast, login: Login) -> None:
        head = {**self.HEAD, "Upload-Length": str(GB), "Upload-Metadata": self.metadata(filename="а.mp4")}
        answer = login(cast.account("learner")).post(reverse("files:uploads"), headers=head)
        assert answer.status_code == 422
        assert answer.content.decode() == "Файл «а.mp4» больше 500 МБ. Сожмите его или приложите по частям."

    @pytest.mark.parametrize(
        ("head", "status"),
        [
            ({"Upload-Length": "5"}, 412),
            ({**HEAD}, 400),
            ({**HEAD, "Upload-Length": "-5"}, 400),
            ({**HEAD, "Upload-Length": "²"}, 400),
            ({**HEAD, "Upload-Length": "5", "Upload-Metadata": "filename ***"}, 400),
        ],
    )
    def test_what_is_said_wrongly_is_answered(
        self, head: dict[str, str], status: int, cast: make.Cast, login: Login
    ) -> None:
        answer = login(cast.account("learner")).post(reverse("files:uploads"), headers=head)
        assert answer.status_code == status

    def test_what_the_server_can_is_said(self, cast: make.Cast, login: Login) -> None:
        answer = login(cast.account("learner")).options(reverse("files:uploads"))
        assert (answer["Tus-Version"], answer["Tus-Extension"]) == (
            "1.0.0", "creation,expiration,checksum,termination",
        )  # fmt: skip
