"""Small groups: each goes where he is put, comes back by himself, and the time is of one consultation."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from opora.consultations.models import Session
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.meetings import actions, presence
from opora.meetings.models import Guest, Room, Visit
from opora.meetings.parts.actions import gather, gather_those_of, join, split, tell
from opora.meetings.queries.evidence import stays_of, time_of
from opora.meetings.recording.actions import stop_forgotten
from opora.people.models import Person
from tests import make

from .world import STARTS, film_of, host, inside, meeting, visit

Login = Callable[..., Client]


@pytest.fixture
def session(cast: make.Cast) -> Session:
    """Of three inside beside who leads."""
    session = meeting(cast, cast.learner, cast.child, cast.stranger)
    host(session)
    for who in (cast.learner, cast.child, cast.stranger):
        inside(session, who)
    return session


def guest(session: Session, who: Person) -> Guest:
    return session.room.guests.get(person=who)


def in_two(session: Session, cast: make.Cast, **more: Any) -> list[Room]:
    """The learner and the child together, the stranger alone."""
    groups = [
        [guest(session, cast.learner).pk, guest(session, cast.child).pk],
        [guest(session, cast.stranger).pk],
    ]
    return split(session.room, groups, **more)


def told(room: Room, who: Person, *here: Person) -> dict[str, Any]:
    return dict(json.loads(presence.view(room.pk, {one.pk for one in here}).text_for(who.pk, {}) or "{}"))


def test_each_is_led_to_his_group_and_sees_only_it(cast: make.Cast, session: Session) -> None:
    first, second = in_two(session, cast, minutes=10)
    assert told(session.room, cast.learner) == {"go": first.pk}
    assert told(session.room, cast.stranger) == {"go": second.pk}
    state = told(first, cast.learner, cast.learner)["state"]
    assert [one["person"] for one in state["people"]] == [cast.learner.pk, cast.child.pk]
    assert (state["parts"]["title"], state["parts"]["left"], state["parts"]["main"]) == (
        "Группа 1", 600, session.room.pk,
    )  # fmt: skip
    visiting = told(first, cast.teacher, cast.teacher, cast.learner)["state"]
    assert {one["person"] for one in visiting["people"]} == {cast.teacher.pk, cast.learner.pk, cast.child.pk}
    led = told(session.room, cast.teacher, cast.teacher)["state"]
    assert [one["title"] for one in led["parts"]["all"]] == ["Группа 1", "Группа 2"]
    assert led["missing"] == []


def test_nobody_sits_in_a_group_of_others_but_who_leads(cast: make.Cast, session: Session) -> None:
    first, second = in_two(session, cast)
    may = {
        (who.pk, room.pk)
        for who in (cast.teacher, cast.learner, cast.child, cast.stranger, cast.parent)
        for room in (first, second)
        if presence.may_sit(who.pk, room.pk)
    }
    assert may == {
        (cast.teacher.pk, first.pk), (cast.teacher.pk, second.pk), (cast.learner.pk, first.pk),
        (cast.child.pk, first.pk), (cast.stranger.pk, second.pk),
    }  # fmt: skip
    assert told(second, cast.learner) == {}
    actions.refuse(guest(session, cast.learner), by=cast.teacher)
    assert not presence.may_sit(cast.learner.pk, first.pk)
    assert told(first, cast.learner) == {}


def test_they_come_back_when_they_are_called_and_when_the_term_is_over(
    cast: make.Cast, session: Session
) -> None:
    first, _second = in_two(session, cast)
    gather(session.room)
    assert told(first, cast.learner) == {"ended": True, "back": session.room.pk}
    assert presence.may_sit(cast.learner.pk, session.room.pk)
    assert "state" in told(session.room, cast.learner)
    again, _other = in_two(session, cast, minutes=5)
    gather_those_of(session.room.pk, first.pk)  # the term of groups that are no more
    assert told(session.room, cast.learner) == {"go": again.pk}
    gather_those_of(session.room.pk, again.pk)
    assert "parts" not in told(session.room, cast.learner)["state"]
    last, _other = in_two(session, cast)
    actions.end(session.room)
    assert told(session.room, cast.learner) == {"ended": True}
    last.refresh_from_db()
    assert last.ended_at


def test_sgr_01_into_two_at_least_of_those_inside(cast: make.Cast, session: Session) -> None:
    one, other = guest(session, cast.learner).pk, guest(session, cast.child).pk
    led = guest(session, cast.teacher).pk
    for groups in ([], [[one, other]], [[one], [led]], [[one], [999_999]], [[one], [one]]):
        with pytest.raises(Refused, match="на две группы"):
            split(session.room, groups)
    assert not session.room.parts.exists()
    actions.end(session.room)
    with pytest.raises(Refused):
        split(session.room, [[one], [other]])


def test_sgr_01_where_our_page_carries_all_of_them(cast: make.Cast, session: Session) -> None:
    both = [[guest(session, cast.learner).pk], [guest(session, cast.child).pk]]
    for elsewhere in ({"provider": "livekit"}, {"provider": "bbb"}, {"provider": "janus", "is_hall": True}):
        Room.objects.filter(pk=session.room.pk).update(**elsewhere)
        with pytest.raises(Refused, match="на группы не разделить"):
            split(session.room, both)
    Room.objects.filter(pk=session.room.pk).update(is_hall=False)
    assert {one.provider for one in split(session.room, both)} == {"janus"}


def test_sgr_02_what_is_told_to_all_is_read_in_each(cast: make.Cast, session: Session) -> None:
    with pytest.raises(Refused, match="уже в общей"):
        tell(session.room, "Две минуты", by=cast.teacher)
    for room in in_two(session, cast):
        tell(session.room, "  Две   минуты ", by=cast.teacher)
        assert told(room, cast.teacher, cast.teacher)["state"]["parts"]["notice"] == "Две минуты"


def test_sgr_03_who_is_late_is_sent_to_a_group_that_is_still_talking(
    cast: make.Cast, session: Session
) -> None:
    late = guest(session, cast.stranger)
    first, second = split(session.room, [[guest(session, cast.learner).pk], [guest(session, cast.child).pk]])
    join(session.room, guest=late.pk, part=second.pk)
    assert told(session.room, cast.stranger) == {"go": second.pk}
    people = told(second, cast.stranger, cast.stranger)["state"]["people"]
    assert [one["person"] for one in people] == [cast.child.pk, cast.stranger.pk]
    leads = guest(session, cast.teacher).pk
    for who, part in ((late.pk, first.pk), (leads, first.pk), (999_999, first.pk)):
        with pytest.raises(Refused, match="общей комнате уже нет"):
            join(session.room, guest=who, part=part)
    gather(session.room)
    with pytest.raises(Refused, match="уже в общей"):
        join(session.room, guest=late.pk, part=first.pk)


def test_a_hand_and_a_mute_are_of_the_whole_meeting(cast: make.Cast, session: Session) -> None:
    first, _second = in_two(session, cast)
    actions.set_hand(guest(session, cast.learner), up=True)
    actions.set_muted(guest(session, cast.child), muted=True)
    for room in (first, session.room):
        people = {one["person"]: one for one in told(room, cast.teacher, cast.teacher)["state"]["people"]}
        assert people[cast.learner.pk]["hand"] == 1
        assert people[cast.child.pk]["muted"]


def seen_in(room: Room, who: Person, first: int, last: int) -> Visit:
    return Visit.objects.create(
        room=room, person=who, connection="0" * 32, device="computer", ending="left",
        came_at=STARTS + timedelta(seconds=first), heard_at=STARTS + timedelta(seconds=last),
    )  # fmt: skip


def test_minutes_in_groups_are_counted_once_to_the_same_consultation(
    cast: make.Cast, session: Session
) -> None:
    room = session.room
    first, second = in_two(session, cast)
    visit(room, cast.teacher, 0, 600)
    visit(room, cast.learner, 0, 600)
    seen_in(first, cast.learner, 600, 1200)
    seen_in(second, cast.teacher, 610, 900)
    seen_in(first, cast.teacher, 890, 1200)
    visit(room, cast.teacher, 1200, 1800)
    visit(room, cast.learner, 1190, 1800)
    found = time_of(room)
    assert found
    assert (found.minutes, found.there[cast.learner.pk], found.away) == (30, 1800, ())
    assert {stay.guest.who: stay.minutes for stay in stays_of(room)} == {
        cast.teacher.pk: 30, cast.learner.pk: 30,
    }  # fmt: skip


def test_a_recording_goes_on_while_all_are_in_groups(cast: make.Cast, session: Session) -> None:
    first, _second = in_two(session, cast)
    going = film_of(guest(session, cast.teacher), None, state="running", ended_at=None)
    with travel(now() + timedelta(minutes=10)):
        Visit.objects.create(
            room=first,
            person=cast.learner,
            connection="0" * 32,
            device="phone",
            came_at=now(),
            heard_at=now(),
        )
        assert stop_forgotten() == 0
    going.refresh_from_db()
    assert going.state == "running"


def test_the_form_of_who_leads(cast: make.Cast, session: Session, login: Login) -> None:
    teacher, url = login(cast.account("teacher")), reverse("meetings:split", args=[session.pk])
    sent = {f"guest-{guest(session, cast.learner).pk}": "1", f"guest-{guest(session, cast.child).pk}": "2"}
    assert teacher.post(url, sent | {"minutes": "5"}).status_code == 200
    assert session.room.parts.count() == 2
    assert guest(session, cast.stranger).place is None
    for bad in ({"guest-1": "21"}, {"guest-x": "1"}, sent | {"minutes": "много"}):
        assert teacher.post(url, bad).status_code == 400
    assert teacher.post(url, {}).status_code == 422
