"""The session's row is what seats are counted under: held elsewhere, everything that takes a seat waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from opora.consultations.actions import (
    Question,
    Record,
    acknowledge,
    acknowledge_on_paper,
    add_evidence,
    answer,
    answer_prep_question,
    ask_prep_question,
    ask_teacher,
    book_slot,
    cancel_booking,
    cancel_session,
    close_thread,
    fail_unattended,
    hold_session,
    join_waiting,
    mark_no_show,
    move_session,
    open_session,
    open_window,
    report_absence,
    restore_failed,
    substitute,
)
from opora.consultations.models import Booking, PrepQuestion, Session
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)


@contextmanager
def held_elsewhere(model: Any, pk: int) -> Iterator[None]:
    """Another connection holds the row till the block ends."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                model.objects.select_for_update().get(pk=pk)
                taken.set()
                done.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        done.set()
        thread.join()


def waits(action: Callable[[], object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        try:
            with pytest.raises(OperationalError, match="lock timeout"):
                action()
        finally:
            cursor.execute("RESET lock_timeout")


@pytest.fixture
def world() -> Iterator[make.Cast]:
    with travel(NOW):
        yield make.cast()


def test_everything_that_changes_a_session_waits_for_its_row(world: make.Cast) -> None:
    session = make.session(world.teacher)
    booking = make.booking(session, world.child)
    with held_elsewhere(Session, session.pk):
        waits(lambda: book_slot(session, learner=world.learner, asked_by=world.learner))
        waits(lambda: cancel_session(session, reason="болезнь"))
        waits(lambda: substitute(session, person=world.other_staff, reason="болезнь"))
        waits(lambda: open_session(session))
        waits(lambda: hold_session(session, record=Record()))
        waits(lambda: mark_no_show(session))
        waits(lambda: join_waiting(session, learner=world.learner, asked_by=world.learner))
        waits(lambda: report_absence(session, learner=world.learner, said_by=world.learner))
        waits(lambda: fail_unattended(session))
        waits(lambda: restore_failed(session, reason="был на месте"))
        waits(lambda: move_session(session, starts_at=NOW, ends_at=NOW, reason="болезнь"))
        waits(lambda: cancel_booking(booking))


def test_a_full_session_is_refused_without_waiting(world: make.Cast) -> None:
    session = make.session(world.teacher, capacity=1)
    make.booking(session, world.child)
    with held_elsewhere(Session, session.pk), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        try:
            with pytest.raises(Refused) as refused:
                book_slot(session, learner=world.learner, asked_by=world.learner)
        finally:
            cursor.execute("RESET lock_timeout")
    assert [one.rule for one in refused.value.refusals] == ["BOOK-03"]


def test_a_place_that_comes_free_while_it_is_asked_for_is_given(world: make.Cast) -> None:
    """Full by the first look, free by the second: the row is taken and judged again."""
    session = make.session(world.teacher, capacity=1)
    standing = make.booking(session, world.child)
    looked: list[str] = []

    def give_back() -> None:
        try:
            Booking.objects.filter(pk=standing.pk).update(state=Booking.State.CANCELLED)
        finally:
            connection.close()

    def after_the_first_look(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if "FOR UPDATE" in sql:
            looked.append(sql)
            if len(looked) == 1:
                elsewhere = threading.Thread(target=give_back)
                elsewhere.start()
                elsewhere.join()
        return answer

    with connection.execute_wrapper(after_the_first_look):
        booked = book_slot(session, learner=world.learner, asked_by=world.learner)
    assert booked.learner == world.learner
    assert len(looked) == 2


def test_a_dossier_waits_for_its_session(world: make.Cast) -> None:
    session = make.session(world.teacher, kind="exam_prep", groups=[world.group])
    by = world.teacher
    with held_elsewhere(Session, session.pk):
        waits(lambda: add_evidence(session, item="criteria", by=by, text="лист"))
        waits(lambda: acknowledge(session, learner=world.learner, by=world.learner))
        waits(lambda: acknowledge_on_paper(session, learners=[world.learner], by=by))
        waits(lambda: open_window(session, until=NOW.date(), by=by))
        waits(lambda: ask_prep_question(session, learner=world.child, asked_by=world.child, text="?"))
    question = PrepQuestion.objects.create(
        session=session, learner=world.child, asked_by=world.child, text="?"
    )
    with held_elsewhere(PrepQuestion, question.pk):
        waits(lambda: answer_prep_question(question, by=by, answer="да", work_from=NOW, work_to=NOW))


def test_cancelling_waits_for_the_booking(world: make.Cast) -> None:
    booking = make.booking(make.session(world.teacher), world.learner)
    with held_elsewhere(Booking, booking.pk):
        waits(lambda: cancel_booking(booking))


def test_ten_learners_race_for_one_seat_and_one_gets_it(world: make.Cast) -> None:
    session = make.session(world.teacher, capacity=1, groups=[world.group])
    learners = [make.learner(in_group=world.group) for _ in range(10)]
    start = threading.Barrier(len(learners))
    outcomes: list[str] = []

    def race(number: int) -> None:
        try:
            start.wait(10)
            book_slot(session, learner=learners[number], asked_by=learners[number])
            outcomes.append("booked")
        except Refused as refused:
            outcomes.append(refused.refusals[0].rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(learners))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["BOOK-03"] * 9 + ["booked"]
    assert Booking.objects.filter(session=session, state="confirmed").count() == 1


def test_two_who_ask_at_once_take_one_individual_session_and_another_of_their_own(world: make.Cast) -> None:
    part = make.part(world.group.programme)
    run = make.group_part(world.group, part, teacher=world.teacher)
    planned = make.session(
        world.teacher, groups=[world.group], mode="offline", format="individual", capacity=1
    )
    taken: list[int] = []

    def ask(who: Person) -> None:
        try:
            thread = ask_teacher(run, learner=who, asked_by=who, question=Question("Тема", "Вопрос"))
            taken.append(thread.session_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(who,)) for who in (world.learner, world.child)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 2
    assert planned.pk in taken
    assert Booking.objects.filter(session=planned).count() == 1


def test_an_answer_waits_for_the_row_of_the_session(world: make.Cast) -> None:
    part = make.part(world.group.programme)
    run = make.group_part(world.group, part, teacher=world.teacher)
    thread = ask_teacher(
        run, learner=world.learner, asked_by=world.learner, question=Question("Тема", "Вопрос")
    )
    with held_elsewhere(Session, thread.session_id):
        waits(lambda: answer(thread, by=world.teacher, text="Ответ", minutes=5))
        waits(lambda: close_thread(thread, by=world.learner))
