"""The first pages of workers: own sessions and groups, and the day of the centre."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opora.consultations.models import Booking, Kind, Session
from opora.consultations.queries.sessions import sessions_of_week, teaching, to_fill
from opora.consultations.rules.holding import EARLY
from opora.kernel.clock import now, today
from opora.people.access import Actor
from opora.people.queries import home_day, organisation
from opora.studies.models import Enrolment, Group
from opora.studies.queries.groups import LearnerRow, contracts_ending, groups_for
from opora.workload.models import WorkLogEntry
from opora.workload.queries.own import to_put_right

WEEK, AHEAD_OF_ATTESTATION = timedelta(days=7), timedelta(days=14)
SHOWN = 8
ACTIVE = (Enrolment.State.ENROLLED, Enrolment.State.LEAVE)


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Own sessions of today and of the week ahead, what is not written down, what was returned."""

    today: list[Session]
    can_start: set[int]
    ahead: list[Session]
    unfilled: list[Session]
    returned: list[WorkLogEntry]


def own_work(actor: Actor) -> OwnWork:
    """Three statements. The day is the organisation's: the график is lived by its clock."""
    zone = organisation().timezone
    day = today(zone)
    since, tomorrow = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    sessions = list(teaching(actor.person, since, since + WEEK))
    unfilled = list(to_fill(actor.person)[:10])
    there = {session.pk for session in unfilled}
    return OwnWork(
        today=[session for session in sessions if session.starts_at < tomorrow],
        can_start={session.pk for session in sessions if session.starts_at - EARLY <= now()},
        ahead=[session for session in sessions if session.starts_at >= tomorrow][:6],
        unfilled=unfilled,
        returned=[entry for entry in to_put_right(actor.person)[:10] if entry.session_id not in there],
    )


@dataclass(frozen=True, slots=True)
class Day:
    """What goes on in the centre, for those who look and hold nothing."""

    today: list[Session]
    preps: list[Session]


def day_of_centre() -> Day:
    """Two statements: meetings of today, and those before an attestation in the two weeks ahead."""
    zone = organisation().timezone
    day = today(zone)
    since, tomorrow = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    ahead = sessions_of_week(now(), since + AHEAD_OF_ATTESTATION).filter(kind=Kind.EXAM_PREP)
    return Day(
        today=list(sessions_of_week(since, tomorrow)[:SHOWN]),
        preps=list(ahead.exclude(state=Session.State.CANCELLED)[:SHOWN]),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def own_groups(actor: Actor) -> QuerySet[Group]:
    """Running groups with ``learners_count`` and ``without_booking``: who never asked for help."""
    on = home_day()
    asked = Booking.objects.filter(learner=OuterRef("learner")).exclude(state=Booking.State.CANCELLED)
    silent = Enrolment.objects.filter(~Exists(asked), state__in=ACTIVE)
    return (
        groups_for(actor)
        .filter(ends_on__gte=on)
        .annotate(
            learners_count=Count("enrolments", filter=Q(enrolments__state__in=ACTIVE)),
            without_booking=Count("enrolments", filter=Q(enrolments__in=silent)),
        )
        .order_by("ends_on", "code")
    )


def ending_contracts(actor: Actor) -> list[LearnerRow]:
    """Contracts of own learners that end before the programme, within 30 days (ENR-03)."""
    return contracts_ending(groups_for(actor), home_day())


def soon(session: Session) -> int | None:
    """Minutes to the beginning when it is within an hour, else None."""
    minutes = int((session.starts_at - now()).total_seconds() // 60)
    return minutes if 0 <= minutes <= 60 else None
