"""Calendars: the график as repeated events, and the meetings of one person or group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import override

from opora.consultations.models import Booking, Kind, Session
from opora.integrations.ical import CalendarEvent, Repeat, Status
from opora.kernel.clock import now
from opora.people.models import Account, Person
from opora.people.queries import home_day, role_windows, wards_of
from opora.schedule.models import ScheduleLine
from opora.schedule.queries import days_off, in_force_between, lines_of, means_text, occurrences
from opora.studies.models import Enrolment, Group

from ..models import CalendarLink

PERSON_SALT, GROUP_SALT = "opora.calendar.person", "opora.calendar.group"
BACK, AHEAD = timedelta(days=60), timedelta(days=200)
WEEK = timedelta(days=7)


# Secret addresses


def person_token(link: CalendarLink) -> str:
    return signing.Signer(salt=PERSON_SALT).sign_object([link.account_id, link.version])


def group_token(group: Group) -> str:
    return signing.Signer(salt=GROUP_SALT).sign_object(group.pk)


def account_by(token: str) -> Account | None:
    """The account of a calendar address; None for a forged, renewed or suspended one."""
    try:
        pk, version = signing.Signer(salt=PERSON_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    link = CalendarLink.objects.select_related("account__person").filter(account=pk, version=version).first()
    return link.account if link and link.account.is_active else None


def group_by(token: str) -> Group | None:
    try:
        pk = signing.Signer(salt=GROUP_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return Group.objects.filter(pk=pk).first()


def groups_of(person: Person) -> QuerySet[Group]:
    """Groups whose calendar a person may want: studied, curated or taught, and those of wards."""
    wards = [ward.pk for ward in wards_of(person, home_day())]
    studied = Q(enrolments__learner__in=[person.pk, *wards], enrolments__state=Enrolment.State.ENROLLED)
    led = Q(curator=person) | Q(schedule_of_parts__teacher=person)
    return Group.objects.filter(studied | led).distinct().order_by("code")


# The график


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days on which one edition rules."""

    since: date
    until: date


def grafik_events() -> list[CalendarEvent]:
    """Lines of the editions published from this year on, a weekly event without its days off (SCH-08)."""
    first = home_day().replace(month=1, day=1)
    events: list[CalendarEvent] = []
    off: dict[int, dict[date, str]] = {}
    for ruling in in_force_between(first, first + timedelta(days=730)):
        for line in lines_of(ruling.schedule):
            if line.branch_id not in off:
                off[line.branch_id] = days_off(line.branch, first, first + timedelta(days=730))
            event = _line_event(line, _Stretch(ruling.since, ruling.until), off[line.branch_id])
            if event:
                events.append(event)
    return events


def _line_event(line: ScheduleLine, ruled: _Stretch, off: dict[date, str]) -> CalendarEvent | None:
    if line.time_from is None or line.time_to is None or line.person is None:
        return None
    dates = occurrences(line, ruled.since, ruled.until, off=off).dates
    if not dates:
        return None
    interval = 1 if line.parity == ScheduleLine.Parity.ANY else 2
    regular = _regular(dates[0], ruled.until, line.weekdays, interval)
    held = set(dates)
    return CalendarEvent(
        uid=f"line-{line.key}-{ruled.since:%Y%m%d}@opora",
        start=_at(dates[0], line.time_from, line),
        end=_at(dates[0], line.time_to, line),
        zone=line.branch.timezone,
        summary=f"Консультация: {line.person.short_name}",
        description=f"{line.job_title}. {means_text(line)}",
        location=line.place,
        updated=line.schedule.published_at or line.updated_at,
        repeat=Repeat(
            weekdays=tuple(sorted(line.weekdays)),
            interval=interval,
            until=_at(dates[-1], line.time_from, line),
            without=tuple(
                _at(day, line.time_from, line) for day in regular if day < dates[-1] and day not in held
            ),
            also=tuple(_at(day, line.time_from, line) for day in dates if day not in set(regular)),
        ),
    )


def _regular(first: date, until: date, weekdays: Iterable[int], interval: int) -> list[date]:
    """Dates a calendar program finds by the rule itself: ISO parity breaks it after a year of 53 weeks."""
    monday, days = first - timedelta(days=first.weekday()), sorted(weekdays)
    found: list[date] = []
    while monday <= until:
        found += [monday + timedelta(days=day - 1) for day in days]
        monday += interval * WEEK
    return [day for day in found if first <= day <= until]


def _at(day: date, clock: time, line: ScheduleLine) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(line.branch.timezone)).astimezone(UTC)


# Meetings


def _meetings() -> QuerySet[Session]:
    moment = now()
    return (
        Session.objects.filter(starts_at__gte=moment - BACK, starts_at__lt=moment + AHEAD)
        .exclude(Q(state=Session.State.RESCHEDULED) | Q(personal=True))
        .select_related("person", "branch")
        .prefetch_related("means", "groups")
        .order_by("starts_at", "pk")
    )


def person_events(account: Account) -> list[CalendarEvent]:
    """Own sessions of a worker, bookings of a learner and his wards; nothing while no cabinet is open."""
    person = account.person
    on = home_day()
    if not any(window.is_open for window in role_windows(person, on).values()):
        return []
    learners = {who.pk: who for who in (person, *wards_of(person, on))}
    mine = Q(bookings__learner__in=learners, bookings__state__in=_SEATED)
    seats = {
        row.session_id: learners[row.learner_id]
        for row in Booking.objects.filter(learner__in=learners, state__in=_SEATED)
    }
    sessions = _meetings().filter(Q(person=person) | mine).distinct()
    with override("ru"):
        return [_event(session, for_whom=seats.get(session.pk), reader=person) for session in sessions]


_GONE = (Session.State.CANCELLED, Session.State.FAILED)
_SEATED = (Booking.State.CONFIRMED, Booking.State.ATTENDED)


def group_events(group: Group) -> list[CalendarEvent]:
    """Consultations of a group, without names of learners."""
    with override("ru"):
        return [_event(session) for session in _meetings().filter(groups=group)]


def _event(session: Session, for_whom: Person | None = None, reader: Person | None = None) -> CalendarEvent:
    kind = "Консультация к аттестации" if session.kind == Kind.EXAM_PREP else "Консультация"
    who = "" if reader and session.person_id == reader.pk else f": {session.person.short_name}"
    ward = f" ({for_whom.short_name})" if for_whom and reader and for_whom.pk != reader.pk else ""
    groups = ", ".join(group.code for group in session.groups.all())
    means = ", ".join(one.title for one in session.means.all())
    lines = (session.topic, means, f"Группы: {groups}" if groups else "")
    return CalendarEvent(
        uid=session.calendar_uid,
        start=session.starts_at,
        end=session.ends_at,
        zone=session.branch.timezone,
        summary=f"{kind}{who}{ward}",
        description="\n".join(line for line in lines if line),
        location=session.place,
        updated=session.updated_at,
        status=Status.CANCELLED if session.state in _GONE else Status.CONFIRMED,
        sequence=session.sequence,
    )
