"""BigBlueButton: its published interface, roles of ours, and presence by its word."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from opora.kernel.clock import now, travel
from opora.meetings import actions
from opora.meetings.engines import bigbluebutton as bbb
from opora.meetings.engines import following, reading, speaking
from opora.meetings.engines.errors import EngineError
from opora.meetings.engines.reading import Engine
from opora.meetings.models import Choice, MediaNode, Room, Visit
from opora.meetings.providers import BBB
from opora.meetings.queries.evidence import time_of
from opora.meetings.queries.rooms import Coming
from tests import make

from .servers import BBB_SECRET, BigBlueButton, bigbluebutton, serving
from .world import STARTS, meeting

EXAMPLE = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"


@pytest.fixture
def server(settings: Settings) -> Iterator[BigBlueButton]:
    with bigbluebutton() as played:
        settings.ENGINES = {"bbb": played.engine}
        yield played


@pytest.fixture
def chosen(cast: make.Cast, server: BigBlueButton) -> BigBlueButton:
    """Group meetings of this centre are held there, and it answers."""
    speaking.note(BBB)
    Choice.objects.create(form="group", first="bbb")
    return server


def test_the_checksum_is_over_the_call_the_query_and_the_secret() -> None:
    published = "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"  # the documentation shows it by SHA-1
    said = f"create{EXAMPLE}{BBB_SECRET}"
    assert hashlib.sha1(said.encode()).hexdigest() == published  # noqa: S324 -- theirs
    assert bbb.checksum("create", EXAMPLE, BBB_SECRET) == hashlib.sha256(said.encode()).hexdigest()
    client = bbb.Client(Engine("bbb", "https://bbb.example/bigbluebutton/api", 9, secret=BBB_SECRET))
    order = ("name", "meetingID", "attendeePW", "moderatorPW")
    address = client.address(
        "create", dict(zip(order, ("Test Meeting", "abc123", 111222, 333444), strict=True))
    )
    assert address.startswith(f"https://bbb.example/bigbluebutton/api/create?{EXAMPLE}&checksum=")
    assert address.endswith(hashlib.sha256(said.encode()).hexdigest())


@pytest.mark.parametrize(
    "text", ["bbb.example", "ftp://s@bbb.example", "https://bbb.example/api", "https://s@b?seats=0"]
)
def test_a_setting_that_is_none_is_said_at_once(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OPORA_BBB"):
        reading.bigbluebutton(text)


def test_a_setting_is_read_as_bbb_conf_says_it() -> None:
    found = reading.bigbluebutton("https://a%2Fb@bbb.example/bigbluebutton/?seats=150")["bbb"]
    assert (found.url, found.seats, found.secret) == ("https://bbb.example/bigbluebutton/api", 150, "a/b")
    assert "a/b" not in repr(found)


def test_failures_are_told_apart(server: BigBlueButton) -> None:
    wrong = bbb.Client(Engine("bbb", server.engine.url, 9, secret="another"))
    with pytest.raises(EngineError) as refused:
        wrong.ping()
    assert refused.value.code == "secret"
    with pytest.raises(EngineError) as away:
        bbb.Client(Engine("bbb", "http://127.0.0.1:1/api", 9, secret="s")).ping()
    assert away.value.is_away
    for told in (
        b"<html><p>not xml",
        b'<!DOCTYPE r [<!ENTITY a "b">]><response><returncode>SUCCESS</returncode></response>',
    ):
        with (
            serving(lambda *_asked, told=told: (200, "text/xml", told)) as url,
            pytest.raises(EngineError) as garbled,
        ):  # type: ignore[misc]
            bbb.Client(Engine("bbb", url, 9, secret="s")).ping()
        assert garbled.value.is_away


def test_who_leads_is_a_moderator_and_others_wait_there(
    cast: make.Cast, chosen: BigBlueButton, login: Callable[..., Client]
) -> None:
    session = meeting(cast, cast.learner, format="group")
    teacher, learner = login(cast.account("teacher")), login(cast.account("learner"))
    page = teacher.get(reverse("meetings:room", args=[session.pk]))
    assert "BigBlueButton" in page.content.decode()
    assert "opora-meeting" not in page.content.decode()
    assert f"form-action 'self' {chosen.url}" in page.headers["Content-Security-Policy"]
    asked = {}
    for who, client in (("teacher", teacher), ("learner", learner)):
        answer = client.post(reverse("meetings:go", args=[session.pk]))
        assert answer.status_code == 302
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        asked[who] = {key: one[0] for key, one in parse_qs(urlsplit(answer["Location"]).query).items()}
        assert answer["Location"].startswith(f"{chosen.url}/bigbluebutton/api/join?")
        assert (
            bbb.Client(chosen.engine).ask("join", {k: v for k, v in asked[who].items() if k != "checksum"})
            is not None
        )
    room = Room.objects.get(session=session)
    made = chosen.meetings[speaking.name_of(room.pk)]
    assert (made["guestPolicy"], made["record"], made["autoStartRecording"]) == (
        "ASK_MODERATOR",
        "false",
        "false",
    )
    assert made["maxParticipants"] == "150"
    assert (asked["teacher"]["role"], asked["learner"]["role"]) == ("MODERATOR", "VIEWER")
    assert asked["learner"]["password"] == made["attendeePW"] != made["moderatorPW"]
    assert asked["learner"]["guest"] == "true"
    assert "guest" not in asked["teacher"]
    assert asked["learner"]["userID"] == str(cast.learner.pk)
    assert asked["learner"]["createTime"] == made["createTime"]
    session.refresh_from_db()
    assert session.state == "in_progress"
    assert room.node is not None
    assert room.node.name == "bbb"


def test_nobody_without_a_place_or_shown_out_gets_an_address(
    cast: make.Cast, chosen: BigBlueButton, login: Callable[..., Client]
) -> None:
    session = meeting(cast, cast.learner, format="group")
    url = reverse("meetings:go", args=[session.pk])
    assert login(cast.account("child")).post(url).status_code in (403, 404)
    room = actions.come(session, Coming(cast.teacher, leads=True)).room
    actions.set_room(room, locked=True)
    learner = login(cast.account("learner"))
    assert learner.post(url).status_code == 422
    actions.set_room(room, locked=False)
    assert learner.post(url).status_code == 302
    actions.refuse(room.guests.get(person=cast.learner), by=cast.teacher)
    assert learner.post(url).status_code == 422
    assert "join" not in [name for name, _said in chosen.asked]


def test_presence_is_by_its_word_and_minutes_by_our_rule(cast: make.Cast, chosen: BigBlueButton) -> None:
    session = meeting(cast, cast.learner, format="group")
    room = actions.come(session, Coming(cast.teacher, leads=True)).room
    actions.come(session, Coming(cast.learner))
    speaking.entrance(room.guests.get(person=cast.teacher))
    name = speaking.name_of(room.pk)
    teacher, learner = (str(cast.teacher.pk), "MODERATOR"), (str(cast.learner.pk), "VIEWER")
    for second in range(0, 1200, 15):
        with travel(STARTS + timedelta(seconds=second)):
            there = [teacher] if second < 120 else [teacher, learner, ("999", "VIEWER")]
            chosen.there[name] = [one for one in there if not 600 <= second < 630 or one is not learner]
            assert following.look_at_all() == 1
    with travel(STARTS + timedelta(seconds=1200)):
        chosen.meetings.clear()
        following.look(room)
    visits = Visit.objects.filter(room=room)
    assert {one.person_id for one in visits} == {cast.teacher.pk, cast.learner.pk}
    assert visits.filter(person=cast.learner).count() == 2
    assert {(one.device, one.ending) for one in visits} == {("server", "left")}
    found = time_of(room)
    assert found is not None
    assert found.minutes == 17  # from 2:00 to 19:45, a break of half a minute is a reconnection
    assert found.came == {cast.learner.pk}


def test_car_01_a_server_that_fails_is_left_before_anybody_is_there(
    cast: make.Cast, chosen: BigBlueButton, login: Callable[..., Client], settings: Settings
) -> None:
    session = meeting(cast, cast.learner, format="group")
    teacher, url = login(cast.account("teacher")), reverse("meetings:go", args=[session.pk])
    settings.ENGINES = {"bbb": Engine("bbb", "http://127.0.0.1:1/bigbluebutton/api", 150, secret="s")}
    refused = teacher.post(url)
    assert refused.status_code == 422
    assert "не отвечает" in refused.content.decode().replace("\xa0", " ")
    assert MediaNode.objects.get(name="bbb").trouble
    assert teacher.post(url)["Location"] == reverse("meetings:room", args=[session.pk])
    assert Room.objects.get(session=session).provider == "p2p"
    assert "opora-meeting" in teacher.get(reverse("meetings:room", args=[session.pk])).content.decode()


def test_ending_here_ends_it_there(
    cast: make.Cast, chosen: BigBlueButton, login: Callable[..., Client]
) -> None:
    session = meeting(cast, cast.learner, format="group")
    teacher = login(cast.account("teacher"))
    teacher.post(reverse("meetings:go", args=[session.pk]))
    answer = teacher.post(reverse("meetings:over", args=[session.pk]))
    assert answer["Location"] == reverse("consultations:hold", args=[session.pk])
    room = Room.objects.get(session=session)
    following.follow(room)
    assert chosen.meetings == {}
    following.follow(room)  # and once more, when it is over already
    assert teacher.post(reverse("meetings:go", args=[session.pk])).status_code == 422


def test_only_the_server_says_that_all_have_left(
    cast: make.Cast, chosen: BigBlueButton, client: Client
) -> None:
    session = meeting(cast, cast.learner, format="group")
    room = actions.come(session, Coming(cast.teacher, leads=True)).room
    speaking.entrance(room.guests.get())
    chosen.there[speaking.name_of(room.pk)] = [(str(cast.teacher.pk), "MODERATOR")]
    following.look(room)
    told = urlsplit(chosen.meetings[speaking.name_of(room.pk)]["meta_endCallbackUrl"])
    assert client.get(told.path.replace("/ended/", "/ended/9")).status_code == 404
    assert Visit.objects.get().ending == ""
    assert client.get(told.path, {"recordingmarks": "false"}).status_code == 204
    assert Visit.objects.get().ending == "left"


def test_it_is_tried_every_minute_and_each_change_is_written(
    cast: make.Cast, server: BigBlueButton, settings: Settings
) -> None:
    following.try_all()
    assert MediaNode.objects.get(name="bbb").state == "up"
    settings.ENGINES = {"bbb": Engine("bbb", server.engine.url, 150, secret="another")}
    following.try_all()
    row = MediaNode.objects.get(name="bbb")
    assert (row.state, row.trouble) == ("down", "секрет не сходится")
    assert row.since == now()
