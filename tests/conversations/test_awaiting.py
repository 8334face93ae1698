"""A question without an answer: by working days of the act to the worker, then to who stands in for him."""

from datetime import datetime, timedelta

import pytest

from opora.conversations import actions
from opora.conversations.models import Awaited, Conversation
from opora.conversations.queries.awaiting import is_question
from opora.conversations.tasks import tell_of_awaited, watch_awaited
from opora.kernel.clock import travel
from opora.notifications.models import Notification
from opora.people.models import Absence, Organisation, Person, Role
from tests import make

from .world import course, course_chat, say

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def waits(chat: Conversation) -> list[int]:
    rows = Awaited.objects.filter(message__conversation=chat, settled_at=None)
    return list(rows.order_by("message__seq").values_list("message__seq", flat=True))


def told() -> list[tuple[Person, str]]:
    rows = Notification.objects.filter(key__contains="awaited").select_related("person").order_by("pk")
    return [(row.person, row.key.rpartition("-")[2]) for row in rows]


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("text", "answer"),
        [("Когда?", True), ("Не могу открыть тест", True), ("Спасибо, понятно", False), ("Ок", False)],
    )
    def test_a_mark_or_words_enough_make_a_question(self, text: str, answer: bool) -> None:
        assert is_question(text) is answer

    def test_a_learner_s_question_waits_till_a_worker_answers(self, cast: make.Cast, today: datetime) -> None:
        chat = course_chat(cast)
        say(chat, cast.teacher, "Кто придёт в среду?")
        asked = say(chat, cast.learner, "Нужен ли журнал?")
        say(chat, cast.child, "А справка нужна?")
        say(chat, cast.learner, "Спасибо")
        assert waits(chat) == [2, 3]
        row = Awaited.objects.get(message=asked)
        assert row.worker == cast.teacher
        assert row.due_at == today + 2 * DAY  # two working days by the act, Monday to Wednesday
        say(chat, cast.curator, "Нужен", reply_to=asked)
        assert waits(chat) == [3]
        say(chat, cast.teacher, "И справка нужна")
        assert waits(chat) == []

    def test_a_worker_s_sign_a_topic_and_a_press_settle_it_too(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        first, second, third = (say(chat, cast.learner, text) for text in ("Раз?", "Два?", "Три?"))
        actions.react(first, by=cast.child, code="good")
        assert waits(chat) == [1, 2, 3]
        actions.react(first, by=cast.teacher, code="done")
        topic = actions.open_topic(second, by=cast.learner)
        say(chat, cast.teacher, "Отвечу в теме", topic=topic)
        assert waits(chat) == [3]
        actions.needs_no_answer(third)
        assert waits(chat) == []
        actions.delete(say(chat, cast.learner, "Четыре?"))
        assert waits(chat) == []

    def test_workers_among_themselves_and_chats_of_chosen_people_owe_nothing(self, cast: make.Cast) -> None:
        course(cast)
        two = actions.start_personal(cast.curator, to=cast.deputy)
        say(two, cast.curator, "Где приказ?")
        group = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        say(group, cast.learner, "Где сбор?")
        assert not Awaited.objects.exists()
        own = actions.start_personal(cast.learner, to=cast.teacher)
        say(own, cast.learner, "Где сбор?")
        assert Awaited.objects.get().worker == cast.teacher


class TestWhoIsTold:
    def test_the_teacher_a_day_before_and_the_curator_when_it_is_late(
        self, cast: make.Cast, today: datetime
    ) -> None:
        say(course_chat(cast), cast.learner, "Нужен ли журнал?")
        assert tell_of_awaited() == 0
        with travel(today + DAY):
            watch_awaited(0)
            assert tell_of_awaited() == 0
        assert told() == [(cast.teacher, "soon")]
        with travel(today + 2 * DAY):
            assert tell_of_awaited() == 1
            assert tell_of_awaited() == 0
        assert told()[1:] == [(cast.curator, "late")]
        late = Notification.objects.get(person=cast.curator, key__contains="awaited")
        assert "журнал" not in late.title + late.body
        assert late.url.endswith("?around=1#m1")

    def test_an_absent_teacher_s_question_goes_to_who_replaces_him_at_once(
        self, cast: make.Cast, today: datetime
    ) -> None:
        other = make.staff("Мирзоев Рустам Ахмедович")
        Absence.objects.create(
            person=cast.teacher, deputy=other, reason="illness", basis="приказ № 7",
            valid_from=today.date(), valid_to=today.date() + 7 * DAY,
        )  # fmt: skip
        own = actions.start_personal(cast.learner, to=cast.teacher) if course(cast) else None
        assert own is not None
        say(own, cast.learner, "Нужен ли журнал?")
        with travel(today + DAY):
            assert tell_of_awaited() == 2
        assert told() == [(cast.teacher, "soon"), (other, "late")]
        late = Notification.objects.get(person=other, key__contains="awaited")
        assert "Личная переписка вам не видна" in late.body
        assert "conversations/new/?q=" in late.url

    def test_without_a_curator_it_goes_to_the_deputy(self, cast: make.Cast, today: datetime) -> None:
        cast.group.curator = None
        cast.group.save()
        say(course_chat(cast), cast.learner, "Нужен ли журнал?")
        with travel(today + 2 * DAY):
            tell_of_awaited()
        assert told() == [(cast.teacher, "soon"), (cast.deputy, "late")]
        assert cast.deputy.role_grants.get().role == Role.DEPUTY

    def test_without_a_centre_nothing_is_done(self, db: None) -> None:
        assert not Organisation.objects.exists()
        assert tell_of_awaited() == 0
