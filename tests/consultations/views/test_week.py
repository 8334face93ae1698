"""The week of consultations and lists of them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.consultations.views.lists import few_of
from opora.kernel.clock import now
from opora.people.models import Person
from tests import make

from ..world import TOMORROW, exam_prep, flat
from .pages import END, Login, enter, page, text

pytestmark = pytest.mark.django_db


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
