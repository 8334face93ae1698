"""Reactions, pins, calls by name, forwarding, what is put by, what one wants to hear."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from opora.conversations import actions
from opora.conversations.models import Message, Reaction
from opora.conversations.queries.chats import pinned, unread_chats
from opora.conversations.queries.mentioning import called_in
from opora.conversations.tasks import told_of_unread
from opora.kernel.clock import travel
from opora.notifications.models import Letter, Notification
from opora.people.models import Account, Person
from opora.people.queries import home_day
from tests import make

from .test_actions import refused
from .test_views import FRAGMENT, seqs, url_of
from .world import course, course_chat, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def press(client: Client, name: str, message: Message, **data: str) -> None:
    url = reverse(f"conversations:{name}", args=[message.conversation_id, message.seq])
    assert client.post(url, data).status_code == 302


class TestReactions:
    def test_a_sign_is_put_and_taken_away_and_the_gap_tells_of_it(
        self, cast: make.Cast, login: Login
    ) -> None:
        message = say(course_chat(cast), cast.teacher, "Приходите")
        client = login(cast.account("learner"))
        url = reverse("conversations:react", args=[message.conversation_id, 1])
        gap = client.post(f"{url}?after=1", {"code": "good"}, headers=FRAGMENT)
        assert (seqs(gap.content.decode()), gap["X-Change"]) == ([1], "2")
        assert 'data-sign="1:good"' in gap.content.decode()
        page = client.get(url_of(message.conversation)).content.decode()
        assert 'data-mine="1:good"' in page
        other = login(cast.account("teacher")).get(url_of(message.conversation)).content.decode()
        assert 'data-mine=""' in other
        client.post(url, {"code": "good"})
        assert not Reaction.objects.exists()
        assert client.post(url, {"code": "?"}).status_code == 404

    def test_cht_05_a_deleted_message_takes_no_sign(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.teacher)
        actions.react(message, by=cast.learner, code="good")
        actions.delete(message)
        assert refused(actions.react, message, by=cast.learner, code="done") == ["CHT-05"]

    def test_fragments_are_the_same_for_every_reader(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner, "Кто? @Ковалёва И. С.")
        actions.react(message, by=cast.child, code="good")
        actions.ask_all(
            chat, by=cast.teacher, client_id=uuid4(), question=actions.PollQuestion("Когда?", ["Да", "Нет"])
        )
        readers = [login(cast.account(who)) for who in ("teacher", "learner", "child")]
        told = {one.get(url_of(chat), {"after": "0"}, headers=FRAGMENT).content for one in readers}
        assert len(told) == 1
        assert seqs(told.pop().decode()) == [1, 2]


class TestPins:
    def test_workers_pin_and_everybody_sees_it_above(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.learner, "Список литературы")
        pin = reverse("conversations:pin", args=[message.conversation_id, 1])
        assert login(cast.account("learner")).post(pin).status_code == 403
        client = login(cast.account("teacher"))
        press(client, "pin", message)
        page = login(cast.account("child")).get(url_of(message.conversation)).content.decode()
        assert "Список литературы" in page.split("data-pins")[1].split("</details>")[0]
        press(client, "pin", message, off="1")
        assert pinned(message.conversation) == []

    def test_cht_15_at_most_ten_are_pinned(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        messages = [say(chat, cast.teacher, str(n)) for n in range(11)]
        for message in messages[:10]:
            actions.pin(message)
        assert refused(actions.pin, messages[10]) == ["CHT-15"]
        actions.pin(messages[0])
        actions.delete(messages[0])
        actions.pin(messages[10])
        assert len(pinned(chat)) == 10


class TestCalls:
    def test_a_name_with_or_without_initials_calls_one_person(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        namesake = make.learner("Иванова Анна Юрьевна", cast.group)
        for text, called in (
            ("@Иванова М. П., придёте?", [cast.learner]),
            ("Это к вам, @зотов", [cast.child]),
            ("@Иванова А. и @Зотов И.", [cast.child, namesake]),
            ("@Иванова, придёте?", []),
            ("почта a@Зотов и @Чужой О. О.", []),
        ):
            assert set(called_in(text, chat, cast.teacher)) == set(called), text

    def test_the_called_are_told_once_even_if_they_muted_the_chat(
        self, cast: make.Cast, today: datetime
    ) -> None:
        Person.objects.update(email="a@bv.example")
        chat = course_chat(cast)
        actions.prefer(chat, by=cast.learner, level="mentions")
        actions.prefer(chat, by=cast.child, level="none")
        message = say(chat, cast.teacher, "@Иванова М. П. и @Зотов И., жду")
        actions.edit(message, text="@Иванова М. П. и @Зотов И., жду вас")
        told = Notification.objects.filter(key=f"chat-{chat.pk}-mention-1")
        assert set(told.values_list("person", flat=True)) == {cast.learner.pk, cast.child.pk}
        assert "жду" not in "".join(told.values_list("body", flat=True))
        mailed = Letter.objects.filter(notification__in=told).values_list("notification__person", flat=True)
        assert list(mailed) == [cast.learner.pk]
        with travel(today + timedelta(minutes=21)):
            assert told_of_unread() == 1  # the curator: he has not muted it

    def test_a_learner_is_offered_workers_and_who_has_written(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        url = reverse("conversations:called", args=[chat.pk])

        def offered(who: str) -> list[str]:
            return [one["name"] for one in login(cast.account(who)).get(url).json()["people"]]

        workers = [cast.teacher.full_name, cast.curator.full_name]
        assert offered("learner") == workers
        say(chat, cast.child)
        assert offered("learner") == [cast.child.full_name, *workers]
        learners = [cast.child.full_name, cast.learner.full_name]
        assert offered("teacher") == [*learners, cast.curator.full_name]

    def test_a_call_is_marked_in_the_text_and_nothing_else_is(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        say(chat, cast.teacher, "<b>@Иванова</b> и @Петров")
        page = login(cast.account("learner")).get(url_of(chat)).content.decode()
        mark = f'<mark class="call" data-person="{cast.learner.pk}">@Иванова</mark>'
        assert f"&lt;b&gt;{mark}&lt;/b&gt; и @Петров" in page


class TestForwarding:
    def test_the_origin_is_named_and_files_go_with_it(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.teacher, "Список")
        other = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        client, same = login(cast.account("curator")), str(uuid4())
        url = reverse("conversations:forward", args=[message.conversation_id, 1])
        for _press in range(2):
            client.post(url, {"client_id": same, "chat": other.pk})
        made = other.messages.get()
        assert (made.text, made.origin) == ("Список", f"{cast.teacher.short_name}, Виды инструктажей")
        assert f"Переслано: {made.origin}" in client.get(url_of(other)).content.decode()

    def test_a_learner_is_not_named_to_those_who_do_not_read_him(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.learner, "Можно пересдать?")
        other = actions.start_group(cast.deputy, title="Все", people=[cast.stranger, cast.curator])
        made = actions.forward(message, by=cast.curator, to=other, client_id=uuid4())
        assert made.origin == "слушатель, Виды инструктажей"
        workers = actions.start_group(cast.curator, title="Мы", people=[cast.deputy], staff_only=True)
        made = actions.forward(message, by=cast.curator, to=workers, client_id=uuid4())
        assert made.origin == f"{cast.learner.short_name}, Виды инструктажей"

    def test_cht_14_words_of_workers_and_about_minors_do_not_leave(self, cast: make.Cast) -> None:
        course(cast)
        workers = actions.start_group(cast.curator, title="Мы", people=[cast.teacher], staff_only=True)
        secret = say(workers, cast.teacher, "Премия")
        open_to_all = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        call = {"by": cast.curator, "client_id": uuid4()}
        assert refused(actions.forward, secret, to=open_to_all, **call) == ["CHT-14"]
        child = actions.start_personal(cast.curator, to=cast.child)
        words = say(child, cast.child, "Я болел")
        assert refused(actions.forward, words, to=open_to_all, **call) == ["CHT-14"]
        assert actions.forward(words, to=workers, **call).origin == cast.child.short_name


class TestPutBy:
    def test_what_is_put_by_is_seen_while_the_chat_is(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.teacher, "Список литературы")
        client, page = login(cast.account("learner")), reverse("conversations:saved")
        press(client, "keep", message)
        assert "Список литературы" in client.get(page).content.decode()
        assert "Список литературы" not in login(cast.account("child")).get(page).content.decode()
        press(client, "keep", message, off="1")
        assert "Список литературы" not in client.get(page).content.decode()
        press(client, "keep", message)
        cast.learner.contracts.update(valid_to=home_day() - timedelta(days=1))
        contract = make.contract(cast.learner)
        assert contract.valid_to > home_day()
        assert "Список литературы" not in client.get(page).content.decode()


class TestHearing:
    def test_a_muted_chat_is_not_counted_and_not_told_till_its_day(
        self, cast: make.Cast, today: datetime, login: Login
    ) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        url = reverse("conversations:prefer", args=[chat.pk])
        assert client.post(url, {"level": "mentions", "until": "2026-11-23"}).status_code == 422
        client.post(url, {"level": "mentions", "until": "2026-11-25"})
        say(chat, cast.teacher)
        assert unread_chats(cast.learner.pk) == 0
        assert "без уведомлений" in client.get(reverse("conversations:list")).content.decode()
        with travel(today + timedelta(days=2)):
            assert unread_chats(cast.learner.pk) == 1
        client.post(url, {"level": "all"})
        assert unread_chats(cast.learner.pk) == 1

    def test_cht_22_silence_ends_on_a_day_to_come(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        assert refused(actions.prefer, chat, by=cast.learner, level="none", until=home_day()) == ["CHT-22"]
