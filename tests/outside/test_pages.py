"""«Почта на разбор», «Связь с внешним миром», questions answered by mail, the doctor."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.config.cli import check_command
from opora.config.mail import Inbox, Mail
from opora.consultations.actions import Question, answer, ask_teacher
from opora.consultations.models import Post, Thread, WorkInterval
from opora.conversations.models import Conversation
from opora.notifications.models import Letter
from opora.outside import tasks
from opora.outside.actions import drop, note_failure, note_work, receive
from opora.outside.models import Incoming
from opora.outside.queries.reach import ways_outside
from opora.people.models import Account, Person
from opora.website.models import Appeal
from tests import make
from tests.conversations.world import course_chat

from .letters import answer as written
from .servers import Box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
Login = Callable[..., Client]
MINE = "ivanova@b.example"
TOKEN = "0" * 24
S = Incoming.State


@pytest.fixture(autouse=True)
def _inbox(settings: Any) -> None:
    settings.INBOX = Inbox(host="127.0.0.1", port=1, ssl=False, address="opora@centre.example")


def sent(person: Person, about: str, token: str = TOKEN) -> Letter:
    """A letter of ours that may be answered."""
    person.email = person.email or MINE
    person.save()
    return Letter.objects.create(
        to=person.email, subject="Новое", text="-", message_id=f"<opora.{token}@centre.example>", about=about,
        token=token, state="sent", next_try_at="2026-11-23T00:00Z",
        notification=person.notifications.create(key=token, title="Новое"),
    )  # fmt: skip


def letter(text: str, token: str = TOKEN, **more: Any) -> bytes:
    return written(text, to=f"opora+{token}@centre.example", **more).as_bytes()


@pytest.fixture
def client(cast: make.Cast, login: Login) -> Client:
    return login(Account.objects.get(person=cast.specialist))


class TestSorting:
    @pytest.fixture
    def chat(self, cast: make.Cast) -> Conversation:
        return course_chat(cast)

    @pytest.fixture
    def held(self, cast: make.Cast, chat: Conversation) -> Incoming:
        sent(cast.learner, f"chat:{chat.pk}")
        row = receive(letter("Я приду.", sender="home@b.example", files=(("Задача.pdf", b"%PDF"),)))
        assert row is not None
        assert row.state == S.HELD
        return row

    def test_the_specialist_posts_it_in_the_person_s_name(
        self, cast: make.Cast, client: Client, held: Incoming, chat: Conversation
    ) -> None:
        page = client.get(f"/outside/letters/{held.pk}/").content.decode()
        assert "Я приду." in page
        assert "Это Иванова М. П.: опубликовать" in page.replace("\xa0", " ")
        client.post(f"/outside/letters/{held.pk}/post/")
        message = chat.messages.get()
        assert (message.author, message.text, message.files.count()) == (cast.learner, "Я приду.", 1)
        held.refresh_from_db()
        assert (held.state, held.decided_by, held.text) == (S.POSTED, cast.specialist, "")
        page = client.get(f"/outside/letters/{held.pk}/").content.decode()
        assert "Я приду." not in page
        assert client.get(f"/outside/letters/{held.pk}/record/").status_code == 403

    def test_out_08_it_is_sorted_once(self, cast: make.Cast, client: Client, held: Incoming) -> None:
        drop(held, by=cast.specialist, why="чужой")
        answer = client.post(f"/outside/letters/{held.pk}/post/")
        assert answer.status_code == 422
        assert 'data-rule="OUT-08"' in answer.content.decode()

    def test_it_becomes_an_appeal(self, client: Client, held: Incoming) -> None:
        answer = client.post(f"/outside/letters/{held.pk}/appeal/")
        appeal = Appeal.objects.get()
        assert answer["Location"] == f"/site/appeals/{appeal.pk}/"
        assert (appeal.email, appeal.text) == ("home@b.example", "Re: Новые сообщения\n\nЯ приду.")

    def test_it_is_dropped_with_a_reason(self, client: Client, held: Incoming) -> None:
        client.post(f"/outside/letters/{held.pk}/drop/", {"why": "реклама"})
        held.refresh_from_db()
        assert (held.state, held.why) == (S.DROPPED, "реклама")
        assert "реклама" in client.get("/outside/letters/all/").content.decode()
        assert "Разбирать нечего" in client.get("/outside/letters/").content.decode()

    def test_who_lost_access_is_not_posted_for_either(
        self, cast: make.Cast, client: Client, held: Incoming, chat: Conversation
    ) -> None:
        cast.learner.contracts.all().update(valid_to=date(2026, 11, 1))
        assert client.post(f"/outside/letters/{held.pk}/post/").status_code == 422
        assert chat.messages.count() == 0

    def test_a_list_of_many_asks_as_much_as_of_one(self, client: Client, held: Incoming) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert client.get("/outside/letters/").status_code == 200
            return len(caught)

        asked()
        one = asked()
        for n in range(29):
            receive(letter(f"Я приду {n}.", sender="home@b.example"))
        assert asked() == one

    def test_marks_of_programs_go_after_a_season(self, held: Incoming) -> None:
        receive(letter("Я в отпуске.", Precedence="bulk"))
        Incoming.objects.update(received_at="2026-01-01T00:00Z")
        tasks.forget(0)
        assert list(Incoming.objects.all()) == [held]


class TestQuestions:
    @pytest.fixture
    def thread(self, cast: make.Cast) -> Thread:
        part = make.part(cast.group.programme, "Инструктажи")
        run = make.group_part(
            cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
        )
        asked = Question("Целевой инструктаж", "Когда он нужен?")
        return ask_teacher(run, learner=cast.learner, asked_by=cast.learner, question=asked)

    def test_the_worker_answers_with_his_minutes(self, cast: make.Cast, thread: Thread) -> None:
        sent(cast.teacher, f"thread:{thread.pk}")
        row = receive(letter("Время: 15 минут\n\nПеред разовой работой."))
        assert row is not None
        assert (row.state, row.why) == (S.POSTED, "")
        post = thread.posts.get(side=Post.Side.WORKER)
        assert (post.author, post.text) == (cast.teacher, "Перед разовой работой.")
        interval = WorkInterval.objects.get()
        assert (interval.ends_at - interval.starts_at).seconds == 15 * 60

    def test_out_04_an_answer_without_minutes_is_refused(self, cast: make.Cast, thread: Thread) -> None:
        sent(cast.teacher, f"thread:{thread.pk}")
        row = receive(letter("Перед разовой работой."))
        assert row is not None
        assert row.state == S.REFUSED
        assert "минут" in Letter.objects.get(to=MINE, answers=row.message_id).text
        assert thread.posts.count() == 1

    def test_the_side_that_asked_goes_on(self, cast: make.Cast, thread: Thread) -> None:
        answer(thread, by=cast.teacher, text="Перед разовой работой.", minutes=5)
        sent(cast.learner, f"thread:{thread.pk}")
        receive(letter("А перед повторной?"))
        thread.refresh_from_db()
        assert (thread.state, thread.posts.count()) == (Thread.State.WAITING, 3)

    @pytest.mark.parametrize("name", ["stranger", "deputy", "parent", "child"])
    def test_out_02_nobody_else_speaks_there(self, cast: make.Cast, thread: Thread, name: str) -> None:
        sent(getattr(cast, name), f"thread:{thread.pk}")
        row = receive(letter("время 5\nИ я скажу."))
        assert row is not None
        assert (row.state, thread.posts.count()) == (S.REFUSED, 1)

    def test_a_representative_goes_on_for_the_ward(self, cast: make.Cast) -> None:
        part = make.part(cast.group.programme, "Инструктажи")
        run = make.group_part(cast.group, part, teacher=cast.teacher)
        asked = Question("Тема", "Когда?")
        thread = ask_teacher(run, learner=cast.child, asked_by=cast.parent, question=asked)
        sent(cast.parent, f"thread:{thread.pk}")
        row = receive(letter("И где?"))
        assert row is not None
        assert (row.state, thread.posts.count()) == (S.POSTED, 2)

    def test_the_letter_to_the_worker_says_how_to_answer(self, cast: make.Cast, settings: Any) -> None:
        settings.MAIL = Mail(host="127.0.0.1")
        cast.teacher.email = MINE
        cast.teacher.save()
        part = make.part(cast.group.programme, "Инструктажи")
        run = make.group_part(cast.group, part, teacher=cast.teacher)
        ask_teacher(run, learner=cast.learner, asked_by=cast.learner, question=Question("Тема", "Когда?"))
        told = Letter.objects.get(to=MINE)
        assert "«время 15»" in told.text
        assert told.about.startswith("thread:")


class TestWays:
    def test_each_way_is_said_in_words(self, client: Client, cast: make.Cast) -> None:
        note_failure("inbox", words="connection refused")
        page = client.get("/outside/").content.decode()
        assert "не работает" in page.replace("\xa0", " ")
        assert "connection refused" in page
        note_work("inbox")
        ways = {way.code: way for way in ways_outside()}
        assert {code: way.standing for code, way in ways.items()} == {
            "mail": "выключено", "inbox": "работает", "push": "выключено", "telegram": "выключено",
            "vk": "выключено", "max": "выключено",
        }  # fmt: skip

    def test_the_button_speaks_with_the_server(
        self, client: Client, cast: make.Cast, box: Box, settings: Any
    ) -> None:
        page = client.post("/outside/mail/try/", follow=True).content.decode().replace("\xa0", " ")
        assert "«Письма из Опоры» работает." in page
        page = client.post("/outside/inbox/try/", follow=True).content.decode().replace("\xa0", " ")
        assert "«Ответы на письма» не работает" in page
        assert "refused" in page
        page = client.post("/outside/push/try/", follow=True).content.decode().replace("\xa0", " ")
        assert "проверять нечего" in page
        assert client.post("/outside/fax/try/").status_code == 404
        assert box.letters == []

    def test_the_register_forbids_what_is_on(self, client: Client, cast: make.Cast, settings: Any) -> None:
        settings.MESSENGERS = {**settings.MESSENGERS, "max": ("console", "")}
        way = next(way for way in ways_outside() if way.code == "max")
        assert (way.tone, way.standing, way.may_try) == ("warning", "запрещено реестром", False)

    def test_the_number_of_questions_is_constant(self, client: Client, cast: make.Cast) -> None:
        with CaptureQueriesContext(connection) as caught:
            ways_outside()
        assert len(caught) <= 8

    def test_the_doctor_says_the_same(self, cast: make.Cast, tmp_path: Any) -> None:
        note_failure("inbox", words="connection refused")
        Incoming.objects.create(message_id="<1@x>", received_at="2026-11-23T00:00Z", state=S.HELD)
        found = {(one.what, one.level): one.words for one in check_command._outside(tmp_path)}
        assert found == {
            ("ответы на письма", "error"): "сервер не принимает соединения (connection refused)",
            ("почта", "warning"): "ждут разбора: 1",
        }
        note_work("inbox")
        assert ("ответы на письма", "ok") in {
            (one.what, one.level) for one in check_command._outside(tmp_path)
        }


def test_a_code_is_shown_and_an_account_is_unbound(cast: make.Cast, login: Login, settings: Any) -> None:
    settings.MESSENGERS = {**settings.MESSENGERS, "max": ("console", "")}
    client = login(Account.objects.get(person=cast.learner))
    assert client.post("/notifications/messengers/fax/code/").status_code == 404
    assert client.post("/notifications/messengers/vk/code/").status_code == 404
    page = client.post("/notifications/messengers/max/code/").content.decode()
    assert "Привязать MAX" in page
    assert "консоль" in page
    page = client.get("/notifications/settings/").content.decode()
    assert "В реестре средств коммуникации его нет." in page.replace("\xa0", " ")
