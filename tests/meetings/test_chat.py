"""The chat beside the picture: the same as everywhere, for who reads it anyway; a first word makes it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.models import Session
from opora.conversations.actions import send, start_course, start_personal
from opora.conversations.models import Conversation, Message, Reading
from opora.conversations.queries.chats import read_by
from opora.people.models import Account
from opora.schedule.models import Format
from tests import make

from .world import meeting

Login = Callable[..., Client]


def course(cast: make.Cast, title: str = "Модуль 1") -> Conversation:
    run = make.group_part(cast.group, make.part(cast.group.programme, title), teacher=cast.teacher)
    return start_course(cast.teacher, run=run)


def said(chat: Conversation, text: str = "Смотрите экран") -> Message:
    return send(chat, by=chat.owner, client_id=uuid4(), text=text)


def fragment(login: Login, account: Account, session: Session, query: str = "") -> str:
    answer = login(account).get(reverse("meetings:chat", args=[session.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def alone(cast: make.Cast) -> Session:
    course(cast)
    return meeting(cast, cast.learner, format=Format.INDIVIDUAL, capacity=1)


def test_of_a_group_it_is_the_chat_of_its_course_and_nothing_becomes_read(
    cast: make.Cast, login: Login
) -> None:
    chat = course(cast)
    said(chat)
    session = meeting(cast, cast.learner)
    page = fragment(login, cast.account("learner"), session)
    assert f'data-room="chat:{chat.pk}"' in page
    assert "Смотрите экран" in page
    assert "data-beside" in page
    assert read_by(chat, cast.learner) == 0
    assert not Reading.objects.filter(person=cast.learner).exists()


def test_who_may_not_read_that_chat_sees_none_of_it(cast: make.Cast, login: Login) -> None:
    chat = course(cast)
    said(chat)
    session = meeting(cast, cast.child)
    for name in ("parent", "deputy"):
        page = fragment(login, cast.account(name), session)
        assert "data-none" in page
        assert "Смотрите экран" not in page
        assert f"chat:{chat.pk}" not in page


def test_of_several_disciplines_the_reader_chooses(cast: make.Cast, login: Login) -> None:
    first, second = course(cast), course(cast, "Модуль 2")
    session = meeting(cast, cast.learner)
    page = fragment(login, cast.account("learner"), session, f"?of={second.pk}")
    assert f'data-room="chat:{second.pk}"' in page
    assert f'<option value="{first.pk}">' in page
    assert "Модуль 2" in page


def test_a_part_of_the_meeting_narrows_it(cast: make.Cast, login: Login) -> None:
    course(cast)
    second = course(cast, "Модуль 2")
    assert second.run is not None
    session = meeting(cast, cast.learner, parts=[second.run.part])
    assert "data-which" not in fragment(login, cast.account("learner"), session)


def test_of_one_learner_it_is_the_personal_chat_made_by_the_first_word(cast: make.Cast, login: Login) -> None:
    session = alone(cast)
    page = fragment(login, cast.account("teacher"), session)
    assert "data-first" in page
    assert not Conversation.objects.filter(kind="personal").exists()
    url = reverse("meetings:chat", args=[session.pk])
    word = {"client_id": str(uuid4()), "text": "Вот файл"}
    answer = login(cast.account("teacher")).post(url, word)
    chat = Conversation.objects.get(kind="personal")
    assert f'data-room="chat:{chat.pk}"' in answer.content.decode()
    assert set(chat.sides) == {cast.teacher.pk, cast.learner.pk}
    assert "Вот файл" in fragment(login, cast.account("learner"), session)
    login(cast.account("teacher")).post(url, word)
    assert Message.objects.count() == 1


def test_an_empty_first_word_makes_no_chat(cast: make.Cast, login: Login) -> None:
    session = alone(cast)
    url = reverse("meetings:chat", args=[session.pk])
    answer = login(cast.account("teacher")).post(url, {"client_id": str(uuid4()), "text": "  "})
    assert answer.status_code == 422
    assert not Conversation.objects.filter(kind="personal").exists()


def test_of_one_learner_others_see_no_chat(cast: make.Cast, login: Login) -> None:
    session = alone(cast)
    chat = start_personal(cast.teacher, to=cast.learner)
    assert f"chat:{chat.pk}" in fragment(login, cast.account("learner"), session)
    assert "data-none" in fragment(login, cast.account("deputy"), session)


@pytest.mark.parametrize("name", ["learner", "teacher"])
def test_many_messages_cost_as_many_statements_as_one(cast: make.Cast, login: Login, name: str) -> None:
    chat = course(cast)
    session = meeting(cast, cast.learner)
    said(chat)
    client, url = login(cast.account(name)), reverse("meetings:chat", args=[session.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(20):
        said(chat, f"Слово {n}")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
