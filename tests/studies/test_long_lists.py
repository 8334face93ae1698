"""Long lists: the page answers at once, tells how far it is, stops; a death leaves nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from opora.integrations.tables import TableError
from opora.people.models import Account, Person, Role
from opora.studies import actions
from opora.studies.actions import Terms, long_lists
from opora.studies.models import Enrolment, Group, LearnerImport, ListJob
from tests import make
from tests.studies import samples

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.django_db(transaction=True)]
ROWS = long_lists.LONG + 200
S, J = LearnerImport.State, ListJob.State
TERMS: dict[str, Any] = {"order_number": "12-у", "order_date": date(2026, 11, 6)}


@pytest.fixture
def group() -> Group:
    make.organisation()
    return make.group("ОТ-26/11-1", programme=samples.programmes()["ОТ-40"])


@pytest.fixture(autouse=True)
def _each_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_lists, "BEAT_SECONDS", 0)


def received() -> tuple[LearnerImport, ListJob]:
    imported = actions.receive_learners(samples.learners(ROWS), filename="a.csv", by=None)
    return imported, ListJob.objects.get(imported=imported)


def confirmed(group: Group) -> tuple[LearnerImport, ListJob]:
    imported, job = received()
    actions.work_on_list(job.pk)
    terms = Terms(groups={"ОТ-40": group}, **TERMS)
    return imported, actions.start_writing(imported, terms=terms, rows=ROWS, by=None)


def on_the_way(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> None:
    """``act`` is called at each step, before the step tells how far it is."""
    tell = long_lists.Progress.__call__

    def call(self: long_lists.Progress, done: int) -> None:
        act(done)
        tell(self, done)

    monkeypatch.setattr(long_lists.Progress, "__call__", call)


def elsewhere(statement: str, *values: object) -> Any:
    """What another connection sees now."""
    with psycopg.connect(**connector_params("default"), autocommit=True) as line:
        answer = line.execute(statement, values)
        return answer.fetchone() if answer.description else None


def test_a_long_list_is_read_and_written_behind_the_page(group: Group) -> None:
    imported, job = received()
    assert (imported.state, job.kind, job.rows) == (S.READING, "read", ROWS + 1)
    assert ProcrastinateJob.objects.filter(task_name="studies.work_on_list", args={"job_id": job.pk}).exists()
    actions.work_on_list(job.pk)
    imported.refresh_from_db()
    assert imported.state == S.PREVIEW
    assert len(actions.preview_of(imported).learners.rows) == ROWS
    terms = Terms(groups={"ОТ-40": group}, **TERMS)
    job = actions.start_writing(imported, terms=terms, rows=ROWS, by=None)
    imported.refresh_from_db()
    assert (imported.state, Enrolment.objects.count()) == (S.WRITING, 0)
    actions.work_on_list(job.pk)
    imported.refresh_from_db()
    job.refresh_from_db()
    assert (imported.state, job.state, job.done) == (S.APPLIED, J.DONE, ROWS)
    assert Enrolment.objects.filter(group=group).count() == ROWS
    actions.work_on_list(job.pk)  # a job given back after the work was done
    assert Enrolment.objects.count() == ROWS


def test_a_short_list_needs_no_waiting(group: Group) -> None:
    assert actions.receive_learners(samples.learners(3), filename="a.csv", by=None).state == S.PREVIEW
    assert not ListJob.objects.exists()


def test_a_file_that_is_no_list_is_refused_at_once() -> None:
    with pytest.raises(TableError):
        actions.receive_learners(("слово;дело\r\n" * ROWS).encode(), filename="a.csv", by=None)
    assert not LearnerImport.objects.exists()


def test_others_see_how_far_the_writing_is(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    _imported, job = confirmed(group)
    seen: list[tuple[int, int]] = []

    def look(_done: int) -> None:
        (done,) = elsewhere("SELECT done FROM studies_listjob WHERE id = %s", job.pk)
        (people,) = elsewhere("SELECT count(*) FROM people_person")
        seen.append((done, people))

    on_the_way(monkeypatch, look)
    actions.work_on_list(job.pk)
    assert {people for _done, people in seen} == {0}  # all or nothing
    told = [done for done, _people in seen]
    assert told == sorted(told)
    assert told[-1] > told[0]


@pytest.mark.parametrize("written", [False, True])
def test_stopped_on_the_way_nothing_is_written(
    group: Group, monkeypatch: pytest.MonkeyPatch, *, written: bool
) -> None:
    _imported, job = confirmed(group) if written else received()
    on_the_way(
        monkeypatch,
        lambda done: (
            elsewhere("UPDATE studies_listjob SET stop = true WHERE id = %s", job.pk)
            if done >= ROWS // 2
            else None
        ),
    )
    actions.work_on_list(job.pk)
    job.refresh_from_db()
    assert (job.state, Person.objects.count(), Enrolment.objects.count()) == (J.STOPPED, 0, 0)
    assert job.imported.state == (S.PREVIEW if written else S.DISCARDED)


def test_stopped_before_anybody_began_it_ends_at_once(group: Group) -> None:
    imported, job = confirmed(group)
    actions.stop_list_job(imported)
    job.refresh_from_db()
    assert (job.state, job.imported.state) == (J.STOPPED, S.PREVIEW)
    actions.work_on_list(job.pk)
    assert not Enrolment.objects.exists()


def test_a_worker_that_dies_leaves_nothing_and_the_work_begins_anew(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends the connection of the worker in the middle of the writing, as a killed process does."""
    _imported, job = confirmed(group)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (worker,) = cursor.fetchone()
    with monkeypatch.context() as dying:
        on_the_way(
            dying,
            lambda done: elsewhere("SELECT pg_terminate_backend(%s)", worker) if done > ROWS // 2 else None,
        )
        with pytest.raises(OperationalError):
            actions.work_on_list(job.pk)
    connection.close()
    job.refresh_from_db()
    assert (job.state, job.imported.state, Person.objects.count()) == (J.GOING, S.WRITING, 0)
    assert not actions.is_alive(job)
    actions.work_on_list(job.pk)
    job.refresh_from_db()
    assert (job.state, job.tries, Enrolment.objects.count()) == (J.DONE, 2, ROWS)


def test_work_that_died_three_times_is_refused_in_words(group: Group) -> None:
    _imported, job = confirmed(group)
    ListJob.objects.filter(pk=job.pk).update(tries=long_lists.MOST_TRIES)
    actions.work_on_list(job.pk)
    job.refresh_from_db()
    assert (job.state, job.imported.state) == (J.REFUSED, S.PREVIEW)
    assert "трижды" in job.said[0]["words"]


# Corrections

NAME = {5: {0: "Исправленный Иван Иванович"}}


def read(group: Group) -> LearnerImport:
    imported, job = received()
    actions.work_on_list(job.pk)
    imported.refresh_from_db()
    return imported


def last_name(imported: LearnerImport) -> str:
    imported.refresh_from_db()
    (row,) = (row for row in actions.preview_of(imported).learners.rows if row.line == 5)
    return row.name.last if row.name else ""


def test_a_long_list_is_corrected_behind_the_page(group: Group) -> None:
    imported = read(group)
    imported = actions.mark_rows(imported, shown={5, 6}, taken={5, 6}, choices={}, typed={})
    was = last_name(imported)
    assert actions.correct_rows(imported, cells=NAME) == (1, True)
    job = ListJob.objects.get(imported=imported)
    imported.refresh_from_db()
    assert (imported.state, job.kind, last_name(imported)) == (S.READING, "fix", was)
    actions.work_on_list(job.pk)
    assert last_name(imported) == "Исправленный"
    assert (imported.state, (imported.result or {})["take"]) == (S.PREVIEW, [6])
    assert actions.correct_rows(imported, cells=NAME) == (0, False)


def test_a_worker_that_dies_over_a_correction_leaves_the_list_as_it_was_and_begins_anew(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = read(group)
    before = bytes(imported.content)
    actions.correct_rows(imported, cells=NAME)
    job = ListJob.objects.get(imported=imported)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (worker,) = cursor.fetchone()
    with monkeypatch.context() as dying:
        on_the_way(
            dying,
            lambda done: elsewhere("SELECT pg_terminate_backend(%s)", worker) if done > ROWS // 2 else None,
        )
        with pytest.raises(OperationalError):
            actions.work_on_list(job.pk)
    connection.close()
    imported.refresh_from_db()
    assert (imported.state, bytes(imported.content) == before) == (S.READING, True)
    actions.work_on_list(job.pk)
    assert (last_name(imported), imported.state) == ("Исправленный", S.PREVIEW)
    job.refresh_from_db()
    assert (job.state, job.tries) == (J.DONE, 2)


def test_a_stopped_correction_keeps_what_was_typed(
    group: Group, login: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = read(group)
    was = last_name(imported)
    client = login(Account.objects.get(person=make.staff(role=Role.SPECIALIST)))
    url = f"/studies/import/{imported.pk}/"
    client.post(url, {"cell-5-0": "Исправленный"})  # one word is no name: the row will have an error
    page = client.get(url).content.decode()
    assert "Список проверяется заново" in page
    client.post(f"{url}stop/")
    assert last_name(imported) == was
    page = client.get(url)
    assert page.context["kept"] == {5: {0: "Исправленный"}}
    assert "Исправления не\xa0записаны" in page.content.decode()
    client.post(url, {"cell-5-0": "Исправленный"})
    actions.work_on_list(ListJob.objects.get(imported=imported).pk)
    assert "Исправления не" not in client.get(url).content.decode()


def test_a_refusal_behind_the_page_stands_on_the_list(login: Callable[..., Client]) -> None:
    of = make.cast()
    group = make.group("ОТ-26/12", programme=samples.programmes()["ОТ-40"])
    imported, job = received()
    actions.work_on_list(job.pk)
    job = actions.start_writing(imported, terms=Terms(groups={"ОТ-40": group}), rows=ROWS, by=None)
    client = login(make.in_role(of, Role.SPECIALIST))
    page = client.get(f"/studies/import/{imported.pk}/")
    assert "Список записывается" in page.content.decode()
    assert 'http-equiv="refresh"' in page.content.decode()
    actions.work_on_list(job.pk)
    page = client.get(f"/studies/import/{imported.pk}/")
    assert page.context["refused"].refusals[0].rule == "ENR-02"
