"""Pages of notifications."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.kernel.clock import now, travel
from opora.notifications import actions
from opora.notifications.actions import Message, notify, notify_all
from opora.notifications.models import Letter, Notification
from opora.people.models import Account
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]


def test_opening_marks_as_read_and_leads_to_the_thing(cast: make.Cast, login: Login) -> None:
    told = notify(cast.learner, key="k", title="Вы записаны", url="/consultations/1/")
    assert told is not None
    client = login(cast.account("learner"))
    assert "Вы записаны" in client.get(reverse("notifications:list")).content.decode()
    answer = client.post(reverse("notifications:open", args=[told.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/consultations/1/")
    assert Notification.objects.get().read_at is not None


def test_another_person_s_notification_does_not_exist(cast: make.Cast, login: Login) -> None:
    told = notify(cast.learner, key="k", title="Вы записаны")
    assert told is not None
    answer = login(cast.account("stranger")).post(reverse("notifications:open", args=[told.pk]))
    assert answer.status_code == 404
    assert Notification.objects.get().read_at is None


def test_reading_all(cast: make.Cast, login: Login) -> None:
    notify_all([Message(cast.learner, str(n), "Раз") for n in range(3)])
    login(cast.account("learner")).post(reverse("notifications:read_all"))
    assert Notification.objects.filter(read_at=None).count() == 0


def test_one_and_thirty_rows_take_the_same_statements(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    url = reverse("notifications:list")
    notify(cast.learner, key="first", title="Раз")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    notify_all([Message(cast.learner, str(n), "Раз") for n in range(60)])
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert len(many) == len(one)
    assert page.context["page"].paginator.num_pages == 3


def test_an_empty_list_says_what_will_be_here(cast: make.Cast, login: Login) -> None:
    page = login(cast.account("learner")).get(reverse("notifications:list"))
    assert "Уведомлений пока нет" in page.content.decode()


def test_the_specialist_sends_a_letter_again(cast: make.Cast, login: Login) -> None:
    cast.learner.email = "a@b.example"
    notify(cast.learner, key="k", title="Вы записаны")
    Letter.objects.update(state="uncertain", last_error="connection lost")
    client = login(cast.account("specialist"))
    page = client.get(reverse("notifications:letters"), {"state": "uncertain"})
    assert "connection lost" in page.content.decode()
    client.post(reverse("notifications:resend", args=[Letter.objects.get().pk]))
    assert Letter.objects.get().state == "queued"
    page = client.get(reverse("notifications:letters"), {"state": "failed"})
    assert "Неушедших писем нет" in page.content.decode()


def test_reading_all_can_be_taken_back(cast: make.Cast, login: Callable[..., Client]) -> None:
    actions.notify(cast.learner, key="earlier", title="Прочитано раньше")
    actions.read(Notification.objects.get())
    actions.notify(cast.learner, key="new", title="Новое")
    client = login(cast.account("learner"))
    with travel(now() + timedelta(minutes=5)):
        page = client.post("/notifications/read/", follow=True)
    assert not Notification.objects.filter(read_at=None).exists()
    undo = next(message.extra_tags for message in page.context["messages"])
    client.post(undo)
    assert [row.key for row in Notification.objects.filter(read_at=None)] == ["new"]
    for wrong in ("", "вчера", "2026-13-45T00:00", "2026-11-23T10:00:00"):
        assert client.post("/notifications/read/undo/", query_params={"at": wrong}).status_code == 302
