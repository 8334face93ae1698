"""A call from a chat: it rings, is answered, declined, missed, left; the chat says so; it is registered."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from opora.conversations.actions import answer_call, call, close, decline, send, start_group, start_personal
from opora.conversations.models import Awaited, Call, Conversation, Message, Registered, Ring
from opora.conversations.queries.calling import rings_of_many
from opora.kernel.clock import travel
from opora.meetings import actions, tasks
from opora.meetings.actions import come_to_call
from opora.meetings.janus.nodes import Node
from opora.meetings.models import Guest, MediaNode, Room, Visit
from opora.meetings.queries.rooms import Coming
from opora.people.models import Organisation, Person
from opora.people.queries import organisation
from opora.workload.models import WorkLogEntry
from tests import make
from tests.conftest import NOW

from .test_actions import refused

Login = Callable[..., Client]
State = Ring.State


def personal(cast: make.Cast) -> Conversation:
    make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    return start_personal(cast.teacher, to=cast.learner)


def ringing(cast: make.Cast) -> Call:
    return call(personal(cast), by=cast.teacher)


def come(of: Call, who: Person) -> Guest:
    return come_to_call(of, Coming(who, leads=of.by_id == who.pk))


def was_there(room: Room, who: Person, first: int, last: int) -> None:
    """From the first to the last second after the beginning of the call."""
    Visit.objects.create(
        room=room, person=who, connection="0" * 32, device="computer", ending="left",
        came_at=NOW + timedelta(seconds=first), heard_at=NOW + timedelta(seconds=last),
    )  # fmt: skip


def talked(cast: make.Cast) -> Call:
    """Twelve minutes of the two."""
    made = ringing(cast)
    room = come(made, cast.teacher).room
    come(made, cast.learner)
    was_there(room, cast.teacher, 0, 900)
    was_there(room, cast.learner, 20, 750)
    with travel(NOW + timedelta(seconds=900)):
        return actions.end_call(made)


def feed(cast: make.Cast, login: Login, name: str = "teacher") -> str:
    url = reverse("conversations:show", args=[Conversation.objects.get(kind="personal").pk])
    return login(cast.account(name)).get(url).content.decode().replace("\xa0", " ")


def test_it_rings_at_the_others_and_the_chat_has_the_way_in(cast: make.Cast, login: Login) -> None:
    chat = personal(cast)
    answer = login(cast.account("teacher")).post(reverse("conversations:call", args=[chat.pk]))
    made = Call.objects.get()
    assert answer.url == reverse("meetings:call", args=[made.pk])
    assert rings_of_many([cast.teacher.pk, cast.learner.pk, cast.child.pk]) == {cast.learner.pk: 1}
    shown = login(cast.account("learner")).get(reverse("conversations:ringing")).content.decode()
    assert f"Звонит {cast.teacher.full_name}" in shown
    assert reverse("meetings:call", args=[made.pk]) in shown
    assert reverse("meetings:call", args=[made.pk]) in feed(cast, login, "learner")
    assert login(cast.account("child")).get(reverse("conversations:ringing")).status_code == 204


def test_who_has_signed_out_of_a_call_is_sent_to_its_chat(cast: make.Cast, login: Login) -> None:
    url = reverse("meetings:call", args=[ringing(cast).pk])
    shown = login(cast.account("learner")).get(url).content.decode()
    assert "Вы вышли из учётной записи. Откройте чат" in shown
    assert "Откройте страницу встречи" not in shown


def test_one_call_of_a_chat_goes_and_the_second_press_joins_it(cast: make.Cast) -> None:
    made = ringing(cast)
    assert call(made.conversation, by=cast.learner) == made
    assert Message.objects.count() == 1


def test_who_has_come_in_rings_no_more(cast: make.Cast) -> None:
    made = ringing(cast)
    assert come(made, cast.learner).state == Guest.State.INSIDE
    assert rings_of_many([cast.learner.pk]) == {}
    assert Ring.objects.get().state == State.ANSWERED
    assert come(made, cast.teacher).part == Guest.Part.HOST


def test_declined_is_said_in_the_chat_and_ends_the_call_of_two(cast: make.Cast, login: Login) -> None:
    made = ringing(cast)
    room = come(made, cast.teacher).room
    url = reverse("conversations:decline", args=[made.pk])
    assert login(cast.account("learner")).post(url).status_code == 204
    room.refresh_from_db()
    made.refresh_from_db()
    assert None not in (made.ended_at, room.ended_at)
    text = feed(cast, login)
    assert "Разговор не состоялся." in text
    assert "Иванова М. П.: звонок отклонён" in text
    with refused("CALL-01"):
        come(made, cast.teacher)


def test_call_01_an_ended_call_is_not_entered(cast: make.Cast) -> None:
    made = actions.end_call(ringing(cast))
    with refused("CALL-01"):
        come(made, cast.learner)


def test_missed_is_said_after_it_has_rung(cast: make.Cast, login: Login) -> None:
    made = ringing(cast)
    with travel(NOW + timedelta(seconds=44)):
        assert tasks.finish_quiet_calls() == 0
    with travel(NOW + timedelta(seconds=46)):
        assert rings_of_many([cast.learner.pk]) == {}
        assert tasks.finish_quiet_calls() == 1
        assert tasks.finish_quiet_calls() == 0
    made.refresh_from_db()
    assert not made.goes
    assert "Иванова М. П.: без ответа" in feed(cast, login)


def test_a_call_everybody_has_left_is_over_by_itself_with_its_minutes(cast: make.Cast, login: Login) -> None:
    made = ringing(cast)
    room = come(made, cast.teacher).room
    come(made, cast.learner)
    was_there(room, cast.teacher, 0, 400)
    was_there(room, cast.learner, 0, 390)
    with travel(NOW + timedelta(seconds=500)):
        assert tasks.finish_quiet_calls() == 0
    with travel(NOW + timedelta(seconds=521)):
        assert tasks.finish_quiet_calls() == 1
    made.refresh_from_db()
    assert made.minutes == 6
    assert "Поговорили 6 минут." in feed(cast, login)


def test_ending_says_how_long_it_was_and_who_spoke(cast: make.Cast, login: Login) -> None:
    made = talked(cast)
    assert (made.minutes, set(made.spoke.all())) == (12, {cast.teacher, cast.learner})
    assert "Поговорили 12 минут." in feed(cast, login)
    assert Room.objects.get().ended_at is not None


def test_its_minutes_become_a_consultation(cast: make.Cast, login: Login) -> None:
    made = talked(cast)
    teacher = login(cast.account("teacher"))
    url = reverse("conversations:register", args=[made.conversation_id, made.message.seq])
    page = teacher.get(url)
    form = page.context["form"]
    assert form["minutes"].value() == 12
    assert form["learners"].value() == [cast.learner.pk]
    sent = {
        "run": form.fields["run"].queryset.get().pk,
        "learners": [cast.learner.pk],
        "subject": "Виды инструктажей",
        "question": "Чем отличаются?",
        "answer": "Разобрали по порядку.",
        "minutes": 12,
    }
    with travel(NOW + timedelta(minutes=20)):
        assert teacher.post(url, {**sent, "learners": []}).status_code == 422
        assert teacher.post(url, sent).status_code == 302
        assert teacher.post(url, sent).status_code == 422
    thread = Registered.objects.get().thread
    assert (thread.learner, thread.subject) == (cast.learner, "Виды инструктажей")
    span = thread.session.intervals.get()
    assert span.ends_at - span.starts_at == timedelta(minutes=12)
    assert not WorkLogEntry.objects.exclude(minutes=12).exists()


@pytest.mark.parametrize("name", ["learner", "curator"])
def test_who_did_not_give_it_does_not_register_it(cast: make.Cast, login: Login, name: str) -> None:
    made = talked(cast)
    url = reverse("conversations:register", args=[made.conversation_id, made.message.seq])
    assert login(cast.account(name)).get(url).status_code in (403, 404)


def test_a_learner_calls_a_learner_where_they_may_write_and_never_a_worker(
    cast: make.Cast, login: Login
) -> None:
    Organisation.objects.update(learners_write=True)
    organisation.cache_clear()
    fellows = start_personal(cast.learner, to=make.learner("Друг Иван", in_group=cast.group))
    url = reverse("conversations:call", args=[fellows.pk])
    assert login(cast.account("learner")).post(url).status_code == 302
    to_worker = reverse("conversations:call", args=[personal(cast).pk])
    assert login(cast.account("learner")).post(to_worker).status_code == 403
    actions.end_call(Call.objects.get())
    Organisation.objects.update(learners_write=False)
    organisation.cache_clear()
    assert b'data-rule="CHT-04"' in login(cast.account("learner")).post(url).content


def test_call_02_somebody_is_there_to_be_called(cast: make.Cast) -> None:
    chat = start_group(cast.curator, title="Практика", people=[cast.learner])
    chat.members.exclude(person=cast.curator).delete()
    with refused("CALL-02"):
        call(chat, by=cast.curator)
    with pytest.raises(Call.DoesNotExist):
        Call.objects.get()


def test_a_closed_chat_is_not_called(cast: make.Cast) -> None:
    chat = start_group(cast.curator, title="Практика", people=[cast.learner])
    close(chat)
    with refused("CHT-03"):
        call(chat, by=cast.curator)


def test_in_a_group_those_who_answered_go_on_without_who_declined(cast: make.Cast) -> None:
    chat = start_group(cast.curator, title="Практика", people=[cast.learner, cast.child])
    made = call(chat, by=cast.curator)
    answer_call(made, by=cast.learner)
    assert decline(made, by=cast.child).goes
    assert {one.person: one.state for one in made.rings.all()} == {
        cast.learner: State.ANSWERED, cast.child: State.DECLINED,
    }  # fmt: skip


def test_meet_04_a_fifth_does_not_fit_and_goes_on_ringing(cast: make.Cast) -> None:
    people = [cast.learner, *(make.learner(in_group=cast.group) for _n in range(3))]
    made = call(start_group(cast.curator, title="Практика", people=people), by=cast.curator)
    for who in [cast.curator, *people[:3]]:
        come(made, who)
    with refused("MEET-04"):
        come(made, people[3])
    assert rings_of_many([people[3].pk]) == {people[3].pk: 1}


def test_a_call_nobody_lifted_answers_no_question(cast: make.Cast) -> None:
    chat = personal(cast)
    send(chat, by=cast.learner, client_id=uuid4(), text="Какой нужен журнал?")
    call(chat, by=cast.teacher)
    assert Awaited.objects.get().settled_at is None


def test_rings_of_many_are_one_statement(cast: make.Cast) -> None:
    ringing(cast)
    with CaptureQueriesContext(connection) as asked:
        rings_of_many(range(1, 400))
    assert len(asked) == 1


def test_a_feed_with_many_calls_costs_as_many_statements_as_with_one(cast: make.Cast, login: Login) -> None:
    actions.end_call(ringing(cast))
    chat = Conversation.objects.get(kind="personal")
    client, url = login(cast.account("teacher")), reverse("conversations:show", args=[chat.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _n in range(5):
        actions.end_call(call(chat, by=cast.teacher))
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_who_was_in_a_call_is_said_with_gaps_to_those_of_the_chat(cast: make.Cast, login: Login) -> None:
    made = ringing(cast)
    room = come(made, cast.teacher).room
    come(made, cast.learner)
    was_there(room, cast.teacher, 0, 900)
    was_there(room, cast.learner, 20, 300)
    was_there(room, cast.learner, 480, 900)
    with travel(NOW + timedelta(seconds=900)):
        actions.end_call(made)
    url = reverse("meetings:call_evidence", args=[made.pk])
    assert url in feed(cast, login)
    page = login(cast.account("learner")).get(url).content.decode().replace("\xa0", " ")
    assert cast.teacher.full_name in page
    assert "17:57–18:00" in page
    assert "Вместе 14 минут" in page
    assert login(cast.account("child")).get(url).status_code == 404


def test_a_learner_of_a_group_sees_of_a_call_workers_and_himself(cast: make.Cast, login: Login) -> None:
    chat = start_group(cast.curator, title="Практика", people=[cast.learner, cast.child])
    made = call(chat, by=cast.curator)
    room = come(made, cast.curator).room
    for who in (cast.learner, cast.child):
        come(made, who)
        was_there(room, who, 0, 600)
    was_there(room, cast.curator, 0, 600)
    url = reverse("meetings:call_evidence", args=[made.pk])
    seen = {name: login(cast.account(name)).get(url).content.decode() for name in ("curator", "learner")}
    assert cast.child.full_name in seen["curator"]
    assert cast.child.full_name not in seen["learner"]
    assert cast.curator.full_name in seen["learner"]


def test_a_call_of_many_moves_to_a_server(cast: make.Cast, settings: Settings) -> None:
    people = [make.learner(in_group=cast.group) for _n in range(4)]
    made = call(start_group(cast.curator, title="Практика", people=people), by=cast.curator)
    room = come(made, cast.curator).room
    assert room.provider == "p2p"
    for who in people[:3]:
        come(made, who)
    with refused("MEET-04"):
        come(made, people[3])
    settings.JANUS = {"north": Node("north", "ws://10.0.0.5:8188")}
    MediaNode.objects.create(name="north", url="ws://10.0.0.5:8188", seats=100, since=NOW)
    come(made, people[3])
    room.refresh_from_db()
    assert room.provider == "janus"
