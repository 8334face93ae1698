"""Topics: opened by a message, read apart, resolved, written down as a consultation with its minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from opora.consultations.models import Booking, Session, Thread, WorkInterval
from opora.conversations import actions
from opora.conversations.models import Conversation, Message, Topic
from opora.conversations.queries.registering import minutes_of, topic_proposal
from opora.conversations.queries.topics import rows_for
from opora.kernel.clock import travel
from opora.people.models import Account
from tests import make

from .test_actions import refused
from .test_views import seqs, url_of
from .world import course_chat, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def topic_url(topic: Topic, name: str = "topic") -> str:
    return reverse(f"conversations:{name}", args=[topic.conversation_id, topic.pk])


def unread(topic: Topic, who: object) -> int:
    return rows_for(topic.conversation, who)[0].unread  # type: ignore[arg-type]


class TestTopic:
    def test_a_message_and_its_answers_become_one_and_it_goes_on_apart(
        self, cast: make.Cast, login: Login
    ) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        asked = say(chat, cast.learner, "Нужен ли журнал?")
        say(chat, cast.teacher, "Да", reply_to=asked)
        say(chat, cast.child, "А у меня другое")
        url = reverse("conversations:open_topic", args=[chat.pk, 1])
        for _press in range(2):
            answer = client.post(url)
        topic = Topic.objects.get()
        assert (answer["Location"], topic.title) == (topic_url(topic), "Нужен ли журнал?")
        assert seqs(client.get(topic_url(topic)).content.decode()) == [1, 2]
        client.post(topic_url(topic), {"client_id": str(uuid4()), "text": "Бумажный?"})
        said = Message.objects.get(seq=4)
        assert said.topic == topic
        assert say(chat, cast.teacher, "Да", reply_to=said).topic == topic
        page = client.get(url_of(chat)).content.decode()
        assert seqs(page) == [1, 2, 3, 4, 5]
        assert topic_url(topic) in page

    def test_it_is_read_on_its_page_and_the_chat_stays_unread(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        topic = actions.open_topic(say(chat, cast.teacher, "Зачёт"), by=cast.teacher)
        say(chat, cast.child, "Другое")
        say(chat, cast.teacher, "В среду", topic=topic)
        assert unread(topic, cast.learner) == 2
        client = login(cast.account("learner"))
        client.get(topic_url(topic))
        assert unread(topic, cast.learner) == 0
        assert (
            '<span class="count hot" data-live="messages">1</span>'
            in client.get(reverse("conversations:list")).content.decode()
        )
        say(chat, cast.teacher, "В 18:00", topic=topic)
        assert unread(topic, cast.learner) == 1
        client.get(url_of(chat))
        assert unread(topic, cast.learner) == 0

    def test_cht_18_a_message_is_in_one_topic(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        topic = actions.open_topic(say(chat, cast.teacher, "Зачёт"), by=cast.teacher)
        inside = say(chat, cast.learner, "Когда?", topic=topic)
        assert refused(actions.open_topic, inside, by=cast.learner) == ["CHT-18"]

    def test_cht_24_a_resolved_one_waits_to_be_opened_again(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        topic = actions.open_topic(say(chat, cast.learner, "Где пропуск?"), by=cast.learner)
        url = topic_url(topic, "resolve")
        assert login(cast.account("child")).post(url).status_code == 403
        login(cast.account("teacher")).post(url)
        assert refused(say, chat, cast.learner, topic=topic.__class__.objects.get()) == ["CHT-24"]
        assert Message.objects.get(seq=1).awaited.settled_at is not None
        login(cast.account("learner")).post(url, {"off": "1"})
        assert say(chat, cast.learner, topic=Topic.objects.get()).topic == topic


class TestMinutes:
    @pytest.mark.parametrize(
        ("moments", "minutes"),
        [
            ([0], 5),
            ([0, 4, 9, 12], 12),
            ([0, 10, 21, 27], 16),
            ([0, 60, 600], 5),
            ([*range(0, 300, 5)], 240),
        ],
    )
    def test_silence_longer_than_ten_minutes_is_a_break(
        self, today: datetime, moments: list[int], minutes: int
    ) -> None:
        exchange = [Message(at=today + timedelta(minutes=n)) for n in moments]
        assert minutes_of(exchange) == minutes


class TestBecomesAConsultation:
    def exchange(self, cast: make.Cast, today: datetime) -> tuple[Conversation, Topic]:
        """10 minutes of talk, then half an hour of silence, then 3 minutes more."""
        chat = course_chat(cast)
        topic = actions.open_topic(say(chat, cast.learner, "Нужен ли журнал?"), by=cast.learner)
        for minutes, who, text in (
            (4, cast.teacher, "Нужен."),
            (10, cast.child, "И мне?"),
            (40, cast.curator, "Коллеги, форма в папке"),
            (43, cast.teacher, "Вам тоже."),
        ):
            with travel(today + timedelta(minutes=minutes)):
                say(chat, who, text, topic=topic)
        return chat, topic

    def test_participants_minutes_and_words_are_proposed(self, cast: make.Cast, today: datetime) -> None:
        _chat, topic = self.exchange(cast, today)
        proposed, learners, runs = topic_proposal(topic, cast.teacher)
        assert (proposed.subject, proposed.question) == ("Нужен ли журнал?", "Нужен ли журнал?")
        assert (proposed.answer, proposed.minutes) == ("Нужен.\n\nВам тоже.", 13)
        assert learners == [cast.learner, cast.child]
        assert [run.part.title for run in runs] == ["Виды инструктажей"]

    def test_of_several_it_is_one_before_the_group_and_the_time_is_counted_once(
        self, cast: make.Cast, today: datetime, login: Login
    ) -> None:
        _chat, topic = self.exchange(cast, today)
        client = login(cast.account("teacher"))
        with travel(today + timedelta(minutes=50)):
            url = topic_url(topic, "register_topic")
            assert url in client.get(topic_url(topic)).content.decode()
            form = client.get(url).context["form"]
            run = form.fields["run"].queryset.get()
            nobody = client.post(url, {**form.initial, "run": run.pk, "learners": []})
            assert 'data-rule="CHT-23"' in nobody.content.decode()
            answer = client.post(url, {**form.initial, "run": run.pk})
        assert answer.status_code == 302
        session = Session.objects.get()
        assert [(thread.learner, thread.posts.count()) for thread in Thread.objects.order_by("pk")] == [
            (cast.learner, 2), (cast.child, 2),
        ]  # fmt: skip
        attended = Booking.objects.filter(session=session, state=Booking.State.ATTENDED)
        assert set(attended.values_list("learner", flat=True)) == {cast.learner.pk, cast.child.pk}
        spent = [one.ends_at - one.starts_at for one in WorkInterval.objects.all()]
        assert sum(spent, timedelta()) == timedelta(minutes=13)
        with travel(today + timedelta(minutes=51)):
            assert 'data-rule="CHT-11"' in client.post(url, {**form.initial, "run": run.pk}).content.decode()

    def test_of_one_it_is_an_individual_one(self, cast: make.Cast, today: datetime) -> None:
        chat, topic = self.exchange(cast, today)
        assert chat.run is not None
        record = actions.Record(chat.run, "Журнал", "Нужен ли журнал?", "Нужен.", 13)
        with travel(today + timedelta(minutes=50)):
            made = actions.register_topic(topic, by=cast.teacher, record=record, learners=[cast.learner])
        assert [one.question.seq for one in made] == [1]
        assert Session.objects.get().format == "individual"

    def test_cht_23_somebody_took_part(self, cast: make.Cast, today: datetime) -> None:
        chat, topic = self.exchange(cast, today)
        assert chat.run is not None
        record = actions.Record(chat.run, "Журнал", "Нужен ли журнал?", "Нужен.", 13)
        call = {"by": cast.teacher, "record": record}
        assert refused(actions.register_topic, topic, learners=[cast.stranger], **call) == ["CHT-23"]
