"""The outbox: each letter leaves once, whoever dies in the middle."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from opora.integrations import mail
from opora.kernel.clock import now
from opora.kernel.jobs import own_connection

from .models import Dispatch, Letter
from .ways import WAYS, Lost, NotYet

BATCH = 200
LOCK_SPACE = 5  # the first key of our advisory locks; the second is the letter
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=1)
LONGEST_QUIET = timedelta(days=1)
LEASE, MAX_DISPATCH_ATTEMPTS = timedelta(minutes=5), 28  # about a day
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


@app.task(name="notifications.send_dispatches", queue="ways")
def send_dispatches() -> None:
    """By push and messengers, what is due."""
    with own_connection():
        dispatch_due()


@app.periodic(cron="* * * * *")
@app.task(name="notifications.sweep_dispatches", queue="ways", queueing_lock="notifications.sweep_dispatches")
def sweep_dispatches(timestamp: int) -> None:
    """Every minute: what waited, or was held by a process that is no more."""
    with own_connection():
        dispatch_due()


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
        dialogue: mail.Dialogue | None = None
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
            letter.tried_at = now()
            letter.save(update_fields=["state", "attempts", "tried_at"])
    try:
        yield letter
    finally:
        if letter:
            _lock(letter, "pg_advisory_unlock")


def _lock(letter: Letter, function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK_SPACE, letter.pk % 2**31])
        return bool(cursor.fetchone()[0])


def _send(letter: Letter, dialogue: mail.Dialogue) -> bool:
    parcel = mail.Mail(
        settings.DEFAULT_FROM_EMAIL, letter.to, letter.subject, letter.text, letter.message_id,
        letter.calendar, letter.calendar_method, settings.INBOX.reply_to(letter.token), letter.answers,
    )  # fmt: skip
    try:
        mail.send(parcel, dialogue)
    except mail.NotSent as error:
        _later(letter, error)
    except mail.Rejected as error:
        _finish(letter, Letter.State.FAILED, error)
        if mail.is_unknown_address(str(error)):
            _count_return(letter, error)
    except mail.Unknown as error:
        _finish(letter, Letter.State.UNCERTAIN, error)
    except (ValueError, UnicodeError) as error:  # an address or a header no letter can carry
        _finish(letter, Letter.State.FAILED, error)
    else:
        letter.sent_at = now()
        _finish(letter, Letter.State.SENT)
        return True
    return False


def _count_return(letter: Letter, error: Exception) -> None:
    from .actions import count_return  # noqa: PLC0415 -- actions enqueue these tasks

    count_return(letter.to, words=str(error))


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
    """No pause is longer than an hour, a quiet one than a day: later was set by a clock that ran ahead."""
    at = now()
    far = Q(quiet=False, next_try_at__gt=at + LONGEST_DELAY) | Q(next_try_at__gt=at + LONGEST_QUIET)
    return Letter.objects.filter(far, state=Letter.State.QUEUED).update(next_try_at=at)


def dispatch_due() -> int:
    """Send by push and messengers what is due; answers how many left."""
    sent = 0
    for _turn in range(BATCH):
        row = _leased()
        if row is None:
            break
        way = WAYS.get(row.way)
        try:
            if way is None:
                raise Lost("способ отключён")
            way.send(row)
        except NotYet as error:
            _put_off(row, error)
        except Lost as error:
            Dispatch.objects.filter(pk=row.pk).update(state=Dispatch.State.LOST, last_error=str(error)[:300])
        else:
            Dispatch.objects.filter(pk=row.pk).update(state=Dispatch.State.SENT, sent_at=now(), last_error="")
            sent += 1
    return sent


@transaction.atomic
def _leased() -> Dispatch | None:
    """The next one, held for a while: if its sender dies, it is tried again after that."""
    at = now()
    due = Dispatch.objects.filter(state=Dispatch.State.QUEUED, next_try_at__lte=at).order_by(
        "next_try_at", "pk"
    )
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("notification__person").first()
    if row is not None:
        row.attempts += 1
        row.next_try_at = at + LEASE
        row.save(update_fields=["attempts", "next_try_at"])
    return row


def _put_off(row: Dispatch, error: Exception) -> None:
    """A minute, two, four, at most an hour; after a day nobody waits for it any more."""
    if row.attempts >= MAX_DISPATCH_ATTEMPTS:
        Dispatch.objects.filter(pk=row.pk).update(state=Dispatch.State.LOST, last_error=str(error)[:300])
        return
    later = now() + min(FIRST_DELAY * 2 ** min(row.attempts - 1, 10), LONGEST_DELAY)
    Dispatch.objects.filter(pk=row.pk).update(next_try_at=later, last_error=str(error)[:300])


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
