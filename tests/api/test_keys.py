"""Keys on the page: shown once, own, few, at most a year."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from opora.api.actions import digest_of, give_token
from opora.api.models import Scope, Token
from opora.api.rules import MOST_TOKENS, address_is_outside
from opora.kernel.errors import Refused
from opora.people.models import Account, Role
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
GOOD = {"name": "Табло", "scopes": ["sessions:read"], "expires_on": "2026-12-31"}


def test_the_key_is_shown_once_and_only_its_digest_is_kept(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    made = client.post("/api/tokens/", GOOD)
    key = made.context["key"]
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert key in made.content.decode()
    assert key not in client.get("/api/tokens/").content.decode()
    assert Token.objects.get().digest == digest_of(key)


@pytest.mark.parametrize(
    ("wrong", "rule"), [({"expires_on": "2028-01-01"}, "API-02"), ({"expires_on": "2026-11-01"}, "API-02")]
)
def test_a_wrong_day_keeps_what_was_typed(
    cast: make.Cast, login: Login, wrong: dict[str, str], rule: str
) -> None:
    page = login(cast.account("learner")).post("/api/tokens/", GOOD | wrong)
    assert page.status_code == 422
    assert f'data-rule="{rule}"' in page.content.decode()
    assert 'value="Табло"' in page.content.decode()
    assert not Token.objects.exists()


def test_rights_of_another_role_are_not_offered(cast: make.Cast, login: Login) -> None:
    page = login(cast.account("learner")).post("/api/tokens/", GOOD | {"scopes": ["journal:read"]})
    assert page.status_code == 422
    assert not Token.objects.exists()


def test_keys_are_few(cast: make.Cast) -> None:
    account: Account = cast.account("learner")
    for n in range(MOST_TOKENS):
        give_token(account, name=str(n), role=Role.LEARNER, scopes=[], expires_on=date(2026, 12, 1))
    with pytest.raises(Refused) as refused:
        give_token(
            account, name="ещё", role=Role.LEARNER, scopes=[Scope.SESSIONS_READ], expires_on=date(2026, 12, 1)
        )
    assert [r.rule for r in refused.value.refusals] == ["API-03"]


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://1c.example/hook", True),
        ("http://10.0.0.5:8080/", True),
        ("ftp://1c.example/", False),
        ("https://user:secret@1c.example/", False),
        ("http://localhost/", False),
        ("http://127.0.0.1:5432/", False),
        ("http://[::1]/", False),
        ("http://169.254.169.254/latest", False),
        ("https:///hook", False),
    ],
)
def test_where_other_systems_may_stand(url: str, taken: bool) -> None:
    assert (address_is_outside(url, loopback=False) is None) is taken
