"""Long lists are read, corrected and written behind the page: it answers at once and says how far it is.

The list itself is written in one transaction, as ever. How far it is goes over a connection of its own, and
a session lock says that somebody is at work: PostgreSQL drops it when the process dies, however it dies.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any, Self

import psycopg
from django.db import connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from opora.integrations.tables import TableError
from opora.integrations.tables.stored import Cells
from opora.integrations.tables.stored import pack as pack_table
from opora.integrations.tables.stored import unpack as unpack_table
from opora.kernel.actor import acting
from opora.kernel.clock import now
from opora.kernel.errors import Refusal, Refused
from opora.kernel.outage import outage_of
from opora.notifications.live import wake
from opora.people.models import Account, Person

from ..forms.learner_list import judge_learner_list, read_learner_table
from ..forms.stored_list import pack
from ..models import Group, LearnerImport, ListJob
from ..queries.programmes import programme_names
from .correcting import correction_of, write_correction
from .imports import Terms, apply_learner_import, locked_import, upload_learners

LONG = 1500  # rows: about half a second of reading
MOST_TRIES = 3
LOCK_SPACE = 26  # the first key of our advisory locks; the second is the work
BEAT_SECONDS = 0.4
TASK = "studies.work_on_list"
logger = logging.getLogger("opora.studies")
S, J = LearnerImport.State, ListJob.State


class Stopped(Exception):  # noqa: N818 -- it is what was asked for, not a fault
    """Somebody pressed «Остановить»: the transaction of the work rolls back."""


def receive_learners(data: bytes, *, filename: str, by: Person | None) -> LearnerImport:
    """As :func:`upload_learners`; a long list is judged behind the page. Raises ``TableError`` at once."""
    table = read_learner_table(data, filename)
    if len(table.rows) <= LONG:
        return upload_learners(data, filename=filename, by=by)
    with transaction.atomic():
        imported = LearnerImport.objects.create(
            file_name=filename[-255:],
            digest=sha256(data).hexdigest(),
            content=pack_table(table, {}),
            state=S.READING,
            uploaded_by=by,
            result={},
        )
        _begin(imported, ListJob.Kind.READ, rows=len(table.rows), by=by)
    return imported


@transaction.atomic
def correct_rows(
    imported: LearnerImport, *, cells: Cells, remember: Collection[int] = (), by: Person | None = None
) -> tuple[int, bool]:
    """Write the ``cells`` (line → column → text) that differ from what is there; answer how many did.

    Lines in ``remember`` teach the chosen programme the name their file gave it, for this list and those to
    come. What was ticked or chosen on a corrected line is asked again. A long list is judged behind the page:
    then the second answer is True. Raises ``Refused`` by IMP-01.
    """
    row = locked_import(imported)
    correction = correction_of(row, cells, remember)
    if not correction.changed:
        return 0, False
    if len(correction.table.rows) <= LONG:
        write_correction(row, correction)
        return correction.cells, False
    row.state = S.READING
    row.save(update_fields=["state", "updated_at"])
    told = {"cells": correction.changed, "remember": list(remember)}
    _begin(row, ListJob.Kind.FIX, rows=len(correction.table.rows), by=by, **told)
    return correction.cells, True


def cells_kept(imported: LearnerImport) -> dict[int, dict[int, str]]:
    """What was typed into a long list whose work was stopped or refused: it is not in the list, nor lost."""
    unfinished = ListJob.objects.filter(imported=imported, kind=ListJob.Kind.FIX).exclude(state=J.DONE)
    job = unfinished.first()
    return _cells(job) if job else {}


def _cells(job: ListJob) -> dict[int, dict[int, str]]:
    told: dict[str, dict[str, str]] = job.asked["cells"]
    return {int(line): {int(column): text for column, text in cells.items()} for line, cells in told.items()}


@transaction.atomic
def start_writing(imported: LearnerImport, *, terms: Terms, rows: int, by: Person | None) -> ListJob:
    """The confirmed list is to be written behind the page. Raises by IMP-01."""
    row = locked_import(imported)
    row.state = S.WRITING
    row.save(update_fields=["state", "updated_at"])
    return _begin(row, ListJob.Kind.WRITE, rows=rows, by=by, terms=_told(terms))


def _begin(imported: LearnerImport, kind: str, *, rows: int, by: Person | None, **asked: Any) -> ListJob:
    ListJob.objects.filter(imported=imported).delete()
    job = ListJob.objects.create(
        imported=imported, kind=kind, rows=rows, by=by, asked={"language": get_language(), **asked}
    )
    app.configure_task(TASK).defer(job_id=job.pk)
    return job


def _told(terms: Terms) -> dict[str, Any]:
    plain = asdict(terms) | {
        "groups": {code: group.pk for code, group in terms.groups.items()},
        "named": {code: group.pk for code, group in terms.named.items()},
    }
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()}


def _terms(told: dict[str, Any]) -> Terms:
    values = dict(told)
    ids = {*values["groups"].values(), *values["named"].values()}
    known = Group.objects.select_related("programme").in_bulk(ids)
    for name in ("groups", "named"):
        values[name] = {code: known[pk] for code, pk in values[name].items() if pk in known}
    for name in ("order_date", "contract_date", "contract_from", "contract_to"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return Terms(**values)


def stop_list_job(imported: LearnerImport) -> None:
    """Nothing of the list is written; who works on it hears at its next step."""
    ListJob.objects.filter(imported=imported, state=J.GOING).update(stop=True)
    job = ListJob.objects.filter(imported=imported, state=J.GOING).first()
    if job is not None:
        with _alone(job) as mine:
            if mine:
                _settle(job, J.STOPPED)


def is_alive(job: ListJob) -> bool:
    """Whether some process works on it now; looked up, so that nobody is kept from beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE datname = current_database() AND locktype = 'advisory' AND classid = %s AND objid = %s)",
            [LOCK_SPACE, job.pk % 2**31],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _alone(job: ListJob) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job.pk % 2**31])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job.pk % 2**31])


def work_on_list(job_id: int) -> None:
    """Do the work, or do it again from the beginning after a process that died: nothing of it was written."""
    job = ListJob.objects.select_related("imported", "by").filter(pk=job_id).first()
    if job is None:
        return
    with _alone(job) as mine:
        if not mine:
            return
        job.refresh_from_db()
        if job.state == J.GOING:
            account = Account.objects.filter(person=job.by).first()
            with override(job.asked["language"]), acting(account.pk if account else None):
                _work(job)


def _work(job: ListJob) -> None:
    if job.stop:
        _settle(job, J.STOPPED)
        return
    if job.tries >= MOST_TRIES:
        _settle(job, J.REFUSED, _refusal(_("Работа прерывалась трижды: сервер останавливался.")))
        return
    job.tries, job.started_at, job.done = job.tries + 1, now(), 0
    job.save(update_fields=["tries", "started_at", "done"])
    try:
        with Progress(job) as step:
            WORK[ListJob.Kind(job.kind)](job, step)
    except Stopped:
        _settle(job, J.STOPPED)
    except Refused as refused:
        _settle(job, J.REFUSED, *refused.refusals)
    except TableError as error:
        _settle(job, J.REFUSED, Refusal("IMP-12", error.message, next_step=error.next_step))
    except Exception as error:
        if outage_of(error):  # the database is away: the task is given back and begins anew
            raise
        logger.exception("list %s failed", job.imported_id)
        words = (
            _("Ошибка в программе: список остался прежним, в журнале сервера она есть.")
            if job.kind == ListJob.Kind.FIX
            else _("Ошибка в программе: список не записан, в журнале сервера она есть.")
        )
        _settle(job, J.REFUSED, _refusal(words))


def _refusal(words: str) -> Refusal:
    return Refusal(
        "IMP-12", words, next_step=_("Попробуйте ещё раз. Не выйдет снова — позовите специалиста.")
    )


class Progress:
    """Tells how far the work is, over a connection of its own: nobody sees into a transaction."""

    def __init__(self, job: ListJob) -> None:
        self.job, self.told_at = job, 0.0

    def __enter__(self) -> Self:
        self.line = psycopg.connect(**connector_params("default"), autocommit=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.line.close()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self.told_at < BEAT_SECONDS:
            return
        self.told_at = time.monotonic()
        told = self.line.execute(
            "UPDATE studies_listjob SET done = %s WHERE id = %s RETURNING stop", [done, self.job.pk]
        ).fetchone()
        if self.job.by_id:
            self.line.execute("SELECT pg_notify('opora_live', %s)", [str(self.job.by_id)])
        if told is None or told[0]:
            raise Stopped


@transaction.atomic
def _read(job: ListJob, step: Progress) -> None:
    imported = locked_import(job.imported, S.READING)
    table, _typed, _more = unpack_table(bytes(imported.content))
    imported.content = pack(judge_learner_list(table, programme_names(), step=step))
    imported.state = S.PREVIEW
    imported.save(update_fields=["content", "state", "updated_at"])
    _done(job)


@transaction.atomic
def _fix(job: ListJob, step: Progress) -> None:
    imported = locked_import(job.imported, S.READING)
    imported.state = S.PREVIEW
    write_correction(imported, correction_of(imported, _cells(job), job.asked["remember"]), step=step)
    _done(job)


@transaction.atomic
def _write(job: ListJob, step: Progress) -> None:
    apply_learner_import(
        job.imported, terms=_terms(job.asked["terms"]), by=job.by, state=S.WRITING, step=step
    )
    _done(job)


WORK: dict[ListJob.Kind, Callable[[ListJob, Progress], None]] = {
    ListJob.Kind.READ: _read,
    ListJob.Kind.FIX: _fix,
    ListJob.Kind.WRITE: _write,
}


def _done(job: ListJob) -> None:
    """With the work itself; who pressed «Остановить» in the last moment was heard too."""
    if not ListJob.objects.filter(pk=job.pk, stop=False).update(state=J.DONE, done=job.rows):
        raise Stopped
    _wake(job)


@transaction.atomic
def _settle(job: ListJob, state: ListJob.State, *said: Refusal) -> None:
    """The list is as before the work: a checked one waits again, one that was not read is thrown away."""
    imported = LearnerImport.objects.select_for_update(of=("self",)).get(pk=job.imported_id)
    if imported.state == S.WRITING or job.kind == ListJob.Kind.FIX:
        imported.state = S.PREVIEW
    elif imported.state == S.READING:
        imported.state, imported.content, imported.result = S.DISCARDED, b"", None
    imported.save(update_fields=["state", "content", "result", "updated_at"])
    told = [asdict(refusal) for refusal in said]
    ListJob.objects.filter(pk=job.pk).update(state=state, said=told)
    _wake(job)


def _wake(job: ListJob) -> None:
    if job.by_id:
        wake(job.by_id)
