"""Search by word forms, within one's own chats, with what narrows it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from opora.conversations import actions
from opora.conversations.models import Conversation, Message, words_of
from opora.conversations.queries.searching import Wanted, messages_found
from opora.kernel.clock import travel
from opora.people.access import Actor, Window
from opora.people.models import Account, Person, Role
from tests import make

from .world import course_chat, say

pytestmark = pytest.mark.django_db


def actor(person: Person, role: Role = Role.LEARNER) -> Actor:
    return Actor(Account.objects.get(person=person), person, role, {role: Window(is_open=True)})


def found(person: Person, **wanted: object) -> list[int]:
    rows = messages_found(actor(person), Wanted(**wanted))  # type: ignore[arg-type]
    return [row.message.seq for row in rows]


@pytest.fixture
def chat(cast: make.Cast, today: datetime) -> Conversation:
    """Said one after another, a day apart."""
    made = course_chat(cast)
    file = SimpleUploadedFile("отчёт.txt", b"1")
    for days, (who, text, files) in enumerate(
        [
            (cast.teacher, "Поговорим о целевых инструктажах", []),
            (cast.learner, "Приложила отчёт", [file]),
            (cast.child, "Отчета у меня нет", []),
        ]
    ):
        with travel(today + timedelta(days=days)):
            say(made, who, text, attached=files)
    return made


@pytest.mark.parametrize(
    ("words", "seqs"),
    [
        ("инструктаж", [1]),
        ("целевой инструктаж", [1]),
        ("отчеты", [3, 2]),
        ("отчёт -приложила", [3]),
        ("журнал", []),
        ("'; drop", []),
    ],
)
def test_a_word_is_found_in_any_form(
    cast: make.Cast, chat: Conversation, words: str, seqs: list[int]
) -> None:
    assert found(cast.learner, words=words) == seqs


def test_it_is_narrowed(cast: make.Cast, chat: Conversation) -> None:
    assert found(cast.learner, words="отчёт", who="зотов") == [3]
    assert found(cast.learner, who="ковал") == [1]
    assert found(cast.learner, words="отчёт", files=True) == [2]
    assert found(cast.learner, words="отчёт", since=date(2026, 11, 25)) == [3]
    assert found(cast.learner, words="отчёт", until=date(2026, 11, 24)) == [2]
    assert found(cast.learner, words="отчёт", chat=chat.pk) == [3, 2]
    assert found(cast.learner, words="отчёт", chat=chat.pk + 1) == []


def test_others_chats_and_deleted_messages_are_not_found(cast: make.Cast, chat: Conversation) -> None:
    assert found(cast.stranger, words="отчёт") == []
    actions.delete(Message.objects.get(conversation=chat, seq=2))
    assert found(cast.learner, words="отчёт") == [3]


def test_the_result_opens_in_its_context(
    cast: make.Cast, chat: Conversation, login: Callable[[Account], Client]
) -> None:
    for n in range(50):
        say(chat, cast.teacher, f"Сообщение {n}")
    client = login(cast.account("learner"))
    page = client.get(reverse("conversations:search"), {"q": "инструктаж"}).content.decode()
    url = f"{reverse('conversations:show', args=[chat.pk])}?around=1#m1"
    assert f'href="{url}"' in page
    around = client.get(url).content.decode()
    assert 'id="m1"' in around
    assert "?later=25" in around
    assert "<textarea" not in around
    wrong = client.get(reverse("conversations:search"), {"q": "отчёт", "since": "вчера"})
    assert wrong.status_code == 422
    nothing = client.get(reverse("conversations:search"), {"q": "журнал"}).content.decode()
    assert "Ничего не\N{NO-BREAK SPACE}нашли" in nothing


def test_the_search_is_by_the_index(cast: make.Cast) -> None:
    rows = Message.objects.annotate(words=words_of("text")).filter(words="отчёт")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "message_words" in rows.explain()
