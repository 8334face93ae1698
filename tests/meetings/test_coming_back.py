"""Who comes back to a room where he may not sit any more hears why, in words that are true."""

import json

import pytest

from opora.meetings import actions, presence
from opora.meetings.desk import CLOSED, NOT_YOURS, Desk
from opora.meetings.models import Guest
from opora.meetings.parts.actions import gather, split
from tests import make
from tests.notifications.tabs import scope_of

from .sockets import Browser, World, run, until

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: make.Cast) -> World:
    return World(cast)


def guest(world: World, name: str) -> Guest:
    return world.guests[getattr(world.cast, name).pk]


@pytest.mark.django_db(transaction=True)
def test_the_reason_comes_by_an_open_socket(world: World) -> None:
    """A socket refused at once is a lost network to its browser, which would knock for ever."""
    nobody = Browser(scope_of(None), world.room)
    out, ended = world.browser("learner"), world.browser("child")

    async def scenario() -> None:
        for one in (nobody, out, ended):
            one.open(Desk())
            await until(lambda one=one: one.code)
            await one.close()

    actions.refuse(guest(world, "learner"), by=world.cast.teacher)
    actions.end(world.session.room)
    run(scenario)
    assert [one.was_open for one in (nobody, out, ended)] == [True] * 3
    assert (nobody.code, nobody.told) == (NOT_YOURS, [])
    assert (out.code, out.told) == (CLOSED, [])
    assert (ended.code, ended.told) == (CLOSED, [{"ended": True}])


def test_he_is_led_to_where_he_is_now(world: World) -> None:
    learner, child, room = guest(world, "learner"), guest(world, "child"), world.session.room

    def led(from_room: int) -> dict[str, object]:
        return dict(json.loads(presence.now_at(learner.person_id, from_room) or "{}"))

    first, second = split(room, [[learner.pk], [child.pk]])
    assert led(second.pk) == {"go": first.pk}
    gather(room)
    assert led(first.pk) == {"go": room.pk}
    actions.end(room)
    assert led(first.pk) == led(room.pk) == {"ended": True}
    assert presence.now_at(world.cast.parent.pk, room.pk) == presence.now_at(learner.person_id, 999_999) == ""
