"""Codes for several people at once."""

from collections.abc import Callable

import pytest
from django.test import Client

from opora.people.models import Account
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
CODES = "/people/several/codes/"


def test_codes_are_shown_once_after_who_gets_them_is_seen(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    without = make.person("Безвходов Олег Ильич")
    pick = {"pick": [cast.learner.pk, cast.teacher.pk, without.pk, cast.specialist.pk]}
    before = Account.objects.get(person=cast.learner).password
    asked = client.post(CODES, pick)
    assert [len(asked.context[key]) for key in ("good", "bad")] == [3, 1]
    assert Account.objects.get(person=cast.learner).password == before
    done = client.post(CODES, {**pick, "sure": "1"})
    assert {account.person for account, _code in done.context["codes"]} == {
        cast.learner,
        cast.teacher,
        without,
    }
    for account, code in done.context["codes"]:
        assert code in done.content.decode()
        assert Account.objects.get(pk=account.pk).state == "invited"
    assert client.get("/people/").status_code == 200, "one's own session must live"
