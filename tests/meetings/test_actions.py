"""Coming in, being let in, and what who gives the meeting does; each rule by its id."""

from datetime import timedelta

import pytest

from opora.consultations.actions import cancel_session
from opora.consultations.models import Session
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.meetings import actions
from opora.meetings.models import Guest, Room
from opora.people.models import Person
from opora.schedule.models import Mode
from tests import make

from .world import STARTS, host, inside, knock, meeting

State = Guest.State


def refused(rule: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: [one.rule for one in error.refusals] == [rule])


def test_meet_01_only_a_consultation_by_our_video_has_a_room(cast: make.Cast) -> None:
    there = meeting(cast, cast.learner, mode=Mode.IN_PERSON)
    with refused("MEET-01"):
        knock(there, cast.learner)
    outside = make.session(cast.teacher, STARTS + timedelta(hours=3))
    outside.means.add(make.means("telemost", "Телемост", contact="https://telemost.example/1"))
    with travel(outside.starts_at), refused("MEET-01"):
        knock(outside, cast.learner)


def test_meet_02_the_room_opens_half_an_hour_before(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    with travel(STARTS - timedelta(minutes=31)), refused("MEET-02"):
        knock(session, cast.learner)
    with travel(STARTS - timedelta(minutes=30)):
        assert knock(session, cast.learner).state == State.WAITING


def test_meet_02_an_unopened_meeting_closes_with_its_time_and_an_open_one_goes_on(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    late = session.ends_at + timedelta(minutes=5)
    with travel(late), refused("MEET-02"):
        knock(session, cast.learner)
    with travel(STARTS):
        host(session)
    with travel(late):
        assert knock(session, cast.learner).state == State.WAITING
    with travel(session.ends_at + timedelta(hours=2)), refused("MEET-02"):
        knock(session, cast.learner)


def test_meet_02_nobody_comes_into_a_cancelled_or_an_ended_meeting(cast: make.Cast) -> None:
    gone = meeting(cast, cast.learner)
    cancel_session(gone, reason="Заболел")
    with refused("MEET-02"):
        knock(gone, cast.learner)
    over = meeting(cast, cast.learner, starts_at=STARTS + timedelta(hours=2))
    with travel(over.starts_at):
        actions.end(host(over).room)
        with refused("MEET-02"):
            host(over)


def test_the_host_comes_at_once_and_opens_the_consultation(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    with travel(STARTS):
        guest = host(session)
        session.refresh_from_db()
        assert (guest.state, guest.part) == (State.INSIDE, Guest.Part.HOST)
        assert (session.state, session.actual_start) == (Session.State.IN_PROGRESS, STARTS)
        assert host(session) == guest


def test_others_wait_until_they_are_let_in(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner, cast.child)
    host(session)
    knock(session, cast.learner)
    assert knock(session, cast.learner).state == State.WAITING
    assert actions.let_all_in(Room.objects.get(), by=cast.teacher) == 1
    assert knock(session, cast.learner).state == State.INSIDE
    actions.set_room(Room.objects.get(), waits=False)
    assert knock(session, cast.child).state == State.INSIDE


def test_meet_03_a_locked_room_takes_back_only_those_who_were_inside(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner, cast.child)
    host(session)
    inside(session, cast.learner)
    actions.set_room(Room.objects.get(), locked=True)
    assert knock(session, cast.learner).state == State.INSIDE
    with refused("MEET-03"):
        knock(session, cast.child)


def test_meet_03_who_was_removed_comes_back_only_when_the_host_lets_him(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner, cast.child)
    host(session)
    removed = actions.refuse(inside(session, cast.learner), by=cast.teacher)
    turned_away = actions.refuse(knock(session, cast.child), by=cast.teacher)
    assert (removed.state, turned_away.state) == (State.REMOVED, State.REFUSED)
    with refused("MEET-03"):
        knock(session, cast.learner)
    assert actions.let_in(removed, by=cast.teacher).state == State.INSIDE


def _full(cast: make.Cast) -> tuple[Session, Person]:
    learners = [make.learner(in_group=cast.group) for _n in range(3)]
    session = meeting(cast, cast.learner, *learners)
    host(session)
    for who in learners:
        inside(session, who)
    return session, cast.learner


def test_meet_04_without_a_media_server_four_fit(cast: make.Cast) -> None:
    session, fifth = _full(cast)
    guest = knock(session, fifth)
    with refused("MEET-04"):
        actions.let_in(guest, by=cast.teacher)
    with refused("MEET-04"):
        actions.let_all_in(guest.room, by=cast.teacher)
    assert Guest.objects.get(pk=guest.pk).state == State.WAITING


def test_meet_05_the_host_is_not_removed_or_muted(cast: make.Cast) -> None:
    guest = host(meeting(cast, cast.learner))
    with refused("MEET-05"):
        actions.refuse(guest, by=cast.deputy)
    with refused("MEET-05"):
        actions.set_muted(guest, muted=True)


def test_a_muted_microphone_is_switched_on_by_its_owner(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    host(session)
    guest = inside(session, cast.learner)
    assert actions.set_muted(guest, muted=True).muted
    assert not actions.set_muted(guest, muted=False).muted


def test_a_hand_keeps_its_turn_and_goes_down_with_its_owner(cast: make.Cast) -> None:
    session = meeting(cast, cast.learner)
    host(session)
    guest = inside(session, cast.learner)
    first = actions.set_hand(guest, up=True).hand_at
    with travel(STARTS + timedelta(minutes=3)):
        assert actions.set_hand(guest, up=True).hand_at == first
    assert actions.refuse(guest, by=cast.teacher).hand_at is None


def test_ending_twice_is_ending_once(cast: make.Cast) -> None:
    room = host(meeting(cast, cast.learner)).room
    with travel(STARTS):
        first = actions.end(room).ended_at
    with travel(STARTS + timedelta(minutes=3)):
        assert actions.end(room).ended_at == first
