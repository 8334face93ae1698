"""Consultations by video that are going on now, for two, six and a hundred people. Runs inside Django."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from bench.crowd import _people
from bench.world import _cookie
from opora.channels.models import CommunicationMeans
from opora.consultations.models import Booking, Session
from opora.kernel.clock import now, today
from opora.people.models import Branch, Person, Role
from opora.people.queries import organisation, role_windows
from opora.schedule.models import Format, Mode

SIZES = {"pair": 1, "six": 5, "hall": 99}  # learners; the teacher is one more
LENGTH = timedelta(hours=2)


def answer() -> dict[str, Any]:
    """By size: addresses of the room, the cookie of who gives it, those of the learners."""
    on = today(organisation().timezone)
    people, teachers = _people(max(SIZES.values()), on), _teachers(on)
    return {
        name: _meeting(who, people[:count], on)
        for (name, count), who in zip(SIZES.items(), teachers, strict=False)
    }


def _teachers(on: date) -> list[Person]:
    rows = Person.objects.filter(role_grants__role=Role.TEACHER, account__isnull=False).order_by("id")
    return [who for who in rows.distinct() if role_windows(who, on)[Role.TEACHER].is_open]


def _meeting(teacher: Person, learners: list[Person], on: date) -> dict[str, Any]:
    session = _session(teacher, len(learners), on)
    session.means.add(CommunicationMeans.objects.filter(kind=CommunicationMeans.Kind.VKS, contact="")[0])
    Booking.objects.bulk_create(Booking(session=session, learner=one, asked_by=one) for one in learners)
    return {
        "session": session.pk,
        "room": reverse("meetings:room", args=[session.pk]),
        "come": reverse("meetings:come", args=[session.pk]),
        "teacher": {"person": session.person_id, "cookie": _cookie(session.person, Role.TEACHER)},
        "learners": [{"person": one.pk, "cookie": _cookie(one)} for one in learners],
    }


def _session(teacher: Person, count: int, on: date) -> Session:
    """Whatever else the teacher gives in these hours is cancelled: the data are the bench's own."""
    start = now() - timedelta(minutes=5)
    end = start + LENGTH
    others = Session.objects.filter(person=teacher, starts_at__lt=end, ends_at__gt=start)
    others.update(state=Session.State.CANCELLED)
    return Session.objects.create(
        person=teacher,
        starts_at=start,
        ends_at=end,
        date=on,
        format=Format.GROUP if count > 1 else Format.INDIVIDUAL,
        mode=Mode.ONLINE,
        capacity=count,
        extra_reason="измерение",
        branch=Branch.objects.order_by("pk")[0],
    )
