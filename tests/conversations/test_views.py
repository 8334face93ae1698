"""Pages of chats: without a script, as fragments, in a constant number of statements."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.conversations import actions
from opora.conversations.models import Conversation, Message, Reading
from opora.people.models import Account
from tests import make

from .world import course, course_chat, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]
FRAGMENT = {"X-Fragment": "chat"}


def url_of(chat: Conversation) -> str:
    return reverse("conversations:show", args=[chat.pk])


def seqs(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'<article class="msg" id="m(\d+)"', html)]


class TestWithoutScript:
    def test_a_message_is_posted_and_shown_once(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        typed = {"client_id": str(uuid4()), "text": "Когда зачёт? https://example.ru"}
        for _press in range(2):
            answer = client.post(url_of(chat), typed)
            assert answer["Location"] == f"{url_of(chat)}#m1"
        page = client.get(url_of(chat)).content.decode()
        assert seqs(page) == [1]
        assert '<a href="https://example.ru" rel="nofollow">' in page

    def test_opening_reads_and_the_menu_counts(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        say(chat, cast.teacher, "Приходите")
        home = client.get(reverse("conversations:list")).content.decode()
        assert '<span class="count hot" data-live="messages">1</span>' in home
        client.get(url_of(chat))
        assert Reading.objects.get(person=cast.learner).seq == 1
        again = client.get(reverse("conversations:list")).content.decode()
        assert '<span class="count hot" data-live="messages" hidden>0</span>' in again

    def test_a_refusal_keeps_what_was_typed(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        bad = {"client_id": str(uuid4()), "text": "Вот", "attached": SimpleUploadedFile("игра.exe", b"MZ")}
        answer = client.post(url_of(chat), bad)
        assert answer.status_code == 422
        assert 'data-rule="FIL-02"' in answer.content.decode()
        assert "Вот</textarea>" in answer.content.decode()
        assert client.post(url_of(chat), {"client_id": "нет"}).status_code == 422

    def test_older_messages_are_a_page_away(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        for n in range(52):
            say(chat, cast.teacher, str(n))
        client = login(cast.account("learner"))
        page = client.get(url_of(chat)).content.decode()
        assert (seqs(page)[0], seqs(page)[-1]) == (3, 52)
        assert '?before=3"' in page
        older = client.get(url_of(chat), {"before": "3"}).content.decode()
        assert seqs(older) == [1, 2]
        assert "<textarea" not in older

    def test_a_reply_an_edit_and_a_deletion_are_seen(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        say(chat, cast.teacher, "Что неясно?")
        assert "data-quote-text><strong>" in client.get(url_of(chat), {"reply": "1"}).content.decode()
        client.post(url_of(chat), {"client_id": str(uuid4()), "text": "Всё", "reply": "1"})
        assert Message.objects.get(seq=2).reply_to == Message.objects.get(seq=1)
        edit = reverse("conversations:edit", args=[chat.pk, 2])
        assert client.post(edit, {"text": " "}).status_code == 422
        assert client.post(edit, {"text": "Ничего"}).status_code == 302
        assert "изменено" in client.get(url_of(chat)).content.decode()
        client.post(reverse("conversations:delete", args=[chat.pk, 2]))
        assert "Сообщение удалено." in client.get(url_of(chat)).content.decode()
        assert client.post(edit, {"text": "Снова"}).status_code == 422

    def test_files_of_a_deleted_message_are_gone(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.teacher, attached=[SimpleUploadedFile("план.txt", b"1")])
        client = login(cast.account("learner"))
        url = reverse("conversations:file", args=[message.conversation_id, 1, message.files.get().pk])
        assert b"".join(client.get(url).streaming_content) == b"1"  # type: ignore[attr-defined]
        actions.delete(message)
        assert client.get(url).status_code == 404

    def test_an_archived_chat_is_read_only(self, cast: make.Cast, login: Login) -> None:
        chat = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        client = login(cast.account("curator"))
        client.post(reverse("conversations:close", args=[chat.pk]))
        page = client.get(url_of(chat)).content.decode()
        assert "<textarea" not in page
        assert "Практика" in client.get(reverse("conversations:list"), {"closed": "1"}).content.decode()
        assert "Практика" not in client.get(reverse("conversations:list")).content.decode().split("<main")[1]

    def test_a_group_chat_is_made_and_its_people_changed(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("curator"))
        made = client.post(
            reverse("conversations:new_group"), {"title": "Практика", "people": [cast.learner.pk]}
        )
        chat = Conversation.objects.get(title="Практика")
        assert made["Location"] == url_of(chat)
        people = reverse("conversations:people", args=[chat.pk])
        assert f'value="{cast.learner.pk}" id="id_people_' in client.get(people).content.decode()
        found = client.post(people, {"title": "Иначе", "people": [cast.learner.pk], "q": "зот", "find": "1"})
        page = found.content.decode()
        assert 'value="Иначе"' in page
        assert re.findall(r'value="(\d+)" id="id_people_\d+" checked', page) == [str(cast.learner.pk)]
        assert "Зотов Илья" in page
        assert client.post(people, {"title": "", "people": [cast.learner.pk]}).status_code == 422
        client.post(people, {"title": "Практика 2", "people": [cast.child.pk]})
        assert set(chat.members.filter(left_at=None).values_list("person", flat=True)) == {
            cast.curator.pk,
            cast.child.pk,
        }

    def test_an_adult_s_chat_with_a_minor_bears_a_mark(self, cast: make.Cast, login: Login) -> None:
        course(cast)
        chat = actions.start_personal(cast.teacher, to=cast.child)
        page = login(cast.account("child")).get(url_of(chat)).content.decode()
        assert "Чат с несовершеннолетним" in page
        parent = login(cast.account("parent"))
        facts = parent.get(reverse("conversations:wards")).content.decode()
        assert "Зотов Илья — Ковалёва Ирина Сергеевна" in facts
        parent.post(reverse("conversations:let_in", args=[chat.pk, cast.parent.pk]))
        assert "участвует в переписке" in parent.get(url_of(chat)).content.decode()
        watching = login(cast.account("curator")).get(reverse("conversations:wards")).content.decode()
        assert "Ковалёва Ирина Сергеевна" in watching
        assert "/representative/" not in watching

    def test_a_chat_of_adults_lets_nobody_in(self, cast: make.Cast, login: Login) -> None:
        course(cast)
        chat = actions.start_personal(cast.teacher, to=cast.learner)
        url = reverse("conversations:let_in", args=[chat.pk, cast.parent.pk])
        assert login(cast.account("teacher")).post(url).status_code == 404

    def test_a_learner_sees_no_list_of_learners(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        assert "Зотов Илья" not in login(cast.account("learner")).get(url_of(chat)).content.decode()
        assert "Зотов Илья" in login(cast.account("teacher")).get(url_of(chat)).content.decode()

    def test_a_message_becomes_a_consultation_in_three_presses(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("teacher"))
        say(chat, cast.learner, "Нужен ли журнал?")
        say(chat, cast.teacher, "Нужен.")
        url = reverse("conversations:register", args=[chat.pk, 1])
        menu = reverse("conversations:message", args=[chat.pk, 1])
        assert f'href="{menu}" data-menu' in client.get(url_of(chat)).content.decode()
        assert f'href="{url}"' in client.get(menu, headers={"X-Fragment": "menu"}).content.decode()
        form = client.get(url).context["form"]
        assert client.post(url, {"subject": ""}).status_code == 422
        assert chat.run is not None
        answer = client.post(url, {**form.initial, "run": chat.run.pk})
        page = client.get(answer["Location"]).content.decode()
        assert f'href="{url_of(chat)}#m1"' in page
        assert "Стало консультацией" in client.get(url_of(chat)).content.decode()
        assert 'data-rule="CHT-11"' in client.get(url).content.decode()
        assert "Стало консультацией" in login(cast.account("child")).get(url_of(chat)).content.decode()

    def test_workers_see_who_has_read(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        say(chat, cast.teacher)
        actions.read_up_to(chat, by=cast.child, seq=1)
        page = login(cast.account("teacher")).get(url_of(chat)).content.decode()
        people = re.findall(r"<span>([^<]+)</span>\s*<small>([^<]+)</small>", page.split("who-is-in")[1])
        assert dict(people)["Зотов Илья"].startswith("всё")
        assert dict(people)["Иванова Мария Петровна"] == "не прочитано: 1"
        assert "прочитано" not in login(cast.account("learner")).get(url_of(chat)).content.decode()


class TestGap:
    def test_everything_after_an_event_comes_as_a_fragment(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        first = say(chat, cast.teacher, "Раз")
        say(chat, cast.teacher, "Два")
        actions.edit(first, text="Раз, верно")
        gap = client.get(url_of(chat), {"after": "1"}, headers=FRAGMENT)
        assert (seqs(gap.content.decode()), gap["X-Change"], gap["X-More"]) == ([1, 2], "3", "")
        nothing = client.get(url_of(chat), {"after": "3"}, headers=FRAGMENT)
        assert (nothing.content.strip(), nothing["X-Change"]) == (b"", "3")
        assert "<html" not in gap.content.decode()

    def test_the_same_gap_is_read_and_rendered_for_the_first_who_asks(
        self, cast: make.Cast, login: Login
    ) -> None:
        chat = course_chat(cast)
        say(chat, cast.teacher, "Раз")
        seen, cost = [], []
        for name in ("learner", "child", "learner"):
            client = login(cast.account(name))
            with CaptureQueriesContext(connection) as asked:
                seen.append(client.get(url_of(chat), {"after": "0"}, headers=FRAGMENT).content)
            cost.append(sum("conversations_reaction" in one["sql"] for one in asked))
        assert seen[0] == seen[1] == seen[2]
        assert cost == [1, 0, 0]
        say(chat, cast.teacher, "Два")
        fresh = login(cast.account("child")).get(url_of(chat), {"after": "0"}, headers=FRAGMENT)
        assert seqs(fresh.content.decode()) == [1, 2]

    def test_a_page_that_hears_news_is_told_only_by_which_event_it_has_come(
        self, cast: make.Cast, login: Login
    ) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        say(chat, cast.teacher)
        typed = {"client_id": str(uuid4()), "text": "Спасибо"}
        for _retry in range(2):
            sent = client.post(f"{url_of(chat)}?after=0", typed, headers={**FRAGMENT, "X-Live": "1"})
            assert (sent.status_code, sent["X-Change"], sent.content) == (204, "2", b"")
        assert Message.objects.filter(text="Спасибо").count() == 1

    def test_what_is_sent_is_answered_with_the_gap(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        say(chat, cast.teacher)
        typed = {"client_id": str(uuid4()), "text": "Спасибо"}
        for _retry in range(2):
            sent = client.post(f"{url_of(chat)}?after=0", typed, headers=FRAGMENT)
            assert seqs(sent.content.decode()) == [1, 2]
        empty = client.post(url_of(chat), {**typed, "client_id": str(uuid4()), "text": ""}, headers=FRAGMENT)
        assert empty.status_code == 422
        assert 'data-rule="CHT-01"' in empty.content.decode()
        assert "<html" not in empty.content.decode()

    def test_reading_goes_on_while_the_page_is_open(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        say(chat, cast.teacher)
        assert client.post(reverse("conversations:read", args=[chat.pk]), {"seq": "1"}).status_code == 204
        assert Reading.objects.get(person=cast.learner).seq == 1
        assert client.post(reverse("conversations:read", args=[chat.pk]), {"seq": "²"}).status_code == 204


class TestStatements:
    def counted(self, client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(url).status_code == 200
        return len(statements)

    def test_lists_cost_the_same_for_one_and_for_thirty(self, cast: make.Cast, login: Login) -> None:
        teacher, deputy, run = login(cast.account("teacher")), login(cast.account("deputy")), course(cast)
        chat = actions.start_course(cast.teacher, run=run)
        say(chat, cast.teacher, attached=[SimpleUploadedFile("1.txt", b"1")])
        actions.start_personal(cast.teacher, to=cast.child)
        urls: list[tuple[Any, str]] = [
            (teacher, reverse("conversations:list")),
            (teacher, reverse("conversations:new")),
            (teacher, reverse("conversations:new_group")),
            (teacher, url_of(chat)),
            (deputy, reverse("conversations:wards")),
        ]
        few = [self.counted(client, url) for client, url in urls]
        for _n in range(29):
            learner = make.learner("", cast.group, birth_date=cast.child.birth_date)
            say(actions.start_personal(cast.teacher, to=learner), learner)
            say(chat, learner, attached=[SimpleUploadedFile("2.txt", b"2")])
        assert [self.counted(client, url) for client, url in urls] == few
        assert max(few) <= 30
