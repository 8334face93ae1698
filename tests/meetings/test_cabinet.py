"""A worker's cabinet: open in the hours of the график, a learner without a place knocks and is recorded."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.models import Session
from opora.kernel.clock import travel
from opora.meetings import actions
from opora.meetings.models import Guest, Room
from opora.meetings.queries.rooms import coming_of
from opora.people.middleware import actor_of
from opora.people.models import Person
from opora.schedule.models import Format
from opora.workload.models import WorkLogEntry
from tests import make

from .test_actions import refused
from .world import STARTS, host, inside, visit

Login = Callable[..., Client]
DAY = date(2026, 11, 23)


def hours(cast: make.Cast, *booked: Person, **values: Any) -> Session:
    """A meeting by a line of the approved график, 18:00–19:00."""
    line = make.line(make.schedule(), cast.teacher, time_from=time(18), time_to=time(19))
    session = make.session(
        cast.teacher, STARTS, 60, groups=[cast.group], line=line, extra_reason="", date=DAY, **values
    )
    session.means.add(make.means())
    for who in booked:
        make.booking(session, who)
    return session


def page(login: Login, cast: make.Cast, name: str) -> str:
    url = reverse("meetings:cabinet", args=[cast.teacher.pk])
    return login(cast.account(name)).get(url).content.decode().replace("\xa0", " ")


def test_outside_the_hours_it_says_when_it_opens_and_offers_to_book(cast: make.Cast, login: Login) -> None:
    session = hours(cast)
    text = page(login, cast, "learner")
    assert "Сейчас закрыто" in text
    assert reverse("consultations:session", args=[session.pk]) in text
    assert reverse("meetings:room", args=[session.pk]) not in text
    answer = login(cast.account("learner")).get(reverse("meetings:room", args=[session.pk]))
    assert answer.status_code == 403
    with travel(STARTS + timedelta(hours=2)):
        assert "встреч по видео в графике нет" in page(login, cast, "learner")


def test_in_the_hours_a_learner_without_a_place_knocks_and_his_minutes_count(
    cast: make.Cast, login: Login
) -> None:
    session = hours(cast)
    with travel(STARTS + timedelta(minutes=5)):
        assert reverse("meetings:room", args=[session.pk]) in page(login, cast, "learner")
        learner = login(cast.account("learner"))
        answer = learner.post(reverse("meetings:come", args=[session.pk]))
        assert answer.json()["inside"] is False
        guest = Guest.objects.get(person=cast.learner)
        assert (guest.state, guest.walk_in) == (Guest.State.WAITING, True)
        room = host(session).room
        actions.let_in(guest, by=cast.teacher)
        assert learner.post(reverse("meetings:come", args=[session.pk])).json()["inside"] is True
    visit(room, cast.teacher, 300, 2400)
    visit(room, cast.learner, 320, 2300)
    with travel(STARTS + timedelta(minutes=41)):
        teacher, url = login(cast.account("teacher")), reverse("consultations:hold", args=[session.pk])
        form = teacher.get(url).context["form"]
        assert form["walk_ins"].value() == [cast.learner.pk]
        sent = {
            "actual_start": form["actual_start"].value(),
            "actual_end": form["actual_end"].value(),
            "walk_ins": form["walk_ins"].value(),
            "topic": "Журнал инструктажей",
            "topic_basis": "progress_analysis",
            "scope": "overview",
        }
        assert teacher.post(url, sent).status_code == 302
    assert WorkLogEntry.objects.get().minutes == 33
    assert session.bookings.get().learner == cast.learner


def test_a_representative_comes_without_booking_for_the_ward(cast: make.Cast) -> None:
    session = hours(cast)
    with travel(STARTS):
        host(session)
        actor = actor_of(cast.account("parent"), None)
        assert actor is not None
        coming = coming_of(actor, session)
        assert coming is not None
        assert (coming.ward, coming.walk_in) == (cast.child, True)


def test_who_studies_elsewhere_has_no_door(cast: make.Cast, login: Login) -> None:
    session = hours(cast)
    with travel(STARTS):
        assert "Эта встреча для других групп" in page(login, cast, "stranger")
        answer = login(cast.account("stranger")).post(reverse("meetings:come", args=[session.pk]))
        assert answer.status_code == 403


def test_a_meeting_beside_the_grafik_is_for_those_booked(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, STARTS, 60, groups=[cast.group])
    session.means.add(make.means())
    with travel(STARTS):
        assert "Сейчас закрыто" in page(login, cast, "learner")
        assert (
            login(cast.account("learner")).post(reverse("meetings:come", args=[session.pk])).status_code
            == 403
        )


def test_meet_08_those_with_a_place_do_not_wait_for_who_has_none(cast: make.Cast, login: Login) -> None:
    session = hours(cast, cast.child, format=Format.INDIVIDUAL, capacity=1)
    url = reverse("meetings:come", args=[session.pk])
    with travel(STARTS):
        answer = login(cast.account("learner")).post(url)
        assert answer.status_code == 422
        assert 'data-rule="MEET-08"' in answer.content.decode()
        session.bookings.all().delete()
        assert login(cast.account("learner")).post(url).status_code == 200
        make.booking(session, cast.child)
        with refused("MEET-08"):
            actions.let_in(Guest.objects.get(), by=cast.teacher)


def test_who_has_no_place_is_let_in_by_name_only(cast: make.Cast, login: Login) -> None:
    session = hours(cast, cast.child)
    with travel(STARTS):
        room = host(session).room
        actions.set_room(room, waits=False)
        inside(session, cast.child)
        answer = login(cast.account("learner")).post(reverse("meetings:come", args=[session.pk]))
        assert answer.json()["inside"] is False
        assert actions.let_all_in(Room.objects.get(), by=cast.teacher) == 0


def test_its_owner_gets_the_link_and_the_grafik_shows_it(cast: make.Cast, login: Login) -> None:
    session = hours(cast)
    assert session.line is not None
    url = reverse("meetings:cabinet", args=[cast.teacher.pk])
    assert f"http://testserver{url}" in page(login, cast, "teacher")
    shown = login(cast.account("learner")).get(reverse("website:schedule")).content.decode()
    assert url in shown
    lines = reverse("schedule:show", args=[session.line.schedule_id])
    assert url in login(cast.account("deputy")).get(f"{lines}?view=lines").content.decode()


@pytest.mark.parametrize("name", ["learner", "teacher"])
def test_a_long_grafik_costs_as_many_statements_as_a_short_one(
    cast: make.Cast, login: Login, name: str
) -> None:
    hours(cast)
    client, url = login(cast.account(name)), reverse("meetings:cabinet", args=[cast.teacher.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    line = make.line(make.schedule("superseded"), cast.teacher)
    for n in range(1, 15):
        later = make.session(cast.teacher, STARTS + timedelta(days=n), 60, line=line, extra_reason="")
        later.means.add(make.means())
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
