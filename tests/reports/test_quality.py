"""«Помогла ли консультация»: shares and words without names, who wants another meeting (S1-4.1)."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from opora.consultations.actions import Opinion, give_feedback
from opora.people.models import Person
from opora.studies.models import GroupPart
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
PAGE, FILE = "/papers/quality/", "/papers/quality.xlsx"
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 20)
    )


def answers(
    of: make.Cast, teacher: Person, verdicts: list[str], words: str = "", wants: bool = False
) -> list[Person]:
    """One meeting of the teacher, one learner a verdict."""
    session = make.session(
        teacher, FRIDAY, groups=[of.group], state="held", actual_start=FRIDAY,
        actual_end=FRIDAY + timedelta(hours=1), capacity=60,
    )  # fmt: skip
    learners = [make.learner(f"Ученик{n:02} Имя Отчество", of.group) for n, _one in enumerate(verdicts)]
    for n, (who, verdict) in enumerate(zip(learners, verdicts, strict=True)):
        place = make.booking(session, who, state="attended")
        said = Opinion(verdict, f"{words} {n}" if words else "", wants)
        give_feedback(place, opinion=said, by=who)
    return learners


def seen(client: Client, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return flat(answer.content.decode())


def test_s1_4_1_the_deputy_sees_a_share_by_teacher_and_discipline_and_no_name(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    learners = answers(cast, cast.teacher, ["helped"] * 2 + ["partly"] + ["not_helped"] * 2, "Быстро")
    page = seen(login(cast.account("deputy")))
    assert cast.teacher.full_name in page
    assert "Инструктажи" in page
    assert "40 %" in page
    assert "Быстро 3" in page
    assert not [who for who in learners if who.last_name in page]


def test_four_answers_show_no_share_and_no_words(cast: make.Cast, login: Login, run: GroupPart) -> None:
    answers(cast, cast.teacher, ["not_helped"] * 4, "Невнятно")
    for role in ("deputy", "teacher"):
        page = seen(login(cast.account(role)))
        assert "мало ответов" in page
        assert "Невнятно" not in page


def test_hidden_rows_cannot_be_taken_out_of_the_total(cast: make.Cast, login: Login, run: GroupPart) -> None:
    other = make.staff("Другая Нина Олеговна")
    answers(cast, cast.teacher, ["helped"] * 5)
    answers(cast, other, ["not_helped"] * 2)
    total = login(cast.account("deputy")).get(PAGE).context["quality"].total
    assert (total.answers, total.percent) == (5, 100)


def test_a_teacher_sees_himself_alone_with_the_words(cast: make.Cast, login: Login, run: GroupPart) -> None:
    other = make.staff("Другая Нина Олеговна")
    answers(cast, cast.teacher, ["helped"] * 5, "Понятно")
    answers(cast, other, ["helped"] * 5, "Подробно")
    page = seen(login(cast.account("teacher")))
    assert "Понятно 4" in page
    assert "Подробно" not in page
    assert other.full_name not in page


def test_only_the_deputy_sees_who_asked_for_another_meeting(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    [who] = answers(cast, cast.teacher, ["not_helped"], wants=True)
    assert who.full_name in seen(login(cast.account("deputy")))
    for role in ("teacher", "director", "specialist"):
        assert who.full_name not in seen(login(cast.account(role)))


def test_the_workbook_says_what_the_page_says(cast: make.Cast, login: Login, run: GroupPart) -> None:
    answers(cast, cast.teacher, ["helped"] * 4 + ["partly"] * 2)
    answers(cast, make.staff("Другая Нина Олеговна"), ["not_helped"])
    answer = login(cast.account("deputy")).get(FILE)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [own] = [row for row in cells if cast.teacher.full_name in row]
    [few] = [row for row in cells if "Другая Нина Олеговна" in row]
    assert own[2:8] == ["Инструктажи", 6, 4, 2, 0, 67]
    assert few[3:8] == [1, None, None, None, None]


def test_it_costs_the_same_for_one_answer_and_for_thirty(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    client = login(cast.account("deputy"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    answers(cast, cast.teacher, ["helped"])
    cost()
    before = cost()
    for n in range(5):
        answers(cast, make.staff(f"Новая{n} Нина Олеговна"), ["helped"] * 6, wants=True)
    assert cost() == before


def test_the_right_to_help_shows_the_share_of_a_discipline(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    answers(cast, cast.teacher, ["helped"] * 2 + ["not_helped"] * 3)
    answer = login(cast.account("deputy")).get("/help/right/")
    [row] = answer.context["rows"]
    assert (row.said.answers, row.said.percent, row.said.is_low) == (5, 40, True)
    assert "40 %" in flat(answer.content.decode())
