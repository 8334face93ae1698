"""The register of local acts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
REGISTER = "/acts-register/"


def text(client: Client) -> str:
    return client.get(REGISTER).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_editions_stand_with_their_state_and_order(cast: make.Cast, login: Login) -> None:
    make.edition()
    make.edition(number=2, effective_from=date(2026, 9, 1))
    third = make.edition(number=3, effective_from=date(2027, 1, 1))
    page = text(login(cast.account("deputy")))
    states = ["Вступит в силу", "Действует</span>", "Утратила силу"]
    places = [page.index(state) for state in states]
    assert places == sorted(places)
    assert reverse("regulations:edition", args=[third.pk]) in page
    assert "от 01.09.2026" in page


def test_without_acts_the_page_says_where_they_come_from(cast: make.Cast, login: Login) -> None:
    assert "Локальных актов пока нет" in text(login(cast.account("specialist")))


def test_the_register_asks_equally_often(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client)
        return len(captured)

    make.edition()
    text(client)
    one = statements()
    for number in range(2, 31):
        make.edition(number=number, effective_from=date(2020, 1, number))
    assert statements() == one
