"""The pages of consultations over HTTP."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.models import Booking, Session
from opora.consultations.views.lists import few_of
from opora.kernel.clock import now, travel
from opora.people.models import Accommodation, Account, Person
from opora.regulations.models import Provision
from opora.schedule.models import Format, Mode
from tests import make

from .world import TOMORROW, edition_s0, exam_prep, flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
END = TOMORROW + timedelta(minutes=90)


def page(client: Client, name: str, *args: Any, query: str = "") -> Any:
    return client.get(reverse(f"consultations:{name}", args=args) + query)


def post(client: Client, name: str, *args: Any, query: str = "", **data: Any) -> Any:
    return client.post(reverse(f"consultations:{name}", args=args) + query, data)


def text(response: Any) -> str:
    return flat(response.content.decode())


def said(response: Any) -> list[str]:
    return [flat(str(message)) for message in get_messages(response.wsgi_request)]


def enter(login: Login, cast: make.Cast, who: str) -> Client:
    return login(cast.account(who))


def enter_as(login: Login, person: Person, role: str = "") -> Client:
    return login(Account.objects.get(person=person), role)


# The week


def test_the_learner_sees_what_can_be_booked_and_why_not(cast: make.Cast, login: Login) -> None:
    make.session(cast.teacher, groups=[cast.group], capacity=4, topic="Виды инструктажей")
    mine = make.session(cast.teacher, TOMORROW + timedelta(days=1), topic="Моя")
    make.booking(mine, cast.learner)
    full = make.session(cast.teacher, TOMORROW + timedelta(days=2), capacity=1)
    make.booking(full, cast.child)
    alone = exam_prep(cast.teacher, cast.group, starts_at=TOMORROW + timedelta(days=3))
    make.session(cast.other_staff, groups=[make.group()], topic="Чужая тема")
    response = page(enter(login, cast, "learner"), "week")
    rows = [(row.state, flat(row.words)) for _day, of_day in response.context["days"] for row in of_day]
    assert rows == [
        ("free", "осталось 4 места"),
        ("mine", "Вы записаны"),
        ("full", "мест нет"),
        ("off", "Консультации по подготовке к промежуточной аттестации проводятся только в групповой форме."),
    ]
    assert str(alone.pk)
    assert "Чужая тема" not in text(response)
    assert "Зотов" not in text(response)


def test_the_whole_schedule_says_why_a_meeting_is_not_for_me(cast: make.Cast, login: Login) -> None:
    make.session(cast.other_staff, groups=[make.group()], topic="Чужая тема")
    response = page(enter(login, cast, "learner"), "week", query="?all=1")
    assert "Вы не зачислены на эту программу" in text(response)


def test_the_week_is_narrowed(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme, "Стропы")
    make.session(cast.teacher, parts=[part], topic="Первая")
    make.session(cast.other_staff, format="frontal", topic="Вторая")
    client = enter(login, cast, "learner")
    for query, seen in [
        ("?part=Стропы", ["Первая"]),
        (f"?teacher={cast.other_staff.pk}", ["Вторая"]),
        ("?form=frontal", ["Вторая"]),
        ("?form=individual", []),
    ]:
        response = page(client, "week", query=query)
        assert [r.session.topic for _d, rows in response.context["days"] for r in rows] == seen
    assert "По этим условиям встреч нет" in text(page(client, "week", query="?form=individual"))


def test_other_weeks_are_a_step_away(cast: make.Cast, login: Login) -> None:
    make.session(cast.teacher, TOMORROW + timedelta(days=7), topic="Через неделю")
    client = enter(login, cast, "learner")
    assert "На этой неделе встреч нет" in text(page(client, "week"))
    response = page(client, "week", query="?from=2026-12-02")
    assert (response.context["monday"], "Через неделю" in text(response)) == (date(2026, 11, 30), True)
    assert page(client, "week", query="?from=nonsense").context["monday"] == date(2026, 11, 23)


def test_case_1_a_reader_far_away_sees_both_clocks_and_the_night(cast: make.Cast, login: Login) -> None:
    Person.objects.filter(pk=cast.learner.pk).update(timezone="Asia/Vladivostok")
    make.session(cast.teacher)
    response = text(page(enter(login, cast, "learner"), "week"))
    assert "18:00–19:30" in response
    assert "у вас ср 25.11, 01:00–02:30" in response
    assert "ночь" in response


def test_a_parent_of_two_switches_between_them(cast: make.Cast, login: Login) -> None:
    """domain.md §8, case 28."""
    second = make.learner("Зотова Вера", cast.group, birth_date=date(2014, 2, 3))
    make.guardianship(cast.parent, second)
    session = make.session(cast.teacher)
    make.booking(session, second)
    client = enter(login, cast, "parent")
    assert "осталось 9 мест" in text(page(client, "week"))
    assert "Запись есть" in text(page(client, "week", query=f"?ward={second.pk}"))
    assert page(client, "week", query=f"?ward={cast.learner.pk}").status_code == 404


def test_a_representative_without_wards_sees_nobodys_bookings(cast: make.Cast, login: Login) -> None:
    client = enter(login, cast, "parent")
    cast.child.representatives.update(valid_to=date(2026, 11, 22))
    assert page(client, "mine").context["coming"] == []


def test_staff_see_how_many_are_booked(cast: make.Cast, login: Login) -> None:
    make.booking(make.session(cast.teacher), cast.learner)
    make.session(
        cast.teacher, TOMORROW + timedelta(days=1), state="held", actual_start=TOMORROW, actual_end=END
    )
    response = text(page(enter(login, cast, "curator"), "week"))
    assert "записано 1 из 10" in response
    assert "проведена" in response


@pytest.mark.parametrize("who", ["learner", "parent", "teacher", "curator"])
@pytest.mark.parametrize("name", ["week", "mine", "teach"])
def test_lists_take_as_many_statements_for_1_row_as_for_30(
    cast: make.Cast, login: Login, who: str, name: str
) -> None:
    if (name == "mine") != (who in ("learner", "parent")) and name != "week":
        return
    client = enter(login, cast, who)
    learner = cast.child if who == "parent" else cast.learner
    part = make.part(cast.group.programme)

    def sessions(days: range, weeks: int = 0) -> None:
        for n in days:
            at = TOMORROW + timedelta(minutes=n * 100 - 1440, weeks=weeks)
            row = make.session(cast.teacher, at, minutes=60, groups=[cast.group], parts=[part])
            row.means.set([make.means()])
            make.booking(row, learner)
            exam_prep(cast.other_staff, cast.group, starts_at=at, minutes=60, parts=[part])

    def count() -> int:
        page(client, name)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert page(client, name).status_code == 200
        return len(queries)

    sessions(range(1, 2))
    first = count()
    sessions(range(2, 31))
    assert count() == first


# The card and booking


def test_booking_by_the_page(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    client = enter(login, cast, "learner")
    response = text(page(client, "session", session.pk))
    assert "осталось 10 мест" in response
    answer = post(client, "book", session.pk, learner=cast.learner.pk, question="Что такое целевой?")
    assert answer.status_code == 302
    assert said(answer) == ["Вы записаны на вт 24.11, 18:00–19:30 МСК. Напомним за сутки и за час."]
    booking = Booking.objects.get()
    assert booking.question == "Что такое целевой?"
    shown = text(client.get(answer["Location"]))
    assert "Вы записаны" in shown
    assert f'action="/consultations/bookings/{booking.pk}/cancel/"' in shown


def test_giving_back_can_be_undone(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner)
    client = enter(login, cast, "learner")
    answer = post(client, "cancel", booking.pk, next="/consultations/mine/")
    assert (answer.status_code, answer["Location"]) == (302, "/consultations/mine/")
    undo = next(iter(get_messages(answer.wsgi_request))).extra_tags
    assert client.post(undo).status_code == 302
    assert Booking.objects.filter(state="confirmed").count() == 1


def test_a_next_address_of_another_site_is_not_followed(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    answer = post(
        enter(login, cast, "learner"),
        "cancel",
        make.booking(session, cast.learner).pk,
        next="https://evil.example/",
    )
    assert answer["Location"] == f"/consultations/{session.pk}/"


def test_giving_back_too_late_is_explained(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner)
    client = enter(login, cast, "learner")
    with travel(TOMORROW - timedelta(hours=1)):
        answer = post(client, "cancel", booking.pk)
    assert answer.status_code == 422
    assert "Отменить запись можно не позже чем за 2 ч до начала" in text(answer)


def test_the_card_shows_the_refusal_its_clause_and_the_way_out(cast: make.Cast, login: Login) -> None:
    edition_s0()
    alone = exam_prep(cast.teacher, cast.group)
    together = exam_prep(cast.teacher, cast.group, "group", starts_at=TOMORROW + timedelta(days=1))
    response = page(enter(login, cast, "learner"), "session", alone.pk)
    assert response.status_code == 200
    shown = text(response)
    assert "проводятся только в групповой форме." in shown
    assert "5.5. Консультации по подготовке" in shown
    assert "Запишитесь на групповую: ср 25.11, 18:00–19:30 МСК (Ковалёва И. С.)." in shown
    assert f'href="/consultations/{together.pk}/"' in shown
    assert "заместителю руководителя" in shown
    assert "<textarea" not in shown


def test_a_refused_form_keeps_what_was_typed(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, capacity=1)
    client = enter(login, cast, "learner")
    make.booking(session, cast.child)
    answer = post(client, "book", session.pk, learner=cast.learner.pk, question="Мой вопрос")
    assert answer.status_code == 422
    assert "Мест на этой консультации больше нет" in text(answer)
    assert answer.context["book_form"]["question"].value() == "Мой вопрос"


def test_a_question_too_long_is_not_cut(cast: make.Cast, login: Login) -> None:
    answer = post(
        enter(login, cast, "learner"),
        "book",
        make.session(cast.teacher).pk,
        learner=cast.learner.pk,
        question="я" * 1001,
    )
    assert (answer.status_code, Booking.objects.count()) == (422, 0)
    assert "я" * 1001 in text(answer)


def test_night_and_double_booking_are_said(cast: make.Cast, login: Login) -> None:
    """domain.md §8, cases 1 and 19."""
    Person.objects.filter(pk=cast.learner.pk).update(timezone="Asia/Vladivostok")
    make.booking(make.session(cast.other_staff), cast.learner)
    session = make.session(cast.teacher)
    client = enter(login, cast, "learner")
    assert "По вашим часам это ночь" in text(page(client, "session", session.pk))
    words = said(post(client, "book", session.pk, learner=cast.learner.pk))
    assert words[1:] == [
        "У вас это ночью: ср 25.11, 01:00–02:30 ВЛД.",
        "В это же время уже есть запись: вт 24.11, 18:00–19:30 МСК (Цех М. И.). Выберите, куда идти.",
    ]


def test_a_parent_books_for_the_child_only(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "parent")
    assert "Записать: Зотов И." in text(page(client, "session", session.pk))
    answer = post(client, "book", session.pk, learner=cast.child.pk, ward=cast.child.pk)
    assert answer["Location"] == f"/consultations/{session.pk}/?ward={cast.child.pk}"
    assert post(client, "book", session.pk, learner=cast.learner.pk).status_code == 404
    assert "Зотов И.: запись есть" in text(page(client, "session", session.pk))


def test_the_curator_books_and_gives_back_for_own_groups(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    client = enter(login, cast, "curator")
    assert "Иванова Мария Петровна" in text(page(client, "session", session.pk))
    assert post(client, "book", session.pk, learner=cast.learner.pk).status_code == 302
    assert post(client, "book", session.pk, learner=cast.stranger.pk).status_code == 404
    assert post(client, "book", session.pk).status_code == 404
    assert post(client, "cancel", Booking.objects.get().pk).status_code == 302


def test_the_curator_reads_names_of_own_groups_only(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher)
    make.booking(session, cast.learner)
    make.booking(session, cast.stranger)
    shown = text(page(enter(login, cast, "curator"), "session", session.pk))
    assert "Иванова Мария Петровна" in shown
    assert "Чужой Олег" not in shown


@pytest.mark.parametrize("who", ["other_staff", "learner", "parent"])
def test_others_read_no_names(cast: make.Cast, login: Login, who: str) -> None:
    session = make.session(cast.teacher)
    make.booking(session, cast.stranger, question="Секрет")
    shown = text(page(enter(login, cast, who), "session", session.pk))
    assert "Чужой Олег" not in shown
    assert "Секрет" not in shown


def test_an_extra_session_of_another_group_is_not_there(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, groups=[make.group()])
    assert page(enter(login, cast, "learner"), "session", session.pk).status_code == 404


def test_a_cancelled_session_is_seen_by_those_who_were_booked(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, state="cancelled", cancel_reason="болезнь")
    make.booking(session, cast.learner, state="cancelled")
    assert "Консультация отменена: болезнь." in text(
        page(enter(login, cast, "learner"), "session", session.pk)
    )
    assert page(enter(login, cast, "child"), "session", session.pk).status_code == 404


def test_a_past_session_shows_what_came_of_it(cast: make.Cast, login: Login) -> None:
    session = make.session(
        cast.teacher, TOMORROW - timedelta(days=7), state="held", actual_start=TOMORROW, actual_end=END
    )
    make.booking(session, cast.learner, state="attended")
    client = enter(login, cast, "learner")
    assert "Проведена" in text(page(client, "session", session.pk))
    assert "проведена" in text(page(client, "week", query="?from=2026-11-17"))
    assert page(enter(login, cast, "child"), "session", session.pk).context.get("refused") is None


def test_own_bookings_coming_and_past(cast: make.Cast, login: Login) -> None:
    coming = make.booking(make.session(cast.teacher), cast.learner, question="Вопрос")
    past = make.session(
        cast.teacher, TOMORROW - timedelta(days=7), state="held", actual_start=TOMORROW, actual_end=END
    )
    was = make.booking(past, cast.learner, state="attended")
    gone = make.booking(
        make.session(cast.other_staff), cast.learner, state="cancelled", cancel_reason="не смогла прийти"
    )
    response = page(enter(login, cast, "learner"), "mine")
    assert response.context["coming"] == [coming]
    assert response.context["past"] == [gone, was]
    assert "не смогла прийти" in text(response)


# The worker's side


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


def extra(cast: make.Cast, **values: Any) -> dict[str, Any]:
    return {
        "person": cast.teacher.pk,
        "branch": make.branch().pk,
        "date": "2026-11-26",
        "starts": "12:00",
        "ends": "13:00",
        "kind": "current",
        "format": "group",
        "mode": "online",
        "means": [make.means().pk],
        "capacity": "10",
        "scope": "overview",
        "reason": "просьба группы",
        **values,
    }


def test_an_extra_session_by_the_page(cast: make.Cast, login: Login) -> None:
    client = enter(login, cast, "teacher")
    assert 'value="2026-11-30"' in text(page(client, "extra", query="?date=2026-11-30"))
    answer = post(client, "extra", **extra(cast))
    made = Session.objects.get()
    assert answer["Location"] == f"/consultations/{made.pk}/"
    assert (made.starts_at, made.extra_reason) == (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "просьба группы")
    assert said(answer) == ["Консультация назначена: чт 26.11, 12:00–13:00 МСК."]


@pytest.mark.parametrize("mode", Mode.values)
@pytest.mark.parametrize("form", Format.values)
def test_s2_12_every_form_and_in_person_goes_through_the_page(
    cast: make.Cast, login: Login, form: str, mode: str
) -> None:
    client = enter(login, cast, "teacher")
    means = [make.means().pk] if mode == Mode.ONLINE else []
    answer = post(client, "extra", **extra(cast, format=form, mode=mode, means=means))
    made = Session.objects.get()
    assert (answer.status_code, made.format, made.mode) == (302, form, mode)
    assert made.capacity == (1 if form == Format.INDIVIDUAL else 10)


def test_con_02_the_page_says_which_forms_the_act_has(cast: make.Cast, login: Login) -> None:
    make.edition("S0", provisions={Provision.CONSULT_FORMS: ["individual:offline"]}, bases={"CON-02": "3.1"})
    client = enter(login, cast, "teacher")
    html = text(page(client, "extra"))
    assert "Индивидуальная, отложенно: можно" in html
    assert html.count("порядок этого не предусматривает") == 8
    assert post(client, "extra", **extra(cast)).status_code == 422


def test_a_refused_extra_session_keeps_the_form(cast: make.Cast, login: Login) -> None:
    client = enter(login, cast, "teacher")
    assert post(client, "extra", **extra(cast, date="31.02.2026")).status_code == 422
    refused = post(client, "extra", **extra(cast, reason="", topic="Набранная тема"))
    assert refused.status_code == 422
    assert "Укажите причину." in text(refused)
    assert "Набранная тема" in text(refused)


def test_a_teacher_plans_for_himself_and_the_deputy_for_all(cast: make.Cast, login: Login) -> None:
    assert post(enter(login, cast, "other_staff"), "extra", **extra(cast)).status_code == 422
    assert post(enter(login, cast, "deputy"), "extra", **extra(cast)).status_code == 302


def test_individual_exam_prep_is_planned_by_the_deputy_only(cast: make.Cast, login: Login) -> None:
    """S0-5.5c: allowed by the deputy."""
    edition_s0()
    make.group_part(
        cast.group,
        make.part(cast.group.programme),
        ends_on=date(2026, 11, 20),
        attestation_on=date(2026, 11, 27),
    )
    alone = extra(cast, kind="exam_prep", format="individual", groups=[cast.group.pk])
    assert post(enter(login, cast, "teacher"), "extra", **alone).status_code == 403
    assert post(enter(login, cast, "deputy"), "extra", **alone).status_code == 302


# Needed conditions


def needs(person: Person, conditions: str, until: date | None = None) -> None:
    Accommodation.objects.create(
        person=person,
        kind=Accommodation.Kind.DISABILITY,
        document="справка МСЭ-2025",
        conditions=conditions,
        valid_from=date(2026, 1, 1),
        valid_to=until,
    )


def test_the_worker_sees_needed_conditions_and_not_their_ground(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, capacity=4)
    make.booking(session, cast.learner)
    needs(cast.learner, "субтитры")
    needs(cast.learner, "крупный шрифт", until=date(2026, 11, 23))
    for name in ("teacher", "deputy"):
        shown = text(page(enter(login, cast, name), "session", session.pk))
        assert "Нужны условия: субтитры" in shown
        assert [word in shown for word in ("крупный шрифт", "инвалидность", "МСЭ")] == [False] * 3
    for name in ("other_staff", "curator", "specialist", "director", "learner"):
        assert "субтитры" not in text(page(enter(login, cast, name), "session", session.pk))


def test_needed_conditions_are_asked_for_once(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, capacity=40)
    client = enter(login, cast, "teacher")

    def book(n: int) -> None:
        for _ in range(n):
            learner = make.person()
            make.booking(session, learner)
            needs(learner, "субтитры")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, "session", session.pk)
        return len(captured)

    book(1)
    page(client, "session", session.pk)
    one = statements()
    book(29)
    assert statements() == one


def test_a_line_for_a_whole_programme_names_its_first_parts() -> None:
    assert few_of(("Модуль 1", "Модуль 2")) == "Модуль 1, Модуль 2"
    assert few_of(("Модуль 1", "Модуль 2", "Модуль 3", "Модуль 4")) == "Модуль 1, Модуль 2 и ещё 2"
    assert few_of(()) == ""


def test_the_week_of_a_learner_begins_with_what_can_be_booked(cast: make.Cast, login: Login) -> None:
    over = make.session(cast.teacher, now() - timedelta(hours=5), groups=[cast.group], topic="Прошлая тема")
    coming = make.session(cast.teacher, now() + timedelta(days=1), groups=[cast.group], topic="Новая тема")
    client = login(cast.account("learner"))
    page = client.get("/consultations/").content.decode()
    assert f"/consultations/{coming.pk}/" in page
    assert f"/consultations/{over.pk}/" not in page
    assert "Показать прошедшие: 1" in page.replace("\u00a0", " ")
    assert f"/consultations/{over.pk}/" in client.get("/consultations/?past=1").content.decode()


def test_a_question_begins_with_the_failed_test(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme, "Инструктажи")
    run = make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )
    address = f"/consultations/questions/new/?about=Виды инструктажей&part={part.pk}"
    form = login(cast.account("learner")).get(address).context["form"]
    assert form["subject"].value() == "Виды инструктажей"
    assert form.initial["run"] == run
