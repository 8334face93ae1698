"""After a webinar: who was there and for how long, and a recording for those it was for."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.models import Session
from opora.journal.models import JournalEntry
from opora.kernel.clock import travel
from opora.meetings import actions
from opora.meetings.models import Consent, Guest, Recording, Room, Visit
from opora.meetings.queries.rooms import Coming
from opora.meetings.recording.actions import erase, mark_screen, publish_film, take_film_back
from opora.meetings.recording.queries import words_for
from opora.meetings.webinar.attendance import attendance_of
from opora.notifications.models import Letter, Notification
from opora.people.models import Person
from opora.webinars.actions import cancel
from opora.webinars.models import Visitor
from tests import make
from tests.webinars.world import frontal, refused, visitor, webinar

from .world import STARTS, film_of, host, stored_film

Login = Callable[..., Client]


def at(minute: int) -> datetime:
    return STARTS + timedelta(minutes=minute)


def was(room: Room, who: Person | Visitor, *spans: tuple[int, int]) -> None:
    column = "visitor" if isinstance(who, Visitor) else "person"
    for first, last in spans:
        Visit.objects.create(
            room=room, connection=uuid4(), device="phone", came_at=at(first), heard_at=at(last),
            ending="left", **{column: who},
        )  # fmt: skip


@pytest.fixture
def held(cast: make.Cast) -> tuple[Session, Room, Visitor, Visitor]:
    """An hour: the learner left early after a break, the child did not come, of two guests one came."""
    session = frontal(cast, cast.learner, cast.child, starts_at=STARTS)
    of = webinar(session)
    came, gone = visitor(of), visitor(of, "Гость Анна", "anna@mail.example")
    with travel(STARTS):
        room = host(session).room
        actions.come(session, Coming(cast.learner))
        actions.come_from_outside(came)
        cancel(gone)
    was(room, cast.teacher, (0, 60))
    was(room, cast.learner, (-5, 20), (30, 45))
    was(room, came, (10, 62))
    return session, room, came, gone


def test_attendance_has_minutes_breaks_and_who_left_early(
    cast: make.Cast, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    session, _room, _came, _gone = held
    found = attendance_of(session)
    rows = {row.name: row for row in found.rows}
    assert set(rows) == {"Иванова Мария Петровна", "Зотов Илья", "Гость Пётр"}
    learner, absent, guest = rows["Иванова Мария Петровна"], rows["Зотов Илья"], rows["Гость Пётр"]
    assert (learner.minutes, learner.gaps, learner.left_early) == (35, [(at(20), at(30))], True)
    assert learner.standing == cast.group.code
    assert (absent.came, absent.registered, absent.left_early) == (False, True, False)
    assert (guest.minutes, guest.is_guest, guest.left_early) == (50, True, False)
    assert (found.registered, found.came, found.cancelled) == ((2, 1), (1, 1), 1)
    assert found.span == (at(0), at(60))


def test_attendance_costs_the_same_for_more_people(
    cast: make.Cast, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    session, room, _came, _gone = held

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            attendance_of(session)
        return len(asked)

    before = cost()
    for n in range(5):
        more = visitor(session.webinar, f"Гость {n}", f"g{n}@mail.example")
        was(room, more, (0, 60))
    assert cost() == before


def test_the_page_is_exported_and_printed(
    login: Login, cast: make.Cast, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    session, _room, came, _gone = held
    client, page = login(cast.account("teacher")), reverse("meetings:attendance", args=[session.pk])
    shown = client.get(page).content.decode().replace("\xa0", " ")
    assert "пришли 1, зарегистрированы 1, отказались 1" in shown
    assert "18:20–18:30" in shown
    table = client.get(page, {"export": "csv"}).content.decode("utf-8-sig")
    assert came.name in table
    pdf = client.get(reverse("reports:attendance", args=[session.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    sheet = client.get(reverse("reports:attendance", args=[session.pk, "xlsx"]))
    assert io.BytesIO(sheet.content).read(2) == b"PK"


# --- the recording ------------------------------------------------------------------------------------------


def agreed(recording: Recording, guest: Guest, *, words: str | None = None) -> None:
    Consent.objects.create(
        recording=recording, person=guest.person, visitor=guest.visitor, agreed=True,
        words=words or words_for(recording, guest), at=at(1),
    )  # fmt: skip


def film(cast: make.Cast, room: Room, **values: Any) -> Recording:
    led = room.guests.get(part="host")
    made = film_of(led, stored_film(cast.teacher), **values)
    agreed(made, led)
    return made


def test_meet_14_a_film_is_published_when_it_is_there_and_each_voice_agreed_to_that(
    cast: make.Cast, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    _session, room, came, _gone = held
    running = film(cast, room, state=Recording.State.STOPPED)
    with refused("MEET-14"):
        publish_film(running)
    made = film(cast, room)
    agreed(made, room.guests.get(visitor=came), words="Согласен на запись.")
    with refused("MEET-14"):
        publish_film(made)
    agreed(made, room.guests.get(visitor=came))
    assert publish_film(made).published_at is not None
    Room.objects.update(is_hall=False)
    with refused("MEET-14"):
        publish_film(film(cast, Room.objects.get()))


def test_a_screen_shown_in_a_hall_is_a_chapter_without_the_name_of_a_guest(
    cast: make.Cast, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    _session, room, came, _gone = held
    going = film_of(room.guests.get(part="host"), None, state=Recording.State.RUNNING)
    guest, learner = room.guests.get(visitor=came), room.guests.get(person=cast.learner)
    for one in (guest, learner):
        agreed(going, one)
        assert mark_screen(room.pk, one.who) is None  # only who has the word is recorded
        actions.give_word(one, given=True)
        assert mark_screen(room.pk, one.who)
    words = [(one.words, one.by) for one in going.chapters.all()]
    assert words == [("Экран гостя", cast.teacher), (f"Экран: {cast.learner.short_name}", cast.learner)]


def test_those_it_was_for_watch_it_with_a_line_in_the_trail_till_it_is_erased(
    cast: make.Cast, login: Login, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    session, room, came, gone = held
    made = film(cast, room, keep_until=STARTS.date() + timedelta(days=90))
    watch = reverse("meetings:published", args=[session.pk, made.pk])
    visit = reverse("meetings:visit_film", args=[came.secret, made.pk])
    card = reverse("consultations:session", args=[session.pk])
    learner = login(cast.account("learner"))
    assert learner.get(watch).status_code == 404
    assert Client().get(visit).status_code == 404
    publish_film(made)
    assert Letter.objects.filter(to=came.email, subject__startswith="Запись вебинара").count() == 1
    assert Notification.objects.filter(person=cast.child, title__startswith="Запись вебинара").exists()
    assert watch in learner.get(card).content.decode()
    assert visit in Client().get(reverse("website:visit", args=[came.secret])).content.decode()
    for client, url in ((learner, watch), (login(cast.account("parent")), watch), (Client(), visit)):
        assert b"frames" in b"".join(client.get(url).streaming_content)
    looked = JournalEntry.objects.filter(table="meetings_recording", row_id=made.pk, action="V")
    assert [entry.account_id is None for entry in looked.order_by("pk")] == [False, False, True]
    assert came.name not in str(list(looked.values()))
    for name in ("stranger", "curator"):
        assert login(cast.account(name)).get(watch).status_code in (403, 404), name
    assert Client().get(reverse("meetings:visit_film", args=[gone.secret, made.pk])).status_code == 404
    session.webinar.refresh_from_db()
    assert session.webinar.kept_until == made.keep_until
    take_film_back(made)
    assert learner.get(watch).status_code == 404
    publish_film(made)
    erase(made)
    assert learner.get(watch).status_code == 404
    assert Client().get(visit).status_code == 404


def test_who_leads_publishes_on_the_page_of_presence(
    cast: make.Cast, login: Login, held: tuple[Session, Room, Visitor, Visitor]
) -> None:
    session, room, _came, _gone = held
    made = film(cast, room)
    url = reverse("meetings:publish", args=[session.pk, made.pk])
    teacher = login(cast.account("teacher"))
    assert url in teacher.get(reverse("meetings:evidence", args=[session.pk])).content.decode()
    for name in ("learner", "curator", "stranger", "director"):
        assert login(cast.account(name)).post(url, {"on": "1"}).status_code in (302, 403, 404), name
        made.refresh_from_db()
        assert made.published_at is None, name
    teacher.post(url, {"on": "1"})
    made.refresh_from_db()
    assert made.published_at is not None
    teacher.post(url, {"on": "0"})
    made.refresh_from_db()
    assert made.published_at is None
