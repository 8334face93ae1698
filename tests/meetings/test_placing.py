"""What carries a room: browsers alone while they are few, a server that takes it when they are more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.meetings import actions
from opora.meetings.janus import placing
from opora.meetings.janus.nodes import Node, read
from opora.meetings.models import Guest, MediaNode, Room
from opora.meetings.placing import provider_for
from tests import make

from .world import STARTS, host, inside, knock, meeting

pytestmark = pytest.mark.usefixtures("cast")


def node(settings: Settings, name: str = "north", **values: object) -> MediaNode:
    settings.JANUS = {**settings.JANUS, name: Node(name, "ws://10.0.0.5:8188")}
    return MediaNode.objects.create(
        name=name, since=now(), **{"url": "ws://10.0.0.5:8188", "seats": 100, **values}
    )


def group(cast: make.Cast, size: int) -> tuple[Room, list[make.Person]]:
    learners = [make.learner(in_group=cast.group) for _n in range(size)]
    return host(meeting(cast, *learners)).room, learners


def test_few_need_no_server_and_more_take_one_that_answers(cast: make.Cast, settings: Settings) -> None:
    assert group(cast, 4)[0].provider == "p2p"
    node(settings)
    assert provider_for(4).code == "p2p"
    assert provider_for(5).code == "janus"


@pytest.mark.parametrize("values", [{"trouble": "no answer"}, {"draining": True}, {"seats": 0}])
def test_a_silent_a_drained_and_a_full_server_take_no_room(
    settings: Settings, values: dict[str, object]
) -> None:
    node(settings, **values)
    assert provider_for(5).code == "p2p"


def test_a_server_that_is_no_more_in_the_settings_takes_no_room(settings: Settings) -> None:
    node(settings)
    settings.JANUS = {}
    assert provider_for(5).code == "p2p"


def test_a_fifth_person_moves_the_room_to_a_server(cast: make.Cast, settings: Settings) -> None:
    learners = [make.learner(in_group=cast.group) for _n in range(4)]
    session = meeting(cast, *learners[:3])
    room = host(session).room
    for who in learners[:3]:
        inside(session, who)
    make.booking(session, learners[3])
    fifth = knock(session, learners[3])
    with pytest.raises(Refused, match="медиасервера"):
        actions.let_in(fifth, by=cast.teacher)
    node(settings)
    assert actions.let_in(fifth, by=cast.teacher).state == Guest.State.INSIDE
    room.refresh_from_db()
    assert room.provider == "janus"


def test_the_emptiest_server_is_chosen_and_a_drained_one_keeps_its_rooms(
    cast: make.Cast, settings: Settings
) -> None:
    north, south = node(settings), node(settings, "south")
    both = frozenset({"north", "south"})
    first, _learners = group(cast, 5)
    spot = placing.place(first.pk, both)
    assert spot is not None
    assert (spot.node, spot.former) == ("north", 0)
    second = Room.objects.create(
        session=make.session(cast.teacher, STARTS + timedelta(hours=5)), provider="janus"
    )
    assert placing.place(second.pk, both).node == "south"  # type: ignore[union-attr]  # a server answers
    MediaNode.objects.filter(pk=north.pk).update(draining=True)
    again = placing.place(first.pk, both)
    assert again is not None
    assert (again.node, again.former) == ("north", spot.number)
    assert placing.place(first.pk, frozenset({"south"})).node == "south"  # type: ignore[union-attr]
    assert placing.place(first.pk, frozenset()) is None
    assert south.state == MediaNode.State.UP


def test_without_any_server_few_go_on_and_many_wait(cast: make.Cast, settings: Settings) -> None:
    node(settings)
    room, learners = group(cast, 5)
    for who in learners[:3]:
        inside(room.session, who)
    assert room.guests.filter(state=Guest.State.INSIDE).count() == 4
    inside(room.session, learners[3])
    assert not placing.without_server(room.pk)
    actions.refuse(room.guests.get(person=learners[3]), by=cast.teacher)
    assert placing.without_server(room.pk)
    room.refresh_from_db()
    assert (room.provider, room.node, room.number) == ("p2p", None, None)


def test_only_changes_of_a_server_are_written(settings: Settings) -> None:
    one = read("north=ws://k:s@10.0.0.5:8188?seats=7")["north"]
    placing.write_state(one, "")
    first = MediaNode.objects.get()
    placing.write_state(one, "")
    assert MediaNode.objects.get().updated_at == first.updated_at
    placing.write_state(one, "no answer")
    row = MediaNode.objects.get()
    assert (row.state, row.trouble, row.seats, row.url) == ("down", "no answer", 7, "ws://10.0.0.5:8188")


def test_the_specialist_sees_the_servers_and_takes_one_out_of_work(
    cast: make.Cast, settings: Settings, login: Callable[..., Client]
) -> None:
    one, _other = node(settings), node(settings, "south", trouble="connection lost")
    room, _learners = group(cast, 5)
    placing.place(room.pk, frozenset({"north"}))
    client, url = login(cast.account("specialist")), reverse("meetings:nodes")
    page = client.get(url).content.decode().replace("\xa0", " ")
    assert "1 из 100" in page
    assert "connection lost" in page
    assert "принимает комнаты" in page
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        node(settings, f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
    for on in ("1", "0"):
        client.post(reverse("meetings:drain", args=[one.pk]), {"on": on})
        one.refresh_from_db()
        assert one.draining is (on == "1")
