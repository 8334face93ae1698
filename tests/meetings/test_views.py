"""Pages of a video room, and what it measured in the record of the consultation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from opora.kernel.clock import travel
from opora.meetings import actions, presence
from opora.meetings.models import Room, Visit
from opora.workload.models import WorkLogEntry
from tests import make

from .world import STARTS, host, inside, meeting, visit

Login = Callable[..., Client]
AFTER = STARTS + timedelta(hours=1)


def test_the_card_leads_into_the_room_those_who_are_expected(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner)
    url, room = (reverse(name, args=[session.pk]) for name in ("consultations:session", "meetings:room"))
    for name, is_led in [("teacher", True), ("learner", True), ("child", False), ("curator", False)]:
        page = login(cast.account(name)).get(url).content.decode()
        assert (room in page) is is_led, name


def test_a_link_of_the_register_leads_outside(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, STARTS, 60, groups=[cast.group])
    session.means.add(make.means("telemost", "Телемост", contact="https://telemost.example/j/1"))
    make.booking(session, cast.learner)
    page = login(cast.account("learner")).get(reverse("consultations:session", args=[session.pk]))
    assert 'href="https://telemost.example/j/1" target="_blank"' in page.content.decode()


def test_before_its_time_the_room_says_when_and_lets_try_the_devices(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner, starts_at=STARTS + timedelta(hours=5))
    page = login(cast.account("learner")).get(reverse("meetings:room", args=[session.pk]))
    assert page.status_code == 200
    assert "Комната откроется" in page.content.decode()
    assert 'data-view="lobby"' in page.content.decode()


def test_who_comes_gets_the_number_of_the_room_and_turn_of_his_own(
    cast: make.Cast, login: Login, settings: Settings
) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:turn.example:3478"], "secret"
    session = meeting(cast, cast.learner)
    host(session)
    answers = [
        login(cast.account(name)).post(reverse("meetings:come", args=[session.pk])).json()
        for name in ("teacher", "learner")
    ]
    assert [answer["inside"] for answer in answers] == [True, False]
    assert {answer["room"] for answer in answers} == {Room.objects.get().pk}
    names = [answer["ice"][0]["username"] for answer in answers]
    assert names[0] != names[1]
    until = int(names[0].split(":")[0])
    assert until == int((STARTS - timedelta(minutes=8) + timedelta(hours=6)).timestamp())


def test_the_record_is_filled_by_the_room_and_goes_to_the_hours(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner, cast.child)
    with travel(STARTS):
        room = host(session).room
        inside(session, cast.learner)
        inside(session, cast.parent, ward=cast.child)
    visit(room, cast.teacher, 0, 3000)
    visit(room, cast.learner, 180, 2990)
    visit(room, cast.parent, 600, 2400)
    with travel(AFTER):
        actions.end(room)
        teacher = login(cast.account("teacher"))
        url = reverse("consultations:hold", args=[session.pk])
        page = teacher.get(url).content.decode()
        assert "Комната измерила 46 минут: с 18:03 до 18:49." in page.replace("\xa0", " ")
        form = teacher.get(url).context["form"]
        assert (form["actual_start"].value(), form["actual_end"].value()) == (
            "2026-11-23T18:03",
            "2026-11-23T18:49",
        )
        assert len(form["attended"].value()) == 2
        sent = {
            "actual_start": form["actual_start"].value(),
            "actual_end": form["actual_end"].value(),
            "attended": form["attended"].value(),
            "topic": "Журнал инструктажей",
            "topic_basis": "progress_analysis",
            "scope": "overview",
        }
        assert teacher.post(url, sent).status_code == 302
    assert WorkLogEntry.objects.get().minutes == 46


def test_the_evidence_names_who_came_who_did_not_and_how_it_is_counted(cast: make.Cast, login: Login) -> None:
    session = meeting(cast, cast.learner, cast.child)
    room = host(session).room
    inside(session, cast.learner)
    visit(room, cast.teacher, 0, 600)
    visit(room, cast.teacher, 900, 3000, device="phone", ending="lost")
    visit(room, cast.learner, 0, 3000)
    page = login(cast.account("deputy")).get(reverse("meetings:evidence", args=[session.pk]))
    text = page.content.decode().replace("\xa0", " ")
    assert "50 минут вместе с ведущим." in text
    assert "Ведущего не было на связи:" in text
    assert "телефон, связь пропала" in text
    assert [who.pk for who in page.context["absent"]] == [cast.child.pk]


@pytest.mark.parametrize("name", ["deputy", "teacher"])
def test_evidence_of_many_costs_as_many_statements_as_of_one(
    cast: make.Cast, login: Login, name: str
) -> None:
    session = meeting(cast, cast.learner)
    room = host(session).room
    inside(session, cast.learner)
    visit(room, cast.teacher, 0, 3000)
    visit(room, cast.learner, 0, 3000)
    client, url = login(cast.account(name)), reverse("meetings:evidence", args=[session.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _n in range(30):
        who = make.learner(in_group=cast.group)
        make.booking(session, who)
        room.guests.create(person=who, part="speaker", state="inside")
        visit(room, who, 0, 3000)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_the_view_of_a_room_costs_the_same_for_one_and_for_many(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    room = host(session).room
    inside(session, cast.learner)
    with CaptureQueriesContext(connection) as few:
        presence.view(room.pk, {cast.teacher.pk})
    for _n in range(30):
        room.guests.create(person=make.learner(in_group=cast.group), part="speaker", state="inside")
        room.guests.create(person=make.learner(in_group=cast.group), part="speaker", state="waiting")
    with CaptureQueriesContext(connection) as many:
        presence.view(room.pk, {cast.teacher.pk})
    assert len(many) == len(few)


def test_only_who_leads_sees_the_door_and_the_missing(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner, cast.child, cast.stranger)
    room = host(session).room
    inside(session, cast.learner)
    inside(session, cast.parent, ward=cast.child)
    guest = room.guests.create(person=make.learner("Стук Пётр"), part="speaker", state="waiting")
    view = presence.view(room.pk, {cast.teacher.pk, cast.learner.pk, cast.parent.pk})
    led, seen, outside = (view.text_for(who.pk, {}) for who in (cast.teacher, cast.learner, guest.person))
    assert '"door": [{' in led
    assert cast.stranger.short_name in led
    assert cast.child.short_name in led  # the label of the representative
    assert '"missing": ["' + cast.stranger.short_name + '"]' in led
    assert "door" not in seen
    assert "missing" not in seen
    assert outside == '{"waiting": true}'
    assert view.text_for(cast.curator.pk, {}) == ""


def test_visits_of_a_dead_server_end_when_they_were_heard_last(cast: make.Cast) -> None:
    room = host(meeting(cast, cast.learner)).room
    old, fresh = visit(room, cast.teacher, 0, 600, ending=""), visit(room, cast.learner, 0, 690, ending="")
    with travel(STARTS + timedelta(seconds=700)):
        assert presence.close_lost() == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.ending, old.heard_at) == (Visit.Ending.LOST, STARTS + timedelta(seconds=600))
    assert fresh.ending == ""


def test_media_grows_while_it_is_heard(cast: make.Cast) -> None:
    room = host(meeting(cast, cast.learner)).room
    key = (room.pk, cast.learner.pk)
    heard = presence.Heard(STARTS)
    presence.keep({}, {key: heard})
    presence.keep({}, {key: presence.Heard(STARTS + timedelta(seconds=5), heard.span)})
    span = room.media.get()
    assert (span.began_at, span.ended_at) == (STARTS, STARTS + timedelta(seconds=5))
