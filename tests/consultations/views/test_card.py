"""The card of a consultation: booking, giving back, who reads what."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages

from opora.consultations.models import Booking
from opora.kernel.clock import travel
from opora.people.models import Person
from tests import make

from ..world import TOMORROW, edition_s0, exam_prep
from .pages import END, Login, enter, page, post, said, text

pytestmark = pytest.mark.django_db


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


def test_a_refusal_of_a_full_meeting_asks_little_and_keeps_the_question(
    cast: make.Cast, login: Login, django_assert_num_queries: Callable[[int], Any]
) -> None:
    full = make.session(cast.teacher, groups=[cast.group], capacity=2)
    for _place in range(2):
        make.booking(full, make.person())
    other = make.session(cast.teacher, TOMORROW + timedelta(days=1), groups=[cast.group])
    client = enter(login, cast, "learner")
    typed = {"learner": cast.learner.pk, "question": "Что такое целевой?"}
    post(client, "book", full.pk, **typed)
    # fourteen: who asks, his studies, the meeting, a way out, the «no» kept, the card; four hold transactions
    with django_assert_num_queries(17):
        answer = post(client, "book", full.pk, **typed)
    assert answer.status_code == 422
    assert "Мест на этой консультации больше нет." in text(answer)
    assert f'href="/consultations/{other.pk}/"' in text(answer)
    assert "Что такое целевой?</textarea>" in text(answer)
    assert "Встать в лист ожидания" in text(answer)


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


def test_a_question_begins_with_the_failed_test(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme, "Инструктажи")
    run = make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )
    address = f"/consultations/questions/new/?about=Виды инструктажей&part={part.pk}"
    form = login(cast.account("learner")).get(address).context["form"]
    assert form["subject"].value() == "Виды инструктажей"
    assert form.initial["run"] == run
