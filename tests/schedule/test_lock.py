"""States of an edition and saves of its lines wait for each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from opora.schedule import actions
from opora.schedule.models import Schedule, ScheduleProposal
from tests import make


def waits_for(row: Schedule | ScheduleProposal, action: Callable[[], object]) -> bool:
    """Hold the row in another connection and see whether the action waits for it."""
    held, done = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                type(row).objects.select_for_update().get(pk=row.pk)
                held.set()
                done.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        held.wait(10)
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '300ms'")
                action()
        except OperationalError:
            return True
        finally:
            done.set()
            holding.result()
    return False


@pytest.mark.django_db(transaction=True)
def test_every_change_of_an_edition_waits_for_its_row(today: object) -> None:
    cast = make.cast()
    draft = make.schedule("draft", period_from=date(2027, 1, 11), period_to=date(2027, 6, 30))
    line = make.line(draft, cast.teacher)
    proposal = ScheduleProposal.objects.create(
        schedule=draft, person=cast.teacher, kind="remove", line=line, words=""
    )
    draft.collect_until = date(2026, 12, 20)
    draft.save()
    waiting, approved = make.schedule("on_approval"), make.schedule("approved")
    for row, action in (
        (draft, lambda: actions.add_line(draft, values=actions.LineValues())),
        (draft, lambda: actions.change_line(line, values=actions.values_of(line))),
        (draft, lambda: actions.remove_line(line)),
        (draft, lambda: actions.submit(draft)),
        (draft, lambda: actions.propose_line(draft, person=cast.teacher, values=actions.LineValues())),
        (draft, lambda: actions.accept_proposal(proposal, by=cast.deputy)),
        (proposal, lambda: actions.accept_proposal(proposal, by=cast.deputy)),
        (proposal, lambda: actions.withdraw_proposal(proposal)),
        (waiting, lambda: actions.approve(waiting, number="1", on=date(2026, 11, 23), signer=None)),
        (waiting, lambda: actions.return_with_remark(waiting, remark="исправить")),
        (approved, lambda: actions.publish(approved)),
    ):
        assert waits_for(row, action)


@pytest.mark.django_db(transaction=True)
def test_two_editions_of_the_same_days_are_published_one_after_another(today: object) -> None:
    make.cast()
    published, approved = make.schedule("published"), make.schedule("approved")
    assert waits_for(published, lambda: actions.publish(approved))
