"""Captions: whose sound is taken, whom the words reach, and a bad recogniser that is not felt."""

import asyncio
import json
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from opora.conversations import actions as chats
from opora.meetings import actions, doctor
from opora.meetings.asking import asked
from opora.meetings.captions import voice
from opora.meetings.captions.reading import Recogniser, read
from opora.meetings.captions.strip import MOST, Caption, Strip
from opora.meetings.desk import Desk
from opora.meetings.models import Room
from opora.meetings.parts.actions import split
from opora.meetings.queries.rooms import Coming
from opora.meetings.webinar.tickets import ticket_for
from tests import make, recognisers
from tests.notifications.tabs import scope_of
from tests.serving import free_port
from tests.webinars.world import NODE, frontal, visitor, webinar

from .sockets import SOUND, Browser, World, opened, run, until
from .world import STARTS, host, knock

SILENCE = bytes(8_000)
OFF = {"lost": False, "crowded": False}


@pytest.fixture
def played(settings: Settings) -> Iterator[recognisers.Recogniser]:
    with recognisers.recogniser() as server:
        settings.RECOGNISER = Recogniser(server.url)
        yield server


@pytest.fixture
def world(cast: make.Cast) -> World:
    return World(cast)


async def asks(reader: Browser, *, on: bool = True) -> None:
    reader.say(do="captions", on=on)
    await until(lambda: (reader.state.get("captions") is not None) is on)


# --- who reads ----------------------------------------------------------------------------------------------


def test_words_go_to_who_asks_and_to_nobody_else(world: World, played: recognisers.Recogniser) -> None:
    teacher, learner, child = (world.browser(name) for name in ("teacher", "learner", "child"))
    who = world.cast.teacher.short_name

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner, child):
            await asks(learner)
            for each in (teacher, child):  # that somebody reads is known to everybody
                await until(lambda each=each: each.state.get("captions") == OFF)
            speech = world.speech("teacher", teacher).open(desk)
            for n in range(4):
                speech.sound()
                await until(lambda n=n: len(learner.captions) == n + 1)
            speech.sound()
            await until(lambda: len(learner.captions) == 5)
            await speech.close()  # the microphone is off: what was begun is ended
            await until(lambda: len(learner.captions) == 6)
            await asks(learner, on=False)
            await until(lambda: "captions" not in child.state)

    run(scenario)
    assert learner.captions == [
        (who, "добрый", False),
        (who, "добрый день", False),
        (who, "добрый день начнём", False),
        (who, "добрый день начнём занятие", True),
        (who, "добрый", False),
        (who, "добрый", True),
    ]
    assert (teacher.captions, child.captions) == ([], [])
    (spoken,) = played.spoken
    assert (spoken.config["sample_rate"], spoken.pieces, spoken.is_ended) == (16_000, [8_000] * 5, True)


def test_silence_says_nothing_and_an_unfinished_line_is_told_once(
    world: World, played: recognisers.Recogniser
) -> None:
    teacher, learner = world.browser("teacher"), world.browser("learner")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner):
            await asks(learner)
            speech = world.speech("teacher", teacher).open(desk)
            for n, piece in enumerate((SILENCE, SOUND, SILENCE, SILENCE), 1):
                speech.sound(piece)
                await until(lambda n=n: [8_000] * n in [one.pieces for one in played.speeches])
            await speech.close()

    run(scenario)
    assert [(text, final) for _name, text, final in learner.captions] == [("добрый", False), ("добрый", True)]


def test_a_slow_browser_gets_the_newest_and_no_queue_grows() -> None:
    strip = Strip()
    assert not strip
    for n in range(10 * MOST):
        strip.add(Caption("a", "А", f"final {n}", is_final=True))
        strip.add(Caption("a", "А", f"going {n}", is_final=False))
        strip.add(Caption("b", "Б", f"going {n}", is_final=False))
    told = []
    while strip:
        told.append(json.loads(strip.next())["caption"]["text"])
    assert told[:MOST] == [f"final {n}" for n in range(9 * MOST, 10 * MOST)]
    assert told[MOST:] == [f"going {10 * MOST - 1}"] * 2


# --- whose sound is taken -----------------------------------------------------------------------------------


def test_a_socket_of_sound_is_only_of_who_sits_there(
    world: World, played: recognisers.Recogniser, cast: make.Cast
) -> None:
    teacher, learner = world.browser("teacher"), world.browser("learner")
    knock(world.session, cast.stranger)
    door = world.browser("stranger")
    nobody = Browser(scope_of(None), world.room, teacher.connection, "&speech=1")
    foreign = world.speech("teacher", teacher)
    foreign.scope["headers"] = [
        (name, b"https://evil.example" if name == b"origin" else value)
        for name, value in foreign.scope["headers"]
    ]

    async def refused(desk: Desk, one: Browser, code: int = 4403) -> None:
        one.open(desk)
        await until(lambda: one.code)
        assert one.code == code
        assert not one.is_open
        await one.close()

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner):
            await refused(desk, world.speech("teacher", teacher))  # nobody reads
            await asks(learner)
            door.open(desk)
            await until(lambda: {"waiting": True} in door.told)
            await refused(desk, world.speech("stranger", door))  # at the door
            await refused(desk, world.speech("learner", teacher))  # of somebody else's browser
            await refused(desk, world.speech("child", world.browser("child")))  # inside, but not here
            await refused(desk, nobody, 4401)
            await refused(desk, foreign, 4401)
            await refused(desk, world.speech("teacher", teacher, room=world.room + 1))
            await door.close()

    run(scenario)
    assert played.spoken == []


def test_who_is_muted_is_not_written_down(world: World, played: recognisers.Recogniser) -> None:
    teacher, learner = world.browser("teacher"), world.browser("learner")
    guest = world.guests[world.cast.learner.pk]

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner):
            await asks(teacher)
            speech = world.speech("learner", learner).open(desk)
            speech.sound()
            await until(lambda: teacher.captions)
            await asked(actions.set_muted, guest, muted=True)
            await desk._show(world.room)
            await until(lambda: speech.code == 4403)
            speech.sound(times=3)
            again = world.speech("learner", learner).open(desk)
            await until(lambda: again.code == 4403)
            await speech.close()
            await again.close()

    run(scenario)
    assert [one.pieces for one in played.spoken] == [[8_000]]
    assert [(text, final) for _name, text, final in teacher.captions] == [("добрый", False), ("добрый", True)]


def test_in_a_hall_who_has_the_word_is_written_down(
    cast: make.Cast, played: recognisers.Recogniser, settings: Settings
) -> None:
    settings.JANUS = {"north": NODE}
    session = frontal(cast, cast.learner, starts_at=STARTS)
    came = visitor(webinar(session))
    guest = actions.come_from_outside(came)
    room = host(session).room
    actions.come(session, Coming(cast.learner))
    Room.objects.update(provider="p2p")  # no media server stands behind this test
    reader = Browser(scope_of(cast.account("learner")), room.pk)
    ticket = f"&ticket={ticket_for(guest)}"
    listener = Browser(scope_of(None), room.pk, more=ticket)

    def speech() -> Browser:
        return Browser(scope_of(None), room.pk, listener.connection, f"{ticket}&speech=1")

    quiet, heard = speech(), speech()

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, reader, listener):
            await asks(reader)
            quiet.open(desk)
            await until(lambda: quiet.code == 4403)
            await asked(actions.give_word, guest, given=True)
            await desk._show(room.pk)
            heard.open(desk).sound()
            await until(lambda: reader.captions)
            await asked(actions.give_word, guest, given=False)
            await desk._show(room.pk)
            await until(lambda: heard.code == 4403)
            await quiet.close()
            await heard.close()

    run(scenario)
    assert reader.captions[0] == (guest.short_name, "добрый", False)


def test_captions_stay_within_a_small_group(world: World, played: recognisers.Recogniser) -> None:
    cast = world.cast
    first, second = split(
        world.session.room,
        [[guest.pk] for guest in (world.guests[cast.learner.pk], world.guests[cast.child.pk])],
    )
    learner, child = world.browser("learner", first.pk), world.browser("child", second.pk)
    teacher = world.browser("teacher", first.pk)

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner, child):
            await asks(learner)
            await asks(child)
            speech = world.speech("teacher", teacher, first.pk).open(desk)
            speech.sound()
            await until(lambda: learner.captions)
            await speech.close()

    run(scenario)
    assert child.captions == []


@pytest.mark.parametrize("piece", [b"", b"\1", SOUND * 3])
def test_what_is_no_piece_of_sound_ends_the_line(
    world: World, played: recognisers.Recogniser, piece: bytes
) -> None:
    teacher = world.browser("teacher")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher):
            await asks(teacher)
            speech = world.speech("teacher", teacher).open(desk)
            await until(lambda: speech.is_open)
            speech.sound(piece)
            await until(lambda: speech.code == 4403)
            await speech.close()

    run(scenario)
    assert played.spoken == []


# --- a bad recogniser ---------------------------------------------------------------------------------------


def test_a_recogniser_that_dies_is_said_and_comes_back_by_itself(
    world: World, played: recognisers.Recogniser
) -> None:
    teacher, learner = world.browser("teacher"), world.browser("learner")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner):
            await asks(learner)
            speech = world.speech("teacher", teacher).open(desk)
            speech.sound()
            await until(lambda: learner.captions)
            await asyncio.to_thread(played.die)
            speech.sound()
            await until(lambda: teacher.state["captions"]["lost"])
            await until(lambda: learner.captions[-1][1:] == ("", True))  # the unfinished line is taken back
            learner.say(do="ping")
            await until(lambda: {"heard": True} in learner.told)
            played.start()
            await until(lambda: not teacher.state["captions"]["lost"])
            known = len(learner.captions)
            speech.sound()
            await until(lambda: len(learner.captions) > known)
            assert speech.is_open
            await speech.close()

    run(scenario)


def test_a_recogniser_that_is_away_is_said_before_anybody_speaks(world: World, settings: Settings) -> None:
    settings.RECOGNISER = Recogniser(f"ws://127.0.0.1:{free_port()}")
    teacher = world.browser("teacher")

    async def scenario() -> None:
        async with opened(Desk(), teacher):
            await asks(teacher)
            await until(lambda: teacher.state["captions"] == {"lost": True, "crowded": False})

    run(scenario)


def test_a_slow_recogniser_loses_sound_and_nothing_grows(
    world: World, played: recognisers.Recogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "BURST", 1_000)  # pieces come at once here, as if minutes had passed
    teacher = world.browser("teacher")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher):
            await asks(teacher)
            played.pause = 0.2
            speech = world.speech("teacher", teacher).open(desk)
            speech.sound()
            await until(lambda: played.spoken)
            speech.sound(times=400)
            await until(lambda: len(played.spoken[0].pieces) >= 2)
            (standing,) = desk._floor._voices[world.room].values()
            assert len(standing._sound) <= voice.MOST
            await speech.close()

    run(scenario)
    (spoken,) = played.spoken
    assert sum(spoken.pieces) <= 8_000 * (voice.MOST + 2)
    assert spoken.is_ended


def test_sound_comes_no_faster_than_one_speaks(world: World, played: recognisers.Recogniser) -> None:
    teacher = world.browser("teacher")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher):
            await asks(teacher)
            speech = world.speech("teacher", teacher).open(desk)
            speech.sound()
            await until(lambda: played.spoken)
            for _time in range(100):
                speech.sound()
                await asyncio.sleep(0)
            await speech.close()

    run(scenario)
    (spoken,) = played.spoken
    assert sum(spoken.pieces) <= 8_000 * 20  # three seconds, and what the test itself took


def test_more_speak_than_are_heard_and_the_next_takes_the_place(
    world: World, played: recognisers.Recogniser, settings: Settings
) -> None:
    settings.RECOGNISER = Recogniser(played.url, speakers=1)
    teacher, learner = world.browser("teacher"), world.browser("learner")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher, learner):
            await asks(learner)
            first = world.speech("teacher", teacher).open(desk)
            first.sound()
            await until(lambda: learner.captions)
            second = world.speech("learner", learner).open(desk)
            second.sound()
            await until(lambda: teacher.state["captions"]["crowded"])
            await first.close()
            await until(lambda: not teacher.state["captions"]["crowded"])
            await until(lambda: learner.captions[-1][0] == world.cast.learner.short_name)
            await second.close()

    run(scenario)


def test_without_a_recogniser_nobody_can_ask(world: World) -> None:
    teacher = world.browser("teacher")

    async def scenario() -> None:
        desk = Desk()
        async with opened(desk, teacher):
            teacher.say(do="captions", on=True)
            teacher.say(do="ping")
            await until(lambda: {"heard": True} in teacher.told)
            speech = world.speech("teacher", teacher).open(desk)
            await until(lambda: speech.code == 4403)
            await speech.close()

    run(scenario)
    assert "captions" not in teacher.state


# --- settings, pages, the doctor ----------------------------------------------------------------------------


def test_the_setting_is_read_or_refused() -> None:
    assert read("") is None
    assert read("ws://10.0.0.7:2700") == Recogniser("ws://10.0.0.7:2700", 12)
    assert read("wss://asr.example/ws?speakers=40") == Recogniser("wss://asr.example/ws", 40)
    for wrong in ("http://10.0.0.7:2700", "ws://", "ws://user:key@10.0.0.7", "ws://10.0.0.7?speakers=0"):
        with pytest.raises(ImproperlyConfigured, match="OPORA_RECOGNISER"):
            read(wrong)


def test_the_button_is_there_where_a_recogniser_is(
    world: World, login: Callable[..., Client], settings: Settings
) -> None:
    teacher = login(world.cast.account("teacher"))
    url = reverse("meetings:room", args=[world.session.pk])
    assert 'data-do="captions"' not in teacher.get(url).content.decode()
    settings.RECOGNISER = Recogniser("ws://10.0.0.7:2700")
    page = teacher.get(url).content.decode()
    for part in ('data-do="captions"', "data-captions-mark", "data-captions-lost", 'data-said="captions-on"'):
        assert part in page


def test_a_call_and_a_hall_have_them_too(
    cast: make.Cast, login: Callable[..., Client], settings: Settings
) -> None:
    settings.RECOGNISER = Recogniser("ws://10.0.0.7:2700")
    make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    call = chats.call(chats.start_personal(cast.teacher, to=cast.child), by=cast.teacher)
    secret = visitor(webinar(frontal(cast, cast.learner, starts_at=STARTS))).secret
    rang = login(cast.account("teacher")).get(reverse("meetings:call", args=[call.pk]))
    came = Client().get(reverse("meetings:visit_room", args=[secret]))
    for page in (rang, came):
        assert 'data-do="captions"' in page.content.decode()


def findings() -> list[tuple[bool, str, str]]:
    return [(is_well, words, todo) for what, is_well, words, todo in doctor.looked() if what == "субтитры"]


@pytest.mark.django_db
def test_the_doctor_rehearses_the_recogniser(played: recognisers.Recogniser, settings: Settings) -> None:
    ((is_well, words, _todo),) = findings()
    assert is_well
    assert "говорящих сразу: 12" in words
    assert played.speeches[-1].pieces == [16_000]  # half a second of silence
    assert played.speeches[-1].is_ended
    played.answer = '{"transcript": "…"}'
    ((is_well, words, todo),) = findings()
    assert (is_well, "не сервер распознавания" in words, "адрес и порт" in todo) == (False, True, True)
    played.die()
    ((is_well, words, todo),) = findings()
    assert (is_well, "не отвечает" in words, "Запустите vosk-server" in todo) == (False, True, True)
    settings.RECOGNISER = None
    assert findings() == []
