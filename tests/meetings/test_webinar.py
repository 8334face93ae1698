"""A hall: who comes without an account, who is heard, what is asked and how it ends."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.models import Session, Thread
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.meetings import actions, presence
from opora.meetings.desk import Desk, Seat
from opora.meetings.models import Guest, Question, Room, Visit
from opora.meetings.queries.evidence import time_of
from opora.meetings.queries.rooms import Coming
from opora.meetings.recording import actions as recording
from opora.meetings.recording.queries import recorded_in, words_for
from opora.meetings.webinar.actions import ask, settle, vote
from opora.meetings.webinar.queries import queue_of
from opora.meetings.webinar.tickets import ticket_for, visitor_of
from opora.webinars.actions import Plan, cancel, open_registration
from opora.webinars.models import Visitor, Webinar
from tests import make
from tests.webinars.world import NODE, frontal, refused, visitor, webinar

from .world import STARTS, host, visit

Login = Callable[..., Client]
DENIED = {302, 403, 404}


@pytest.fixture(autouse=True)
def _a_media_server(settings: Any) -> None:
    settings.JANUS = {"north": NODE}


def hall(cast: make.Cast, **values: Any) -> tuple[Session, Visitor]:
    session = frontal(cast, cast.learner, cast.child, starts_at=STARTS)
    return session, visitor(webinar(session, **values))


def listener(session: Session, who: Any) -> Guest:
    return actions.come(session, Coming(who))


def told(room: Room, who: int) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(presence.view(room.pk, {who}).text_for(who, {}))
    return dict(state.get("state", state))


def test_a_visitor_comes_in_by_his_link_half_an_hour_before_and_listens(cast: make.Cast) -> None:
    session, came = hall(cast)
    with travel(STARTS - timedelta(minutes=31)), refused("MEET-02"):
        actions.come_from_outside(came)
    guest = actions.come_from_outside(came)
    assert (guest.state, guest.room.is_hall, guest.room.provider) == ("inside", True, "janus")
    assert presence.may_sit(-came.pk, guest.room_id)
    assert not presence.may_sit(came.pk, guest.room_id)
    assert visitor_of(ticket_for(guest), guest.room_id) == came.pk
    assert visitor_of(ticket_for(guest), guest.room_id + 1) is None
    assert visitor_of("forged", guest.room_id) is None
    cancel(came)
    assert not presence.may_sit(-came.pk, guest.room_id)
    assert session.room.guests.get(visitor=came).state == "removed"


def test_a_ticket_of_yesterday_opens_nothing(cast: make.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = actions.come_from_outside(hall(cast)[1])
    ticket, at = ticket_for(guest), time.time()
    monkeypatch.setattr(signing.time, "time", lambda: at + 13 * 3600)
    assert visitor_of(ticket, guest.room_id) is None


def test_a_listener_is_told_of_the_stage_and_of_himself(cast: make.Cast) -> None:
    session, came = hall(cast)
    room = host(session).room
    guest, learner = actions.come_from_outside(came), listener(session, cast.learner)
    listener(session, cast.child)
    state = told(room, guest.who)
    assert {one["person"] for one in state["people"]} == {cast.teacher.pk, -came.pk}
    assert state["hall"] == {"listeners": 3}
    assert "door" not in state
    actions.give_word(learner, given=True)
    assert {one["person"] for one in told(room, guest.who)["people"]} == {
        cast.teacher.pk, cast.learner.pk, -came.pk,
    }  # fmt: skip
    assert {one["name"] for one in told(room, cast.teacher.pk)["people"]} >= {came.name}
    view = presence.view(room.pk, set())
    assert view.quiet == {cast.child.pk, -came.pk}


def test_what_a_listener_is_told_does_not_grow_with_the_hall(cast: make.Cast) -> None:
    session, came = hall(cast, seats=100)
    room = host(session).room
    actions.come_from_outside(came)

    def measured() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            view = presence.view(room.pk, set())
        return len(asked), len(view.text_for(-came.pk, {}))

    before = measured()
    for n in range(40):
        other = visitor(session.webinar, f"Гость {n}", f"g{n}@mail.example")
        actions.come_from_outside(other)
    statements, length = measured()
    assert statements == before[0]
    assert length <= before[1] + 2  # the number of listeners has two digits more


def test_meet_09_a_microphone_without_the_word_stays_off(cast: make.Cast) -> None:
    session, came = hall(cast)
    host(session)
    guest = actions.come_from_outside(came)
    with refused("MEET-09"):
        actions.set_muted(guest, muted=False)
    actions.give_word(guest, given=True)
    assert not actions.set_muted(guest, muted=False).muted


def test_meet_10_the_word_is_given_in_a_hall_to_those_inside_and_to_few(cast: make.Cast) -> None:
    session, came = hall(cast, seats=20)
    room = host(session).room
    guest = actions.come_from_outside(came)
    for n in range(8):
        other = visitor(Webinar.objects.get(), email=f"o{n}@mail.example")
        actions.give_word(actions.come_from_outside(other), given=True)
    with refused("MEET-10"):
        actions.give_word(guest, given=True)
    Guest.objects.update(word_at=None)
    actions.refuse(guest, by=cast.teacher)
    with refused("MEET-10"):
        actions.give_word(guest, given=True)
    with refused("MEET-05"):
        actions.give_word(room.guests.get(part="host"), given=True)
    plain = make.session(cast.teacher, STARTS + timedelta(hours=1), 60)
    plain.means.add(make.means())
    make.booking(plain, cast.learner)
    with travel(plain.starts_at), refused("MEET-10"):
        host(plain)
        actions.give_word(listener(plain, cast.learner), given=True)


def test_the_word_goes_to_the_hand_raised_first_and_comes_back(cast: make.Cast) -> None:
    session, came = hall(cast)
    room = host(session).room
    assert actions.give_word_to_next(room) is None
    guest, learner = actions.come_from_outside(came), listener(session, cast.learner)
    with travel(now() + timedelta(minutes=1)):
        actions.set_hand(learner, up=True)
    actions.set_hand(guest, up=True)
    assert actions.give_word_to_next(room) == guest
    assert actions.give_word_to_next(room) == learner
    held = actions.give_word(guest, given=False)
    assert (held.word_at, held.hand_at) == (None, None)


def test_a_room_that_stands_becomes_a_hall_when_registration_opens(cast: make.Cast) -> None:
    session = frontal(cast, cast.learner, starts_at=STARTS)
    room = host(session).room
    assert not room.is_hall
    open_registration(session, Plan(Webinar.Audience.GROUPS), by=cast.teacher, has_room=True)
    room.refresh_from_db()
    assert (room.is_hall, room.waits, room.provider) == (True, False, "janus")


def test_visitors_alone_make_no_hours(cast: make.Cast) -> None:
    session, came = hall(cast)
    with travel(STARTS):
        room = host(session).room
        guest = actions.come_from_outside(came)
    visit(room, cast.teacher, 0, 3000)
    Visit.objects.create(
        room=room, visitor=came, connection=uuid4(), device="phone", came_at=STARTS,
        heard_at=STARTS + timedelta(minutes=50), ending="left",
    )  # fmt: skip
    assert guest.who < 0
    assert time_of(room) is None


# --- questions ----------------------------------------------------------------------------------------------


def test_meet_11_a_question_is_short_few_at_a_time_and_named_where_it_must_be(cast: make.Cast) -> None:
    session, came = hall(cast, unnamed=False)
    host(session)
    guest = actions.come_from_outside(came)
    for text, unnamed in (("  ", False), ("о" * 501, False), ("Как?", True)):
        with refused("MEET-11"):
            ask(guest, text=text, unnamed=unnamed)
    for n in range(3):
        ask(guest, text=f"Вопрос {n}")
    with refused("MEET-11"):
        ask(guest, text="Четвёртый")


def test_meet_12_one_vote_of_each_and_none_for_ones_own(cast: make.Cast) -> None:
    session, came = hall(cast)
    room = host(session).room
    guest, learner = actions.come_from_outside(came), listener(session, cast.learner)
    first, second = ask(guest, text="Первый"), ask(guest, text="Второй", unnamed=True)
    with refused("MEET-12"):
        vote(first, guest, wanted=True)
    for _again in range(2):
        vote(second, learner, wanted=True)
    assert [(one["text"], one["votes"], one["name"]) for one in queue_of(room)] == [
        ("Второй", 1, ""), ("Первый", 0, "Гость Пётр"),
    ]  # fmt: skip
    vote(second, learner, wanted=False)
    settle(second, state="answered", by=cast.teacher)
    with refused("MEET-12"):
        vote(second, learner, wanted=True)
    assert [one["state"] for one in queue_of(room)] == ["waiting", "answered"]


def test_meet_13_a_question_is_dismissed_for_a_reason(cast: make.Cast) -> None:
    session, came = hall(cast)
    host(session)
    question = ask(actions.come_from_outside(came), text="Не о том")
    with refused("MEET-13"):
        settle(question, state="dismissed", by=cast.teacher, reason=" ")
    settled = settle(question, state="dismissed", by=cast.teacher, reason="разберём в чате")
    assert (settled.reason, settled.settled_by) == ("разберём в чате", cast.teacher)
    told_of = str(
        list(JournalEntry.objects.filter(table="meetings_question").values_list("after", flat=True))
    )
    assert "Не о том" not in told_of


def test_what_a_learner_was_not_told_is_answered_in_writing(cast: make.Cast) -> None:
    session, came = hall(cast)
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, teacher=cast.teacher)
    session.parts.add(part)
    room = host(session).room
    guest, learner = actions.come_from_outside(came), listener(session, cast.learner)
    left, heard, outside = (
        ask(learner, text="Где акт?"),
        ask(learner, text="Когда?"),
        ask(guest, text="А мне?"),
    )
    settle(heard, state="answered", by=cast.teacher)
    actions.end(room)
    left.refresh_from_db()
    assert left.state == "written"
    thread = Thread.objects.get()
    assert (left.thread, thread.learner, thread.posts.get().text) == (thread, cast.learner, "Где акт?")
    outside.refresh_from_db()
    assert (outside.state, outside.thread) == ("waiting", None)
    assert Question.objects.count() == 3


# --- recording ----------------------------------------------------------------------------------------------


def test_only_who_is_heard_is_asked_to_be_recorded(cast: make.Cast, settings: Any, tmp_path: Any) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from opora.meetings.models import MediaNode  # noqa: PLC0415

    settings.JANUS = {"north": replace(NODE, recordings=str(tmp_path))}
    MediaNode.objects.create(name="north", url=NODE.url, seats=100, since=now())
    session, came = hall(cast)
    led = host(session)
    guest = actions.come_from_outside(came)
    running = recording.start(led.room, by=led)
    state = told(led.room, guest.who)
    assert state["recording"]["asks"] is False
    actions.give_word(guest, given=True)
    assert told(led.room, guest.who)["recording"]["asks"] is True
    assert "зарегистрированные гости" in words_for(running, guest)
    consent = recording.answer(guest, agreed=True)
    assert consent is not None
    assert (consent.who, consent.person) == (-came.pk, None)
    found = recorded_in(led.room, {guest.who, cast.teacher.pk})
    assert found is not None
    assert found.agreed == {guest.who, cast.teacher.pk}


# --- who may press what -------------------------------------------------------------------------------------

CONTROLS = [
    ("word", {"given": "1"}),
    ("mute", {}),
    ("lower_hand", {}),
    ("let_in", {}),
    ("refuse", {}),
]


@pytest.mark.parametrize("name", ["learner", "curator", "stranger", "auditor", "specialist", "anonymous"])
def test_nobody_but_who_leads_presses_a_control(cast: make.Cast, login: Login, name: str) -> None:
    session, came = hall(cast)
    room = host(session).room
    guest = actions.come_from_outside(came)
    listener(session, cast.learner)
    question = ask(guest, text="Как?")
    client = Client() if name == "anonymous" else login(cast.account(name))
    for control, data in CONTROLS:
        url = reverse(f"meetings:{control}", args=[session.pk, guest.pk])
        assert client.post(url, data).status_code in DENIED, control
    for control in ("next_word", "end", "settings", "let_all_in", "record"):
        url = reverse(f"meetings:{control}", args=[session.pk])
        assert client.post(url, {"on": "1", "locked": "1"}).status_code in DENIED, control
    url = reverse("meetings:settle", args=[session.pk, question.pk])
    assert client.post(url, {"state": "answered"}).status_code in DENIED
    for what, data in (("open", {"audience": "groups"}), ("close", {})):
        assert client.post(reverse(f"webinars:{what}", args=[session.pk]), data).status_code in DENIED
    guest.refresh_from_db()
    room.refresh_from_db()
    question.refresh_from_db()
    assert (guest.state, guest.word_at, room.locked, room.ended_at) == ("inside", None, False, None)
    assert question.state == "waiting"


def test_a_visitor_has_no_controls_and_a_stranger_no_place(cast: make.Cast, login: Login) -> None:
    session, came = hall(cast)
    host(session)
    page = reverse("meetings:visit_room", args=[came.secret])
    answer = Client().post(f"{page}come/").json()
    assert set(answer) == {"room", "inside", "ice", "ticket"}
    shown = Client().get(page).content.decode()
    for words in ("data-next", "data-guests", "data-settle", 'data-do="record"'):
        assert words not in shown
    assert "Пропуск в зал больше не действует." in shown
    assert "Вы вышли из учётной записи" not in shown
    led = login(cast.account("teacher")).get(reverse("meetings:room", args=[session.pk])).content.decode()
    for words in ('data-do="notes"', 'data-do="board"', 'data-do="parts"', "opora-room-parts"):
        assert words not in shown + led
    assert shown.count('data-do="layout"') == led.count('data-do="layout"') == 1
    assert Client().post(reverse("meetings:visit_speak", args=[came.secret])).status_code == 422
    stranger = login(cast.account("stranger"))
    assert stranger.post(reverse("meetings:come", args=[session.pk])).status_code in DENIED
    assert Client().post(reverse("meetings:visit_come", args=["0" * 32])).status_code == 404


# --- the desk -----------------------------------------------------------------------------------------------


def test_light_signs_go_together_and_not_too_often() -> None:
    desk = Desk()

    async def cheered() -> list[str]:
        seats = [Seat(uuid4(), 7, who, "computer", now(), visit=who) for who in (1, 2)]
        door = Seat(uuid4(), 7, 3, "computer", now())
        for seat in (*seats, door):
            desk._rooms[7][seat.connection] = seat
        for what in ("heart", "heart", "bomb", None):
            desk._cheer(seats[0], what)
        desk._cheer(seats[1], "heart")
        desk._cheer(door, "volume")
        await asyncio.sleep(1.1)
        assert door.signals == []
        return seats[0].signals

    assert [json.loads(one) for one in asyncio.run(cheered())] == [{"cheers": {"heart": 2}}]


def test_the_queue_is_sent_when_it_has_changed() -> None:
    seat = Seat(uuid4(), 7, 1, "computer", now(), visit=1)

    async def sent() -> list[str | None]:
        seat.tell_queue("one")
        seat.tell_queue("two")
        found = [await seat.next()]
        seat.tell_queue("two")
        seat.signal("x")
        return [*found, await seat.next()]

    assert asyncio.run(sent()) == ["two", "x"]
