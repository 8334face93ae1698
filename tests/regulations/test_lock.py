"""Numbers of orders and editions of an act are scarce: the second asker waits for the first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, models, transaction

from opora.regulations.actions import (
    add_clause,
    adopt_edition,
    issue_order,
    revoke,
    start_draft,
    take_back,
)
from opora.regulations.models import Order, OrderCounter
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 9, 2)


@contextmanager
def held(row: models.Model) -> Iterator[None]:
    """The row is locked by another connection."""
    locked, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            type(row)._default_manager.select_for_update().get(pk=row.pk)
            locked.set()
            done.wait(10)
        connection.close()

    other = Thread(target=hold)
    other.start()
    assert locked.wait(10)
    try:
        yield
    finally:
        done.set()
        other.join()


def waits(action: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
            action()
    except OperationalError as error:
        return "lock timeout" in str(error)
    return False


def issue() -> Order:
    return issue_order(number="41-о", on=DAY, kind=Order.Kind.ACT, title="Об утверждении", signer=None)


def test_a_number_is_given_by_one_hand_at_a_time() -> None:
    counter = OrderCounter.objects.create(year=DAY.year)
    with held(counter):
        assert waits(issue)
    assert not waits(issue)


def test_orders_of_another_year_do_not_wait() -> None:
    counter = OrderCounter.objects.create(year=2027)
    with held(counter):
        assert not waits(issue)


def test_editions_of_one_act_are_adopted_one_by_one() -> None:
    act = make.edition().act
    order = issue()

    def adopt() -> None:
        adopt_edition(act.code, number=2, order=order, effective_from=DAY, clauses={"1": "текст"})

    with held(act):
        assert waits(adopt)
    assert not waits(adopt)


def test_a_draft_and_an_approval_wait_for_each_other() -> None:
    """Two editors, or an editor and the head, act on one act one by one."""
    make.organisation()
    edition = make.edition(clauses={"1": "текст"})
    with held(edition.act):
        assert waits(lambda: start_draft(edition.act, effective_from=DAY))
    draft = start_draft(edition.act, effective_from=DAY)
    with held(edition.act):
        assert waits(lambda: add_clause(draft, number="2", text="ещё"))
        assert waits(lambda: take_back(draft))
        assert waits(
            lambda: revoke(edition, signer=make.person(), number="9", on=DAY, since=date(2099, 1, 1))
        )
    assert draft.clauses.count() == 1
