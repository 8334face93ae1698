"""Web push against a server that plays a push service and decrypts what it was handed, as a browser would."""

import base64
import json
import os
from collections.abc import Callable
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from py_vapid import Vapid02

from opora.conversations.actions import answer_call, call, hang_up, start_personal
from opora.integrations.webpush import Device, public_key
from opora.notifications.actions import notify, set_wishes
from opora.notifications.models import Dispatch
from opora.notifications.tasks import dispatch_due, send_dispatches, sweep_dispatches
from opora.outside.actions import server_key, subscribe
from opora.outside.models import PushSubscription, ServerKey
from opora.outside.queries import reach
from opora.outside.tasks import ring_at
from opora.people.models import Account
from tests import make

from .servers import Asked, http

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Browser:
    """The keys of a subscription, and what they open."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    def device(self, endpoint: str) -> Device:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Device(endpoint, encoded(point), encoded(self.auth))

    def read(self, asked: Asked) -> dict[str, Any]:
        assert asked.headers["Content-Encoding"] == "aes128gcm"
        opened = http_ece.decrypt(
            asked.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        told: dict[str, Any] = json.loads(opened)
        return told


@pytest.fixture(autouse=True)
def _push(settings: Any) -> None:
    settings.PUSH, settings.WEBHOOK_LOOPBACK = "1", True


def test_a_browser_is_told_without_personal_data(cast: make.Cast) -> None:
    browser = Browser()
    with http(lambda asked: (201, None)) as (base, seen):
        subscribe(cast.learner, browser.device(f"{base}/push/1"), words="Chrome, Android")
        notify(cast.learner, key="chat-1-unread-0", title="Новые сообщения: Ковалёва И. С.")
        assert dispatch_due() == 1
    (asked,) = seen
    assert browser.read(asked) == {
        "title": "Опора", "body": "Новых уведомлений: 1", "url": "/notifications/", "count": 1,
    }  # fmt: skip
    assert (asked.headers["TTL"], asked.headers["Topic"]) == ("86400", "opora")
    signed = asked.headers["Authorization"]
    assert signed.endswith(f"k={public_key(server_key())}")
    assert Vapid02.verify(signed)
    assert Dispatch.objects.get().state == Dispatch.State.SENT


def test_the_title_is_shown_to_who_chose_it(cast: make.Cast) -> None:
    browser = Browser()
    set_wishes(cast.learner, ways={}, titles=True)
    with http(lambda asked: (201, None)) as (base, seen):
        subscribe(cast.learner, browser.device(f"{base}/push/1"), words="Chrome")
        notify(cast.learner, key="k", title="Встреча отменена")
        send_dispatches()
    assert browser.read(seen[0])["body"] == "Встреча отменена"


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_the_others_are_told(cast: make.Cast, status: int) -> None:
    with http(lambda asked: (status if asked.path == "/old" else 201, None)) as (base, _seen):
        subscribe(cast.learner, Browser().device(f"{base}/old"), words="Старый")
        subscribe(cast.learner, Browser().device(f"{base}/new"), words="Новый")
        notify(cast.learner, key="k", title="Новое")
        assert dispatch_due() == 1
    assert [row.device for row in PushSubscription.objects.all()] == ["Новый"]


def test_when_no_device_is_left_it_is_lost(cast: make.Cast) -> None:
    with http(lambda asked: (410, None)) as (base, _seen):
        subscribe(cast.learner, Browser().device(f"{base}/old"), words="Старый")
        subscribe(cast.learner, Device(f"{base}/broken", "p" * 87, "a" * 22), words="Сломанный")
        notify(cast.learner, key="k", title="Новое")
        assert dispatch_due() == 0
    assert Dispatch.objects.get().state == Dispatch.State.LOST
    notify(cast.learner, key="k2", title="Новое")
    assert Dispatch.objects.count() == 1


def test_a_push_service_that_fails_is_tried_again_later_and_later(cast: make.Cast) -> None:
    with http(lambda asked: (503, None)) as (base, seen):
        subscribe(cast.learner, Browser().device(f"{base}/push"), words="Chrome")
        notify(cast.learner, key="k", title="Новое")
        assert (dispatch_due(), dispatch_due(), len(seen)) == (0, 0, 1)
        row = Dispatch.objects.get()
        assert (row.state, row.last_error) == ("queued", "HTTP 503")
        Dispatch.objects.update(next_try_at=row.next_try_at.replace(year=2020), attempts=27)
        sweep_dispatches(0)
    assert Dispatch.objects.get().state == Dispatch.State.LOST


def test_an_endpoint_may_not_lead_back_into_this_machine(cast: make.Cast, settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = False
    with http(lambda asked: (201, None)) as (base, seen):
        subscribe(cast.learner, Browser().device(f"{base}/push"), words="Chrome")
        notify(cast.learner, key="k", title="Новое")
        assert (dispatch_due(), seen) == (0, [])
    assert "этот же сервер" in Dispatch.objects.get().last_error


def test_an_endpoint_may_not_lead_into_the_local_network(cast: make.Cast) -> None:
    subscribe(cast.learner, Browser().device("https://10.0.0.1/push"), words="Chrome")
    notify(cast.learner, key="k", title="Новое")
    assert dispatch_due() == 0
    assert "локальную сеть" in Dispatch.objects.get().last_error


def test_while_it_is_off_nobody_is_reached_and_the_page_says_why(
    cast: make.Cast, settings: Any, login: Login
) -> None:
    settings.PUSH = ""
    subscribe(cast.learner, Browser().device("https://push.example/1"), words="Chrome")
    notify(cast.learner, key="k", title="Новое")
    assert not Dispatch.objects.exists()
    page = login(Account.objects.get(person=cast.learner)).get("/notifications/settings/").content.decode()
    assert "в закрытой сети их нет" in page.replace("\xa0", " ")
    assert not ServerKey.objects.exists()


def test_the_console_prints_what_would_leave(
    cast: make.Cast, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PUSH = "console"
    subscribe(cast.learner, Browser().device("https://push.example/1"), words="Chrome")
    notify(cast.learner, key="k", title="Новое")
    assert dispatch_due() == 1
    assert "Новых уведомлений: 1" in capsys.readouterr().out


class TestPage:
    def test_a_browser_subscribes_and_is_removed(self, cast: make.Cast, login: Login) -> None:
        client = login(Account.objects.get(person=cast.learner))
        device = Browser().device("https://push.example/1")
        given = {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth}
        agent = "Mozilla/5.0 (Linux; Android 14) Chrome/130 Safari/537"
        assert client.post("/notifications/devices/", given, headers={"user-agent": agent}).status_code == 201
        row = PushSubscription.objects.get()
        assert (row.person, row.device) == (cast.learner, "Chrome, Android")
        page = client.get("/notifications/settings/").content.decode()
        assert "Chrome, Android" in page
        assert public_key(server_key()) in page
        client.post(f"/notifications/devices/{row.pk}/remove/")
        assert not PushSubscription.objects.exists()

    def test_who_logs_in_there_next_is_told_instead(self, cast: make.Cast) -> None:
        device = Browser().device("https://push.example/1")
        subscribe(cast.learner, device, words="Chrome")
        subscribe(cast.child, device, words="Chrome")
        assert (reach.devices_of(cast.learner).count(), reach.devices_of(cast.child).count()) == (0, 1)

    def test_of_many_devices_the_latest_stay(self, cast: make.Cast) -> None:
        for n in range(12):
            subscribe(cast.learner, Browser().device(f"https://push.example/{n}"), words=str(n))
        assert reach.devices_of(cast.learner).count() == 10

    @pytest.mark.parametrize("wrong", [{"endpoint": "http://10.0.0.1/"}, {"auth": "коротко"}, {"p256dh": ""}])
    def test_a_subscription_that_is_not_one_is_refused(
        self, cast: make.Cast, login: Login, wrong: dict[str, str]
    ) -> None:
        client = login(Account.objects.get(person=cast.learner))
        device = Browser().device("https://push.example/1")
        given = {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth} | wrong
        assert client.post("/notifications/devices/", given).status_code == 422

    def test_the_worker_knows_the_page_without_a_network(self, cast: make.Cast) -> None:
        answer = Client().get("/service-worker.js")
        assert answer["Content-Type"] == "text/javascript"
        assert answer.content.decode().startswith('self.opora={"offline": "/offline/"')
        assert "цело" in Client().get("/offline/").content.decode()


def test_a_call_rings_at_a_closed_browser_and_the_same_place_says_what_became_of_it(cast: make.Cast) -> None:
    browser = Browser()
    make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    chat = start_personal(cast.teacher, to=cast.learner)
    jobs = ProcrastinateJob.objects.filter(task_name="outside.ring")
    with http(lambda asked: (201, None)) as (base, seen):
        made = call(chat, by=cast.teacher)
        assert not jobs.exists()
        answer_call(made, by=cast.learner)
        hang_up(made, minutes=1)
        subscribe(cast.learner, browser.device(f"{base}/push/1"), words="Chrome, Android")
        made = call(chat, by=cast.teacher)
        assert jobs.get().args == {"people": [cast.learner.pk]}
        ring_at([cast.learner.pk, cast.child.pk])
        set_wishes(cast.learner, ways={}, titles=True)
        ring_at([cast.learner.pk])
        hang_up(made, minutes=0)
        ring_at([cast.learner.pk])
        set_wishes(cast.learner, ways={"messages": []}, titles=True)
        ring_at([cast.learner.pk])
    told = [browser.read(asked) for asked in seen]
    assert told[0] == {
        "title": "Опора", "body": "Вам звонят", "url": f"/meetings/calls/{made.pk}/", "count": 1,
        "call": made.pk, "rings": True,
    }  # fmt: skip
    assert [one["body"] for one in told[1:]] == [f"Звонит {cast.teacher.short_name}", "Пропущенный звонок"]
    assert (told[2]["rings"], told[2]["url"]) == (False, f"/conversations/{chat.pk}/")
    headers = seen[0].headers
    assert (headers["TTL"], headers["Urgency"], headers["Topic"]) == ("60", "high", f"call-{made.pk}")
