"""Telling people: one message per event and person, in the transaction of its cause."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from opora.config.mail import Mail
from opora.notifications import actions
from opora.notifications.models import Letter, Notification
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(db: None) -> None:
    make.organisation()


@pytest.fixture
def mail_server(settings: object) -> None:
    settings.MAIL = Mail(host="127.0.0.1", port=1)  # type: ignore[attr-defined]


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="notifications.send_letters").count()


def test_a_message_stands_in_the_cabinet_and_in_the_outbox(centre: None, mail_server: None) -> None:
    who = make.person("Иванова Мария Петровна", email="buh@mayak.example")
    told = actions.notify(
        who, key="booking-1", title="Вы записаны", body="ср 25.11, 17:00 МСК", url="/consultations/1/",
        calendar=b"BEGIN:VCALENDAR", method="REQUEST",
    )  # fmt: skip
    letter = Letter.objects.get()
    assert told == Notification.objects.get()
    assert (told.title, told.url, told.read_at) == ("Вы записаны", "/consultations/1/", None)
    assert (letter.to, letter.subject, letter.state) == ("buh@mayak.example", "Вы записаны", "queued")
    assert (letter.calendar, letter.calendar_method) == ("BEGIN:VCALENDAR", "REQUEST")
    assert letter.text.splitlines()[:6] == [
        "Кому: Иванова Мария Петровна", "", "Вы записаны", "", "ср 25.11, 17:00 МСК", "",
    ]  # fmt: skip
    assert letter.text.splitlines()[6] == "Открыть в кабинете: http://127.0.0.1:8000/consultations/1/"
    assert jobs() == 1


def test_the_same_event_is_told_once(centre: None, mail_server: None) -> None:
    who = make.person(email="a@b.example")
    assert actions.notify(who, key="k", title="Раз") is not None
    assert actions.notify(who, key="k", title="Два") is None
    assert [row.title for row in Notification.objects.all()] == ["Раз"]
    assert (Letter.objects.count(), jobs()) == (1, 1)


def test_without_an_address_or_by_wish_there_is_no_letter(centre: None, mail_server: None) -> None:
    actions.notify(make.person(), key="k", title="Без почты")
    actions.notify(make.person(email="a@b.example"), key="k", title="Без письма", mail=False)
    assert (Notification.objects.count(), Letter.objects.count(), jobs()) == (2, 0, 0)


def test_without_a_mail_server_letters_wait_and_no_job_is_made(centre: None) -> None:
    actions.notify(make.person(email="a@b.example"), key="k", title="Ждёт")
    assert (Letter.objects.get().state, jobs()) == ("queued", 0)


def test_many_are_told_in_as_many_statements_as_one(centre: None, mail_server: None) -> None:
    people = [make.person(email=f"p{n}@b.example") for n in range(30)]
    actions.notify(people[0], key="warm", title="x")
    with CaptureQueriesContext(
        connection,
    ) as one:
        actions.notify_many(people[:1], key="k", title="Занятие отменено")
    with CaptureQueriesContext(connection) as all_of_them:
        told = actions.notify_many(people, key="k", title="Занятие отменено")
    assert len(told) == 29
    assert len(all_of_them) == len(one)
    assert Letter.objects.filter(subject="Занятие отменено").count() == 30


def test_a_rolled_back_event_tells_nobody(centre: None, mail_server: None) -> None:
    def fall() -> None:
        with transaction.atomic():
            actions.notify(make.person(email="a@b.example"), key="k", title="Нет")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fall()
    assert (Notification.objects.count(), Letter.objects.count(), jobs()) == (0, 0, 0)


def test_reading(centre: None) -> None:
    who = make.person()
    first = actions.notify(who, key="1", title="Раз")
    actions.notify(who, key="2", title="Два")
    assert first is not None
    actions.read(first)
    seen_at = Notification.objects.get(pk=first.pk).read_at
    actions.read(first)
    assert Notification.objects.get(pk=first.pk).read_at == seen_at
    assert actions.read_all(who)[0] == 1
    assert actions.read_all(who)[0] == 0


def test_a_human_sends_a_letter_of_unknown_fate_again(centre: None, settings: object) -> None:
    actions.notify(make.person(email="a@b.example"), key="k", title="Ждёт")
    Letter.objects.update(state="uncertain", attempts=3)
    actions.resend(Letter.objects.get())
    assert (Letter.objects.get().state, Letter.objects.get().attempts, jobs()) == ("queued", 0, 0)
    settings.MAIL = Mail(host="127.0.0.1", port=1)  # type: ignore[attr-defined]
    Letter.objects.update(state="sent")
    actions.resend(Letter.objects.get())
    assert (Letter.objects.get().state, jobs()) == ("sent", 1)
