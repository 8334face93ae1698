"""Registration to a webinar: opened by who leads it, one place for one address, forgotten in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from opora.consultations.actions import cancel_session, move_session
from opora.consultations.models import Session
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.notifications.models import Letter
from opora.schedule.models import Format, Mode
from opora.webinars import actions
from opora.webinars.models import Visitor, Webinar
from opora.webinars.queries import coming
from opora.webinars.tasks import send_reminders
from tests import make

from .world import NODE, frontal, refused, visitor, webinar

Login = Callable[..., Client]
PUBLIC, GROUPS = Webinar.Audience.PUBLIC, Webinar.Audience.GROUPS


@pytest.fixture(autouse=True)
def _a_media_server(settings: Any) -> None:
    settings.JANUS = {"north": NODE}


def opened(session: Session, *, has_room: bool = True, **values: Any) -> Webinar:
    plan = actions.Plan(**{"audience": PUBLIC, "seats": 2, **values})
    return actions.open_registration(session, plan, by=session.person, has_room=has_room)


def test_web_01_a_webinar_is_of_a_frontal_consultation_to_come(cast: make.Cast) -> None:
    for session in (
        frontal(cast, format=Format.GROUP, starts_at=now() + timedelta(hours=40)),
        frontal(cast, mode=Mode.OFFLINE, starts_at=now() + timedelta(hours=50)),
        frontal(cast, starts_at=now() - timedelta(hours=3)),
        frontal(cast, state=Session.State.CANCELLED),
    ):
        with refused("WEB-01"):
            opened(session)
    session = frontal(cast, starts_at=now() + timedelta(hours=60))
    with refused("WEB-01"):
        opened(session, has_room=False)
    assert opened(session).is_open


def test_web_02_who_may_speak_is_decided_by_a_media_server(cast: make.Cast, settings: Any) -> None:
    settings.JANUS = {}
    with refused("WEB-02"):
        opened(frontal(cast))


def test_web_03_registration_is_closed_by_hand_by_audience_and_by_time(cast: make.Cast) -> None:
    closed = actions.close_registration(opened(frontal(cast)))
    own = opened(frontal(cast, starts_at=now() + timedelta(hours=40)), audience=GROUPS)
    late = opened(frontal(cast, starts_at=now() + timedelta(hours=50)))
    for one in (closed, own):
        with refused("WEB-03"):
            visitor(one)
    with travel(now() + timedelta(hours=60)), refused("WEB-03"):
        visitor(late)


def test_web_04_a_place_is_one_for_one_address_and_there_are_so_many(cast: make.Cast) -> None:
    webinar = opened(frontal(cast), seats=2)
    first = visitor(webinar, email="Anna@Mail.example")
    assert visitor(webinar, email="anna@mail.example").pk == first.pk
    assert Letter.objects.filter(to="anna@mail.example").count() == 2
    visitor(webinar, email="boris@mail.example")
    with refused("WEB-04"):
        visitor(webinar, email="vera@mail.example")
    actions.cancel(first)
    visitor(webinar, email="vera@mail.example")
    assert coming(webinar).count() == 2


def test_web_05_a_program_does_not_take_all_places(cast: make.Cast) -> None:
    webinar = opened(frontal(cast), seats=100)
    for n in range(30):
        actions.register(webinar, name="Бот", email=f"bot{n}@mail.example", digest="one")
    with refused("WEB-05"):
        actions.register(webinar, name="Бот", email="bot@mail.example", digest="one")
    actions.register(webinar, name="Анна", email="anna@mail.example", digest="other")


def test_web_06_seats_are_not_fewer_than_those_who_have_them(cast: make.Cast) -> None:
    session = frontal(cast)
    webinar = opened(session, seats=3)
    for name in ("a", "b"):
        visitor(webinar, email=f"{name}@mail.example")
    for seats in (1, 501):
        with refused("WEB-06"):
            opened(session, seats=seats)
    assert opened(session, seats=2, about="Всем").code == webinar.code


def test_the_letter_has_the_link_and_the_meeting_and_the_trail_no_name(cast: make.Cast) -> None:
    came = visitor(opened(frontal(cast)))
    letter = Letter.objects.get(to=came.email)
    assert f"/visit/{came.secret}/" in letter.text
    assert "METHOD:REQUEST" in letter.calendar
    trail = JournalEntry.objects.filter(table="webinars_visitor", row_id=came.pk)
    actions.cancel(came)
    told = str([(entry.before, entry.after) for entry in trail])
    assert came.email not in told
    assert came.name not in told
    assert came.secret not in told
    came.refresh_from_db()
    assert (came.name, came.email, came.digest) == ("—", "", "")
    assert "METHOD:CANCEL" in Letter.objects.latest("pk").calendar


def test_reminders_come_a_day_and_an_hour_before_once(cast: make.Cast) -> None:
    session = frontal(cast)  # in 26 hours
    webinar = opened(session, seats=9)
    visitor(webinar)
    assert send_reminders() == 0
    with travel(session.starts_at - timedelta(hours=23)):
        late = visitor(webinar, email="late@mail.example")
        assert (send_reminders(), send_reminders()) == (1, 0)
    with travel(session.starts_at - timedelta(minutes=50)):
        assert (send_reminders(), send_reminders()) == (2, 0)
    late.refresh_from_db()
    assert (late.day_told_at, late.hour_told_at is None) == (None, False)
    assert Letter.objects.filter(subject__startswith="Через час").count() == 2


def test_a_moved_consultation_takes_its_visitors_along(cast: make.Cast) -> None:
    session = frontal(cast)
    came = visitor(opened(session))
    Visitor.objects.update(day_told_at=now())
    until = session.ends_at + timedelta(days=1)
    new = move_session(
        session, starts_at=session.starts_at + timedelta(days=1), ends_at=until, reason="занята"
    )
    letter = Letter.objects.latest("pk")
    assert letter.subject.startswith("Новое время")
    assert "SEQUENCE:1" in letter.calendar
    found = Visitor.objects.select_related("webinar").get()
    assert (found.webinar.session_id, found.secret, found.day_told_at) == (new.pk, came.secret, None)
    cancel_session(new, reason="болезнь")
    assert Letter.objects.latest("pk").subject.startswith("Вебинар отменён")
    assert "болезнь" not in Letter.objects.latest("pk").text


def test_names_are_kept_a_month_or_as_long_as_the_recording(cast: make.Cast) -> None:
    session = frontal(cast)
    webinar = opened(session)
    visitor(webinar)
    with travel(session.ends_at + timedelta(days=30)):
        assert actions.forget_old() == 0
    actions.keep_links_until(webinar, session.date + timedelta(days=60))
    with travel(session.ends_at + timedelta(days=40)):
        assert actions.forget_old() == 0
    with travel(session.ends_at + timedelta(days=62)):
        assert (actions.forget_old(), actions.forget_old()) == (1, 0)
    assert Visitor.objects.get().name == "—"


def test_who_leads_opens_it_on_its_page_and_sees_who_comes(cast: make.Cast, login: Login) -> None:
    session = frontal(cast)
    client, page = login(cast.account("teacher")), reverse("webinars:show", args=[session.pk])
    card = client.get(reverse("consultations:session", args=[session.pk])).content.decode()
    assert page in card
    wrong = client.post(f"{page}open/", {"audience": "public", "about": "Всем"})
    assert (wrong.status_code, "Всем" in wrong.content.decode()) == (422, True)
    given = {"audience": "public", "seats": "20", "about": "Всем", "unnamed": "on"}
    assert client.post(f"{page}open/", given).status_code == 302
    came = visitor(Webinar.objects.get())
    shown = client.get(page).content.decode()
    assert came.name in shown
    assert f"/webinar/{came.webinar.code}/" in shown
    client.post(f"{page}visitors/{came.pk}/drop/")
    client.post(f"{page}close/")
    assert coming(came.webinar).count() == 0
    assert not Webinar.objects.get().is_open


def test_a_group_consultation_has_no_such_page(cast: make.Cast, login: Login) -> None:
    session = frontal(cast, format=Format.GROUP)
    assert login(cast.account("teacher")).get(reverse("webinars:show", args=[session.pk])).status_code == 404
    assert webinar(session).pk
