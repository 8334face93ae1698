"""Who sits where: what is said at the door reaches nobody inside, and two looks at once begin one visit."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from opora.kernel.clock import now
from opora.meetings import presence
from opora.meetings.desk import AGAIN, LEAVING, SILENT, Desk, Seat
from opora.meetings.models import Guest, Visit
from tests import make

from .world import host, inside, knock, meeting

ROOM = 7


def seat(desk: Desk, person: int, room: int = ROOM, visit: int | None = None) -> Seat:
    made = Seat(uuid4(), room, person, "computer", now(), visit=visit)
    desk._rooms[room][made.connection] = made
    return made


@pytest.mark.parametrize(("sender", "target"), [(None, 1), (1, None), (None, None)])
def test_signals_pass_only_between_those_inside(sender: int | None, target: int | None) -> None:
    desk = Desk()
    one, other = seat(desk, 1, visit=sender), seat(desk, 2, visit=target)
    desk._pass(one, {"to": str(other.connection), "data": {"sdp": "…"}})
    assert other.signals == []
    one.visit = other.visit = 1
    desk._pass(one, {"to": str(other.connection), "data": {"sdp": "…"}})
    assert len(other.signals) == 1


def test_a_signal_goes_to_one_browser_of_the_same_room() -> None:
    desk = Desk()
    one, there = seat(desk, 1, visit=1), seat(desk, 2, room=8, visit=1)
    for to in (str(there.connection), str(one.connection), "nobody", None):
        desk._pass(one, {"to": to, "data": {}})
    assert one.signals == there.signals == []


def test_only_oneself_takes_the_meeting_over_from_another_device() -> None:
    desk = Desk()
    one, again, other = seat(desk, 1, visit=1), seat(desk, 1, visit=2), seat(desk, 2, visit=3)
    for sender in (other, again):
        desk._pass(sender, {"to": str(one.connection), "data": {"take": True}})
    assert [str(again.connection) in text for text in one.signals] == [True]


def test_media_is_proved_by_others_inside() -> None:
    desk = Desk()
    one, other, door = seat(desk, 1, visit=1), seat(desk, 2, visit=1), seat(desk, 3)
    for who, hears in [(one, [1]), (door, [1, 2]), (one, "2"), (one, [99])]:
        desk._listened(who, hears)
    assert desk._media == {}
    desk._listened(one, [other.person])
    assert set(desk._media) == {(ROOM, 2)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_two_looks_at_once_begin_one_visit_of_those_inside() -> None:
    cast = make.cast()
    session = meeting(cast, cast.learner, cast.child)
    room = host(session).room
    inside(session, cast.learner)
    knock(session, cast.child)

    async def looked() -> tuple[Seat, Seat]:
        desk = Desk()
        one, door = (seat(desk, who.pk, room=room.pk) for who in (cast.learner, cast.child))
        await asyncio.gather(desk._show(room.pk), desk._show(room.pk))
        return one, door

    one, door = async_to_sync(looked)()
    assert Visit.objects.get().pk == one.visit
    assert (one.is_inside, door.is_inside, door.state) == (True, False, '{"waiting": true}')


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_who_is_let_in_during_a_look_is_not_shown_out() -> None:
    cast = make.cast()
    session = meeting(cast, cast.learner)
    host(session)
    guests, looks = Guest.objects.filter(pk=knock(session, cast.learner).pk), []

    def letting_in(nth: int) -> Callable[..., Any]:
        """The host lets him in right after this statement of the look."""
        asked = iter(range(100))

        def wrapper(execute: Callable[..., Any], *statement: Any) -> Any:
            answer = execute(*statement)
            if next(asked) == nth:
                guests.update(state=Guest.State.INSIDE)
            return answer

        return wrapper

    while guests.filter(state=Guest.State.INSIDE).exists() or not looks:
        guests.update(state=Guest.State.WAITING)
        with connection.execute_wrapper(letting_in(len(looks))):
            view = presence.view(session.room.pk, {cast.learner.pk})
        looks.append(view.text_for(cast.learner.pk, {}))
    assert len(looks) > 3
    assert all(looks)


@pytest.mark.parametrize(("code", "ending"), [(1000, "left"), (1001, "left"), (1006, "lost"), (4408, "lost")])
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_a_socket_that_broke_is_lost_and_one_that_was_closed_has_left(code: int, ending: str) -> None:
    visited(lambda desk, one: setattr(one, "is_lost", code not in LEAVING))
    assert Visit.objects.get().ending == ending


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_a_browser_that_came_again_was_lost_before() -> None:
    def came_again(desk: Desk, one: Seat) -> None:
        desk._rooms[one.room][one.connection] = Seat(one.connection, one.room, one.person, "computer", now())

    visited(came_again)
    assert list(Visit.objects.values_list("ending", flat=True)) == ["lost", ""]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_the_visit_a_killed_server_left_open_ends_when_its_browser_is_back() -> None:
    cast = make.cast()
    room, one, other = host(meeting(cast)).room, uuid4(), uuid4()
    for browser in (one, other, one):
        presence.begin(room.pk, cast.teacher.pk, browser, "computer")
    assert list(Visit.objects.values_list("connection", "ending")) == [(one, "lost"), (other, ""), (one, "")]


def test_a_question_is_answered_and_silence_takes_the_seat_away(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    one, silent = seat(desk, 1), seat(desk, 2)
    silent.heard_at -= SILENT + timedelta(seconds=1)
    monkeypatch.setattr("opora.meetings.desk.KEPT_EVERY", 0)

    async def kept() -> None:
        await desk._hear(one, '{"do": "ping"}')
        keeping = asyncio.create_task(desk.keep())
        while silent.connection in desk._rooms[ROOM]:
            await asyncio.sleep(0.01)
        keeping.cancel()

    monkeypatch.setattr(desk, "_show", nothing)
    monkeypatch.setattr("opora.meetings.desk.asked", nothing)
    async_to_sync(kept)()
    assert (one.signals, one.closing, silent.closing) == (['{"heard": true}'], 0, AGAIN)
    assert list(desk._rooms[ROOM].values()) == [one]


async def nothing(*_asked: object) -> None:
    """No database under this one."""


def visited(leaves: Callable[[Desk, Seat], None]) -> None:
    """One is inside, something happens to his socket, it is over."""
    cast = make.cast()
    room = host(meeting(cast)).room

    async def looked() -> None:
        desk = Desk()
        one = seat(desk, cast.teacher.pk, room=room.pk)
        await desk._show(room.pk)
        leaves(desk, one)
        await desk._rise(one)

    async_to_sync(looked)()
