"""Every letter honours how a person wishes to be told; the night is quiet but for what is urgent."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.config.mail import Mail
from opora.kernel.clock import now, travel
from opora.notifications.actions import (
    address_works,
    count_return,
    letter_returned,
    notify,
    notify_many,
    set_wishes,
    write_to,
)
from opora.notifications.kinds import BEGINNINGS, Kind, is_urgent, kind_of
from opora.notifications.models import BadAddress, Letter, Notification
from opora.notifications.queries import quiet_until, wishes_of
from opora.notifications.tasks import bring_nearer
from opora.people.models import Account, Person
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SOURCES = Path(__file__).resolve().parents[2] / "src" / "opora"
NIGHT = (time(22), time(8))
LATE = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)  # 23:30 in Moscow
MORNING = datetime(2026, 11, 24, 5, tzinfo=UTC)  # 08:00 in Moscow


@pytest.fixture
def learner(cast: make.Cast) -> Person:
    cast.learner.email = "ivanova@b.example"
    cast.learner.save()
    return cast.learner


def test_a_kind_not_wished_by_mail_stays_in_the_cabinet(learner: Person) -> None:
    set_wishes(learner, ways={Kind.MESSAGES: [], Kind.MEETINGS: ["mail"]})
    notify(learner, key="chat-1-unread-0", title="Новые сообщения")
    notify(learner, key="booking-1-taken", title="Вы записаны")
    notify(learner, key="acquaint-1", title="Ознакомьтесь")
    assert Notification.objects.filter(person=learner).count() == 3
    assert set(Letter.objects.values_list("subject", flat=True)) == {"Вы записаны", "Ознакомьтесь"}


def test_a_quiet_night_ends_in_the_morning_of_the_person(learner: Person) -> None:
    set_wishes(learner, ways={}, quiet=NIGHT)
    with travel(LATE):
        notify(learner, key="chat-1-unread-0", title="Новые сообщения")
        assert Letter.objects.get().next_try_at == MORNING
        assert bring_nearer() == 0
    learner.timezone = "Asia/Vladivostok"  # 06:30 there
    learner.save()
    with travel(LATE):
        notify(learner, key="chat-2-unread-0", title="Ещё")
    assert Letter.objects.latest("pk").next_try_at == datetime(2026, 11, 23, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "until"),
    [
        (NIGHT, LATE, MORNING),
        (NIGHT, MORNING - timedelta(minutes=1), MORNING),
        (NIGHT, MORNING, None),
        (
            (time(13), time(14)),
            datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
            datetime(2026, 11, 23, 11, tzinfo=UTC),
        ),
        ((time(13), time(14)), LATE, None),
    ],
)
def test_hours_within_a_day_and_over_midnight(
    learner: Person, hours: tuple[time, time], at: datetime, until: datetime | None
) -> None:
    wishes = set_wishes(learner, ways={}, quiet=hours)
    assert quiet_until(wishes, learner, at) == until


@pytest.mark.parametrize(
    "key",
    [
        "booking-1-cancelled", "session-1-cancelled-2", "session-1-cancelled-waiting", "session-1-moved-2",
        "session-1-moved", "session-1-lost-2", "session-1-failed-2", "session-1-absent", "booking-1-in-1h",
        "session-1-in-1h", "intrusion-3-20261123",
    ],
)  # fmt: skip
def test_what_is_urgent_is_told_at_night(learner: Person, key: str) -> None:
    set_wishes(learner, ways={}, quiet=NIGHT)
    with travel(LATE):
        notify(learner, key=key, title="Срочно")
    assert Letter.objects.get().next_try_at == LATE


@pytest.mark.parametrize("key", ["booking-1-in-24h", "chat-1-unread-0", "session-1-seat-0", "data-1"])
def test_what_is_not_urgent_waits(key: str) -> None:
    assert not is_urgent(key)


def test_every_key_of_the_product_is_of_a_kind() -> None:
    """Whatever is told in the source begins with a known word."""
    written = set()
    for file in SOURCES.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        if "notif" in text or "Message" in text:
            written |= set(re.findall(r"\bkey=f\"([a-z]+)[-:]", text))
    assert len(written) > 15
    assert written - set(BEGINNINGS) == set()
    assert (kind_of("chat-1-unread-0"), kind_of("schedule:1"), kind_of("17")) == (
        Kind.MESSAGES,
        Kind.WORK,
        Kind.WORK,
    )


def test_telling_many_asks_as_much_as_telling_one(cast: make.Cast, settings: Any) -> None:
    settings.MAIL = Mail(host="127.0.0.1")
    people = [make.learner(f"Слушатель {n}", cast.group) for n in range(30)]
    Person.objects.filter(pk__in=[one.pk for one in people]).update(email="a@b.example")
    people = list(Person.objects.filter(pk__in=[one.pk for one in people]))
    for one in people:
        set_wishes(one, ways={Kind.MEETINGS: ["mail"]}, quiet=NIGHT)

    def asked(some: list[Person], key: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            notify_many(some, key=key, title="Новое")
        return len(caught)

    asked(people[:1], "session-0-taken")
    assert asked(people[:1], "session-1-taken") == asked(people, "session-2-taken")


class TestReturns:
    def test_the_second_return_makes_an_address_bad_and_a_human_makes_it_good(self, learner: Person) -> None:
        notify(learner, key="k1", title="Раз")
        letter_returned(Letter.objects.get(), words="550 no such user", is_final=True)
        letter_returned(Letter.objects.get(), words="550 no such user", is_final=True)
        assert BadAddress.objects.get().returns == 1
        notify(learner, key="k2", title="Два")
        letter_returned(Letter.objects.latest("pk"), words="550 no such user", is_final=True)
        notify(learner, key="k3", title="Три")
        assert Letter.objects.count() == 2
        assert address_works("Ivanova@B.example")
        notify(learner, key="k4", title="Четыре")
        assert Letter.objects.count() == 3

    def test_a_return_for_now_does_not_count(self, learner: Person) -> None:
        notify(learner, key="k1", title="Раз")
        letter_returned(Letter.objects.get(), words="452 full", is_final=False)
        assert (BadAddress.objects.count(), Letter.objects.get().state) == (0, "failed")

    def test_the_card_warns_and_the_specialist_puts_it_right(
        self, learner: Person, cast: make.Cast, login: Login
    ) -> None:
        client = login(Account.objects.get(person=cast.specialist))
        card = f"/people/{learner.pk}/"
        assert "возвраща" not in client.get(card).content.decode()
        count_return(learner.email, words="550 no such user")
        assert "вернулось" in client.get(card).content.decode()
        count_return(learner.email, words="550 no such user")
        page = client.get(card).content.decode().replace("\xa0", " ")
        assert "не отправляются" in page
        assert "550 no such user" in page
        bad = BadAddress.objects.get()
        answer = client.post(f"/notifications/addresses/{bad.pk}/works/", {"back": card})
        assert (answer.status_code, answer["Location"]) == (302, card)
        assert BadAddress.objects.get().returns == 0
        assert "возвраща" not in client.get(card).content.decode()


def test_a_letter_to_a_visitor_can_be_answered_when_it_is_about_something(cast: make.Cast) -> None:
    letter = write_to("guest@b.example", subject="Ответ", text="Да.", about="appeal:1", answers="<1@b>")
    assert (len(letter.token), letter.message_id) == (24, f"<opora.{letter.token}@localhost>")
    assert write_to("guest@b.example", subject="Ответ", text="Да.").token == ""


class TestPage:
    def test_wishes_are_kept_and_shown(self, learner: Person, login: Login) -> None:
        client = login(Account.objects.get(person=learner))
        page = client.get("/notifications/settings/").content.decode()
        assert page.count(" checked") >= len(Kind) - 1
        assert "Работа:" not in page
        given = {f"{Kind.MEETINGS}-mail": "on", "quiet": "on", "quiet_from": "22:00", "quiet_to": "08:00"}
        assert client.post("/notifications/settings/", given).status_code == 302
        wishes = wishes_of([learner.pk])[learner.pk]
        assert wishes.wants(Kind.MEETINGS, "mail")
        assert not wishes.wants(Kind.MESSAGES, "mail")
        assert wishes.wants(Kind.MESSAGES, "push")  # it was not offered, so it was not taken away
        assert (wishes.quiet_from, wishes.quiet_to, wishes.titles) == (*NIGHT, False)
        assert 'value="22:00"' in client.get("/notifications/settings/").content.decode()

    @pytest.mark.parametrize("hours", [{"quiet_from": "22:00"}, {"quiet_from": "08:00", "quiet_to": "08:00"}])
    def test_hours_that_are_none_are_said(self, learner: Person, login: Login, hours: dict[str, str]) -> None:
        client = login(Account.objects.get(person=learner))
        answer = client.post("/notifications/settings/", {"quiet": "on", "titles": "on", **hours})
        assert answer.status_code == 422
        assert re.search(r'<input[^>]* id="id_titles"[^>]* checked', answer.content.decode())
        assert not wishes_of([learner.pk])


def test_a_moment_far_ahead_is_brought_nearer_even_of_a_quiet_letter(learner: Person) -> None:
    letter = write_to("a@b.example", subject="x", text="x")
    Letter.objects.filter(pk=letter.pk).update(quiet=True, next_try_at=now() + timedelta(hours=20))
    assert bring_nearer() == 0
    Letter.objects.filter(pk=letter.pk).update(next_try_at=now() + timedelta(days=3))
    assert bring_nearer() == 1
