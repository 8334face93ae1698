"""What meetings of each form are held by: chosen by the specialist, impossible choices refused in words."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from opora.conversations.actions import call, start_personal
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.meetings import choosing, doctor, providers
from opora.meetings.actions import come_to_call
from opora.meetings.engines import speaking
from opora.meetings.engines.reading import Engine
from opora.meetings.janus.nodes import Node
from opora.meetings.models import Choice, MediaNode
from opora.meetings.placing import form_of, order_for, provider_for
from opora.meetings.queries.rooms import Coming
from tests import make

from .servers import BBB_SECRET, LK_KEY, BigBlueButton, LiveKit, bigbluebutton, livekit
from .world import host, meeting

BBB = Engine("bbb", "https://bbb.example/bigbluebutton/api", 150, secret=BBB_SECRET)
LK = Engine("livekit", "wss://livekit.example", 40, LK_KEY, "s")


@pytest.fixture
def connected(cast: make.Cast, settings: Settings) -> None:
    """Everything is connected and answers."""
    settings.JANUS = {"north": Node("north", "ws://10.0.0.5:8188")}
    settings.ENGINES = {"livekit": LK, "bbb": BBB}
    MediaNode.objects.create(name="north", url="ws://10.0.0.5:8188", seats=100, since=now())
    for provider in (providers.LIVEKIT, providers.BBB):
        speaking.note(provider)


@pytest.mark.usefixtures("connected")
def test_without_a_choice_the_simplest_that_takes_so_many_is_taken(settings: Settings) -> None:
    assert [provider_for(n, "group").code for n in (4, 5, 100, 120)] == ["p2p", "janus", "janus", "bbb"]
    assert provider_for(500, "frontal").code == "bbb"
    settings.JANUS = {}
    assert provider_for(5, "group").code == "livekit"
    assert provider_for(60, "group").code == "bbb"
    assert provider_for(60, "group", own_page=True).code == "livekit"


@pytest.mark.usefixtures("connected")
def test_a_choice_is_first_its_replacement_next_and_others_after_them() -> None:
    choosing.choose({"group": ("bbb", "livekit"), "individual": ("livekit", "")})
    assert [one.code for one in order_for("group")] == ["bbb", "livekit", "p2p", "janus"]
    assert provider_for(3, "group").code == "bbb"
    MediaNode.objects.filter(name="bbb").update(trouble="away")
    assert provider_for(3, "group").code == "livekit"
    MediaNode.objects.filter(name="livekit").update(draining=True)
    assert [provider_for(n, "group").code for n in (3, 9)] == ["p2p", "janus"]
    choosing.choose({"group": ("", "")})
    assert [one.form for one in Choice.objects.all()] == ["individual"]


@pytest.mark.usefixtures("connected")
def test_a_meeting_is_carried_by_the_choice_for_its_form(cast: make.Cast) -> None:
    choosing.choose({"exam_prep": ("livekit", ""), "call": ("janus", "")})
    prep = meeting(cast, cast.learner, format="group", kind="exam_prep")
    assert form_of(prep) == "exam_prep"
    assert host(prep).room.provider == "livekit"
    make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    made = call(start_personal(cast.teacher, to=cast.learner), by=cast.teacher)
    assert come_to_call(made, Coming(cast.teacher, leads=True)).room.provider == "janus"


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("form", "first", "then", "words"),
    [
        ("call", "bbb", "", "другой вкладке"),
        ("call", "p2p", "bbb", "другой вкладке"),
        ("frontal", "p2p", "", "помещается четверо"),
        ("group", "janus", "janus", "та же"),
    ],
)
def test_car_03_what_does_not_suit_the_form_is_refused(form: str, first: str, then: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        choosing.choose({"individual": ("livekit", ""), form: (first, then)})
    assert not Choice.objects.exists()


def test_car_02_what_is_not_connected_is_refused(cast: make.Cast) -> None:
    for code in ("janus", "livekit", "bbb"):
        with pytest.raises(Refused, match="не подключён"):
            choosing.choose({"group": (code, "")})
    choosing.choose({"individual": ("p2p", ""), "call": ("p2p", "")})


@pytest.mark.usefixtures("connected")
def test_the_specialist_chooses_on_one_page_and_a_refusal_keeps_what_was_chosen(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    client = login(cast.account("specialist"))
    page = client.get(reverse("meetings:nodes")).content.decode().replace("\xa0", " ")
    assert "каждого с его согласия" in page
    assert page.count("не подключён") == 0
    answer = client.post(
        reverse("meetings:choice"), {"first-group": "bbb", "then-group": "livekit"}, follow=True
    )
    assert Choice.objects.get().then == "livekit"
    assert "BigBlueButton <span" in answer.content.decode()
    refused = client.post(reverse("meetings:choice"), {"first-group": "janus", "first-call": "bbb"})
    assert refused.status_code == 422
    assert "другой вкладке" in refused.content.decode().replace("\xa0", " ")
    assert refused.content.decode().count('value="janus" selected') == 1
    assert Choice.objects.get().first == "bbb"


@pytest.fixture
def servers(settings: Settings) -> Iterator[tuple[BigBlueButton, LiveKit]]:
    with bigbluebutton() as bbb, livekit() as lk:
        settings.ENGINES = {"livekit": lk.engine, "bbb": bbb.engine}
        yield bbb, lk


def test_the_doctor_tries_each_as_a_meeting_does(
    cast: make.Cast, servers: tuple[BigBlueButton, LiveKit], settings: Settings
) -> None:
    bbb, lk = servers
    found = {what: (is_well, words) for what, is_well, words, _todo in doctor.looked()}
    assert found["LiveKit"] == (True, f"{lk.engine.url} отвечает, комнату создаёт, мест 40")
    assert found["BigBlueButton"][0] is True
    assert (bbb.meetings, lk.rooms) == ({}, {})
    assert [name for name, _said in lk.orders] == ["CreateRoom", "ListParticipants", "DeleteRoom"]
    settings.ENGINES = {
        "livekit": Engine("livekit", lk.engine.url, 40, LK_KEY, "wrong" * 8),
        "bbb": Engine("bbb", "http://127.0.0.1:1/api", 9, secret="s"),
    }
    told = {what: (is_well, todo) for what, is_well, _words, todo in doctor.looked()}
    assert told["LiveKit"] == (False, "Сверьте секрет в OPORA_LIVEKIT с настройками сервера.")
    assert told["BigBlueButton"][0] is False
    assert "Запустите" in told["BigBlueButton"][1]


def test_the_doctor_names_what_was_recorded_there_without_consent(
    cast: make.Cast, servers: tuple[BigBlueButton, LiveKit]
) -> None:
    bbb, _lk = servers
    speaking.note(providers.BBB)
    Choice.objects.create(form="group", first="bbb")
    host(meeting(cast, cast.learner, format="group"))
    bbb.kept = ["652c9eb4-1462283509434"]
    found = {what: (is_well, words) for what, is_well, words, _todo in doctor.looked()}
    assert found["BigBlueButton"][0] is False
    assert "записей наших встреч: 1" in found["BigBlueButton"][1]


def test_the_doctor_names_a_choice_that_cannot_be_kept(cast: make.Cast) -> None:
    Choice.objects.create(form="group", first="bbb", then="p2p")
    words = [words for _what, is_well, words, _todo in doctor.looked() if not is_well]
    assert words == ["групповые выбрано вести через BigBlueButton, а он не настроен"]
