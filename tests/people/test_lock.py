"""Two workers at once: the persons' rows are what orders and changes are decided under."""

import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction

from opora.kernel.clock import travel
from opora.people import actions
from opora.people.models import Absence, DataChange, Person
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Iterator[make.Cast]:
    with travel(NOW):
        yield make.cast()


def waits_for(person: Person, action: Callable[[], object]) -> None:
    """``action`` waits while another connection holds the row of this person."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Person.objects.select_for_update().get(pk=person.pk)
                taken.set()
                done.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        try:
            with pytest.raises(OperationalError, match="lock timeout"):
                action()
        finally:
            done.set()
            thread.join()
            cursor.execute("RESET lock_timeout")


def test_a_substitution_is_decided_under_both_persons(cast: make.Cast) -> None:
    """Else two orders entered at once could make a chain."""

    def order() -> Absence:
        return actions.order_absence(
            cast.deputy,
            substitute=cast.curator,
            reason="leave",
            valid_from=date(2026, 11, 23),
            valid_to=date(2026, 11, 27),
            basis="№ 58-о",
            by=cast.specialist,
        )

    waits_for(cast.deputy, order)
    waits_for(cast.curator, order)
    assert not Absence.objects.exists()
    order()


def test_data_are_asked_for_and_accepted_under_the_person(cast: make.Cast) -> None:
    def ask() -> DataChange:
        return actions.ask_change(
            cast.learner,
            by=cast.account("learner"),
            values={"last_name": "Петрова"},
            document="свидетельство о браке",
            since=date(2026, 11, 1),
        )

    waits_for(cast.learner, ask)
    change = ask()
    waits_for(cast.learner, lambda: actions.accept_change(change, by=cast.account("specialist")))
    waits_for(
        cast.learner, lambda: actions.refuse_change(change, by=cast.account("specialist"), reason="нет")
    )
    change.refresh_from_db()
    assert change.state == DataChange.State.PENDING
