"""Polls: of one answer or many, with names or without, till a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from opora.conversations import actions
from opora.conversations.models import Message, Vote
from opora.conversations.queries.polls import names_by_option, own_choices
from opora.kernel.clock import travel
from opora.people.models import Account
from tests import make

from .test_actions import refused
from .test_views import FRAGMENT, url_of
from .world import course_chat

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def asked(cast: make.Cast, **more: Any) -> Message:
    question = actions.PollQuestion("Когда зачёт?", ["Среда", "Пятница"], **more)
    return actions.ask_all(course_chat(cast), by=cast.teacher, client_id=uuid4(), question=question)


def options(message: Message) -> list[int]:
    return [option.pk for option in message.poll.options.all()]


def counts(message: Message) -> list[int]:
    return [option.votes.count() for option in message.poll.options.all()]


def test_a_choice_is_changed_and_taken_back(cast: make.Cast) -> None:
    message = asked(cast)
    first, second = options(message)
    actions.vote(message, by=cast.learner, options=[first])
    actions.vote(message, by=cast.child, options=[first])
    assert counts(message) == [2, 0]
    actions.vote(message, by=cast.learner, options=[second])
    assert counts(message) == [1, 1]
    assert names_by_option(message.poll) == {
        first: [cast.child.short_name], second: [cast.learner.short_name],
    }  # fmt: skip
    actions.vote(message, by=cast.learner, options=[])
    assert counts(message) == [1, 0]


def test_without_names_a_choice_is_one_s_own_and_nobody_s(cast: make.Cast) -> None:
    message = asked(cast, anonymous=True)
    for _press in range(2):
        actions.vote(message, by=cast.learner, options=options(message)[:1])
    row = Vote.objects.get()
    assert row.person is None
    assert str(cast.learner.pk) != row.voter
    assert own_choices([message], cast.learner) == {options(message)[0]}
    assert own_choices([message], cast.child) == set()
    assert names_by_option(message.poll) == {}


def test_cht_19_a_poll_has_different_answers_and_an_end_ahead(cast: make.Cast, today: datetime) -> None:
    chat = course_chat(cast)
    for answers, closes_at in (
        (["Да"], None),
        (["Да", "да "], None),
        ([str(n) for n in range(11)], None),
        (["Да", "Нет"], today),
    ):
        question = actions.PollQuestion("Когда?", answers, closes_at=closes_at)
        call = {"by": cast.learner, "client_id": uuid4(), "question": question}
        assert refused(actions.ask_all, chat, **call) == ["CHT-19"]


def test_cht_20_after_its_end_nothing_is_chosen(cast: make.Cast, today: datetime) -> None:
    message = asked(cast, closes_at=today + timedelta(hours=1))
    with travel(today + timedelta(hours=1)):
        assert refused(actions.vote, message, by=cast.learner, options=options(message)[:1]) == ["CHT-20"]
    other = asked(cast)
    for _press in range(2):
        actions.close_poll(other)
    assert refused(actions.vote, other, by=cast.learner, options=options(other)[:1]) == ["CHT-20"]


def test_cht_21_one_is_chosen_unless_many_may_be(cast: make.Cast) -> None:
    one = asked(cast)
    assert refused(actions.vote, one, by=cast.learner, options=options(one)) == ["CHT-21"]
    many = asked(cast, many=True)
    actions.vote(many, by=cast.learner, options=options(many))
    assert counts(many) == [1, 1]


def test_pages_ask_vote_and_name_who_chose_to_workers_only(cast: make.Cast, login: Login) -> None:
    chat, teacher = course_chat(cast), login(cast.account("teacher"))
    typed = {"client_id": str(uuid4()), "text": "Когда?", "options": "Среда\n\nПятница"}
    url = reverse("conversations:ask", args=[chat.pk])
    assert teacher.post(url, {**typed, "options": "Среда"}).status_code == 422
    for _press in range(2):
        teacher.post(url, typed)
    message = Message.objects.get()
    vote = reverse("conversations:vote", args=[chat.pk, 1])
    learner = login(cast.account("learner"))
    gap = learner.post(f"{vote}?after=1", {"option": options(message)[:1]}, headers=FRAGMENT)
    assert '<span class="n">1</span>' in gap.content.decode()
    assert f'data-mine="v{options(message)[0]}"' in learner.get(url_of(chat)).content.decode()
    assert "checked" in learner.get(vote).content.decode()
    menu = reverse("conversations:message", args=[chat.pk, 1])
    assert f"Среда: {cast.learner.short_name}" in teacher.get(menu).content.decode()
    assert cast.learner.short_name not in login(cast.account("child")).get(menu).content.decode()
    close = reverse("conversations:close_poll", args=[chat.pk, 1])
    assert learner.post(close).status_code == 403
    teacher.post(close)
    assert "Опрос закончен" in learner.get(url_of(chat)).content.decode()
    refusal = learner.post(f"{vote}?after=1", {"option": options(message)[:1]}, headers=FRAGMENT)
    assert 'data-rule="CHT-20"' in refusal.content.decode()
