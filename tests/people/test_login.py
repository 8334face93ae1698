"""Log-in through the browser's eyes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.people import actions
from opora.people.models import Account, LoginSession, Person
from opora.people.queries import organisation
from tests import make

pytestmark = pytest.mark.django_db
LOGIN, ACTIVATE = "/login/", "/activate/"
PASSWORD = "длинный пароль"


@pytest.fixture
def learner(cast: make.Cast) -> Account:
    account = cast.account("learner")
    account.login = "ivanova.mp"
    account.set_password(PASSWORD)
    account.save()
    Person.objects.filter(pk=cast.learner.pk).update(snils="99000010156", email="ivanova@mail.example")
    return account


def enter(client: Client, login: str, password: str = PASSWORD, **values: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password, **values})


@pytest.mark.parametrize("typed", ["ivanova.mp", " IVANOVA.MP ", "990-000-101 56", "Ivanova@mail.example"])
def test_the_door_opens_by_login_snils_and_an_address_of_one(learner: Account, typed: str) -> None:
    client = Client()
    answer = enter(client, typed)
    assert (answer.status_code, answer["Location"]) == (302, "/cabinet/")
    assert client.get("/cabinet/").status_code == 200


def test_case_31_an_address_of_several_people_opens_nobody(learner: Account, cast: make.Cast) -> None:
    Person.objects.filter(pk=cast.stranger.pk).update(email="ivanova@mail.example")
    assert enter(Client(), "ivanova@mail.example").status_code == 422


def test_a_wrong_password_keeps_the_login_and_says_how_many_tries_are_left(learner: Account) -> None:
    client = Client()
    page = enter(client, "ivanova.mp", "не тот")
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="ivanova.mp"' in text
    assert "не тот" not in text
    assert "Осталось попыток" not in text
    for _number in range(3):
        page = enter(client, "ivanova.mp", "не тот")
    assert "Осталось попыток: 4." in page.content.decode()


def test_after_eight_wrong_passwords_the_door_is_shut_and_says_for_how_long(learner: Account) -> None:
    client = Client()
    for _number in range(8):
        page = enter(client, "ivanova.mp", "не тот")
    assert (page.status_code, page["Retry-After"]) == (429, "900")
    assert "15 мин" in page.content.decode().replace("\u00a0", " ")
    assert enter(client, "ivanova.mp").status_code == 429


def test_the_page_asked_for_opens_after_the_log_in_but_not_a_foreign_one(learner: Account) -> None:
    assert enter(Client(), "ivanova.mp", next="/help/")["Location"] == "/help/"
    assert enter(Client(), "ivanova.mp", next="https://evil.example/")["Location"] == "/cabinet/"
    asked = Client().get("/help/")
    assert asked["Location"] == "/login/?next=/help/"


def test_an_empty_form_says_what_is_missing(learner: Account) -> None:
    assert Client().post(LOGIN, {}).status_code == 422


def test_a_known_person_is_led_home(learner: Account, login: Callable[[Account], Client]) -> None:
    assert login(learner).get(LOGIN)["Location"] == "/cabinet/"


def test_a_suspended_owner_learns_why_and_a_stranger_does_not(learner: Account, cast: make.Cast) -> None:
    actions.suspend_account(learner, reason="Долг за ноябрь.", by=cast.specialist)
    assert "Долг" in enter(Client(), "ivanova.mp").content.decode()
    assert "Долг" not in enter(Client(), "ivanova.mp", "не тот").content.decode()


def test_without_a_contract_or_role_the_cabinet_is_closed(cast: make.Cast) -> None:
    account = make.account(make.person(), "nobody")
    account.set_password(PASSWORD)
    account.save()
    page = enter(Client(), "nobody")
    assert page.status_code == 422
    assert "действующих договоров" in page.content.decode()


def test_a_session_knows_its_owner_address_and_device(learner: Account) -> None:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    enter(client, "ivanova.mp")
    row = LoginSession.objects.get(account=learner)
    assert (row.ip, "Firefox" in row.user_agent) == ("127.0.0.1", True)
    assert client.cookies["opora_session"]["max-age"] == ""
    remembered = Client()
    enter(remembered, "ivanova.mp", remember="on")
    assert remembered.cookies["opora_session"]["max-age"] == 14 * 24 * 3600


def test_logging_out_ends_the_session(learner: Account) -> None:
    client = Client()
    enter(client, "ivanova.mp")
    assert client.post("/logout/")["Location"] == LOGIN
    assert client.get("/cabinet/").status_code == 302
    assert client.get("/logout/").status_code == 405


def test_several_roles_are_switched(cast: make.Cast, login: Callable[[Account], Client]) -> None:
    make.contract(cast.teacher)
    client = login(cast.account("teacher"))
    assert client.get("/cabinet/").wsgi_request.actor.role == "teacher"
    client.post("/role/", {"role": "learner"})
    assert client.get("/cabinet/").wsgi_request.actor.role == "learner"
    client.post("/role/", {"role": "director"})
    assert client.get("/cabinet/").wsgi_request.actor.role == "learner"


def test_a_request_costs_two_statements_for_its_actor(
    cast: make.Cast, login: Callable[[Account], Client]
) -> None:
    client = login(cast.account("teacher"))
    client.get("/help/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/help/")
    assert sum("people_loginsession" in query["sql"] for query in queries) == 1
    assert sum('"people_account"' in query["sql"] for query in queries) == 1  # the same one


def test_when_it_was_last_seen_is_written_once_in_five_minutes(
    cast: make.Cast, login: Callable[[Account], Client]
) -> None:
    client = login(cast.account("learner"))
    old = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    LoginSession.objects.update(seen_at=old)
    client.get("/help/")
    seen = LoginSession.objects.get().seen_at
    assert seen > old
    client.get("/help/")
    assert LoginSession.objects.get().seen_at == seen


def test_a_session_ended_elsewhere_does_not_come_back(
    learner: Account, login: Callable[[Account], Client]
) -> None:
    client = login(learner)
    LoginSession.objects.all().delete()
    assert client.post("/role/", {"role": "learner"}).status_code == 302
    assert LoginSession.objects.count() == 0


def test_losing_the_last_role_ends_the_session(cast: make.Cast, login: Callable[[Account], Client]) -> None:
    client = login(cast.account("parent"))
    assert client.get("/cabinet/").status_code == 200
    actions.restrict_guardianship(cast.child.representatives.get(), document="решение суда")
    assert client.get("/cabinet/")["Location"] == "/login/?next=/cabinet/"


class TestActivation:
    @pytest.fixture
    def invited(self, cast: make.Cast) -> tuple[Account, str]:
        person = make.person("Новый Иван Иванович")
        make.contract(person)
        return actions.create_account(person)

    def test_the_code_gives_an_own_password_and_opens_the_cabinet(self, invited: tuple[Account, str]) -> None:
        account, code = invited
        client = Client()
        form = {"login": account.login, "code": code, "password": PASSWORD, "again": PASSWORD}
        assert client.post(ACTIVATE, form)["Location"] == "/cabinet/"
        assert client.get("/cabinet/").status_code == 200
        assert enter(Client(), account.login).status_code == 302

    def test_an_invited_account_does_not_open_by_its_code_at_the_usual_door(
        self, invited: tuple[Account, str]
    ) -> None:
        account, code = invited
        assert enter(Client(), account.login, code.replace("-", "")).status_code == 422

    def test_a_wrong_code_keeps_the_login_and_is_counted(self, invited: tuple[Account, str]) -> None:
        account, code = invited
        client = Client()
        form = {"login": account.login, "code": "AAAA-AAAA-AA", "password": PASSWORD, "again": PASSWORD}
        page = client.post(ACTIVATE, form)
        assert page.status_code == 422
        assert f'value="{account.login}"' in page.content.decode()
        for _number in range(7):
            page = client.post(ACTIVATE, form)
        assert page.status_code == 429
        assert client.post(ACTIVATE, {**form, "code": code}).status_code == 429

    @pytest.mark.parametrize(
        ("password", "again", "words"),
        [("кратко", "кратко", "10"), (PASSWORD, "другой пароль", "Пароли разные")],
    )
    def test_a_weak_or_mistyped_password_is_told(
        self, invited: tuple[Account, str], password: str, again: str, words: str
    ) -> None:
        account, code = invited
        form = {"login": account.login, "code": code, "password": password, "again": again}
        page = Client().post(ACTIVATE, form)
        assert (page.status_code, words in page.content.decode()) == (422, True)
        assert password not in page.content.decode()

    def test_the_page_opens_with_the_login_of_the_link(self, invited: tuple[Account, str]) -> None:
        page = Client().get(ACTIVATE, {"login": invited[0].login})
        assert f'value="{invited[0].login}"' in page.content.decode()


class TestDemo:
    @pytest.fixture
    def demo(self, cast: make.Cast) -> make.Cast:
        centre = make.organisation()
        centre.is_demo = True
        centre.save()
        organisation.cache_clear()
        for person in (cast.learner, cast.parent, cast.director):
            Person.objects.filter(pk=person.pk).update(email=f"p{person.pk}@bv.example")
        return cast

    def test_made_up_people_stand_on_the_log_in_page(self, demo: make.Cast) -> None:
        text = Client().get(LOGIN).content.decode()
        assert [name in text for name in ("Иванова", "Зотова", "Орлова", "Ковалёва")] == [
            True,
            True,
            True,
            False,
        ]

    def test_one_press_logs_in(self, demo: make.Cast) -> None:
        client = Client()
        answer = client.post(reverse("people:demo", args=[demo.account("director").pk]))
        assert answer["Location"] == "/cabinet/"
        assert client.get("/cabinet/").wsgi_request.actor.role == "director"

    def test_a_person_with_a_real_mailbox_is_not_a_demo_one(self, demo: make.Cast) -> None:
        Person.objects.filter(pk=demo.director.pk).update(email="orlova@centre.ru")
        url = reverse("people:demo", args=[demo.account("director").pk])
        assert Client().post(url).status_code == 404

    def test_a_working_centre_has_no_such_door(self, cast: make.Cast) -> None:
        Person.objects.filter(pk=cast.director.pk).update(email="orlova@bv.example")
        url = reverse("people:demo", args=[cast.account("director").pk])
        assert Client().post(url).status_code == 404
        assert "Орлова" not in Client().get(LOGIN).content.decode()


def test_before_the_centre_is_set_up_the_page_leads_to_the_first_start(db: None) -> None:
    assert Client().get("/login/")["Location"] == "/start/"


def test_a_stale_form_is_explained(learner: Account) -> None:
    page = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "ivanova.mp", "password": PASSWORD})
    assert page.status_code == 403
