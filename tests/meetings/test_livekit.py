"""LiveKit: tokens and orders by its published interface, rights of ours at the server, its signed words."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from opora.kernel.clock import now, travel
from opora.meetings import actions
from opora.meetings.engines import following, reading, speaking
from opora.meetings.engines import livekit as lk
from opora.meetings.engines.errors import EngineError
from opora.meetings.engines.reading import Engine
from opora.meetings.models import Choice, Guest, MediaNode, MediaSpan, Room
from opora.meetings.providers import LIVEKIT
from tests import make

from .servers import LK_KEY, LK_SECRET, LiveKit, claims_of, livekit, signed, webhook
from .world import STARTS, host, inside, meeting

SAID = (  # the example of the server's own SDK, with its digest
    b'{"event":"room_started", "room":{"sid":"RM_TkVjUvAqgzKz", "name":"mytestroom", "emptyTimeout":300, '
    b'"creationTime":"1628545903", "turnPassword":"ICkSr2rEeslkN6e9bXL4Ji5zzMD5Z7zzr6ulOaxMj6N", '
    b'"enabledCodecs":[{"mime":"audio/opus"}, {"mime":"video/VP8"}]}}'
)
DIGEST = "CoEQz1chqJ9bnZRcORddjplkvpjmPujmLTR42DbefYI="
CONNECTION = "0f3c2c2e-6d5a-4f0e-8f0e-1f2d3c4b5a69"


@pytest.fixture
def server(settings: Settings) -> Iterator[LiveKit]:
    with livekit() as played:
        settings.ENGINES = {"livekit": played.engine}
        yield played


@pytest.fixture
def chosen(cast: make.Cast, server: LiveKit) -> LiveKit:
    speaking.note(LIVEKIT)
    Choice.objects.create(form="group", first="livekit")
    return server


def come_in(played: LiveKit, guest: Guest) -> dict[str, Any]:
    joined = played.join(speaking.ticket(guest, CONNECTION)["token"])
    assert joined is not None
    return joined


def test_a_setting_is_read_and_a_wrong_one_said() -> None:
    found = reading.livekit("wss://key:s%3A1@livekit.example?seats=40")["livekit"]
    assert (found.url, found.key, found.secret, found.seats) == ("wss://livekit.example", "key", "s:1", 40)
    assert found.origin == "wss://livekit.example"
    for text in ("https://k:s@livekit.example", "wss://livekit.example", "wss://k@livekit.example"):
        with pytest.raises(ImproperlyConfigured, match="OPORA_LIVEKIT"):
            reading.livekit(text)


def test_a_token_is_what_the_documentation_says(settings: Settings) -> None:
    client = lk.Client(Engine("livekit", "wss://livekit.example", 9, LK_KEY, LK_SECRET))
    with travel(STARTS):
        claims = claims_of(client.token("room", "7.abc", muted=False))
    assert claims == {
        "iss": LK_KEY,
        "sub": "7.abc",
        "nbf": int(STARTS.timestamp()),
        "exp": int((STARTS + timedelta(minutes=2)).timestamp()),
        "video": {
            "room": "room",
            "roomJoin": True,
            "canPublish": True,
            "canPublishSources": ["camera", "microphone", "screen_share", "screen_share_audio"],
            "canSubscribe": True,
            "canPublishData": False,
            "canUpdateOwnMetadata": False,
        },
    }
    assert claims_of(client.token("room", "7.abc", muted=False), "another") is None


def test_failures_are_told_apart(server: LiveKit) -> None:
    engine = server.engine
    for key, secret in ((LK_KEY, "wrong" * 8), ("another", LK_SECRET)):
        with pytest.raises(EngineError) as refused:
            lk.Client(Engine("livekit", engine.url, 9, key, secret)).ping()
        assert refused.value.code == "secret"
    with pytest.raises(EngineError) as away:
        lk.Client(Engine("livekit", "ws://127.0.0.1:1", 9, LK_KEY, LK_SECRET)).ping()
    assert away.value.is_away
    lk.Client(engine).ping()
    lk.Client(engine).delete("no-such-room")
    assert lk.Client(engine).participants("no-such-room") == []


def test_who_is_inside_gets_a_token_and_nobody_else(
    cast: make.Cast, chosen: LiveKit, login: Callable[..., Client]
) -> None:
    session = meeting(cast, cast.learner, cast.child, format="group")
    room, url = host(session).room, reverse("meetings:media", args=[session.pk])
    assert room.provider == "livekit"
    page = login(cast.account("learner")).get(reverse("meetings:room", args=[session.pk]))
    assert f"connect-src 'self' {chosen.engine.url} {chosen.url}" in page.headers["Content-Security-Policy"]
    learner = login(cast.account("learner"))
    assert learner.post(url).status_code == 404
    learner.post(reverse("meetings:come", args=[session.pk]))
    assert learner.post(url, {"connection": CONNECTION}).status_code == 404
    guest = actions.let_in(room.guests.get(person=cast.learner), by=cast.teacher)
    told = learner.post(url, {"connection": CONNECTION}).json()
    assert told["url"] == chosen.engine.url
    joined = chosen.join(told["token"])
    assert joined is not None
    assert joined["identity"] == f"{cast.learner.pk}.{CONNECTION}"
    assert chosen.orders[-1][1]["maxParticipants"] == 40
    actions.refuse(guest, by=cast.teacher)
    assert learner.post(url, {"connection": CONNECTION}).status_code in (404, 422)
    assert login(cast.account("deputy")).post(reverse("meetings:call_media", args=[1])).status_code == 404


def test_the_host_s_word_holds_at_the_server(cast: make.Cast, chosen: LiveKit) -> None:
    session = meeting(cast, cast.learner, cast.child, format="group")
    room = host(session).room
    learner, child = inside(session, cast.learner), inside(session, cast.child)
    for guest in room.guests.all():
        come_in(chosen, guest)
    name = speaking.name_of(room.pk)
    following.follow(room)
    assert {order for order, _said in chosen.orders} == {"CreateRoom", "ListParticipants"}
    actions.set_muted(learner, muted=True)
    following.follow(room)
    sources = {
        one["identity"].split(".")[0]: one["permission"]["canPublishSources"] for one in chosen.rooms[name]
    }
    assert sources[str(cast.learner.pk)] == ["CAMERA", "SCREEN_SHARE"]
    assert "MICROPHONE" in sources[str(cast.child.pk)]
    assert ("MutePublishedTrack", cast.learner.pk) in [
        (order, int(said.get("identity", "0.").split(".")[0])) for order, said in chosen.orders
    ]
    learner.refresh_from_db()
    assert (
        "microphone"
        not in claims_of(speaking.ticket(learner, CONNECTION)["token"])["video"]["canPublishSources"]
    )  # type: ignore[index]
    actions.set_muted(learner, muted=False)
    actions.refuse(child, by=cast.teacher)
    following.follow(room)
    left = {
        one["identity"].split(".")[0]: one["permission"]["canPublishSources"] for one in chosen.rooms[name]
    }
    assert str(cast.child.pk) not in left
    assert "MICROPHONE" in left[str(cast.learner.pk)]
    actions.end(room)
    following.follow(Room.objects.get(pk=room.pk))
    assert chosen.rooms == {}


def test_a_change_in_the_room_is_told_to_the_server_by_a_job(cast: make.Cast, chosen: LiveKit) -> None:
    room = host(meeting(cast, cast.learner, format="group")).room
    jobs = ProcrastinateJob.objects.filter(task_name="meetings.follow", args={"room": room.pk})
    before = jobs.count()
    actions.set_room(room, locked=True)
    assert jobs.count() == before + 1


def test_words_are_taken_only_as_the_server_signed_them(server: LiveKit) -> None:
    client = lk.Client(server.engine)
    header = webhook(SAID, sha256=DIGEST)
    assert client.heard(SAID, header) == lk.Told("room_started", "mytestroom", None)
    assert client.heard(SAID + b" ", header) is None
    assert client.heard(SAID, webhook(SAID, secret="wrong" * 8)) is None
    assert client.heard(SAID, webhook(SAID, iss="another")) is None
    assert client.heard(SAID, webhook(SAID, exp=1)) is None
    assert client.heard(b"not json", webhook(b"not json")) is None
    assert client.heard(SAID, "") is None
    nobody = signed({"iss": LK_KEY, "exp": 2**40}).rpartition(".")[0] + "."
    assert client.heard(SAID, nobody) is None


def test_media_is_measured_by_its_words_and_who_comes_is_looked_at(
    cast: make.Cast, chosen: LiveKit, client: Client
) -> None:
    session = meeting(cast, cast.learner, format="group")
    room = host(session).room
    inside(session, cast.learner)
    url = reverse("meetings:livekit")

    def tell(event: str, who: str = f"{cast.learner.pk}.x", name: str = "") -> int:
        said = {
            "event": event,
            "room": {"name": name or speaking.name_of(room.pk)},
            "participant": {"identity": who},
        }
        body = json.dumps(said).encode()
        headers = {"Authorization": webhook(body)}
        return client.post(url, body, "application/webhook+json", headers=headers).status_code

    assert client.post(url, b"{}", "application/json").status_code == 401
    with travel(STARTS):
        assert tell("track_published") == 204
        assert tell("track_published") == 204
        tell("track_published", "999999.x")
        tell("track_published", name=f"{room.pk}-{'0' * 20}")
    with travel(STARTS + timedelta(minutes=5)):
        tell("participant_left")
        tell("participant_left")
    spans = list(MediaSpan.objects.values_list("person", "began_at", "ended_at"))
    assert spans == [(cast.learner.pk, STARTS, STARTS + timedelta(minutes=5))]
    jobs = ProcrastinateJob.objects.filter(task_name="meetings.follow")
    before = jobs.count()
    tell("participant_joined")
    assert jobs.count() == before + 1


def test_a_server_that_fails_leaves_the_room_to_another(
    cast: make.Cast, chosen: LiveKit, login: Callable[..., Client], settings: Settings
) -> None:
    session = meeting(cast, cast.learner, format="group")
    room = host(session).room
    settings.ENGINES = {"livekit": Engine("livekit", "ws://127.0.0.1:1", 40, LK_KEY, LK_SECRET)}
    answer = login(cast.account("teacher")).post(reverse("meetings:media", args=[session.pk]))
    assert answer.status_code == 422
    room.refresh_from_db()
    assert room.provider == "p2p"
    assert MediaNode.objects.get(name="livekit").trouble


def test_a_full_or_silent_server_takes_no_room(cast: make.Cast, chosen: LiveKit) -> None:
    MediaNode.objects.filter(name="livekit").update(draining=True)
    assert host(meeting(cast, cast.learner, format="group")).room.provider == "p2p"
    MediaNode.objects.filter(name="livekit").update(draining=False, trouble="away", since=now())
    later = STARTS + timedelta(hours=3)
    session = meeting(cast, cast.learner, format="group", starts_at=later)
    with travel(later):
        assert host(session).room.provider == "p2p"
