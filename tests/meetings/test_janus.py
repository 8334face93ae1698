"""Our client of the media server against a real Janus: its answers, its refusals, its death."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from opora.kernel.clock import now
from opora.meetings.asking import asked
from opora.meetings.janus.hall import Hall, Wanted, destroyed, made
from opora.meetings.janus.line import Line, Place
from opora.meetings.janus.link import JanusError, Link, LostError
from opora.meetings.janus.nodes import read
from opora.meetings.janus.studio import Studio
from opora.meetings.models import MediaNode, Room
from tests import make, media_servers
from tests.media_servers import Janus

from .sdp import offer
from .world import STARTS, host, meeting

needs_janus = pytest.mark.skipif(shutil.which("janus") is None, reason="нет программы janus")
ANNA, BORIS = 1, 2
BOTH = frozenset({ANNA, BORIS})


@pytest.fixture(scope="module")
def server() -> Iterator[Janus]:
    with media_servers.janus() as janus:
        yield janus


@pytest.fixture
def janus(server: Janus) -> Janus:
    """Running, whatever the test before has done to it."""
    if server.process is None or server.process.poll() is not None:
        server.start()
    return server


@asynccontextmanager
async def linked(setting: str) -> AsyncIterator[Link]:
    link = Link(read(setting)["north"])
    await link.open()
    running = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        await link.close()
        running.cancel()


class Browser:
    """The far end of a line: keeps what it is told and answers as a browser does."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def tell(self, told: dict[str, Any]) -> None:
        self.told.append(told)

    async def gets(self, name: str, more_than: int = 0) -> dict[str, Any]:
        return await until(lambda: found[-1] if len(found := self.all(name)) > more_than else None)

    def all(self, name: str) -> list[dict[str, Any]]:
        return [one for one in self.told if name in one]


async def until(look: Callable[[], Any], seconds: float = 8) -> Any:
    async with asyncio.timeout(seconds):
        while not (found := look()):
            await asyncio.sleep(0.02)
    return found


def run(work: Callable[[], Awaitable[None]]) -> None:
    async_to_sync(work)()


@asynccontextmanager
async def hall_of_two(janus: Janus, number: int) -> AsyncIterator[tuple[Hall, Browser, Browser]]:
    """Anna and Boris have each laid the three lanes; no picture moves, which is for the tests in browsers."""
    anna, boris = Browser(), Browser()
    async with linked(janus.setting()) as link:
        place, changed = Place(link, number, "secret"), asyncio.Event()
        await made(place)
        hall = Hall(place, changed.set)
        wanted = Wanted(seats_of(anna, boris), BOTH)
        await hall.follow(wanted)
        for name, browser in (("anna", anna), ("boris", boris)):
            await browser.gets("line")
            line_of(hall, name).hear({"do": "offer", "sdp": offer()})
            await browser.gets("answer")
        yield hall, anna, boris
        await hall.end()


def seats_of(anna: Browser, boris: Browser) -> dict[str, Any]:
    return {"anna": (ANNA, anna.tell), "boris": (BORIS, boris.tell)}


def line_of(hall: Hall, name: str) -> Line:
    line = hall.line_of(name)
    assert line is not None
    return line


async def participants(hall: Hall) -> dict[int, dict[str, Any]]:
    """Of the room as the server itself has it, by feed."""
    asked = {"request": "listparticipants", "room": hall.place.number}
    told, _none = await hall.place.link.orders.ask(asked)
    return {one["id"]: one for one in told["participants"]}


@asynccontextmanager
async def studio_of(settings: Settings) -> AsyncIterator[Studio]:
    studio = Studio()
    keeping = asyncio.create_task(studio.keep())
    names = set(settings.JANUS)
    try:
        await until(lambda: studio.answering == names)
        yield studio
    finally:
        keeping.cancel()
        await studio.end()


def node_of_room() -> str:
    node = Room.objects.get().node
    return node.name if node else ""


def group_room(settings: Settings, *servers: str) -> Room:
    """Of a group of five, so that it needs a server, in the test's own database."""
    settings.JANUS = read(" ".join(servers))
    cast = make.cast()
    session = meeting(cast, cast.learner, *(make.learner(in_group=cast.group) for _n in range(4)))
    MediaNode.objects.create(name="north", url="ws://", seats=10, since=now())
    return host(session).room


# --- settings ---------------------------------------------------------------------------------------------


def test_servers_are_read_from_the_setting_and_show_no_secret() -> None:
    nodes = read("north=ws://admin%20key:s%3Acret@10.0.0.5:8188?seats=200 south=wss://k:s@janus.example/ws")
    north, south = nodes["north"], nodes["south"]
    assert (north.url, north.seats, north.api_secret, north.admin_key) == (
        "ws://10.0.0.5:8188",
        200,
        "s:cret",
        "admin key",
    )
    assert (south.url, south.seats) == ("wss://janus.example/ws", 100)
    assert "cret" not in repr(north)
    for wrong in (
        "ws://10.0.0.5",
        "North=ws://a",
        "n=http://a",
        "n=ws://",
        "n=ws://a?seats=0",
        "n=ws://a n=ws://b",
    ):
        with pytest.raises(ImproperlyConfigured):
            read(wrong)


# --- the client -------------------------------------------------------------------------------------------


@needs_janus
def test_a_wrong_secret_and_a_wrong_key_are_refused_by_their_codes(janus: Janus) -> None:
    async def tried() -> None:
        with pytest.raises(JanusError, match="403"):
            await Link(read(janus.setting(secret="wrong"))["north"]).open()
        async with linked(janus.setting(key="wrong")) as link:
            with pytest.raises(JanusError, match="433"):
                await made(Place(link, 1, "secret"))

    run(tried)


@needs_janus
def test_making_a_room_twice_is_making_it_once_and_only_its_secret_ends_it(janus: Janus) -> None:
    async def tried() -> None:
        async with linked(janus.setting()) as link:
            place = Place(link, 2, "secret")
            await made(place)
            await made(place)
            await destroyed(Place(link, 2, "another"))
            assert (await link.orders.ask({"request": "exists", "room": 2}))[0]["exists"]
            await destroyed(place)
            assert not (await link.orders.ask({"request": "exists", "room": 2}))[0]["exists"]

    run(tried)


@needs_janus
def test_lanes_are_laid_at_the_server_in_our_order(janus: Janus) -> None:
    async def met() -> None:
        async with hall_of_two(janus, 3) as (hall, anna, _boris):
            assert line_of(hall, "anna").lanes == ["0", "1", "2"]
            assert "a=recvonly" in (await anna.gets("answer"))["answer"]
            assert {one["of"] for one in anna.all("ice")} == {"out"}
            feeds = {line_of(hall, name).feed for name in ("anna", "boris")}
            assert (await participants(hall)).keys() == feeds

    run(met)


@needs_janus
def test_who_is_not_let_in_any_more_is_out_of_the_server_too(janus: Janus) -> None:
    async def removed() -> None:
        async with hall_of_two(janus, 4) as (hall, _anna, boris):
            await hall.follow(Wanted({"boris": (BORIS, boris.tell)}, frozenset({BORIS})))
            assert hall.line_of("anna") is None
            assert (await participants(hall)).keys() == {line_of(hall, "boris").feed}

    run(removed)


@needs_janus
def test_a_muted_microphone_is_muted_at_the_server_and_given_back(janus: Janus) -> None:
    async def muted() -> None:
        async with hall_of_two(janus, 5) as (hall, anna, boris):
            seats, feed, heard = seats_of(anna, boris), line_of(hall, "anna").feed, []
            other = await hall.place.link.attach(heard.append)
            await other.ask({"request": "join", "ptype": "publisher", "room": 5, "id": 1})
            for silent in (frozenset({ANNA}), frozenset[int](), frozenset[int]()):
                await hall.follow(Wanted(seats, BOTH, silent))
            moderated = [
                (data["id"], data["mid"], data["moderation"])
                for event in heard
                if "moderation" in (data := event.get("plugindata", {}).get("data", {}))
            ]
            assert moderated == [(feed, "0", "muted"), (feed, "0", "unmuted")]

    run(muted)


@needs_janus
def test_a_listener_sends_nothing_till_he_has_the_word_and_nothing_after_it(janus: Janus) -> None:
    async def listened() -> None:
        async with hall_of_two(janus, 16) as (hall, anna, boris):
            seats, quiet = seats_of(anna, boris), frozenset({BORIS})
            key = (await boris.gets("line"))["line"]
            await hall.follow(Wanted(seats, BOTH, quiet=quiet))
            assert (await boris.gets("line", more_than=1))["line"] != key
            assert line_of(hall, "boris").lanes == []
            before = len(boris.all("answer"))
            line_of(hall, "boris").hear({"do": "offer", "sdp": offer()})
            await asyncio.sleep(0.3)
            assert len(boris.all("answer")) == before
            assert line_of(hall, "boris").lanes == []
            feed = line_of(hall, "boris").feed
            await hall.follow(Wanted(seats, BOTH))
            await boris.gets("answer", more_than=before)
            assert line_of(hall, "boris").lanes == ["0", "1", "2"]
            await hall.follow(Wanted(seats, BOTH, quiet=quiet))
            await boris.gets("line", more_than=2)
            assert feed not in await participants(hall)

    run(listened)


@needs_janus
@pytest.mark.parametrize("was_missed", [True, False])
def test_a_browser_that_comes_back_in_time_keeps_its_line(janus: Janus, was_missed: bool) -> None:
    """Also when it is there by a new socket before the end of its former one was noticed."""

    async def came_back() -> None:
        async with hall_of_two(janus, 6) as (hall, anna, boris):
            key = (await boris.gets("line"))["line"]
            if was_missed:
                await hall.follow(Wanted({"anna": (ANNA, anna.tell)}, BOTH))
            again = Browser()
            await hall.follow(Wanted(seats_of(anna, again), BOTH))
            assert again.told == [{"line": key, "again": True}]

    run(came_back)


@needs_janus
def test_a_killed_server_is_noticed_at_once_by_whoever_waits_for_it(janus: Janus) -> None:
    async def killed() -> None:
        link = Link(read(janus.setting())["north"])
        await link.open()
        running = asyncio.create_task(link.run())
        await asyncio.to_thread(janus.kill)
        async with asyncio.timeout(2):
            await running
        assert link.is_lost
        with pytest.raises(LostError):
            await made(Place(link, 7, "secret"))
        with pytest.raises(OSError, match="Connect"):
            await Link(link.node).open()

    run(killed)


# --- rooms of this process --------------------------------------------------------------------------------


@needs_janus
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_a_browser_may_say_six_things_and_only_for_its_own_line(janus: Janus, settings: Settings) -> None:
    room, anna, boris = group_room(settings, janus.setting()), Browser(), Browser()

    async def said() -> None:
        async with studio_of(settings) as studio:
            studio.follow(room.pk, Wanted(seats_of(anna, boris), BOTH))
            key, other = (await anna.gets("line"))["line"], (await boris.gets("line"))["line"]
            for bad in (
                {"do": "offer", "sdp": offer(), "line": other},
                {"do": "offer", "sdp": offer()},
                {"do": "subscribe", "line": key},
                {"do": "moderate", "line": key},
                {"do": "updated", "line": key, "data": {}, "jsep": {}},
                "offer",
                None,
            ):
                studio.hear(room.pk, "anna", bad)
            studio.hear(room.pk + 1, "anna", {"do": "offer", "sdp": offer(), "line": key})
            studio.hear(room.pk, "nobody", {"do": "offer", "sdp": offer(), "line": key})
            await asyncio.sleep(0.3)
            assert (anna.all("answer"), boris.all("answer")) == ([], [])
            studio.hear(room.pk, "anna", {"do": "offer", "sdp": offer(), "line": key})
            assert "a=recvonly" in (await anna.gets("answer"))["answer"]
            studio.hear(room.pk, "anna", {"do": "bye", "line": key})
            assert (await anna.gets("line", more_than=1))["line"] != key

    run(said)


@needs_janus
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_a_dead_server_is_written_down_and_its_room_is_laid_anew(janus: Janus, settings: Settings) -> None:
    room, anna, boris = group_room(settings, janus.setting()), Browser(), Browser()
    states = []

    async def died() -> None:
        async with studio_of(settings) as studio:
            studio.follow(room.pk, Wanted(seats_of(anna, boris), BOTH))
            await anna.gets("line")
            await asyncio.to_thread(janus.kill)
            await anna.gets("lost")
            await until(lambda: not studio.answering)
            states.append(await asked(lambda: MediaNode.objects.get().state))
            await asyncio.to_thread(janus.start)
            await anna.gets("line", more_than=1)
            await until(lambda: studio.answering)

    run(died)
    node = MediaNode.objects.get()
    assert [*states, node.state] == [MediaNode.State.DOWN, MediaNode.State.UP]
    assert Room.objects.get().node == node


@needs_janus
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_a_server_taken_out_of_work_keeps_its_room_and_a_new_one_goes_elsewhere(
    janus: Janus, settings: Settings
) -> None:
    anna, boris, carried = Browser(), Browser(), []

    async def drained() -> None:
        async with studio_of(settings) as studio:
            studio.follow(old.pk, Wanted(seats_of(anna, boris), BOTH))
            key = (await anna.gets("line"))["line"]
            await asked(MediaNode.objects.filter(name="north").update, draining=True)
            studio.follow(new.pk, Wanted({"vera": (ANNA, (vera := Browser()).tell)}, BOTH))
            await vera.gets("line")
            studio.follow(old.pk, Wanted(seats_of(anna, boris), BOTH))
            studio.hear(old.pk, "anna", {"do": "offer", "sdp": offer(), "line": key})
            assert "a=recvonly" in (await anna.gets("answer"))["answer"]
            carried.extend(await asked(lambda: [room.node.name for room in Room.objects.order_by("pk")]))

    with media_servers.janus() as second:
        old = group_room(settings, janus.setting(), second.setting("south"))
        later = make.session(old.session.person, STARTS + timedelta(hours=5))
        new = Room.objects.create(session=later, provider="janus")
        run(drained)
    assert carried == ["north", "south"]
    assert len(anna.all("line")) == 1


@needs_janus
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_a_room_of_a_dead_server_moves_to_another_or_to_its_few_browsers(
    janus: Janus, settings: Settings
) -> None:
    anna, boris, carried = Browser(), Browser(), []

    async def moved() -> None:
        async with studio_of(settings) as studio:
            studio.follow(room.pk, Wanted(seats_of(anna, boris), BOTH))
            for times in range(2):
                await anna.gets("line", more_than=times)
                name = await asked(node_of_room)
                carried.append(name)
                await asyncio.to_thread(servers[name].kill)
            async with asyncio.timeout(15):
                while await asked(node_of_room):
                    await asyncio.sleep(0.2)

    with media_servers.janus() as second:
        room = group_room(settings, janus.setting(), second.setting("south"))
        servers = {"north": janus, "south": second}
        run(moved)
    assert Room.objects.get().provider == "p2p"
    assert sorted(carried) == ["north", "south"]
