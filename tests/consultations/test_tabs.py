"""Open pages hear of what changes them: the week of the session, own bookings of those who have a place."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.consultations.actions import book_slot, cancel_booking, cancel_session
from opora.consultations.models import Session
from opora.consultations.reactions.tabs import may_hear_of_bookings, week_of
from tests import make
from tests.notifications.tabs import hub, run, tab_of, told

pytestmark = pytest.mark.django_db
WEEK = f"r week:{date(2026, 11, 23).toordinal()} 0"


def woken(act: Callable[[], Any]) -> set[str]:
    """Rooms that the transaction told of."""
    with CaptureQueriesContext(connection) as asked:
        act()
    told_by = [one["sql"] for one in asked if "pg_notify" in one["sql"]]
    return {room for sql in told_by for room in re.findall(r"r \w+:\d+ 0", sql)}


def test_a_taken_and_a_freed_place_wake_the_week_and_own_bookings(cast: make.Cast) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    rooms = {WEEK, f"r bookings:{cast.learner.pk} 0"}
    assert woken(lambda: book_slot(session, learner=cast.learner, asked_by=cast.learner)) == rooms
    booking = session.bookings.get()
    assert woken(lambda: cancel_booking(booking)) == rooms


def test_a_cancelled_meeting_wakes_everybody_who_had_a_place(cast: make.Cast) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    for who in (cast.learner, cast.child):
        make.booking(session, who)
    found = woken(lambda: cancel_session(Session.objects.get(pk=session.pk), reason="болезнь"))
    assert found == {WEEK, f"r bookings:{cast.learner.pk} 0", f"r bookings:{cast.child.pk} 0"}


def test_rooms_are_entered_by_whose_pages_they_are(cast: make.Cast) -> None:
    """Each event × role: the week is for those who may read it, bookings for the learner and the parent."""
    week, bookings = f"week:{week_of(date(2026, 11, 25))}", f"bookings:{cast.child.pk}"
    live = hub()
    tabs = {name: tab_of(cast, name) for name in make.Cast.names()}

    async def enter() -> None:
        for tab in tabs.values():
            await live.enter(tab, week)
            await live.enter(tab, bookings)

    run(enter)
    entered = {name: {one["room"] for one in told(tab)} for name, tab in tabs.items()}
    assert {name for name, rooms in entered.items() if bookings in rooms} == {"child", "parent"}
    assert {name for name, rooms in entered.items() if week in rooms} == set(tabs) - {"expired"}
    assert not may_hear_of_bookings(tabs["teacher"].guest.actor, cast.teacher.pk)
