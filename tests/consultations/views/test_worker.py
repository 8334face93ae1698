"""The worker's side: opened, written down, cancelled, given to another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from opora.consultations.models import Booking, Session
from opora.kernel.clock import travel
from tests import make

from ..world import TOMORROW, exam_prep
from .pages import END, Login, enter, page, post, said, text

pytestmark = pytest.mark.django_db


def test_a_worker_sees_today_what_to_write_down_and_what_is_ahead(cast: make.Cast, login: Login) -> None:
    today = make.session(cast.teacher, datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    ahead = make.session(cast.teacher)
    unfilled = make.session(cast.teacher, TOMORROW - timedelta(days=8))
    returned = make.session(
        cast.teacher, TOMORROW - timedelta(days=7), state="correction", return_remark="Проверьте конец"
    )
    make.session(cast.teacher, TOMORROW - timedelta(days=6), state="cancelled")
    foreign = make.session(cast.other_staff, TOMORROW - timedelta(days=8))
    response = page(enter(login, cast, "teacher"), "teach")
    assert (response.context["now"], response.context["ahead"]) == ([today], [ahead])
    assert (response.context["to_fill"], response.context["of_others"]) == ([unfilled, returned], [])
    assert "Проверьте конец" in text(response)
    assert page(enter(login, cast, "deputy"), "teach").context["of_others"] == [unfilled, foreign, returned]


def test_a_worker_without_sessions_is_told_where_they_come_from(cast: make.Cast, login: Login) -> None:
    assert "Впереди консультаций нет" in text(page(enter(login, cast, "teacher"), "teach"))


def test_the_worker_opens_and_writes_down(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner, question="Чем отличается?")
    client = enter(login, cast, "teacher")
    assert "Чем отличается?" in text(page(client, "session", session.pk))
    with travel(TOMORROW + timedelta(minutes=3)):
        assert post(client, "open", session.pk).status_code == 302
    with travel(TOMORROW + timedelta(minutes=50, seconds=20)):
        form = page(client, "hold", session.pk)
        assert 'value="2026-11-24T18:03"' in text(form)
        assert 'value="2026-11-24T18:50"' in text(form)
        answer = post(
            client,
            "hold",
            session.pk,
            actual_start="2026-11-24T18:03",
            actual_end="2026-11-24T18:50",
            attended=[booking.pk],
            topic="Инструктажи",
            topic_basis="learner_appeals",
            scope="overview",
        )
    assert answer.status_code == 302
    assert said(answer) == ["Фактическое время — 47 мин., по графику — 90 мин. В табель попадёт фактическое."]
    session.refresh_from_db()
    assert session.state == "held"


def test_opening_too_early_comes_back_with_words(cast: make.Cast, login: Login) -> None:
    answer = post(enter(login, cast, "teacher"), "open", make.session(cast.teacher).pk)
    assert answer.status_code == 422
    assert "Открыть консультацию можно за 30 минут до начала" in text(answer)


def test_a_refused_record_keeps_everything_typed(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    booking = make.booking(session, cast.learner)
    with travel(END + timedelta(hours=1)):
        answer = post(
            enter(login, cast, "teacher"),
            "hold",
            session.pk,
            actual_start="2026-11-24T18:00",
            actual_end="2026-11-24T17:00",
            attended=[booking.pk],
            topic="Набранная тема",
            topic_basis="learner_appeals",
            scope="topic",
        )
    shown = text(answer)
    assert answer.status_code == 422
    assert "Окончание должно быть позже начала." in shown
    assert 'value="2026-11-24T17:00"' in shown
    assert "Набранная тема" in shown
    assert answer.context["form"]["attended"].value() == [str(booking.pk)]


def test_a_time_that_does_not_exist_is_a_form_error(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    with travel(END):
        answer = post(
            enter(login, cast, "teacher"), "hold", session.pk, actual_start="вчера", scope="overview"
        )
    assert answer.status_code == 422
    assert "Такого времени нет" in text(answer)


def test_an_overrun_into_the_next_consultation_is_said(cast: make.Cast, login: Login) -> None:
    """domain.md §8, case 11."""
    session = make.session(cast.teacher)
    make.session(cast.teacher, END, minutes=60)
    booking = make.booking(session, cast.learner)
    with travel(END + timedelta(hours=1)):
        answer = post(
            enter(login, cast, "teacher"),
            "hold",
            session.pk,
            actual_start="2026-11-24T18:00",
            actual_end="2026-11-24T19:52",
            attended=[booking.pk],
            topic="Тема",
            topic_basis="learner_appeals",
            scope="topic",
        )
    assert said(answer)[1].startswith("Время зашло на вашу следующую консультацию, вт 24.11, 19:30–20:30 МСК")


def test_exam_prep_is_written_down_with_its_three_items(cast: make.Cast, login: Login) -> None:
    session = exam_prep(cast.teacher, cast.group, "group")
    booking = make.booking(session, cast.learner)
    client = enter(login, cast, "teacher")
    data: dict[str, Any] = {
        "actual_start": "2026-11-24T18:00",
        "actual_end": "2026-11-24T19:00",
        "attended": [booking.pk],
        "walk_ins": [cast.child.pk],
        "scope": "overview",
        "done_procedure_briefing": "on",
        "minutes_procedure_briefing": "15",
    }
    with travel(END):
        assert "критерии оценивания" in text(page(client, "hold", session.pk))
        refused = post(client, "hold", session.pk, **data)
        assert "Не отмечено:" in text(refused)
        assert (
            post(client, "hold", session.pk, **data, skipped_items_reason="продолжим завтра").status_code
            == 302
        )
    assert session.prep_items.get(item="procedure_briefing").minutes == 15
    assert Booking.objects.get(learner=cast.child).state == "attended"
    Session.objects.filter(pk=session.pk).update(state="correction")
    with travel(END):
        form = page(client, "hold", session.pk).context["form"]
    assert form["done_procedure_briefing"].value() is True


def test_an_offline_consultation_is_written_down_by_intervals(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, mode="offline")
    booking = make.booking(session, cast.learner)
    client = enter(login, cast, "teacher")
    data: dict[str, Any] = {
        "attended": [booking.pk],
        "topic": "Ответ",
        "topic_basis": "learner_appeals",
        "scope": "topic",
        "from_0": "2026-11-24T18:00",
        "to_0": "2026-11-24T18:07",
        "from_1": "2026-11-25T09:00",
    }
    with travel(TOMORROW + timedelta(days=2)):
        assert "отрезки" in text(page(client, "hold", session.pk))
        refused = post(client, "hold", session.pk, **data)
        assert "Укажите и начало, и окончание отрезка." in text(refused)
        answer = post(client, "hold", session.pk, **data, to_1="2026-11-25T09:12")
    assert said(answer)[-1] == "Записано: 19 мин."
    Session.objects.filter(pk=session.pk).update(state="correction")
    assert page(client, "hold", session.pk).context["form"]["to_1"].value() == "2026-11-25T09:12"


def test_the_deputy_fills_in_for_another_only_with_a_reason(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner)
    client = enter(login, cast, "deputy")
    data: dict[str, Any] = {
        "actual_start": "2026-11-24T18:00",
        "actual_end": "2026-11-24T19:00",
        "attended": [booking.pk],
        "topic": "Тема",
        "topic_basis": "progress_analysis",
        "scope": "overview",
    }
    with travel(END):
        assert post(client, "hold", session.pk, **data).status_code == 422
        assert post(client, "hold", session.pk, **data, late_reason="преподаватель болеет").status_code == 302


def test_a_colleague_may_not_touch_it(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "other_staff")
    for name in ("open", "hold", "no_show", "session_cancel", "topic"):
        assert post(client, name, session.pk).status_code == 403
    session.refresh_from_db()
    assert session.state == "planned"


def test_nobody_came(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "teacher")
    assert post(client, "no_show", session.pk).status_code == 422
    with travel(TOMORROW + timedelta(minutes=20)):
        assert "Сколько минут ждали" in text(page(client, "session", session.pk))
        assert post(client, "no_show", session.pk, waited="много").status_code == 422
        assert post(client, "no_show", session.pk, waited="15").status_code == 302
    session.refresh_from_db()
    assert session.state == "no_show"


def test_the_worker_cancels_with_a_reason(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "teacher")
    refused = post(client, "session_cancel", session.pk, reason="")
    assert (refused.status_code, "Укажите причину отказа" in text(refused)) == (422, True)
    assert post(client, "session_cancel", session.pk, reason="болезнь").status_code == 302
    assert "болезнь" in text(page(client, "session", session.pk))


def test_the_worker_refuses_one_learner_with_a_reason(cast: make.Cast, login: Login) -> None:
    booking = make.booking(make.session(cast.teacher), cast.learner)
    client = enter(login, cast, "teacher")
    assert post(client, "cancel", booking.pk).status_code == 422
    assert post(client, "cancel", booking.pk, reason="не моя дисциплина").status_code == 302
    booking.refresh_from_db()
    assert booking.cancel_reason == "не моя дисциплина"


def test_the_deputy_names_a_substitute(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "deputy")
    assert post(client, "substitute", session.pk, person="").status_code == 422
    refused = post(client, "substitute", session.pk, person=cast.other_staff.pk)
    assert (refused.status_code, "Укажите причину." in text(refused)) == (422, True)
    assert (
        post(client, "substitute", session.pk, person=cast.other_staff.pk, reason="болезнь").status_code
        == 302
    )
    assert "вместо: Ковалёва И. С." in text(page(client, "session", session.pk))


def test_the_worker_sets_the_topic(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "teacher")
    assert post(client, "topic", session.pk, topic="Тема").status_code == 422
    refused = post(client, "topic", session.pk, topic="Тема", scope="topic", kind="current")
    assert (refused.status_code, "Укажите тему и основание" in text(refused)) == (422, True)
    answer = post(
        client,
        "topic",
        session.pk,
        topic="Тема",
        scope="topic",
        kind="current",
        topic_basis="progress_analysis",
    )
    assert answer.status_code == 302
    assert "анализ успеваемости" in text(page(client, "session", session.pk))


def test_walk_ins_come_from_the_groups_programmes_or_the_worker(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, teacher=cast.teacher)
    client = enter(login, cast, "teacher")
    for served in ({"groups": [cast.group]}, {"parts": [part]}, {}):
        session = make.session(
            cast.teacher, TOMORROW, minutes=30, state="in_progress", mode="offline", **served
        )
        field = page(client, "hold", session.pk).context["form"].fields["walk_ins"]
        assert [name for _pk, name in field.choices] == ["Зотов Илья", "Иванова Мария Петровна"]


def test_a_specialist_sees_names_but_gives_nothing_back(cast: make.Cast, login: Login) -> None:
    booking = make.booking(make.session(cast.teacher), cast.stranger)
    client = enter(login, cast, "specialist")
    assert "Чужой Олег Олегович" in text(page(client, "session", booking.session_id))
    assert post(client, "cancel", booking.pk).status_code == 404
