"""The hub: bounded tabs, rooms behind their doors, counts, presence, and what nobody said."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from opora.notifications.actions import notify
from opora.notifications.live import entry, registry
from opora.notifications.live.hub import ROOMS_OF_A_TAB
from opora.notifications.live.presence import Presence
from opora.notifications.live.tab import LONGEST_QUEUE, Told
from opora.people import native
from opora.people.access import Actor
from opora.people.models import LoginSession
from tests import make

from .tabs import hub, new_tab, run, scope_of, tab_of, told


@pytest.fixture
def odd_rooms() -> Iterator[None]:
    """A kind of rooms that everybody enters, if the number is odd."""

    def door(actor: Actor, number: int) -> bool:
        return number % 2 == 1

    registry.doors["test"] = door
    yield
    del registry.doors["test"]


def test_what_is_told_is_one_frame_for_every_tab() -> None:
    short, long, huge = (Told(text="я" * n) for n in (1, 200, 40_000))
    assert short.frame == b"\x81" + bytes([len(short.text.encode())]) + short.text.encode()
    assert long.frame[:2] == b"\x81\x7e"
    assert int.from_bytes(long.frame[2:4], "big") == len(long.text.encode())
    assert huge.frame[:2] == b"\x81\x7f"
    assert long.frame is long.frame
    assert long.event == f"data: {long.text}\n\n".encode()


def test_a_slow_tab_keeps_little_and_is_told_to_look_again(cast: make.Cast) -> None:
    tab = tab_of(cast, "learner")
    for n in range(10 * LONGEST_QUEUE):
        tab.tell(Told(change=n))
    assert told(tab) == [{"again": True}]
    tab.tell(Told(change=1))
    assert told(tab) == [{"change": 1}]


def test_a_full_socket_gets_the_rest_when_it_has_room(cast: make.Cast) -> None:
    tab, sent = tab_of(cast, "learner"), []
    free = 2

    def write(frame: bytes) -> bool:
        nonlocal free
        if free == 0:
            return False
        free -= 1
        sent.append(json.loads(frame[2:])["n"])
        return True

    tab.write = write
    for n in range(5):
        tab.tell(Told(n=n))
    assert sent == [0, 1]
    free = 10
    tab.flush()
    tab.tell(Told(n=5))
    assert sent == [0, 1, 2, 3, 4, 5]


def test_a_room_is_heard_by_who_may_enter(cast: make.Cast, odd_rooms: None) -> None:
    live, tab = hub(), tab_of(cast, "learner")

    async def scenario() -> None:
        live.open(tab)
        await live.say(tab, '{"enter": "test:7"}')
        await live.say(tab, '{"enter": "test:8"}')
        assert told(tab) == [{"room": "test:7"}]
        live.hear("r test:7 0")
        live.hear("r test:8 0")
        assert told(tab) == [{"room": "test:7"}]
        live.close(tab)

    run(scenario)
    assert (live._rooms, dict(live._people)) == ({}, {})


def test_what_is_no_request_is_not_answered(cast: make.Cast, odd_rooms: None) -> None:
    live, tab = hub(), tab_of(cast, "learner")
    asked = [
        "", "[]", "{", '{"enter": 7}', '{"enter": "other:7"}', '{"enter": "test:³"}', '{"enter": "test:-1"}',
        '{"enter": "test:' + "1" * 300 + '"}', '{"typing": "test:7"}', '{"read": "test:7", "seq": 1}',
        '{"typing": ["test:7"]}', '{"read": "test:7", "seq": "1"}',
    ]  # fmt: skip

    async def scenario() -> None:
        for text in asked:
            await live.say(tab, text)

    run(scenario)
    assert told(tab) == []


def test_a_tab_enters_a_limited_number_of_rooms(cast: make.Cast, odd_rooms: None) -> None:
    live, tab = hub(), tab_of(cast, "learner")

    async def scenario() -> None:
        for n in range(1, 101, 2):
            await live.enter(tab, f"test:{n}")

    run(scenario)
    assert len(tab.rooms) == len(live._rooms) == ROOMS_OF_A_TAB


def test_words_of_a_newer_version_on_the_bus_are_left(caplog: Any) -> None:
    live = hub()
    for text in ("", "z 1", "p x", "r", "h 1 +", "m chat:1 x"):
        live.hear(text)
    assert {record.levelname for record in caplog.records} == {"WARNING"}


def test_a_wake_up_counts_again_for_many_at_once(cast: make.Cast) -> None:
    live, tabs = hub(), [tab_of(cast, name) for name in ("learner", "teacher", "curator")]
    notify(cast.learner, key="k", title="Вы записаны")

    async def scenario() -> None:
        for tab in tabs:
            live.open(tab)
        work = asyncio.create_task(live._count())
        while not all(tab._queue for tab in tabs):
            await asyncio.sleep(0.01)
        work.cancel()

    run(scenario)
    assert [told(tab) for tab in tabs] == [[{"unread": n, "messages": 0, "ringing": 0}] for n in (1, 0, 0)]


def test_a_session_that_ended_or_a_role_that_closed_ends_the_tab(cast: make.Cast) -> None:
    live, tab = hub(), tab_of(cast, "learner")
    ended = []

    async def end() -> None:
        ended.append(True)

    tab.end = end

    async def look() -> None:
        live.open(tab)
        await live._end_closed_sessions()
        await live._ask_again(tab)

    run(look)
    assert ended == []
    LoginSession.objects.filter(session_key=tab.guest.session).delete()
    run(look)
    assert ended == [True, True]


def test_a_suspended_account_opens_nothing(cast: make.Cast) -> None:
    account = cast.account("learner")
    scope = scope_of(account)
    assert entry.guest_of(scope) is not None
    account.state = account.State.SUSPENDED
    account.save()
    assert entry.guest_of(scope) is None
    assert entry.guest_of(scope_of(None)) is None
    assert entry.guest_of({"headers": [(b"cookie", b"opora_session=nobody")]}) is None


def test_a_foreign_page_opens_no_socket(cast: make.Cast) -> None:
    scope = scope_of(cast.account("learner"))
    assert native.same_origin(scope)
    scope["headers"][1] = (b"origin", b"http://evil.example")
    assert not native.same_origin(scope)


def test_presence_is_of_all_processes_and_outlives_a_change_of_page(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    one, other = Presence(), Presence()
    one.came(5)
    assert (one.news(), one.news()) == (({5}, set()), (set(), set()))
    other.hear(one.process, "+", [5])
    assert 5 in other
    assert other.changes() == {5}
    one.left(5)
    one.came(5)  # the next page
    clock[0] += 10
    one.forget()
    assert 5 in one
    one.left(5)
    clock[0] += 10
    one.forget()
    assert 5 not in one
    assert one.news() == (set(), {5})
    other.hear(one.process, "-", [5])
    assert 5 not in other
    other.hear(one.process, "+", [6])
    clock[0] += 100  # its process died
    other.forget()
    assert 6 not in other


def test_a_view_is_of_the_role_chosen(cast: make.Cast) -> None:
    guest = entry.guest_of(scope_of(cast.account("teacher"), "teacher"))
    assert guest is not None
    assert guest.actor.role == "teacher"
    assert replace(guest, language="en").person == cast.teacher.pk
    assert new_tab(guest).guest.language == "ru"
