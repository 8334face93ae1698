"""``--scale`` multiplies the centre and keeps what the database and the rules hold."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from opora.consultations.models import Session
from opora.demo.actions import STEPS, load_demo
from opora.kernel.clock import travel
from opora.people.models import Contract, RoleGrant
from opora.studies.models import Enrolment, Programme
from opora.workload.models import MonthSheet, WorkLogEntry
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doubled")]


@pytest.fixture(scope="module")
def doubled(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    told: list[str] = []
    with django_db_blocker.unblock(), travel(NOW), transaction.atomic():
        load_demo(scale=2, progress=told.append)
        yield told
        transaction.set_rollback(True)


def test_progress_names_every_step(doubled: list[str]) -> None:
    assert doubled == [words for words, _step in STEPS]


def test_a_block_is_a_hundred_learners_six_teachers_two_programmes() -> None:
    learners = Enrolment.objects.filter(group__code__startswith="П0").values("learner").distinct().count()
    teachers = RoleGrant.objects.filter(role="teacher").count()
    assert (learners, teachers, Programme.objects.count()) == (100, 12, 8)


def test_a_year_of_meetings_and_hundreds_of_places() -> None:
    sessions = Session.objects.filter(groups__code__startswith="П0").distinct()
    first = sessions.earliest("date").date
    assert NOW.date() - first >= timedelta(days=360)
    free = (
        sessions.filter(state="planned", starts_at__gt=NOW)
        .annotate(taken=Count("bookings", filter=Q(bookings__state="confirmed"), distinct=True))
        .aggregate(free=Sum(F("capacity") - F("taken")))["free"]
    )
    assert free * 9 >= 4000


def test_every_past_month_is_closed_and_every_meeting_counted() -> None:
    assert MonthSheet.objects.filter(state="closed").count() == 2 * 12
    confirmed = Session.objects.filter(state="confirmed")
    assert confirmed.filter(work_log=None).count() == 0
    assert WorkLogEntry.objects.filter(confirmed_by=F("person")).count() == 0
    assert Contract.objects.filter(number__startswith="К-").count() == 4
