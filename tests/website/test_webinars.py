"""The public page of a webinar, its form, and the page of who has registered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.clock import now, travel
from opora.notifications.models import Letter
from opora.webinars.models import Visitor, Webinar
from tests import make
from tests.webinars.world import frontal, visitor, webinar


def at(name: str, of: Webinar | Visitor) -> str:
    return reverse(f"website:{name}", args=[of.code if isinstance(of, Webinar) else of.secret])


def fields(client: Client, of: Webinar, **values: str) -> dict[str, str]:
    """The form as it is opened ten seconds before it is sent."""
    with travel(now() - timedelta(seconds=10)):
        form = client.get(at("webinar_join", of)).context["form"]
    given = {"name": "Анна Гость", "email": "anna@mail.example", "site": "", "consent": "on"}
    return {**given, "opened": form.initial["opened"], **values}


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def test_the_page_is_for_everybody_with_the_link_and_is_made_once(cast: make.Cast) -> None:
    public = webinar(frontal(cast), seats=2, about="Для начальников цехов.")
    own = webinar(frontal(cast, starts_at=now() + timedelta(hours=60)), audience="groups")
    page = Client().get(at("webinar", public))
    for words in (
        "Охрана труда в цехе",
        "Для начальников цехов",
        "Ковалёва Ирина Сергеевна",
        "осталось 2 места",
    ):
        assert words in text_of(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert Client().get(at("webinar", own)).status_code == 404
    with CaptureQueriesContext(
        connection,
    ) as asked:
        Client().get(at("webinar", public))
    assert len(asked) <= 2
    visitor(public)
    assert "осталось 1 место" in text_of(Client().get(at("webinar", public)))
    assert "Все места заняты" not in text_of(Client().get(at("webinar", public)))
    visitor(public, email="b@mail.example")
    assert "Все места заняты" in text_of(Client().get(at("webinar", public)))


def test_a_guest_registers_by_the_form_and_gets_the_link_by_mail_only(cast: make.Cast) -> None:
    of, client = webinar(frontal(cast)), Client()
    answer = client.post(at("webinar_join", of), fields(client, of))
    came = Visitor.objects.get()
    sent = text_of(client.get(answer["Location"]))
    assert "Письмо отправлено" in sent
    assert came.secret not in sent + answer["Location"]
    assert came.secret in Letter.objects.get(to="anna@mail.example").text
    assert came.consent_at is not None
    assert "30 дней" in text_of(client.get(at("webinar_consent", of)))


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [({"site": "spam"}, "APL-08"), ({"opened": ""}, "APL-08"), ({"consent": ""}, ""), ({"email": "нет"}, "")],
)
def test_a_program_and_who_has_not_agreed_do_not_register(
    cast: make.Cast, wrong: dict[str, str], rule: str
) -> None:
    of, client = webinar(frontal(cast)), Client()
    answer = client.post(at("webinar_join", of), fields(client, of, **wrong))
    assert answer.status_code == 422
    assert "Анна Гость" in text_of(answer)
    assert rule in text_of(answer)
    assert not Visitor.objects.exists()


def test_the_personal_page_opens_the_room_half_an_hour_before(cast: make.Cast) -> None:
    session = frontal(cast)
    came = visitor(webinar(session))
    page, door = at("visit", came), reverse("meetings:visit_room", args=[came.secret])
    early = text_of(Client().get(page))
    assert "Комната откроется" in early
    assert door not in early
    with travel(session.starts_at - timedelta(minutes=29)):
        assert door in text_of(Client().get(page))
    calendar = Client().get(at("visit_calendar", came))
    assert b"METHOD:PUBLISH" in calendar.content
    assert "Отменена" not in early
    Client().post(at("visit_cancel", came))
    for name in ("visit", "visit_calendar"):
        assert Client().get(at(name, came)).status_code == 404
    assert Client().get(door).status_code == 404
