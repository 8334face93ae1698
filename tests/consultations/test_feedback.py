"""«Помогла ли консультация?»: said once by who was there, shown without names (S1-4.1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.consultations import actions
from opora.consultations.actions import Opinion, Question, give_feedback
from opora.consultations.models import Booking, Feedback, Session, Thread
from opora.consultations.queries.feedback import LEAST, Share, said_in, wanting_more
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.people.models import Person
from opora.studies.models import GroupPart
from tests import make

from .world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
V, B, S = Feedback.Verdict, Booking.State, Session.State
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 20)
    )


def held(cast: make.Cast, *who: Person, state: str = B.ATTENDED, **values: Any) -> list[Booking]:
    values = {"topic": "Виды инструктажей", "groups": [cast.group], "state": S.HELD, **values}
    session = make.session(
        cast.teacher, FRIDAY, actual_start=FRIDAY, actual_end=FRIDAY + timedelta(minutes=80), **values
    )
    return [make.booking(session, one, state=state) for one in who]


def asked(run: GroupPart, who: Person, *, answered: bool = True) -> Thread:
    thread = actions.ask_teacher(run, learner=who, asked_by=who, question=Question("Журнал", "Нужен ли он?"))
    if answered:
        actions.answer(thread, by=thread.session.person, text="Нужен.", minutes=5)
    return actions.close_thread(thread, by=who)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def said(booking: Booking, verdict: str = V.HELPED, **values: Any) -> Feedback:
    return give_feedback(booking, opinion=Opinion(verdict, **values), by=booking.learner)


class TestRules:
    def test_fbk_01_only_who_was_there_says(self, cast: make.Cast) -> None:
        [missed] = held(cast, cast.learner, state=B.NO_SHOW)
        with pytest.raises(Refused) as refused:
            said(missed)
        assert rules_of(refused) == ["FBK-01"]
        [booked] = held(cast, cast.child, state=B.CONFIRMED)
        with pytest.raises(Refused):
            said(booked)
        assert not Feedback.objects.exists()

    def test_fbk_01_of_an_offline_one_it_is_said_in_the_question(
        self, cast: make.Cast, run: GroupPart
    ) -> None:
        thread = asked(run, cast.learner)
        place = Booking.objects.get(session=thread.session)
        with pytest.raises(Refused, match="в самом вопросе"):
            said(place)
        answer = give_feedback(thread, opinion=Opinion(V.HELPED), by=cast.learner)
        assert (answer.thread, answer.session, answer.learner) == (thread, thread.session, cast.learner)

    def test_fbk_01_a_question_taken_back_without_an_answer_helped_nobody(
        self, cast: make.Cast, run: GroupPart
    ) -> None:
        with pytest.raises(Refused) as refused:
            give_feedback(
                asked(run, cast.learner, answered=False), opinion=Opinion(V.HELPED), by=cast.learner
            )
        assert rules_of(refused) == ["FBK-01"]

    def test_fbk_02_two_weeks_and_no_later(self, cast: make.Cast) -> None:
        [place] = held(cast, cast.learner)
        with travel(FRIDAY + timedelta(days=14)):
            said(place, V.PARTLY)
        with travel(LATER), pytest.raises(Refused, match="можно было до") as refused:
            said(place, V.NOT_HELPED)
        assert rules_of(refused) == ["FBK-02"]
        assert Feedback.objects.get().verdict == V.PARTLY

    def test_a_meeting_written_down_late_is_asked_about_from_then_on(self, cast: make.Cast) -> None:
        [place] = held(cast, cast.learner, closed_at=FRIDAY + timedelta(days=10))
        with travel(FRIDAY + timedelta(days=20)):
            assert said(place).verdict == V.HELPED

    def test_it_is_said_once_and_changed_in_place(self, cast: make.Cast) -> None:
        [place] = held(cast, cast.learner)
        first = said(place)
        second = said(place, V.NOT_HELPED, words=" Не успели разобрать ", wants_more=True)
        assert first.pk == second.pk
        assert (second.words, second.wants_more) == ("Не успели разобрать", True)
        with pytest.raises(IntegrityError):
            Feedback.objects.create(
                session=place.session, booking=place, learner=cast.learner, given_by=cast.learner,
                verdict=V.HELPED,
            )  # fmt: skip


class TestPages:
    def test_the_cabinet_asks_and_one_press_answers(self, cast: make.Cast, login: Login) -> None:
        [place] = held(cast, cast.learner)
        client = login(cast.account("learner"))
        [task] = [one for one in client.get("/cabinet/").context["page"].tasks if "Помогла" in one.title]
        assert task.url == f"/consultations/{place.session_id}/#feedback"
        card = flat(client.get(task.url).content.decode())
        assert "Отчасти" in card
        answer = client.post(f"/consultations/bookings/{place.pk}/feedback/", {"verdict": "partly"})
        assert answer.status_code == 302
        assert Feedback.objects.get().given_by == cast.learner
        assert "Изменить до 04.12" in flat(client.get(answer["Location"]).content.decode())
        assert not [one for one in client.get("/cabinet/").context["page"].tasks if "Помогла" in one.title]

    def test_the_cabinet_costs_as_many_statements_as_without_a_question(
        self, cast: make.Cast, login: Login, run: GroupPart
    ) -> None:
        client = login(cast.account("learner"))

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/cabinet/").status_code == 200
            return len(queries)

        cost()  # the first request of a day also writes down the visit
        before = cost()
        for _n in range(3):
            held(cast, cast.learner)
        asked(run, cast.learner)
        assert cost() == before

    def test_own_bookings_ask_by_one_press_too(self, cast: make.Cast, login: Login) -> None:
        [place] = held(cast, cast.learner)
        client = login(cast.account("learner"))
        page = "/consultations/mine/"
        assert f"/consultations/bookings/{place.pk}/feedback/" in client.get(page).content.decode()
        sent = {"verdict": "helped", "next": page}
        assert client.post(f"/consultations/bookings/{place.pk}/feedback/", sent)["Location"] == page
        assert f"/consultations/bookings/{place.pk}/feedback/" not in client.get(page).content.decode()

    def test_a_parent_answers_for_the_child_and_is_led_to_another_meeting(
        self, cast: make.Cast, login: Login
    ) -> None:
        [place] = held(cast, cast.child)
        sent = {"verdict": "not_helped", "wants_more": "on", "words": "Не поняли дроби"}
        answer = login(cast.account("parent")).post(f"/consultations/bookings/{place.pk}/feedback/", sent)
        assert answer["Location"] == f"/consultations/?ward={cast.child.pk}"
        kept = Feedback.objects.get()
        assert (kept.learner, kept.given_by, kept.wants_more) == (cast.child, cast.parent, True)

    def test_another_learner_neither_answers_nor_sees(self, cast: make.Cast, login: Login) -> None:
        [place, _other] = held(cast, cast.child, cast.learner)
        said(place, V.NOT_HELPED, words="Слишком быстро")
        stranger = login(cast.account("learner"))
        url = f"/consultations/bookings/{place.pk}/feedback/"
        assert stranger.post(url, {"verdict": "helped"}).status_code == 404
        assert "Слишком быстро" not in stranger.get(f"/consultations/{place.session_id}/").content.decode()
        teacher = login(cast.account("teacher"))
        assert "Слишком быстро" not in teacher.get(f"/consultations/{place.session_id}/").content.decode()

    def test_a_late_answer_is_refused_with_words_and_nothing_typed_is_lost(
        self, cast: make.Cast, login: Login
    ) -> None:
        [place] = held(cast, cast.learner)
        said(place)
        with travel(LATER):
            sent = {"verdict": "partly", "words": "Вспомнила важное"}
            answer = login(cast.account("learner")).post(
                f"/consultations/bookings/{place.pk}/feedback/", sent
            )
        assert answer.status_code == 422
        assert "можно было до" in flat(answer.content.decode())

    def test_a_press_without_a_verdict_is_asked_again(self, cast: make.Cast, login: Login) -> None:
        [place] = held(cast, cast.learner)
        answer = login(cast.account("learner")).post(
            f"/consultations/bookings/{place.pk}/feedback/", {"words": "Хорошо"}
        )
        assert answer.status_code == 422
        assert "Хорошо" in answer.content.decode()

    def test_a_closed_question_asks_its_learner(self, cast: make.Cast, login: Login, run: GroupPart) -> None:
        thread = asked(run, cast.learner)
        client = login(cast.account("learner"))
        page = f"/consultations/questions/{thread.pk}/"
        assert "Помогла ли консультация?" in flat(client.get(page).content.decode())
        assert client.post(f"{page}feedback/", {"verdict": "helped"})["Location"] == page
        assert Feedback.objects.get().thread == thread
        teacher = login(cast.account("teacher")).get(page)
        assert "Помогла ли консультация?" not in flat(teacher.content.decode())


class TestShares:
    def test_a_share_waits_for_enough_answers(self) -> None:
        assert Share(LEAST - 1).percent is None
        assert (Share(3, 1, 1).percent, Share(3, 1, 1).is_low) == (60, False)
        assert Share(2, 1, 2).is_low

    def test_answers_are_counted_by_worker_and_discipline_without_names(
        self, cast: make.Cast, run: GroupPart
    ) -> None:
        [place] = held(cast, cast.learner, parts=[run.part])
        said(place, V.PARTLY, words="Мало примеров")
        with CaptureQueriesContext(connection) as queries:
            [one] = said_in(date(2026, 11, 1), date(2026, 11, 30), branches=None, person=None)
        assert len(queries) == 1
        assert (one.person, one.part, one.verdict) == (cast.teacher.pk, run.part_id, V.PARTLY)
        assert said_in(date(2026, 12, 1), date(2026, 12, 30), branches=None, person=None) == []
        assert said_in(date(2026, 11, 1), date(2026, 11, 30), branches=[], person=None) == []

    def test_who_wants_more_is_named_until_he_is_booked_again(self, cast: make.Cast) -> None:
        [place] = held(cast, cast.learner)
        said(place, V.NOT_HELPED, wants_more=True)
        days = (date(2026, 11, 1), date(2026, 11, 30))
        assert [one.learner for one in wanting_more(*days, None)] == [cast.learner]
        with travel(FRIDAY + timedelta(days=4)):
            make.booking(make.session(cast.teacher), cast.learner)
        assert wanting_more(*days, None) == []
