"""What a learner needs, seen by the worker and asked for once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.people.models import Accommodation, Person
from tests import make

from .pages import Login, enter, page, text

pytestmark = pytest.mark.django_db


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
