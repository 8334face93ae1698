"""What ``opora check`` finds: real servers, wrong secrets, nobody there."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from opora.kernel.clock import now
from opora.meetings import doctor, turn
from opora.meetings.janus.nodes import read
from opora.meetings.providers import ice_servers
from tests import media_servers
from tests.media_servers import TURN_SECRET, Coturn
from tests.serving import free_port

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(media_servers.lacking()), reason="нет медиасервера"),
]


@pytest.fixture(scope="module")
def coturn() -> Iterator[Coturn]:
    with media_servers.coturn() as server:
        yield server


def findings() -> list[tuple[str, bool, str]]:
    return [(what, is_well, words) for what, is_well, words, _todo in doctor.looked()]


def test_without_servers_it_says_how_many_fit() -> None:
    assert [(what, is_well) for what, is_well, _words in findings()] == [("видеокомнаты", True)]


def test_each_media_server_is_tried_as_a_room_uses_it(settings: Settings) -> None:
    with media_servers.janus() as server:
        names = {
            "good": server.setting("good"),
            "secret": server.setting("secret", secret="wrong"),
            "key": server.setting("key", key="wrong"),
            "away": f"away=ws://k:s@127.0.0.1:{free_port()}",
        }
        settings.JANUS = read(" ".join(names.values()))
        found = {what.split()[-1]: (is_well, words) for what, is_well, words in findings()}
    assert {name: is_well for name, (is_well, _words) in found.items()} == {
        "good": True,
        "secret": False,
        "key": False,
        "away": False,
    }
    assert "api_secret" in found["secret"][1]
    assert "admin_key" in found["key"][1]
    assert "не отвечает" in found["away"][1]


@pytest.mark.parametrize("ending", ["", "?transport=tcp"])
def test_a_name_of_ours_gets_a_way_through_turn(coturn: Coturn, settings: Settings, ending: str) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = [coturn.url + ending], TURN_SECRET
    assert findings()[-1][:2] == ("TURN", True)
    settings.TURN_SECRET = "wrong"
    assert findings()[-1][1] is False
    assert "401" in findings()[-1][2]


def test_a_name_is_over_when_its_time_is(coturn: Coturn, settings: Settings) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = [coturn.url], TURN_SECRET
    old = ice_servers("learner", now().replace(year=2020))[0]
    with pytest.raises(turn.RefusedError, match="401"):
        turn.allocate(turn.read(coturn.url), old["username"], old["credential"])


def test_turn_that_is_away_or_misspelt_is_named(settings: Settings) -> None:
    settings.TURN_URLS = [f"turn:127.0.0.1:{free_port()}", "http://turn.example"]
    settings.TURN_SECRET = TURN_SECRET
    assert [(is_well, words.split(" ", 1)[1][:12]) for _w, is_well, words in findings()[1:]] == [
        (False, "не отвечает:"),
        (False, "адрес не пон"),
    ]
    assert turn.read("turns:[2001:db8::1]:443") == turn.Address("2001:db8::1", 443, True, False)
    assert turn.read("turn:turn.example") == turn.Address("turn.example", 3478, False, True)
