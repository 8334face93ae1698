"""The one place where every request is checked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from opora.kernel.errors import Refused
from opora.people.access import (
    EVERYONE,
    Actor,
    Window,
    allow,
    may_appoint,
    may_change_cards,
    may_give_accounts,
    may_read_cards,
)
from opora.people.actions.lists import add_learners, create_people, fill_people
from opora.people.models import ContractLearner, LoginSession, Person, Role
from opora.people.rules import cabinet_is_open
from opora.people.session_store import SessionStore
from tests import make

pytestmark = pytest.mark.django_db
OPEN, ENDED = Window(True), Window(False, date(2026, 1, 1), date(2026, 10, 31), "№ 117/26")


def actor(role: Role, window: Window = OPEN, *others: Role) -> Actor:
    account = make.account(make.person())
    return Actor(account, account.person, role, {role: window} | dict.fromkeys(others, OPEN))


def call(view: Callable[..., Any], who: Actor | None, method: str = "GET") -> Any:
    request = RequestFactory().generic(method, "/x/")
    request.actor = who  # type: ignore[attr-defined]
    return view(request)


def plain(request: object) -> HttpResponse:
    return HttpResponse("вошли")


def test_a_stranger_logs_in_another_role_is_refused_the_right_one_enters() -> None:
    view = allow(Role.TEACHER)(plain)
    assert call(view, None)["Location"] == "/login/?next=/x/"
    with pytest.raises(PermissionDenied, match="Раздел недоступен для вашей роли «слушатель»"):
        call(view, actor(Role.LEARNER))
    assert call(view, actor(Role.TEACHER)).status_code == 200
    assert call(view, actor(Role.TEACHER), "POST").status_code == 200


def test_a_closed_window_leaves_the_archive_to_read_and_own_things_to_do() -> None:
    ended = actor(Role.LEARNER, ENDED)
    for method in ("GET", "POST"):
        with pytest.raises(Refused):
            call(allow(EVERYONE)(plain), ended, method)
        assert call(allow(EVERYONE, anytime=True)(plain), ended, method).status_code == 200
    archive = allow(EVERYONE, archive=True)(plain)
    assert [call(archive, ended, method).status_code for method in ("GET", "HEAD")] == [200, 200]
    with pytest.raises(Refused):
        call(archive, ended, "POST")


def test_a_closed_window_says_what_ended_or_that_it_has_not_begun() -> None:
    assert cabinet_is_open(OPEN) is None
    ended, ahead = cabinet_is_open(ENDED), cabinet_is_open(Window(False, date(2026, 12, 1)))
    assert ended is not None
    assert ahead is not None
    assert ended.words == "Доступ по договору № 117/26 закончился 31.10.2026."
    assert ahead.words == "Срок вашего договора ещё не начался."


def test_an_actor_knows_his_roles_and_window() -> None:
    who = actor(Role.TEACHER, ENDED, Role.LEARNER)
    assert (who.roles, who.window, who.is_staff) == ((Role.TEACHER, Role.LEARNER), ENDED, True)
    assert replace(who, role=Role.LEARNER).is_staff is False


@pytest.mark.parametrize(
    ("may", "roles"),
    [
        (may_read_cards, {Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR}),
        (may_change_cards, {Role.SPECIALIST, Role.DEPUTY}),
        (may_give_accounts, {Role.SPECIALIST}),
        (may_appoint, {Role.SPECIALIST, Role.DIRECTOR}),
    ],
)
def test_who_may_what_with_cards(may: Callable[[Actor], bool], roles: set[Role]) -> None:
    assert {role for role in Role if may(actor(role))} == roles


def test_a_saved_session_keeps_its_beginning_and_an_ended_one_stays_ended() -> None:
    account = make.account(make.person())
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store.save()
    began = LoginSession.objects.get().started_at
    again = SessionStore(store.session_key)
    again["role"] = "teacher"
    again.save()
    row = LoginSession.objects.get()
    assert (row.started_at, row.account, SessionStore(row.pk)["role"]) == (began, account, "teacher")
    LoginSession.objects.all().delete()
    with pytest.raises(UpdateError):
        again.save()


def test_lists_of_people_are_written_at_once() -> None:
    people = create_people(
        [Person(last_name="Щёголев", first_name="Лев"), Person(last_name="Ли", first_name="Ен")]
    )
    people[0].phone = "+79210000000"
    fill_people(people)
    assert list(Person.objects.values_list("search_name", "phone")) == [
        ("ли ен", ""),
        ("щеголев лев", "+79210000000"),
    ]
    contract = make.contract()
    for _time in range(2):
        add_learners(contract, learners=[person.pk for person in people])
    assert ContractLearner.objects.count() == 2
    with pytest.raises(IntegrityError):
        create_people([Person(last_name="А", first_name="Б", snils="1")])
