"""The outbox against a real SMTP server on this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from asgiref.sync import async_to_sync
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from opora.config.mail import Mail, settings_from
from opora.kernel.clock import now
from opora.notifications import tasks
from opora.notifications.models import Letter

pytestmark = pytest.mark.django_db(transaction=True)


class Box:
    """What the server took; ``answers`` holds its words for the next letters."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.answers: list[str] = []
        self.refused = {"nobody@b.example": "550 no such user", "later@b.example": "451 greylisted"}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        if self.answers and self.answers[0] == "break":
            self.answers.pop(0)
            server.transport.abort()
        return self.answers.pop(0) if self.answers else "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box, settings: Any) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAIL = Mail(host="127.0.0.1", port=controller.port)
    yield controller
    controller.stop()


def letter(to: str = "a@b.example", **values: Any) -> Letter:
    number = Letter.objects.count()
    return Letter.objects.create(
        to=to, subject="Вы записаны", text="Кому: Иванова Мария Петровна", message_id=f"<{number}@test>",
        **{"next_try_at": now(), **values},
    )  # fmt: skip


def state(of: Letter) -> str:
    of.refresh_from_db()
    return of.state


def test_a_letter_leaves_with_its_calendar(server: Controller, box: Box) -> None:
    row = letter(
        to="a@почта.example", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST"
    )
    assert tasks.send_due() == 1
    assert (state(row), row.attempts, row.last_error) == ("sent", 1, "")
    (sent,) = box.letters
    assert (sent["Subject"], sent["Message-ID"]) == ("Вы записаны", "<0@test>")
    assert sent["To"] == "a@xn--80a1acny.example"
    parts = [(part.get_content_type(), part.get_param("method")) for part in sent.walk()]
    assert ("text/plain", None) in parts
    assert parts.count(("text/calendar", "REQUEST")) == 2


def test_a_sent_letter_is_not_sent_again(server: Controller, box: Box) -> None:
    letter()
    assert (tasks.send_due(), tasks.send_due(), len(box.letters)) == (1, 0, 1)


def test_a_dead_server_keeps_the_letter_and_the_next_try_is_later(settings: Any, box: Box) -> None:
    settings.MAIL = Mail(host="127.0.0.1", port=1)
    row, other = letter(), letter()
    assert tasks.send_due() == 0
    assert (state(row), row.attempts) == ("queued", 1)
    assert now() < row.next_try_at <= now() + timedelta(minutes=1)
    assert "refused" in row.last_error
    assert (state(other), other.attempts) == ("queued", 0)
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        settings.MAIL = Mail(host="127.0.0.1", port=controller.port)
        Letter.objects.update(next_try_at=now())
        tasks.sweep_letters(0)
        assert len(box.letters) == 2
        assert {state(row), state(other)} == {"sent"}
    finally:
        controller.stop()


def test_the_console_prints_letters_instead(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.EMAIL_BACKEND, settings.MAIL = settings_from("console")
    row = letter()
    assert (tasks.send_due(), state(row)) == (1, "sent")
    assert capsys.readouterr().out.startswith("[письмо → a@b.example] Вы записаны\nКому: Иванова")


def test_without_a_mail_server_the_outbox_waits() -> None:
    row = letter()
    assert (tasks.send_due(), state(row), row.attempts) == (0, "queued", 0)


def test_delays_grow_to_an_hour_and_end_in_failure(settings: Any) -> None:
    settings.MAIL = Mail(host="127.0.0.1", port=1)
    row = letter(attempts=8)
    tasks.send_due()
    row.refresh_from_db()
    assert timedelta(minutes=59) < row.next_try_at - now() <= timedelta(hours=1)
    Letter.objects.update(attempts=tasks.MAX_ATTEMPTS - 1, next_try_at=now())
    tasks.send_due()
    assert state(row) == "failed"


@pytest.mark.parametrize(
    ("to", "expected"), [("nobody@b.example", "failed"), ("later@b.example", "queued"), ("a@..b", "failed")]
)
def test_the_server_refuses_an_address(server: Controller, box: Box, to: str, expected: str) -> None:
    row, good = letter(to=to), letter()
    assert tasks.send_due() == 1
    assert (state(row), state(good), len(box.letters)) == (expected, "sent", 1)


@pytest.mark.parametrize(
    ("answer", "expected"), [("554 spam", "failed"), ("451 busy", "queued"), ("break", "uncertain")]
)
def test_what_the_server_says_after_the_body_decides(
    server: Controller, box: Box, answer: str, expected: str
) -> None:
    box.answers = [answer]
    row, next_one = letter(), letter()
    tasks.send_due()
    assert (state(row), state(next_one)) == (expected, "sent")
    tasks.sweep_letters(0)
    assert state(row) == expected
    assert len(box.letters) == 2


def test_a_letter_of_a_killed_process_is_uncertain_and_stays_so(server: Controller, box: Box) -> None:
    row = letter(state="sending", attempts=1)
    tasks.sweep_letters(0)
    tasks.sweep_letters(0)
    assert (state(row), len(box.letters)) == ("uncertain", 0)


def test_a_letter_being_sent_by_a_living_process_is_left_alone(server: Controller) -> None:
    row = letter(state="sending")
    held, let_go = threading.Event(), threading.Event()

    def another_process() -> None:
        with closing(connections["default"]):
            tasks._lock(row, "pg_advisory_lock")
            held.set()
            let_go.wait(5)

    thread = threading.Thread(target=another_process)
    thread.start()
    held.wait(5)
    assert (tasks.mark_uncertain(), state(row)) == (0, "sending")
    let_go.set()
    thread.join()
    assert (tasks.mark_uncertain(), state(row)) == (1, "uncertain")


def test_two_workers_never_send_one_letter_twice(server: Controller, box: Box) -> None:
    rows = [letter() for _ in range(20)]

    def work() -> None:
        try:
            tasks.send_due()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {state(row) for row in rows} == {"sent"}
    assert sorted(sent["Message-ID"] for sent in box.letters) == sorted(row.message_id for row in rows)


def test_the_job_leaves_no_connection_behind(server: Controller, box: Box) -> None:
    letter()
    tasks.send_letters()
    assert connection.connection is None
    assert len(box.letters) == 1


def test_a_job_of_a_dead_worker_goes_back_to_the_queue_and_old_jobs_go() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('mail', 'notifications.send_letters', 'doing', %s)",
            [worker],
        )

    async def both() -> None:
        await tasks.return_stalled_jobs(0)
        await tasks.remove_old_jobs(0)

    async_to_sync(both)()
    letters = ProcrastinateJob.objects.filter(task_name="notifications.send_letters")
    assert list(letters.values_list("status", flat=True)) == ["todo"]
