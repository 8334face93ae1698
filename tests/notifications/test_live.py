"""The hub: the latest of each kind to every tab, rooms behind their doors."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from opora.notifications import live
from opora.notifications.live import Hub, Tab


def told(tab: Tab) -> list[dict[str, Any]]:
    async def take() -> list[dict[str, Any]]:
        found = []
        try:
            while True:
                found.append(json.loads(await asyncio.wait_for(tab.next(), 0.01)))
        except TimeoutError:
            return found

    return asyncio.run(take())


def inside(hub: Hub, door: Callable[[int, int], bool], *asked: str) -> Tab:
    """A tab of person 5 that asked for rooms."""
    live._doors["test"] = door
    tab = Tab(5)
    hub._tabs[5].add(tab)
    try:

        async def enter() -> None:
            for text in asked:
                await hub._enter(tab, text)

        asyncio.run(enter())
    finally:
        del live._doors["test"]
    return tab


def test_a_slow_tab_is_told_the_latest_of_each_kind() -> None:
    tab = Tab(1)
    for n in range(1000):
        tab.tell("test:7", json.dumps({"change": n}))
    tab.tell("state", json.dumps({"unread": 2}))
    assert told(tab) == [{"change": 999}, {"unread": 2}]


def test_a_room_is_heard_by_who_may_enter() -> None:
    hub = Hub()
    tab = inside(
        hub, lambda person, number: (person, number) == (5, 7), '{"enter": "test:7"}', '{"enter": "test:8"}'
    )
    hub._tell_room("test:7", 41)
    hub._tell_room("test:8", 1)
    assert told(tab) == [{"room": "test:7", "change": 41}]
    hub._leave(tab)
    assert (hub._rooms, hub._tabs) == ({}, {})


def test_who_enters_asks_for_the_gap() -> None:
    assert told(inside(Hub(), lambda *_any: True, '{"enter": "test:7"}')) == [{"room": "test:7"}]


def test_what_is_no_room_is_not_answered() -> None:
    asked = [
        "",
        "[]",
        "{",
        '{"enter": 7}',
        '{"enter": "other:7"}',
        '{"enter": "test:²"}',
        '{"enter": "test:-1"}',
    ]
    many = '{"enter": "test:' + "1" * 300 + '"}'
    assert told(inside(Hub(), lambda *_any: True, *asked, many)) == []


def test_a_tab_enters_a_limited_number_of_rooms() -> None:
    hub = Hub()
    inside(hub, lambda *_any: True, *(f'{{"enter": "test:{n}"}}' for n in range(30)))
    assert len(hub._rooms) == live.ROOMS_OF_A_TAB


def test_the_bus_brings_persons_and_rooms(monkeypatch: Any) -> None:
    monkeypatch.setattr(live, "_state_of", lambda person: json.dumps({"unread": person}))
    hub = Hub()
    tab = inside(hub, lambda *_any: True, '{"enter": "test:7"}')

    async def hear() -> None:
        for payload in ("5", "6", "test:7 3"):
            await hub._hear(payload)

    asyncio.run(hear())
    assert told(tab) == [{"room": "test:7", "change": 3}, {"unread": 5}]
