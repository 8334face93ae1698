"""Work by the clock: sessions four weeks ahead, reminders a day and an hour before (domain.md §4.1)."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import now, today
from opora.kernel.jobs import own_connection
from opora.kernel.times import local
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person, Role
from opora.people.queries import holders_of, is_time_here, organisation_or_none
from opora.schedule.models import Mode
from opora.schedule.queries import in_force_between

from .actions import close_silent, escalate_request, fail_unattended, finish_over, generate_sessions
from .actions.generating import AHEAD
from .models import Booking, HelpRequest, Session, Thread
from .queries.asked import deadline_messages
from .queries.dossier import dossier_of
from .queries.sessions import not_booked_on_exam_prep, without_worker
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
from .reactions.exam_prep import missed_messages
from .rules.dossier import HELD
from .rules.requests import silence

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
NUDGE_AHEAD = timedelta(days=3)
NIGHT, MORNING = 0, 9


@app.periodic(cron="25 * * * *")
@app.task(name="consultations.keep_ahead", queueing_lock="consultations.keep_ahead")
def keep_ahead(timestamp: int) -> None:
    """Every night: each edition in force within four weeks has its sessions."""
    with own_connection():
        if is_time_here(NIGHT):
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


@app.periodic(cron="40 * * * *")
@app.task(name="consultations.look_ahead", queueing_lock="consultations.look_ahead")
def look_ahead(timestamp: int) -> None:
    """Every morning: meetings left without a worker, and learners who have not booked exam-prep."""
    with own_connection():
        if is_time_here(MORNING):
            tell_of_orphans()
            nudge_unbooked()


def tell_of_orphans() -> int:
    """The deputies, once for each worker whose contract ends before his meetings (case 7)."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    here = today(organisation.timezone)
    lost: dict[int, list[Session]] = {}
    for session in without_worker(here):
        lost.setdefault(session.person_id, []).append(session)
    with override("ru"):
        messages = [
            Message(
                person=deputy,
                key=f"without-worker-{person}-{rows[0].pk}",
                title=_("Встречи без преподавателя: {who}, {n}").format(
                    who=rows[0].person.short_name, n=len(rows)
                ),
                body=_("Договор заканчивается раньше. Записи сохранены, назначьте замену."),
                url=reverse("consultations:teach"),
            )
            for person, rows in lost.items()
            for deputy in holders_of(Role.DEPUTY, here)
        ]
    return len(notify_all(messages))


def nudge_unbooked() -> int:
    """Learners of the groups an exam-prep meeting is for, three days before, once: «вы ещё не записаны»."""
    with override("ru"):
        messages = [
            Message(
                person=learner,
                key=f"session-{session.pk}-not-booked",
                title=_("Вы ещё не записаны на подготовку к аттестации: {when}").format(
                    when=when_for(session, learner)
                ),
                body=_("На ней разберут сложные задания и критерии оценивания."),
                url=address_of(session),
            )
            for session, learner in not_booked_on_exam_prep(now(), now() + NUDGE_AHEAD)
        ]
    return len(notify_all(messages))


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
    centre = organisation_or_none()
    if centre is None:
        return 0
    before = now() - silence(today(centre.timezone))
    silent = HelpRequest.objects.filter(state=HelpRequest.State.REQUESTED, created_at__lte=before)
    return sum(escalate_request(one) for one in silent.order_by("id"))


@app.periodic(cron="*/10 * * * *")
@app.task(name="consultations.watch_questions", queueing_lock="consultations.watch_questions")
def watch_questions(timestamp: int) -> None:
    """Every ten minutes: deadlines of questions, and exchanges nobody goes on with."""
    with own_connection():
        tell_of_deadlines()
        close_silent_ones()


def tell_of_deadlines() -> int:
    """The worker a day before, the worker and the deputy when it is late (S1-4.1); once per deadline."""
    at = now()
    near = Thread.objects.filter(state=Thread.State.WAITING, due_at__lte=at + DAY)
    messages: list[Message] = []
    with override("ru"):
        for thread in near.select_related("session__person", "session__branch", "learner").order_by("pk"):
            messages += deadline_messages(thread, at)
    return len(notify_all(messages))


def close_silent_ones() -> int:
    """Answers how many exchanges and sessions were finished now."""
    at = now()
    silent = Thread.objects.filter(state=Thread.State.ANSWERED, closes_at__lte=at).select_related("session")
    done = sum(close_silent(thread) for thread in silent.order_by("pk"))
    live = Session.objects.filter(
        mode=Mode.OFFLINE, state=Session.State.IN_PROGRESS, ends_at__lte=at, threads__isnull=False
    )
    return done + sum(finish_over(session) for session in live.distinct().order_by("pk"))


@app.periodic(cron="15 * * * *")
@app.task(name="consultations.remind_missed", queueing_lock="consultations.remind_missed")
def remind_missed(timestamp: int) -> None:
    """Every morning: who missed exam-prep is reminded once, on the day before the last one for questions."""
    with own_connection():
        if is_time_here(MORNING):
            remind_of_materials()


def remind_of_materials() -> int:
    """Answers how many were told now; who has asked or is acquainted is left alone."""
    centre = organisation_or_none()
    if centre is None:
        return 0
    last = today(centre.timezone) + timedelta(days=1)
    told = 0
    for session in Session.objects.filter(window__until=last, state__in=HELD).select_related(
        "person", "branch"
    ):
        with override("ru"):
            title = _("Завтра последний день вопросов к аттестации")
            told += len(notify_all(missed_messages(dossier_of(session), "remind", title, silent=True)))
    return told
