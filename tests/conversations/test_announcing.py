"""One word to many: chosen by who may write to them, told not at night, reported by name (S3-4.2c)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.conversations import actions
from opora.conversations.live import ChatFeed
from opora.conversations.models import Announcement, Conversation
from opora.conversations.queries.announcing import Audience, recipients, report_of
from opora.conversations.tasks import told_of_unread
from opora.kernel.clock import travel
from opora.notifications.models import Letter, Notification
from opora.people.models import Account, Person
from tests import make

from .test_actions import refused
from .world import course, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def announced(by: Person, audience: Audience | None = None, replies: str = "author") -> Conversation:
    return actions.announce(
        by, title="Перенос зачёта", text="Зачёт в среду", audience=audience or Audience(),
        replies=replies, client_id=uuid4(),
    )  # fmt: skip


class TestAudience:
    def test_a_teacher_tells_his_own_and_management_tells_all(self, cast: make.Cast) -> None:
        course(cast)
        everybody = set(recipients(cast.deputy, Audience(frozenset({"learners"}))))
        assert {cast.learner, cast.child, cast.stranger} <= everybody
        assert set(recipients(cast.teacher, Audience(frozenset({"learners"})))) == {cast.learner, cast.child}
        assert recipients(cast.teacher, Audience(frozenset({"guardians"}))) == [cast.parent]

    def test_groups_kinds_of_workers_and_a_branch_narrow_it(self, cast: make.Cast) -> None:
        east = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
        far = make.staff("Ли Ен Су", branch=east)
        assert set(recipients(cast.deputy, Audience(groups=(cast.group,)))) == {cast.learner, cast.child}
        assert set(recipients(cast.deputy, Audience(frozenset({"teachers"})))) == {cast.teacher, far}
        assert recipients(cast.deputy, Audience(frozenset({"teachers"}), branch=east)) == [far]
        assert recipients(cast.deputy, Audience(frozenset({"curators"}))) == [cast.curator]

    def test_cht_13_it_has_a_heading_and_somebody_to_hear_it(self, cast: make.Cast) -> None:
        nobody = Audience(frozenset({"learners"}))
        call = {"text": "Зачёт", "audience": nobody, "replies": "author", "client_id": uuid4()}
        assert refused(actions.announce, cast.teacher, title="Зачёт", **call) == ["CHT-13"]
        assert refused(actions.announce, cast.deputy, title=" ", **call) == ["CHT-13"]


class TestAnswers:
    def test_cht_12_only_the_author_speaks_and_others_answer_him(self, cast: make.Cast) -> None:
        chat = announced(cast.deputy)
        assert refused(say, chat, cast.learner) == ["CHT-12"]
        assert say(chat, cast.deputy, "Уточнение").seq == 2
        personal = actions.answer_author(chat, by=cast.learner)
        assert personal == actions.start_personal(cast.deputy, to=cast.learner)
        assert say(personal, cast.learner, "Буду").text == "Буду"

    def test_cht_12_where_the_author_lets_all_may_answer(self, cast: make.Cast) -> None:
        chat = announced(cast.deputy, replies=Announcement.Replies.EVERYBODY)
        assert say(chat, cast.learner, "Поняла").seq == 2

    def test_pressed_twice_it_is_told_once(self, cast: make.Cast) -> None:
        same = uuid4()
        for _press in range(2):
            actions.announce(
                cast.deputy, title="Зачёт", text="В среду", audience=Audience(), replies="nobody",
                client_id=same,
            )  # fmt: skip
        assert Conversation.objects.filter(kind="announce").count() == 1


class TestTelling:
    def test_everybody_is_told_without_a_word_and_not_again_as_unread(
        self, cast: make.Cast, today: datetime
    ) -> None:
        chat = announced(cast.curator, Audience(frozenset({"learners"})))
        told = Notification.objects.filter(key=f"chat-{chat.pk}-announced")
        assert set(told.values_list("person", flat=True)) == {cast.learner.pk, cast.child.pk}
        assert "среду" not in "".join(told.values_list("body", flat=True))
        with travel(today + timedelta(minutes=30)):
            assert told_of_unread() == 0

    def test_a_letter_waits_for_the_reader_s_own_morning(self, cast: make.Cast, today: datetime) -> None:
        Person.objects.update(email="a@bv.example")
        Person.objects.filter(pk=cast.child.pk).update(timezone="Asia/Vladivostok")
        announced(cast.curator, Audience(frozenset({"learners"})))
        here, asleep = (Letter.objects.get(notification__person=who) for who in (cast.learner, cast.child))
        assert (here.quiet, here.next_try_at) == (False, today)
        assert asleep.quiet
        assert asleep.next_try_at == datetime.fromisoformat("2026-11-24T08:00+10:00")


class TestReport:
    def test_it_says_who_has_read_and_reminds_the_others_once_a_day(
        self, cast: make.Cast, login: Login
    ) -> None:
        Person.objects.filter(pk=cast.child.pk).update(email="child@bv.example")
        chat = announced(cast.curator, Audience(frozenset({"learners"})))
        login(cast.account("learner")).get(reverse("conversations:show", args=[chat.pk]))
        rows = {row.person: row for row in report_of(chat).rows}
        assert rows[cast.learner].read_at is not None
        assert (rows[cast.child].has_read, rows[cast.child].letter) == (False, "в очереди")
        assert rows[cast.learner].letter == "почта не указана"
        client = login(cast.account("curator"))
        page = client.get(reverse("conversations:report", args=[chat.pk])).content.decode()
        assert page.count("<tr>") == 3
        for _press in range(2):
            client.post(reverse("conversations:remind", args=[chat.pk]))
        again = Notification.objects.filter(key__contains="announced-again")
        assert list(again.values_list("person", flat=True)) == [cast.child.pk]
        exported = client.get(reverse("conversations:report", args=[chat.pk]), {"export": "csv"})
        assert "Зотов Илья" in exported.content.decode("utf-8-sig")

    def test_it_is_the_author_s_only_and_others_see_no_names(self, cast: make.Cast, login: Login) -> None:
        chat = announced(cast.curator, Audience(frozenset({"learners", "workers"})))
        assert (
            login(cast.account("deputy")).get(reverse("conversations:report", args=[chat.pk])).status_code
            == 403
        )
        page = login(cast.account("deputy")).get(reverse("conversations:show", args=[chat.pk]))
        assert "Зотов Илья" not in page.content.decode()

    def test_presence_signs_and_reading_are_for_the_author_too(self, cast: make.Cast, login: Login) -> None:
        chat = announced(cast.curator, Audience(frozenset({"learners", "workers"})))
        heard = ChatFeed().audience(chat.pk)
        assert (heard.shown, heard.watchers) == ({cast.curator.pk}, {cast.curator.pk})
        actions.react(chat.messages.get(), by=cast.learner, code="good")
        menu = reverse("conversations:message", args=[chat.pk, 1])
        name = f"{cast.learner.short_name}: хорошо"
        assert name in login(cast.account("curator")).get(menu).content.decode()
        assert name not in login(cast.account("deputy")).get(menu).content.decode()
        called = login(cast.account("deputy")).get(reverse("conversations:called", args=[chat.pk])).json()
        assert [one["name"] for one in called["people"]] == [cast.curator.full_name]

    def test_the_page_shows_who_will_hear_before_it_is_sent(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("curator"))
        typed = {
            "client_id": str(uuid4()), "title": "Зачёт", "text": "В среду", "whom": ["learners"],
            "replies": "author",
        }  # fmt: skip
        url = reverse("conversations:announce")
        looked = client.post(url, {**typed, "look": "1"}).content.decode()
        assert cast.child.short_name in looked
        assert "В среду</textarea>" in looked
        assert not Conversation.objects.exists()
        assert client.post(url, {**typed, "title": ""}).status_code == 422
        sent = client.post(url, typed)
        assert sent["Location"] == reverse("conversations:report", args=[Conversation.objects.get().pk])

    def test_it_costs_the_same_for_one_and_for_thirty(self, cast: make.Cast, login: Login) -> None:
        client, counts = login(cast.account("curator")), []
        for _n in range(2):
            chat = announced(cast.curator, Audience(frozenset({"learners"})))
            url = reverse("conversations:report", args=[chat.pk])
            client.get(url)
            with CaptureQueriesContext(connection) as statements:
                client.get(url)
            counts.append(len(statements))
            for _more in range(28):
                make.learner("", cast.group)
        assert counts[0] == counts[1]
