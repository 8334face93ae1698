"""The outbox: each letter leaves once, whoever dies in the middle."""

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from opora.integrations import mail
from opora.kernel.clock import now
from opora.kernel.jobs import own_connection

from .models import Letter

BATCH = 200
LOCK_SPACE = 5  # the first key of our advisory locks; the second is the letter
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=1)
MAX_ATTEMPTS = 125  # with the delays above about five days, as RFC 5321 §4.5.4.1 advises


@app.task(name="notifications.send_letters", queue="mail")
def send_letters() -> None:
    """Send what is due; several workers share the queue without meeting."""
    with own_connection():
        send_due()


@app.periodic(cron="* * * * *")
@app.task(name="notifications.sweep_letters", queue="mail", queueing_lock="notifications.sweep_letters")
def sweep_letters(timestamp: int) -> None:
    """Every minute: letters of dead processes become «uncertain», and what waited is tried again."""
    with own_connection():
        mark_uncertain()
        bring_nearer()
        send_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.return_stalled_jobs", queueing_lock="notifications.return_stalled_jobs")
async def return_stalled_jobs(timestamp: int) -> None:
    """Jobs of a worker that died (no heartbeat for half a minute) go back to the queue."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="notifications.remove_old_jobs", queueing_lock="notifications.remove_old_jobs")
async def remove_old_jobs(timestamp: int) -> None:
    """Finished jobs say nothing after a day; failed ones stay a month for the doctor."""
    await app.job_manager.delete_old_jobs(nb_hours=24)
    await app.job_manager.delete_old_jobs(nb_hours=24 * 30, include_failed=True)


def send_due() -> int:
    """Send the letters whose time has come; answers how many left."""
    if not settings.MAIL.host:
        return 0
    sent = 0
    with ExitStack() as stack:
        dialogue: smtplib.SMTP | None = None
        for _turn in range(BATCH):
            with _claimed() as letter:
                if letter is None:
                    break
                try:
                    dialogue = dialogue or stack.enter_context(mail.connected(settings.MAIL))
                except mail.NotSent as error:
                    _later(letter, error)
                    break
                sent += _send(letter, dialogue)
                if letter.state != Letter.State.SENT:
                    dialogue = None
    return sent


@contextmanager
def _claimed() -> Iterator[Letter | None]:
    """The next due letter, committed as ``sending`` before any talk with the server, and ours until the end.

    A session lock says that its sender is alive: PostgreSQL drops it when the process dies, however it dies.
    """
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True)
            .filter(state=Letter.State.QUEUED, next_try_at__lte=now())
            .order_by("next_try_at", "id")
            .first()
        )
        if letter:
            _lock(letter, "pg_advisory_lock")
            letter.state, letter.attempts = Letter.State.SENDING, letter.attempts + 1
            letter.save(update_fields=["state", "attempts"])
    try:
        yield letter
    finally:
        if letter:
            _lock(letter, "pg_advisory_unlock")


def _lock(letter: Letter, function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK_SPACE, letter.pk % 2**31])
        return bool(cursor.fetchone()[0])


def _send(letter: Letter, dialogue: smtplib.SMTP) -> bool:
    parcel = mail.Mail(
        settings.DEFAULT_FROM_EMAIL, letter.to, letter.subject, letter.text, letter.message_id,
        letter.calendar, letter.calendar_method,
    )  # fmt: skip
    try:
        mail.send(parcel, dialogue)
    except mail.NotSent as error:
        _later(letter, error)
    except mail.Rejected as error:
        _finish(letter, Letter.State.FAILED, error)
    except mail.Unknown as error:
        _finish(letter, Letter.State.UNCERTAIN, error)
    except (ValueError, UnicodeError) as error:  # an address or a header no letter can carry
        _finish(letter, Letter.State.FAILED, error)
    else:
        letter.sent_at = now()
        _finish(letter, Letter.State.SENT)
        return True
    return False


def _later(letter: Letter, error: Exception) -> None:
    """Back to the queue: a minute, two, four, at most an hour. Days of refusals are a failure."""
    if letter.attempts >= MAX_ATTEMPTS:
        _finish(letter, Letter.State.FAILED, error)
        return
    letter.next_try_at = now() + min(FIRST_DELAY * 2 ** min(letter.attempts - 1, 10), LONGEST_DELAY)
    _finish(letter, Letter.State.QUEUED, error)


def _finish(letter: Letter, state: Letter.State, error: Exception | None = None) -> None:
    letter.state, letter.last_error = state, str(error or "")[:500]
    letter.save(update_fields=["state", "last_error", "next_try_at", "sent_at"])


def bring_nearer() -> int:
    """No pause is longer than an hour: a later time was set by a clock that ran ahead and was put right."""
    at = now()
    far = Letter.objects.filter(state=Letter.State.QUEUED, next_try_at__gt=at + LONGEST_DELAY)
    return far.update(next_try_at=at)


def mark_uncertain() -> int:
    """Letters left in ``sending`` by a process that is no more; answers how many."""
    marked = 0
    for letter in Letter.objects.filter(state=Letter.State.SENDING):
        if not _lock(letter, "pg_try_advisory_lock"):
            continue
        try:
            marked += Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING).update(
                state=Letter.State.UNCERTAIN
            )
        finally:
            _lock(letter, "pg_advisory_unlock")
    return marked
