"""Work by the clock: sessions four weeks ahead, reminders a day and an hour before (domain.md §4.1)."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import now, today
from opora.kernel.jobs import own_connection
from opora.kernel.times import local
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person
from opora.people.queries import organisation_or_none
from opora.schedule.queries import in_force_between

from .actions import escalate_request, fail_unattended, generate_sessions
from .actions.generating import AHEAD
from .models import Booking, HelpRequest, Session
from .queries.slots import listed
from .queries.telling import (
    address_of,
    bookings_to_tell,
    told_with,
    what_of,
    when_for,
    where_booked,
    where_of,
)
from .rules.requests import SILENCE

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


@app.periodic(cron="25 0 * * *")
@app.task(name="consultations.keep_ahead", queueing_lock="consultations.keep_ahead")
def keep_ahead(timestamp: int) -> None:
    """Every night: each edition in force within four weeks has its sessions."""
    with own_connection():
        make_ahead()


def make_ahead() -> int:
    """Answers how many sessions were made; making them again makes none."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    first = today(organisation.timezone)
    schedules = {stretch.schedule for stretch in in_force_between(first, first + AHEAD)}
    return sum(len(generate_sessions(schedule)) for schedule in sorted(schedules, key=lambda one: one.pk))


@app.periodic(cron="*/10 * * * *")
@app.task(name="consultations.remind", queueing_lock="consultations.remind")
def remind(timestamp: int) -> None:
    """Every ten minutes; a reminder has a key, so it is told once however often this runs."""
    with own_connection():
        send_reminders()


def send_reminders() -> int:
    """Answers how many were told. Who booked later than the reminder was due is not reminded."""
    at = now()
    return _send(at, at + HOUR, HOUR, "1") + _send(at + HOUR, at + DAY, DAY, "24")


def _send(after: datetime, until: datetime, ahead: timedelta, name: str) -> int:
    near = Session.objects.filter(state=Session.State.PLANNED, starts_at__gt=after, starts_at__lte=until)
    booked = Booking.objects.filter(state=Booking.State.CONFIRMED, session__in=near)
    due = booked.filter(created_at__lte=F("session__starts_at") - ahead)
    bookings = bookings_to_tell(due.values_list("pk", flat=True))
    told = told_with(bookings)
    with override("ru"):
        messages = [
            _reminder(
                booking.session, where_booked(booking), person, f"booking-{booking.pk}-in-{name}h", name
            )
            for booking in bookings
            for person in told[booking.pk]
        ]
        own = near.filter(Exists(booked.filter(session=OuterRef("pk"))))
        messages += [
            _reminder(session, _where(session), session.person, f"session-{session.pk}-in-{name}h", name)
            for session in listed(own)
        ]
    return len(notify_all(messages))


def _where(session: Session) -> str:
    return where_of(session, session.means_titles)  # type: ignore[attr-defined]


def _reminder(session: Session, where: str, person: Person, key: str, name: str) -> Message:
    title = _("Через час: {when}") if name == "1" else _day_ahead(session, person)
    return Message(
        person=person,
        key=key,
        title=title.format(when=when_for(session, person)),
        body=f"{what_of(session)}. {where}".strip(),
        url=address_of(session),
    )


def _day_ahead(session: Session, person: Person) -> str:
    """By the calendar of the reader: a late reminder may come on the very day."""
    zone = person.timezone or session.branch.timezone
    days = (local(session.starts_at, zone).date() - today(zone)).days
    if days == 0:
        return _("Сегодня консультация: {when}")
    return _("Завтра консультация: {when}") if days == 1 else _("Консультация: {when}")


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="consultations.close_unattended", queueing_lock="consultations.close_unattended")
def close_unattended(timestamp: int) -> None:
    """Every ten minutes: sessions whose worker was said to be absent and did not come till their end."""
    with own_connection():
        fail_over()


def fail_over() -> int:
    """Answers how many failed now."""
    over = Session.objects.filter(state=Session.State.PLANNED, ends_at__lte=now())
    waited = over.filter(absence_reports__isnull=False).distinct().order_by("id")
    return sum(fail_unattended(session) for session in waited)


@app.periodic(cron="20 * * * *")
@app.task(name="consultations.pass_on_requests", queueing_lock="consultations.pass_on_requests")
def pass_on_requests(timestamp: int) -> None:
    """Every hour: requests nobody answered in two days go to the deputy and the curator."""
    with own_connection():
        pass_on()


def pass_on() -> int:
    """Answers how many were passed on now."""
    silent = HelpRequest.objects.filter(state=HelpRequest.State.REQUESTED, created_at__lte=now() - SILENCE)
    return sum(escalate_request(one) for one in silent.order_by("id"))
