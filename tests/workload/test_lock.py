"""The sheet of the month is the lock: its closing and its hours wait for each other."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction

from opora.kernel.errors import Refused
from opora.people.models import Branch, Person
from opora.workload.actions import close_month, confirm_entries
from opora.workload.actions.sheets import lock_sheet
from opora.workload.models import MonthSheet
from tests import make

from .build import NOVEMBER, entries, manual

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("today")]


@contextmanager
def held_elsewhere(lock: Callable[[], object]) -> Iterator[None]:
    """Another connection holds what ``lock`` takes."""
    taken, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock()
                taken.set()
                release.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        yield
    finally:
        release.set()
        thread.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


@pytest.fixture
def centre() -> tuple[Branch, Person, Person]:
    make.organisation()
    branch = make.branch()
    MonthSheet.objects.create(branch=branch, month=NOVEMBER)
    return branch, make.staff("Ковалёва Ирина Сергеевна"), make.staff("Громов Пётр Ильич")


def test_closing_waits_for_a_confirmation(centre: tuple[Branch, Person, Person]) -> None:
    branch, teacher, deputy = centre
    entry = manual(teacher)
    with held_elsewhere(lambda: confirm_entries([entry], by=deputy)), pytest.raises(OperationalError):
        close_month(branch, NOVEMBER, by=deputy)
    close_month(branch, NOVEMBER, by=deputy)
    assert [row.state for row in entries()] == ["locked"]


def test_confirmation_and_new_hours_wait_for_closing(centre: tuple[Branch, Person, Person]) -> None:
    branch, teacher, deputy = centre
    entry = manual(teacher)
    with held_elsewhere(lambda: lock_sheet(branch, NOVEMBER)):
        with pytest.raises(OperationalError):
            confirm_entries([entry], by=deputy)
        with pytest.raises(OperationalError):
            manual(teacher, date(2026, 11, 19))


def test_load_06_month_is_closed_by_one_of_two_deputies(centre: tuple[Branch, Person, Person]) -> None:
    """Both press «Закрыть месяц» at once: one ведомость, one closer, the other reads why."""
    branch, _, first = centre
    second = make.staff("Белова Анна Игоревна")
    together, outcomes = threading.Barrier(2), list[str]()

    def close(by: Person) -> None:
        try:
            together.wait(10)
            close_month(branch, NOVEMBER, by=by)
            outcomes.append("closed")
        except Refused as refused:
            outcomes.append(refused.refusals[0].rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=[by]) for by in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["LOAD-06", "closed"]
    sheet = MonthSheet.objects.get()
    assert (sheet.state, sheet.closed_by in (first, second), len(sheet.seal)) == ("closed", True, 64)
