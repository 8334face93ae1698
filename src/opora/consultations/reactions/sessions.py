"""Who is told what happens with consultations, and what a newly published график does to them."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.integrations.ical import Method
from opora.kernel.events import on
from opora.kernel.times import format_when
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person, Role
from opora.people.queries import holders_of
from opora.schedule.events import SchedulePublished
from opora.schedule.models import Schedule
from opora.studies.events import EnrolmentMoved, LearnerEnrolled
from opora.studies.models import Enrolment, EnrolmentMove

from ..actions import carry_over, generate_sessions, release_help
from ..events import (
    BookingCancelled,
    GroupBooked,
    HelpRequestDecided,
    HelpRequested,
    HelpRequestEscalated,
    SeatOffered,
    SessionCancelled,
    SessionFailed,
    SessionMoved,
    SessionSubstituted,
    SlotBooked,
    WorkerReportedAbsent,
)
from ..models import AbsenceReport, Booking, HelpRequest, Session, Waiting
from ..queries.sessions import cancelled_late
from ..queries.telling import (
    address_of,
    bookings_to_tell,
    invitation,
    told_with,
    what_of,
    when_for,
    where_booked,
)
from ..rules.booking import is_late_cancellation


@on(SchedulePublished)
def make_sessions(event: SchedulePublished) -> None:
    schedule = Schedule.objects.get(pk=event.schedule_id)
    if event.previous_id:
        carry_over(schedule, previous=Schedule.objects.get(pk=event.previous_id))
    generate_sessions(schedule)


@on(EnrolmentMoved)
def give_help_back(event: EnrolmentMoved) -> None:
    """On leave, expelled, finished: no meetings ahead. Who is transferred is judged by the new enrolment."""
    if event.became == Enrolment.State.TRANSFERRED:
        return
    move = EnrolmentMove.objects.filter(enrolment=event.enrolment_id).select_related("order").latest("id")
    with override("ru"):
        reason = _("{state}, приказ № {number} от {day}").format(
            state=move.get_state_display(), number=move.order.number, day=f"{move.order.date:%d.%m.%Y}"
        )
        release_help(event.learner_id, reason=reason)


@on(LearnerEnrolled)
def keep_help_of_the_new_group(event: LearnerEnrolled) -> None:
    """After a transfer or a merge: meetings that serve the old or the new group stay, others are told."""
    with override("ru"):
        release_help(event.learner_id, reason=_("вы переведены в другую группу"))


def _line(*words: str) -> str:
    return "\n".join(word for word in words if word)


def _message(person: Person, key: str, title: str, body: str, booking: Booking, method: Method) -> Message:
    session = booking.session
    return Message(
        person=person,
        key=key,
        title=title,
        body=body,
        url=address_of(session),
        calendar=invitation(session, person, where=where_booked(booking), method=method),
        method=method.value,
    )


@on(SlotBooked)
def tell_of_booking(event: SlotBooked) -> None:
    """The learner's side gets an invitation, the teacher a line in the cabinet without a letter."""
    booking = bookings_to_tell([event.booking_id])[0]
    session = booking.session
    with override("ru"):
        messages = [
            _booked(booking, person, event.from_waiting) for person in told_with([booking])[booking.pk]
        ]
        messages.append(
            Message(
                person=session.person,
                key=f"booking-{booking.pk}-taken",
                title=_("Записан(а) {who}: {when}").format(
                    who=booking.who_comes, when=when_for(session, session.person)
                ),
                body=_("Вопрос: {question}").format(question=booking.question) if booking.question else "",
                url=address_of(session),
                mail=False,
            )
        )
        notify_all(messages)


def _booked(booking: Booking, person: Person, from_waiting: bool) -> Message:
    session = booking.session
    when = when_for(session, person)
    if person.pk == booking.learner_id:
        title = _("Вы записаны на {when}").format(when=when)
    else:
        title = _("{learner}: запись на {when}").format(learner=booking.learner.short_name, when=when)
    by_another = person.pk == booking.learner_id and booking.asked_by_id != booking.learner_id
    body = _line(
        _("Освободилось место, вы стояли в листе ожидания.") if from_waiting else "",
        _("Вас записал(а) {who}. Не подходит — откажитесь в кабинете.").format(
            who=booking.asked_by.short_name
        )
        if by_another
        else "",
        what_of(session),
        _("Ведёт {who}. {where}").format(who=session.person.full_name, where=where_booked(booking)).strip(),
        _("Напомним за сутки и за час."),
    )
    return _message(person, f"booking-{booking.pk}-confirmed", title, body, booking, Method.REQUEST)


@on(GroupBooked)
def tell_of_group(event: GroupBooked) -> None:
    """Each learner gets an invitation; the worker one line for all. Statements do not grow with the group."""
    bookings = bookings_to_tell(event.booking_ids)
    session = bookings[0].session
    with override("ru"):
        messages = [_booked(booking, person, False) for booking, person in _each(bookings)]
        title = _("Записана группа, {n}: {when}").format(
            n=len(bookings), when=when_for(session, session.person)
        )
        key = f"session-{session.pk}-group-{event.booking_ids[0]}"
        messages.append(Message(session.person, key, title, url=address_of(session), mail=False))
        notify_all(messages)


@on(BookingCancelled)
def tell_of_cancelled_booking(event: BookingCancelled) -> None:
    booking = bookings_to_tell([event.booking_id])[0]
    session = booking.session
    with override("ru"):
        messages = [
            _message(
                person,
                f"booking-{booking.pk}-cancelled",
                _("Запись отменена: {when}").format(when=when_for(session, person)),
                _line(_reason(booking), _("Записаться на другое время можно в разделе «Консультации».")),
                booking,
                Method.CANCEL,
            )
            for person in told_with([booking])[booking.pk]
        ]
        if not event.by_staff:
            messages.append(
                Message(
                    person=session.person,
                    key=f"booking-{booking.pk}-given-back",
                    title=_("{who} отменил(а) запись: {when}").format(
                        who=booking.learner.short_name, when=when_for(session, session.person)
                    ),
                    url=address_of(session),
                    mail=False,
                )
            )
        notify_all(messages)


def _reason(booking: Booking) -> str:
    return _("Причина: {reason}.").format(reason=booking.cancel_reason) if booking.cancel_reason else ""


@on(SessionCancelled)
def tell_of_cancelled_session(event: SessionCancelled) -> None:
    """Those booked are told why and shown other dates of the same worker (domain.md §8, case 8)."""
    _tell_waiting(
        event.waiting_ids,
        lambda when: _("Консультация, которой вы ждали, отменена: {when}").format(when=when),
        _("Выберите другую в разделе «Консультации»."),
        f"session-{event.session_id}-cancelled-waiting",
    )
    bookings = bookings_to_tell(event.booking_ids)
    if not bookings:
        return
    session = bookings[0].session
    if is_late_cancellation(session):
        _tell_of_late_cancelling(session, len(bookings))
    with override("ru"):
        dates = _other_dates(session)
        others = _line(_("Другие даты:"), *dates) if dates else ""
        notify_all(
            [
                _message(
                    person,
                    f"session-{session.pk}-cancelled-{booking.pk}",
                    _("Консультация отменена: {when}").format(when=when_for(session, person)),
                    _line(_reason(booking), others or _("Выберите другую в разделе «Консультации».")),
                    booking,
                    Method.CANCEL,
                )
                for booking, person in _each(bookings)
            ]
        )


def _tell_of_late_cancelling(session: Session, booked: int) -> None:
    """Counted in the worker's activity: how many such there were this year (S1-4.1; case 8)."""
    year = session.date.replace(month=1, day=1)
    with override("ru"):
        body = _("Было записано: {n}. Таких отмен с начала года: {all}. Причина: {reason}.").format(
            n=booked, all=cancelled_late(session.person, year, session.date), reason=session.cancel_reason
        )
        title = _("{who} отменил(а) консультацию перед самым началом: {when}")
        notify_all(_to_deputies(session, f"session-{session.pk}-late", title, body))


def _other_dates(session: Session) -> list[str]:
    rows = Session.objects.filter(
        person=session.person, state=Session.State.PLANNED, kind=session.kind, starts_at__gt=session.starts_at
    )
    return [
        f"— {format_when(one.starts_at, one.ends_at, one.branch.timezone)}"
        for one in rows.select_related("branch").order_by("starts_at")[:3]
    ]


def _each(bookings: Iterable[Booking]) -> list[tuple[Booking, Person]]:
    rows = list(bookings)
    told = told_with(rows)
    return [(booking, person) for booking in rows for person in told[booking.pk]]


@on(SessionSubstituted)
def tell_of_substitution(event: SessionSubstituted) -> None:
    """Learners are told who will come; both workers are told too (domain.md §8, case 6)."""
    session = Session.objects.select_related("person", "branch", "substitute_for").get(pk=event.session_id)
    ids = session.bookings.filter(state=Booking.State.CONFIRMED).values_list("pk", flat=True)
    key = f"session-{session.pk}-substitute-{session.sequence}"
    with override("ru"):
        body = _("Ведёт {who}. Причина замены: {reason}.").format(
            who=session.person.full_name, reason=event.reason
        )
        messages = [
            _message(
                person,
                f"{key}-{booking.pk}",
                _("Консультацию проведёт другой работник: {when}").format(when=when_for(session, person)),
                body,
                booking,
                Method.REQUEST,
            )
            for booking, person in _each(bookings_to_tell(ids))
        ]
        messages += [
            Message(
                person=person,
                key=key,
                title=_("Замена: {when}").format(when=when_for(session, person)),
                body=body,
                url=address_of(session),
            )
            for person in (session.person, session.substitute_for)
            if person
        ]
        notify_all(messages)


def _tell_waiting(ids: Iterable[int], title: Callable[[str], str], body: str, key: str) -> None:
    """Those who wait, and who asked for them, once each."""
    rows = Waiting.objects.filter(pk__in=list(ids)).select_related("learner", "asked_by", "session__branch")
    with override("ru"):
        notify_all(
            [
                Message(
                    person=person,
                    key=f"{key}-{row.pk}",
                    title=title(when_for(row.session, person)),
                    body=body,
                    url=address_of(row.session),
                )
                for row in rows
                for person in {row.learner, row.asked_by}
            ]
        )


@on(SeatOffered)
def tell_of_seat(event: SeatOffered) -> None:
    """So late a place is not given unasked: the first who presses takes it."""
    session = Session.objects.get(pk=event.session_id)
    _tell_waiting(
        event.waiting_ids,
        lambda when: _("Освободилось место: {when}").format(when=when),
        _("До начала меньше двух часов, поэтому запишитесь сами, если успеваете."),
        f"session-{session.pk}-seat-{session.bookings.filter(state=Booking.State.CANCELLED).count()}",
    )


@on(SessionMoved)
def tell_of_move(event: SessionMoved) -> None:
    """The same event of the calendar at another time; who cannot come is told why."""
    new = Session.objects.select_related("person", "branch", "moved_from__branch").get(pk=event.new_id)
    assert new.moved_from is not None  # noqa: S101 -- it has just been moved
    old = new.moved_from
    with override("ru"):
        was = _("Было: {when}. Причина: {reason}.").format(
            when=format_when(old.starts_at, old.ends_at, old.branch.timezone), reason=old.cancel_reason
        )
        messages = [
            _message(
                person,
                f"session-{new.pk}-moved-{booking.pk}",
                _("Консультация перенесена на {when}").format(when=when_for(new, person)),
                _line(
                    was, _("Место за вами. Не подходит — откажитесь до начала, это не считается пропуском.")
                ),
                booking,
                Method.REQUEST,
            )
            for booking, person in _each(bookings_to_tell(event.booking_ids))
        ]
        messages += [
            _message(
                person,
                f"session-{new.pk}-lost-{booking.pk}",
                _("Консультация перенесена на время, недоступное вам: {when}").format(
                    when=when_for(new, person)
                ),
                _line(was, _reason(booking), _("Выберите другую в разделе «Консультации».")),
                booking,
                Method.CANCEL,
            )
            for booking, person in _each(bookings_to_tell(event.lost_ids))
        ]
        messages.append(
            Message(
                person=new.person,
                key=f"session-{new.pk}-moved",
                title=_("Встреча перенесена на {when}").format(when=when_for(new, new.person)),
                body=was,
                url=address_of(new),
                mail=False,
            )
        )
        notify_all(messages)


@on(WorkerReportedAbsent)
def tell_of_absence(event: WorkerReportedAbsent) -> None:
    """The worker may still come; the deputy knows at once (S1-4.1)."""
    report = AbsenceReport.objects.select_related("session__person", "session__branch", "learner").get(
        pk=event.report_id
    )
    session = report.session
    with override("ru"):
        words = _("Слушатель ждёт и сообщил, что вы не подключились. Откройте встречу, если вы на месте.")
        messages = [
            Message(
                person=session.person,
                key=f"session-{session.pk}-absent",
                title=_("Вас ждут: {when}").format(when=when_for(session, session.person)),
                body=words,
                url=address_of(session),
            )
        ]
        messages += _to_deputies(
            session,
            f"session-{session.pk}-absent-deputy",
            _("{who} не подключился(ась): {when}"),
            _("Сообщил(а) {who}.").format(who=report.learner.short_name),
        )
        notify_all(messages)


@on(SessionFailed)
def tell_of_failure(event: SessionFailed) -> None:
    """Those who waited get other dates; the deputy an event of S1-4.1."""
    session = Session.objects.select_related("person", "branch").get(pk=event.session_id)
    with override("ru"):
        dates = _other_dates(session)
        body = _line(_("Другие даты:"), *dates) if dates else _("Выберите другую в разделе «Консультации».")
        messages = [
            _message(
                person,
                f"session-{session.pk}-failed-{booking.pk}",
                _("Консультация не состоялась: {when}").format(when=when_for(session, person)),
                _line(_("Преподаватель не подключился, мы сообщили заместителю руководителя."), body),
                booking,
                Method.CANCEL,
            )
            for booking, person in _each(bookings_to_tell(event.booking_ids))
        ]
        messages += _to_deputies(
            session,
            f"session-{session.pk}-failed-deputy",
            _("Нарушен срок оказания помощи: {who} не провёл(а) консультацию {when}"),
            _("Записано: {n}. Минут в учёте: 0. Если работник был на месте, верните встречу.").format(
                n=len(event.booking_ids)
            ),
        )
        notify_all(messages)


def _to_deputies(session: Session, key: str, title: str, body: str) -> list[Message]:
    return [
        Message(
            person=deputy,
            key=key,
            title=title.format(who=session.person.short_name, when=when_for(session, deputy)),
            body=body,
            url=address_of(session),
        )
        for deputy in holders_of(Role.DEPUTY, session.date)
    ]


def _request(pk: int) -> HelpRequest:
    return HelpRequest.objects.select_related(
        "learner", "asked_by", "person", "run__part", "run__group__curator"
    ).get(pk=pk)


def _to(person: Person, request: HelpRequest, what: str, title: str, body: str) -> Message:
    url = reverse("consultations:requests")
    return Message(person=person, key=f"request-{request.pk}-{what}", title=title, body=body, url=url)


@on(HelpRequested)
def tell_of_request(event: HelpRequested) -> None:
    request = _request(event.request_id)
    asked = [request.person] if request.person else list(holders_of(Role.DEPUTY, request.created_at.date()))
    with override("ru"):
        title = _("{who} просит о помощи: {what}").format(
            who=request.learner.short_name, what=request.run.part.title
        )
        body = _line(
            request.question, _("Удобно: {when}").format(when=request.wanted) if request.wanted else ""
        )
        notify_all([_to(person, request, "asked", title, body) for person in asked])


@on(HelpRequestDecided)
def tell_of_decision(event: HelpRequestDecided) -> None:
    """An accepted one is told of by the booking itself."""
    request = _request(event.request_id)
    if request.state != HelpRequest.State.DECLINED:
        return
    with override("ru"):
        title = _("Ответ на просьбу: {what}").format(what=request.run.part.title)
        body = _line(
            _("Встречи не будет: {reason}.").format(reason=request.answer.rstrip(".")),
            _("Выберите другую встречу или напишите куратору: помощь вам положена."),
        )
        notify_all(
            [_to(person, request, "declined", title, body) for person in {request.learner, request.asked_by}]
        )


@on(HelpRequestEscalated)
def tell_of_silence(event: HelpRequestEscalated) -> None:
    request = _request(event.request_id)
    told = set(holders_of(Role.DEPUTY, request.created_at.date()))
    if request.run.group.curator:
        told.add(request.run.group.curator)
    with override("ru"):
        title = _("Нарушен срок оказания помощи: двое суток без ответа")
        body = _line(
            f"{request.learner.short_name}, {request.run.part.title}",
            _("Просили: {who}.").format(who=request.person.short_name) if request.person else "",
        )
        notify_all([_to(person, request, "silence", title, body) for person in told])
