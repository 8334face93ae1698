"""Webhooks: a fact is told with its transaction, signed, again after a failure, never to this machine."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import transaction

from opora.api import reactions
from opora.api.actions import FIRST_DELAY, MAX_ATTEMPTS, connect, try_again
from opora.api.models import Delivery, Happening, Webhook
from opora.api.tasks import LEASE, send_due
from opora.consultations.actions import book_slot
from opora.consultations.events import GroupBooked, ThreadAnswered, ThreadAsked, ThreadClosed
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from tests import make

pytestmark = pytest.mark.django_db
D = Delivery.State


class Receiver(HTTPServer):
    """Another system: answers ``status`` and remembers what it was told."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.told: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Door(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_LOOPBACK = True
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def booked(cast: make.Cast) -> int:
    session = make.session(cast.teacher, datetime(2026, 11, 26, 9, tzinfo=UTC))
    return book_slot(session, learner=cast.learner, asked_by=cast.learner).pk


def test_a_booking_is_told_with_numbers_and_a_signature(cast: make.Cast, receiver: Receiver) -> None:
    hook = connect(title="1С", url=receiver.url, events=[Happening.BOOKED])
    booking = booked(cast)
    assert send_due() == 1
    [(headers, body)] = receiver.told
    told = json.loads(body)
    assert (told["type"], told["data"]["booking"], told["data"]["learner"]) == (
        "booking.created", booking, cast.learner.pk,
    )  # fmt: skip
    assert "Иванова" not in body.decode()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(hook.secret.removeprefix("whsec_").encode(), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert (send_due(), Delivery.objects.get().state) == (0, D.DELIVERED)


def test_questions_and_bookings_of_a_group_are_told_by_numbers(cast: make.Cast, receiver: Receiver) -> None:
    wanted = [Happening.GROUP_BOOKED, Happening.ASKED, Happening.ANSWERED, Happening.THREAD_CLOSED]
    connect(title="1С", url=receiver.url, events=wanted)
    with transaction.atomic():
        reactions.group_booked(GroupBooked(7, (8, 9)))
        reactions.asked(ThreadAsked(3))
        reactions.answered(ThreadAnswered(3, 5))
        reactions.thread_closed(ThreadClosed(3, by_worker=True))
    assert send_due() == 4
    told = [json.loads(body) for _headers, body in receiver.told]
    assert [(one["type"], one["data"]) for one in told] == [
        ("booking.group", {"session": 7, "bookings": [8, 9]}),
        ("thread.asked", {"thread": 3}),
        ("thread.answered", {"thread": 3, "post": 5}),
        ("thread.closed", {"thread": 3, "by_worker": True}),
    ]


def test_what_was_rolled_back_is_not_told(cast: make.Cast, receiver: Receiver) -> None:
    connect(title="1С", url=receiver.url, events=[Happening.BOOKED])
    with transaction.atomic():
        booked(cast)
        transaction.set_rollback(True)
    assert (send_due(), receiver.told) == (0, [])


def test_only_what_was_asked_for_is_told(cast: make.Cast, receiver: Receiver) -> None:
    connect(title="1С", url=receiver.url, events=[Happening.HELD])
    booked(cast)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_failure_is_told_again_later_and_later(cast: make.Cast, receiver: Receiver, status: int) -> None:
    connect(title="1С", url=receiver.url, events=[Happening.BOOKED])
    receiver.status = status
    booked(cast)
    assert send_due() == 0
    first = Delivery.objects.get()
    assert (first.state, first.answered, first.next_try_at) == (D.QUEUED, status, now() + FIRST_DELAY)
    assert (send_due(), len(receiver.told)) == (0, 1)
    with travel(now() + FIRST_DELAY):
        send_due()
        assert Delivery.objects.get().next_try_at == now() + 2 * FIRST_DELAY
    receiver.status = 204
    with travel(now() + timedelta(hours=1)):
        assert send_due() == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.told}) == 1


def test_it_is_given_up_in_the_end_and_queued_again_by_hand(cast: make.Cast, receiver: Receiver) -> None:
    hook = connect(title="1С", url=receiver.url, events=[Happening.BOOKED])
    receiver.status = 500
    booked(cast)
    Delivery.objects.update(attempts=MAX_ATTEMPTS - 1)
    send_due()
    assert Delivery.objects.get().state == D.FAILED
    receiver.status = 200
    assert (try_again(hook), send_due()) == (1, 1)


def test_a_dead_process_gives_the_delivery_back(cast: make.Cast, receiver: Receiver) -> None:
    connect(title="1С", url=receiver.url, events=[Happening.BOOKED])
    booked(cast)
    Delivery.objects.update(attempts=1, next_try_at=now() + LEASE)
    assert send_due() == 0
    with travel(now() + LEASE):
        assert send_due() == 1


def test_a_silent_receiver_is_a_failure(cast: make.Cast, settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    connect(title="1С", url="http://127.0.0.1:9/hook", events=[Happening.BOOKED])
    booked(cast)
    send_due()
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == (D.QUEUED, "ConnectError")


def test_without_leave_loopback_is_refused_twice(cast: make.Cast, receiver: Receiver, settings: Any) -> None:
    """By the form when it is typed, and by the address when it is called."""
    settings.WEBHOOK_LOOPBACK = False
    with pytest.raises(Refused):
        connect(title="1С", url=receiver.url, events=[Happening.BOOKED])
    hidden = receiver.url.replace("127.0.0.1", "localhost")
    Webhook.objects.create(title="хитрый", url=hidden, secret="s", events=["booking.created"])
    booked(cast)
    send_due()
    assert (receiver.told, Delivery.objects.get().error) == ([], "адрес ведёт на этот же сервер")
