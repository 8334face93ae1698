"""Words are pushed once for everybody of a view; each event of a socket is for those who may see it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.conversations import actions
from opora.conversations.live import ChatFeed, unread
from opora.conversations.models import Conversation, Message, Reading
from opora.conversations.queries.chats import unread_chats
from opora.conversations.queries.pushed import GAP
from opora.notifications.live.hub import Hub
from opora.notifications.live.tab import Tab
from opora.people.models import Person
from opora.studies.models import Enrolment
from tests import make
from tests.conftest import NOW
from tests.notifications.tabs import hub, in_this_thread, run, tab_of, told

from .world import course_chat, say

COURSE = {"teacher", "curator", "learner", "child"}
WORKERS = {"teacher", "curator"}
VIEW = ("ru", "Europe/Moscow", False)


class Room:
    """A chat with a tab of everybody of the cast who can open one."""

    def __init__(self, cast: make.Cast, chat: Conversation) -> None:
        self.hub, self.chat = hub(), chat
        self.name = f"chat:{chat.pk}"
        self.tabs = {name: tab_of(cast, name) for name in make.Cast.names()}

    async def enter(self) -> None:
        for tab in self.tabs.values():
            self.hub.open(tab)
            await self.hub.enter(tab, self.name)

    async def pushed(self) -> None:
        room = self.hub._rooms[self.name]
        while room.pushing is not None:
            await room.pushing

    def heard(self, *keys: str) -> set[str]:
        """Names of those who were told of the room something with these keys."""
        return {
            name
            for name, tab in self.tabs.items()
            if any(one.get("room") == self.name and set(keys) <= set(one) for one in told(tab))
        }


async def entering(room: Room, cast: make.Cast) -> set[str]:
    await room.enter()
    return room.heard("entered")


async def words(room: Room, cast: make.Cast) -> set[str]:
    await room.enter()
    room.heard()
    room.hub.hear(f"r {room.name} 99")
    await room.pushed()
    return room.heard("html")


def typing_of(who: str) -> Callable[[Room, make.Cast], Awaitable[set[str]]]:
    async def typing(room: Room, cast: make.Cast) -> set[str]:
        await room.enter()
        room.heard()
        room.hub.hear(f"t {room.name} {getattr(cast, who).pk}")
        return room.heard("typing")

    return typing


async def may_type(room: Room, cast: make.Cast) -> set[str]:
    await room.enter()
    for tab in room.tabs.values():
        await room.hub.say(tab, f'{{"typing": "{room.name}"}}')
    return {name for name, tab in room.tabs.items() if tab.typed_at}


def presence_of(who: str) -> Callable[[Room, make.Cast], Awaitable[set[str]]]:
    async def presence(room: Room, cast: make.Cast) -> set[str]:
        await room.enter()
        room.heard()
        room.hub._tell_presence({getattr(cast, who).pk})
        return room.heard("on")

    return presence


async def reading(room: Room, cast: make.Cast) -> set[str]:
    await room.enter()
    room.heard()
    room.hub.hear(f"m {room.name} {cast.learner.pk}=2")
    room.hub._tell_marks(room.hub._rooms[room.name])
    return room.heard("read")


async def may_mark(room: Room, cast: make.Cast) -> set[str]:
    await room.enter()
    for tab in room.tabs.values():
        await room.hub.say(tab, f'{{"read": "{room.name}", "seq": 5}}')
    marked = room.hub._rooms[room.name].to_store
    return {name for name, tab in room.tabs.items() if tab.guest.person in marked}


EVENTS: list[tuple[str, Callable[[Room, make.Cast], Awaitable[set[str]]], set[str]]] = [
    ("enter", entering, COURSE),
    ("words of a learner", words, COURSE),
    ("typing of a worker", typing_of("teacher"), COURSE - {"teacher"}),
    ("typing of a learner", typing_of("learner"), WORKERS),
    ("to type", may_type, COURSE),
    ("presence of a worker", presence_of("teacher"), COURSE),
    ("presence of a learner", presence_of("learner"), WORKERS),
    ("who has read", reading, WORKERS),
    ("to mark as read", may_mark, COURSE),
]


@pytest.mark.parametrize(("scenario", "allowed"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS])
def test_each_event_of_a_socket_is_for_the_named_roles(
    cast: make.Cast, scenario: Callable[[Room, make.Cast], Awaitable[set[str]]], allowed: set[str]
) -> None:
    chat = course_chat(cast)
    room = Room(cast, chat)
    if scenario is not words:
        say(chat, cast.learner)
        assert run(lambda: scenario(room, cast)) == allowed
        return

    async def said_between() -> set[str]:
        await room.enter()
        await _said(chat, cast.learner)
        return await scenario(room, cast)

    assert run(said_between) == allowed


async def _said(chat: Conversation, by: Person, text: str = "Здравствуйте") -> None:
    await in_this_thread(say, chat, by, text)


def test_in_a_personal_chat_both_sides_see_each_other(cast: make.Cast) -> None:
    course_chat(cast)  # what links them
    chat = actions.start_personal(cast.teacher, to=cast.child)
    say(chat, cast.teacher)
    for scenario, allowed in (
        (presence_of("child"), {"teacher", "child"}),
        (typing_of("child"), {"teacher"}),
        (reading, {"teacher", "child"}),
    ):
        room = Room(cast, chat)
        assert run(lambda scenario=scenario, room=room: scenario(room, cast)) == allowed


def test_words_are_read_and_rendered_once_for_a_whole_room(
    cast: make.Cast, django_assert_num_queries: Any
) -> None:
    """The same number of statements for two tabs and for a hundred."""
    chat = course_chat(cast)
    say(chat, cast.learner)
    room = Room(cast, chat)
    counts = []

    async def scenario() -> None:
        await room.enter()
        for n in (1, 30):
            for _more in range(n):
                tab = Tab(room.tabs["child"].guest, end=room.tabs["child"].end)
                room.hub.open(tab)
                await room.hub.enter(tab, room.name)
            await _said(chat, cast.learner, "Ещё")
            counts.append(await in_this_thread(_statements, room.hub, chat.pk))

    run(scenario)
    assert counts[0] == counts[1] > 0


def _statements(live: Hub, chat: int) -> int:
    views = [view for view in live._rooms[f"chat:{chat}"].views if view is not None]
    with CaptureQueriesContext(connection) as asked:
        assert ChatFeed().news(chat, 1, views, live._rooms[f"chat:{chat}"].audience) is not None
    return len(asked)


def test_the_pushed_fragment_is_what_a_stranger_in_the_room_sees(cast: make.Cast) -> None:
    chat = course_chat(cast)
    say(chat, cast.learner, "Что читать?")
    feed = ChatFeed()
    news = feed.news(chat.pk, 0, [VIEW, ("en", "Asia/Omsk", False)], feed.audience(chat.pk))
    assert news is not None
    assert news.personal == frozenset()
    mine, other = news.html[VIEW], news.html["en", "Asia/Omsk", False]
    assert "Что читать?" in mine
    assert f'data-author="{cast.learner.pk}"' in mine
    assert "csrf" not in mine
    assert "/edit/" not in mine + other
    assert "/consultation/" not in mine + other
    assert mine.split('datetime="')[1][:16] != other.split('datetime="')[1][:16]


def test_a_gap_that_is_too_long_is_asked_for(cast: make.Cast) -> None:
    chat = course_chat(cast)
    first = say(chat, cast.learner)
    Message.objects.bulk_create(
        Message(
            conversation=chat, seq=n, change=n, client_id=uuid4(), author=cast.learner, text="Да", at=first.at
        )
        for n in range(2, GAP + 2)
    )  # fmt: skip
    feed = ChatFeed()
    who = feed.audience(chat.pk)
    news = feed.news(chat.pk, 0, [VIEW], who)
    assert news is not None
    assert (news.change, news.html) == (GAP + 1, {})
    news = feed.news(chat.pk, GAP, [VIEW], who)
    assert news is not None
    assert news.html


def test_who_left_the_group_hears_nothing_more(cast: make.Cast) -> None:
    chat = course_chat(cast)
    room = Room(cast, chat)

    def leave() -> None:
        Enrolment.objects.filter(learner=cast.child).update(left_on=(NOW - timedelta(days=1)).date())
        say(chat, cast.learner, "Без него")

    async def scenario() -> None:
        await room.enter()
        told(room.tabs["child"])
        await in_this_thread(leave)
        room.hub._rooms[room.name]._asked_at = None  # two seconds later
        room.hub.hear(f"r {room.name} 1")
        await room.pushed()

    run(scenario)
    assert told(room.tabs["child"]) == [{"room": room.name, "gone": True}]
    assert [one["change"] for one in told(room.tabs["teacher"]) if "html" in one] == [1]


def test_what_the_bus_lost_the_sweep_finds(cast: make.Cast) -> None:
    chat = course_chat(cast)
    room = Room(cast, chat)

    async def scenario() -> None:
        await room.enter()
        room.heard()
        await _said(chat, cast.learner)
        await room.hub._look_for_unsaid()
        await room.pushed()

    run(scenario)
    assert room.heard("html") == COURSE


def test_reading_of_many_is_stored_at_once_and_only_forward(
    cast: make.Cast, django_assert_num_queries: Any
) -> None:
    chat = course_chat(cast)
    for _n in range(3):
        say(chat, cast.learner)
    with django_assert_num_queries(4):  # a savepoint and its end, the statement, what is told
        assert actions.read_by_many(chat.pk, {cast.teacher.pk: 2, cast.child.pk: 99}) == {
            cast.teacher.pk: 2,
            cast.child.pk: 3,
        }
    assert actions.read_by_many(chat.pk, {cast.teacher.pk: 1, cast.child.pk: 3}) == {}
    assert dict(Reading.objects.values_list("person_id", "seq")) == {
        cast.learner.pk: 3,
        cast.teacher.pk: 2,
        cast.child.pk: 3,
    }


def test_counts_of_many_are_those_of_each(cast: make.Cast, django_assert_num_queries: Any) -> None:
    chat = course_chat(cast)
    say(chat, cast.learner)
    personal = actions.start_personal(cast.teacher, to=cast.child)
    say(personal, cast.teacher)
    actions.start_group(cast.curator, title="Практика", people=[cast.learner])
    everybody = [getattr(cast, name).pk for name in make.Cast.names()]
    actions.prefer(chat, by=cast.curator, level="mentions")
    with django_assert_num_queries(7):
        found = unread(everybody)
    assert {one: found.get(one, 0) for one in everybody} == {one: unread_chats(one) for one in everybody}
    assert found[cast.child.pk] == 2


def test_who_answers_has_read_what_he_answers_to(cast: make.Cast) -> None:
    """The second tick of the first message does not wait for the other page to say that it has read."""
    chat = course_chat(cast)
    first = say(chat, cast.teacher)
    with CaptureQueriesContext(connection) as asked:
        answer = say(chat, cast.learner)
    assert first.seq < answer.seq
    told_of = f"m chat:{chat.pk} {cast.learner.pk}={answer.seq}"
    assert [one for one in asked if told_of in one["sql"]]
