"""«Цели помощи»: the aims of the act beside figures that other pages count (S1-1.3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.duties.actions import keep_outage
from opora.regulations.queries import forget_editions
from tests import make
from tests.consultations.world import flat

from .test_quality import answers

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
PAGE = "/papers/aims/"
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def figures(client: Client, query: str = "") -> dict[str, tuple[str, str, bool]]:
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return {
        str(one.words): (one.value, address, one.weak)
        for _aim, rows in answer.context["aims"]
        for one, address in rows
    }


def test_s1_1_3_each_aim_has_figures_that_lead_to_their_pages(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme, "Инструктажи")
    make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 20)
    )
    empty = make.part(cast.group.programme, "Первая помощь")
    make.group_part(
        cast.group, empty, teacher=cast.other_staff, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 10)
    )
    learners = answers(cast, cast.teacher, ["helped"] * 4 + ["partly"])
    missed = make.session(
        cast.teacher, FRIDAY, mode="in_person", groups=[cast.group], state="held", actual_start=FRIDAY,
        actual_end=FRIDAY + timedelta(hours=1),
    )  # fmt: skip
    make.booking(missed, learners[0], state="no_show", question="Как заполнить?")
    keep_outage(
        None, kind="failure", what="Вход", starts_at=FRIDAY, ends_at=FRIDAY + timedelta(hours=2),
        reason="диск", responsible=cast.other_staff, by=cast.specialist,
    )  # fmt: skip
    found = figures(login(cast.account("deputy")))
    assert found["Дисциплин с консультациями"] == ("1 из 2", "/help/right/", True)
    assert found["Получили помощь из просивших"][0] == "5 из 5"
    assert found["Консультация помогла"] == ("80 %", "/papers/quality/", False)
    assert found["Проведено встреч"][0] == "2 из 2"
    assert found["Пришли из записанных"] == ("5 из 6", "/papers/journal/", False)
    assert found["Записались со своим вопросом"][0] == "1"
    assert found["Встреч на расстоянии"][0] == "1 из 2"
    assert found["Часов, когда портал не работал"] == ("2.0", "/duties/outages/", False)
    assert found["Средств связи, которыми можно пользоваться"][1] == "/channels/"


def test_the_period_goes_with_the_links(cast: make.Cast, login: Login) -> None:
    answers(cast, cast.teacher, ["helped"] * 5)
    query = "?since=2026-10-01&until=2026-10-31"
    found = figures(login(cast.account("deputy")), query)
    assert found["Консультация помогла"] == ("мало ответов", f"/papers/quality/{query}", False)
    assert found["Пришли из записанных"][0] == "0 из 0"


def test_the_clause_that_names_the_aims_stands_above(cast: make.Cast, login: Login) -> None:
    make.edition(clauses={"1.3": "Целями оказания помощи являются мотивация и качество."})
    forget_editions()
    page = flat(login(cast.account("director")).get(PAGE).content.decode())
    assert "Целями оказания помощи являются мотивация и качество." in page
    assert "/acts/pomoshch/?clause=1.3" in page


def test_it_costs_the_same_for_a_small_and_a_large_centre(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    part = make.part(cast.group.programme, "Инструктажи")
    make.group_part(cast.group, part, teacher=cast.teacher)
    answers(cast, cast.teacher, ["helped"] * 5)
    cost()
    before = cost()
    for n in range(6):
        teacher = make.staff(f"Новая{n} Нина Олеговна")
        one = make.part(cast.group.programme, f"Модуль {n}")
        make.group_part(cast.group, one, teacher=teacher)
        answers(cast, teacher, ["helped"] * 6)
    assert cost() == before
