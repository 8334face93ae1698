"""Архив переписки: who may ask, what is inside, that it is whole, how much memory it takes."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from opora.conversations import actions as chats
from opora.conversations.models import Conversation, Message
from opora.files import store
from opora.files.models import StoredFile
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Account, Person
from opora.people.queries import home_day
from opora.reports import actions
from opora.reports.models import ChatArchive
from opora.reports.papers.chats import printable
from opora.reports.queries.chats import archive_of
from tests import make

from ..conversations.world import course_chat, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def asked(chat: Conversation, by: Person, reason: str = "", days: int = 0) -> ChatArchive:
    on = home_day() + timedelta(days=days)
    return actions.ask_chat_archive(chat, by=by, since=on, until=on, reason=reason, is_member=not reason)


def unpacked(archive: ChatArchive) -> zipfile.ZipFile:
    made = actions.chat_archive_made(archive.pk)
    assert made is not None
    assert made.file is not None
    file = store.opened(made.file.path)
    assert file is not None
    with file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == made.file.sha256
    return zipfile.ZipFile(io.BytesIO(content))


def told(bundle: zipfile.ZipFile) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bundle.read("messages.json"))["messages"]
    return found


def text_of(bundle: zipfile.ZipFile) -> str:
    return " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(bundle.read("Переписка 1.pdf"))).pages
    )


@pytest.fixture
def chat(cast: make.Cast) -> Conversation:
    chat = course_chat(cast)
    say(chat, cast.teacher, "Сдайте журнал 👍 до пятницы")
    say(chat, cast.learner, "Вот он", attached=[SimpleUploadedFile("журнал.txt", "1. Иванова".encode())])
    taken_back = say(chat, cast.learner, "Не сдам")
    chats.delete(taken_back)
    return chat


def test_everything_is_inside_with_its_sum(chat: Conversation, cast: make.Cast) -> None:
    bundle = unpacked(asked(chat, cast.learner))
    assert bundle.namelist() == [
        "Опись.txt", "Переписка 1.pdf", "messages.json", "files/2-1 журнал.txt", "SHA256SUMS",
    ]  # fmt: skip
    sums = dict(line.split("  ")[::-1] for line in bundle.read("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist()[:-1]}
    second = told(bundle)[1]
    assert second["files"][0]["sha256"] == sums["files/2-1 журнал.txt"]
    assert "Иванова Мария Петровна" in text_of(bundle)


def test_the_paper_is_archival_whatever_signs_people_use(chat: Conversation, cast: make.Cast) -> None:
    bundle = unpacked(asked(chat, cast.learner))
    assert b"pdfaid:part" in bundle.read("Переписка 1.pdf")
    assert "[U+1F44D]" in text_of(bundle)
    assert told(bundle)[0]["text"] == "Сдайте журнал 👍 до пятницы"


def test_a_participant_reads_what_he_sees_and_with_a_reason_all(chat: Conversation, cast: make.Cast) -> None:
    own = told(unpacked(asked(chat, cast.learner)))[2]
    assert (own["text"], "former" in own) == ("", False)
    whole = told(unpacked(asked(chat, cast.deputy, "жалоба № 7")))[2]
    assert [one["text"] for one in whole["former"]] == ["Не сдам"]


def test_arc_01_somebody_elses_conversation_needs_a_reason(chat: Conversation, cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.ask_chat_archive(
            chat, by=cast.deputy, since=home_day(), until=home_day(), reason="  ", is_member=False
        )
    assert [one.rule for one in refused.value.refusals] == ["ARC-01"]
    archive = asked(chat, cast.deputy, "жалоба № 7")
    entry = JournalEntry.objects.get(table="reports_chatarchive", row_id=archive.pk)
    assert entry.why == "жалоба № 7"


def test_only_the_days_asked_are_inside(chat: Conversation, cast: make.Cast) -> None:
    assert told(unpacked(asked(chat, cast.learner, days=-1))) == []


def test_who_asked_is_told_and_a_week_later_it_is_gone(chat: Conversation, cast: make.Cast) -> None:
    archive = asked(chat, cast.learner)
    unpacked(archive)
    assert Notification.objects.get(person=cast.learner, title="Архив переписки готов")
    assert actions.old_archives_removed() == 0
    with travel(now() + timedelta(days=8)):
        assert actions.old_archives_removed() == 1
    archive.refresh_from_db()
    assert (archive.file, StoredFile.objects.filter(content_type="application/zip").count()) == (None, 0)


def test_a_full_disk_is_told(chat: Conversation, cast: make.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = asked(chat, cast.learner)

    def full(_archive: ChatArchive) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "archive_of", full)
    made = actions.chat_archive_made(archive.pk)
    assert made is not None
    assert made.state == "failed"
    assert Notification.objects.get(person=cast.learner, title="Архив переписки не составлен")


def test_a_large_attachment_is_never_held_whole(cast: make.Cast, tmp_path: Path) -> None:
    chat = course_chat(cast)
    message = say(chat, cast.teacher, "Запись")
    size = 40 * 2**20
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "cd").write_bytes(bytes(size))
    message.files.add(StoredFile.objects.create(name="а.bin", path="ab/cd", size=size, sha256="0" * 64))
    archive = asked(chat, cast.teacher)
    pieces = archive_of(archive)
    next(pieces)
    tracemalloc.start()
    for _piece in pieces:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size / 2


def test_the_number_of_statements_does_not_grow_with_messages(
    cast: make.Cast, django_assert_max_num_queries: Any
) -> None:
    chat = course_chat(cast)
    for n in range(30):
        say(chat, cast.teacher, str(n))
    archive = asked(chat, cast.teacher)
    with django_assert_max_num_queries(40):
        for _piece in archive_of(archive):
            pass
    assert Message.objects.filter(conversation=chat).count() == 30


class TestPages:
    def test_an_archive_is_asked_for_and_fetched(
        self, chat: Conversation, cast: make.Cast, login: Login
    ) -> None:
        client, url = login(cast.account("learner")), reverse("reports:chat", args=[chat.pk])
        assert "Основание" not in client.get(url).content.decode()
        day = home_day().isoformat()
        assert client.post(url, {"since": day, "until": day}).status_code == 302
        archive = ChatArchive.objects.get()
        assert "готовится" in client.get(url).content.decode()
        actions.chat_archive_made(archive.pk)
        fetched = client.get(reverse("reports:chat_file", args=[archive.pk]))
        assert b"".join(fetched.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]

    def test_the_deputy_finds_a_conversation_without_its_words(
        self, chat: Conversation, cast: make.Cast, login: Login
    ) -> None:
        client = login(cast.account("deputy"))
        page = client.get(reverse("reports:chats"), {"q": "инструкт"}).content.decode()
        assert "Виды" in page
        assert "Сдайте журнал" not in page
        day, url = home_day().isoformat(), reverse("reports:chat", args=[chat.pk])
        assert client.post(url, {"since": day, "until": day, "reason": " "}).status_code == 422
        wrong = client.post(url, {"since": day, "until": "2020-01-01", "reason": "жалоба"})
        assert wrong.status_code == 422


def test_words_of_ours_are_printed_as_they_are() -> None:
    assert printable("Ёж — «№ 5», café\n日 e\u0301") == "Ёж — «№ 5», café\n[U+65E5] é"
