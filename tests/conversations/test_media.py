"""What is attached to messages: sent once, shown as what it is, in a constant number of statements."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.conversations.models import Conversation, Message
from opora.files.actions import prepared
from opora.files.models import StoredFile
from opora.kernel.errors import Refused
from opora.people.models import Account
from tests import make

from ..files.pictures import pdf, picture
from ..files.test_uploads import came
from .world import course_chat, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(client: Client, chat: Conversation) -> str:
    return client.get(reverse("conversations:show", args=[chat.pk])).content.decode()


def kept(message: Message) -> StoredFile:
    found: StoredFile = message.files.get()
    return found


def test_an_upload_is_sent_once_however_often_it_is_posted(cast: make.Cast, login: Login) -> None:
    chat, client = course_chat(cast), login(cast.account("learner"))
    typed = {"client_id": str(uuid4()), "text": "", "uploaded": came(cast.learner).key}
    for _press in range(2):
        assert client.post(reverse("conversations:show", args=[chat.pk]), typed).status_code == 302
    assert [one.name for one in Message.objects.get().files.all()] == ["задача.txt"]
    again = client.post(reverse("conversations:show", args=[chat.pk]), {**typed, "client_id": str(uuid4())})
    assert (again.status_code, 'data-rule="FIL-07"' in again.content.decode()) == (422, True)


def test_five_hundred_files_are_refused_at_once(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        say(course_chat(cast), cast.learner, uploaded=[str(n) for n in range(500)])
    assert [one.rule for one in refused.value.refusals] == ["CHT-02"]


def test_each_kind_is_shown_as_what_it_is(cast: make.Cast, login: Login) -> None:
    chat = course_chat(cast)
    say(chat, cast.learner, attached=[SimpleUploadedFile("доска.png", picture(90, 60, "PNG"))])
    sound = b"\x1a\x45\xdf\xa3" + b"\x42\x82\x84webm" + bytes(40)
    voice = came(cast.learner, sound, "Голос.webm", kind="voice", seconds=7, peaks=[5, 100])
    film = came(cast.learner, sound, "Видео.webm", kind="video", seconds=7)
    say(chat, cast.learner, uploaded=[voice.key, film.key])
    plan = say(chat, cast.learner, attached=[SimpleUploadedFile("план.pdf", pdf())])
    prepared(kept(plan).pk)
    page = page_of(login(cast.account("teacher")), chat)
    assert 'width="90" height="60" alt="доска.png"' in page
    assert 'data-peaks="5,100" data-seconds="7"' in page
    assert '<video class="round" controls' in page
    assert 'alt="Первая страница: план.pdf"' in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("checking", "проверяется"), ("infected", "заражён, не открывается"), ("broken", "слишком велик")],
)
def test_what_is_not_given_says_why(state: str, words: str, cast: make.Cast, login: Login) -> None:
    chat = course_chat(cast)
    message = say(chat, cast.learner, attached=[SimpleUploadedFile("план.txt", b"1")])
    StoredFile.objects.update(state=state)
    client = login(cast.account("teacher"))
    page = page_of(client, chat)
    address = reverse("conversations:file", args=[chat.pk, message.seq, kept(message).pk])
    assert words in page
    assert f'"{address}"' not in page
    assert client.get(address).status_code == 422


def test_who_looks_asks_again_when_a_file_is_ready(cast: make.Cast) -> None:
    chat = course_chat(cast)
    message = say(chat, cast.learner, attached=[SimpleUploadedFile("доска.jpg", picture(2000, 1500))])
    prepared(kept(message).pk)
    changed = Message.objects.get()
    assert (changed.seq, changed.change) == (message.seq, message.change + 1)


def test_a_document_is_read_without_leaving_the_chat(cast: make.Cast, login: Login) -> None:
    chat, client = course_chat(cast), login(cast.account("teacher"))

    def view(name: str, content: bytes) -> Any:
        message = say(chat, cast.learner, attached=[SimpleUploadedFile(name, content)])
        prepared(kept(message).pk)
        return client.get(reverse("conversations:document", args=[chat.pk, message.seq, kept(message).pk]))

    assert "Ответ: 4 &lt; 5" in view("ответ.txt", "Ответ: 4 < 5".encode()).content.decode()
    assert view("план.pdf", pdf(3)).content.decode().count('<p class="sheet">') == 3
    assert view("данные.bin", b"\x00\x01").status_code == 404


def test_thirty_messages_with_files_take_as_many_statements_as_one(cast: make.Cast, login: Login) -> None:
    chat, client = course_chat(cast), login(cast.account("learner"))

    def statements() -> int:
        say(chat, cast.teacher, attached=[SimpleUploadedFile("доска.png", picture(kind="PNG"))])
        page_of(client, chat)
        with CaptureQueriesContext(connection) as seen:
            page_of(client, chat)
        return len(seen)

    one = statements()
    for _n in range(5):
        many = statements()
    assert many == one
