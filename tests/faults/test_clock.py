"""The clock of the server jumps two hours back or a day forward: nothing is doubled, nothing is lost."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from opora.config.cli.check_command import _clock
from opora.consultations.models import Booking
from opora.consultations.tasks import send_reminders
from opora.kernel.clock import now, travel
from opora.notifications.models import Letter, Notification
from opora.notifications.tasks import bring_nearer
from tests import make
from tests.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Login = Callable[..., Client]


@pytest.mark.django_db
def test_case_50_reminders_are_told_once_whichever_way_the_clock_jumps(cast: make.Cast) -> None:
    booking = make.booking(make.session(cast.teacher, starts_at=NOW + 3 * DAY), cast.learner)
    Booking.objects.filter(pk=booking.pk).update(created_at=NOW)
    day_before = NOW + 2 * DAY + HOUR
    with travel(day_before):
        told = send_reminders()
    assert told
    with travel(day_before - 2 * HOUR):
        assert send_reminders() == 0
    with travel(day_before + HOUR):
        assert send_reminders() == 0
    with travel(NOW + 4 * DAY):  # a day too far: what has passed is not announced
        assert send_reminders() == 0
    with travel(NOW + 3 * DAY - HOUR / 2):
        assert send_reminders() == told
    assert Notification.objects.filter(person=cast.learner, key__startswith="booking-").count() == 2


@pytest.mark.django_db
def test_case_50_a_person_stays_logged_in(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    for jump in (-2 * HOUR, DAY, timedelta(0)):
        with travel(NOW + jump):
            assert client.get("/cabinet/").status_code == 200


@pytest.mark.django_db
def test_case_50_a_letter_put_off_by_a_fast_clock_leaves_within_the_hour() -> None:
    def letter(number: int, at: Any) -> Letter:
        return Letter.objects.create(
            to="a@b.example", subject="Вы записаны", text="…", message_id=f"<{number}@t>", next_try_at=at
        )

    with travel(NOW):
        far, near = letter(1, now() + DAY), letter(2, now() + HOUR / 2)
        assert bring_nearer() == 1
        far.refresh_from_db()
        near.refresh_from_db()
        assert (far.next_try_at, near.next_try_at) == (NOW, NOW + HOUR / 2)


@pytest.mark.django_db(transaction=True)
def test_case_50_a_job_of_one_minute_is_queued_once_when_the_minute_comes_again() -> None:
    """After a jump back the same minutes pass twice; the queue knows them by their number."""
    task = app.tasks["notifications.sweep_letters"]
    defer = async_to_sync(app.job_manager.defer_periodic_job)

    def at(minute: int) -> int | None:
        job = task.configure(task_kwargs={"timestamp": minute}).job
        return defer(job=job, periodic_id="", defer_timestamp=minute)

    assert at(1_795_000_000)
    assert at(1_795_000_000) is None
    with pytest.raises(AlreadyEnqueued):  # another minute, while the first job still waits
        at(1_795_000_060)
    assert ProcrastinateJob.objects.filter(task_name=task.name).count() == 1


@pytest.mark.django_db
def test_case_50_the_check_says_that_the_clock_ran_ahead(tmp_path: Path) -> None:
    [well] = _clock(tmp_path)
    assert well.level == "ok"
    key = tmp_path / "secret-key"
    key.touch()
    os.utime(key, (time.time() + 7200, time.time() + 7200))
    [finding] = _clock(tmp_path)
    assert finding.level == "error"
    assert "часы спешили или отстали" in finding.words
    assert "NTP" in finding.todo
