"""A new edition of the график takes the planned sessions over (domain.md §8, case 45)."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.schedule.models import Format, Schedule, ScheduleLine
from opora.schedule.queries import lines_of, occurrences

from ..models import Booking, Session
from .changing import cancel_session
from .generating import copy_relations, line_times


@transaction.atomic
def carry_over(schedule: Schedule, *, previous: Schedule) -> None:
    """Move sessions of ``previous`` that ``schedule`` now rules to the line with the same key.

    A line survived when its worker, day and time are the same: bookings then stay. Otherwise a session nobody
    ever booked disappears, and a booked one is cancelled with a notice, so that the learner is asked again.
    """
    bookings = Booking.objects.filter(session=OuterRef("pk"))
    sessions: list[Any] = list(
        Session.objects.select_for_update(of=("self",))
        .filter(
            line__schedule=previous,
            state=Session.State.PLANNED,
            starts_at__gt=now(),
            date__range=(schedule.period_from, schedule.period_to),
        )
        .select_related("line")
        .annotate(booked=Exists(bookings))
        .order_by("id")
    )
    lines = {line.key: line for line in lines_of(schedule)}
    moved: list[tuple[Session, ScheduleLine]] = []
    lost: list[Any] = []
    for session in sessions:
        line = lines.get(session.line.key) if session.line else None
        if line and _survived(session, line):
            moved.append((session, line))
        else:
            lost.append(session)
    Session.objects.filter(pk__in=[one.pk for one in lost if not one.booked]).delete()
    for session in lost:
        if session.booked:
            cancel_session(session, reason=_("изменился график, этой встречи в нём больше нет"))
    _move(moved)


def _survived(session: Session, line: ScheduleLine) -> bool:
    old = session.line
    return (
        old is not None
        and old.person_id == line.person_id
        and line_times(line, session.date) == (session.starts_at, session.ends_at)
        and occurrences(line, session.date, session.date, off={}).dates == [session.date]
    )


def _move(pairs: list[tuple[Session, ScheduleLine]]) -> None:
    for session, line in pairs:
        session.line, session.branch, session.place = line, line.branch, line.place
        session.format, session.mode = line.format, line.mode
        session.capacity = 1 if line.format == Format.INDIVIDUAL else line.capacity
    moved = [session for session, _line in pairs]
    Session.objects.bulk_update(moved, ["line", "branch", "place", "format", "mode", "capacity"])
    for through in (Session.means.through, Session.parts.through, Session.groups.through):
        through.objects.filter(session_id__in=[session.pk for session in moved]).delete()
    copy_relations((session.pk, line) for session, line in pairs)
