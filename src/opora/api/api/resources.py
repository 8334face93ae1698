"""The addresses. Each asks the same queries and calls the same actions as the pages do."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Status

from opora.consultations.access import LEARNING
from opora.consultations.actions import book_slot, cancel_booking, note_refused_ask
from opora.consultations.models import Booking, Session, Thread
from opora.consultations.queries.entitlement import served_by
from opora.consultations.queries.sessions import booked_on, curated, learners_of, visible_to
from opora.consultations.queries.slots import listed
from opora.kernel.actor import acting
from opora.kernel.errors import Refusal, Refused
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.reports.queries.journal import JournalFilter, journal, journal_lines
from opora.schedule.models import Schedule
from opora.schedule.queries import lines_of

from ..models import Scope
from ..queries import timetables as open_timetables
from . import shapes
from .errors import Bearer, TokenRequest

router = Router()
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Since = Annotated[dt.date, Query(ge=dt.date(2000, 1, 1), le=dt.date(2100, 1, 1))]
After = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="поле next прошлой страницы")]
Limit = Annotated[int, Query(ge=1, le=200)]
LONGEST = dt.timedelta(days=366)
WRONG: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 422, 429), shapes.Problem)


@router.get("/me", auth=Bearer(), response={200: shapes.Me, **WRONG}, summary="Чей это ключ")
def me(request: TokenRequest) -> dict[str, Any]:
    """Владелец, роль, права и срок ключа."""
    actor = request.actor
    return {
        "person": actor.person.pk, "name": actor.person.full_name, "role": actor.role.value,
        "scopes": request.token.scopes, "zone": actor.zone, "open_until": actor.window.until,
        "token_ends": request.token.expires_on,
    }  # fmt: skip


@router.get(
    "/timetables", auth=None, response={200: list[shapes.TimetableOut], **WRONG}, summary="Графики на сайте"
)
def timetables(request: TokenRequest) -> list[dict[str, Any]]:
    """Опубликованные редакции, новые первыми. Ключ не нужен: график открыт всем (S1-3.4)."""
    on = home_day()
    return [_timetable(schedule, on) for schedule in open_timetables()]


@router.get(
    "/timetables/{pk}", auth=None, response={200: shapes.TimetableCard, **WRONG}, summary="График со строками"
)
def timetable(request: TokenRequest, pk: Id) -> dict[str, Any]:
    """Строки в порядке формы: раздел, ФИО, должность, день недели, время, средство."""
    schedule = get_object_or_404(open_timetables(), pk=pk)
    lines = [
        {
            "id": line.pk, "branch": line.branch_id, "zone": line.branch.timezone,
            "section": line.section, "person": line.person_id,
            "name": line.person.full_name if line.person else "",
            "position": line.job_title, "weekdays": line.weekdays,
            "parity": line.parity, "starts": line.time_from, "ends": line.time_to,
            "means": [means.title for means in line.means.all()],
            "format": line.format, "mode": line.mode,
        }
        for line in lines_of(schedule)
    ]  # fmt: skip
    return _timetable(schedule, home_day()) | {"lines": lines}


def _timetable(schedule: Schedule, on: dt.date) -> dict[str, Any]:
    order = schedule.order
    return {
        "id": schedule.pk, "title": schedule.title, "edition": schedule.edition,
        "since": schedule.period_from, "until": schedule.period_to,
        "order": f"№ {order.number} от {order.date:%d.%m.%Y}" if order else "",
        "in_force": schedule.state == Schedule.State.PUBLISHED
        and schedule.period_from <= on <= schedule.period_to,
    }  # fmt: skip


@router.get(
    "/sessions",
    auth=Bearer(Scope.SESSIONS_READ),
    response={200: shapes.SessionPage, **WRONG},
    summary="Консультации периода",
)
def sessions(
    request: TokenRequest, since: Since, until: Since, after: After = None, limit: Limit = 50
) -> dict[str, Any]:
    """Те, которые видит владелец ключа, по времени начала. Дни обе включительно, не больше года."""
    _not_longer_than_a_year(since, until)
    rows = listed(visible_to(request.actor)).filter(date__range=(since, until))
    page = _after(rows.order_by("starts_at", "id"), after)[: limit + 1]
    return _page([_session(row) for row in page], limit)


@router.get(
    "/sessions/{pk}",
    auth=Bearer(Scope.SESSIONS_READ),
    response={200: shapes.SessionOut, **WRONG},
    summary="Консультация",
)
def session(request: TokenRequest, pk: Id) -> dict[str, Any]:
    """Одна консультация; чужая для владельца ключа — 404."""
    return _session(get_object_or_404(listed(visible_to(request.actor)), pk=pk))


@router.get(
    "/sessions/{pk}/bookings",
    auth=Bearer(Scope.BOOKINGS_READ),
    response={200: list[shapes.BookingOut], **WRONG},
    summary="Кто записан",
)
def bookings_of_session(request: TokenRequest, pk: Id) -> list[dict[str, Any]]:
    """Имена видит тот, кто видит их в кабинете: ведущий, заместитель, куратор своих групп."""
    seen = get_object_or_404(visible_to(request.actor), pk=pk)
    return [_booking(row) for row in booked_on(request.actor, seen)]


@router.get(
    "/bookings",
    auth=Bearer(Scope.BOOKINGS_READ),
    response={200: shapes.BookingPage, **WRONG},
    summary="Свои записи",
)
def bookings(request: TokenRequest, after: After = None, limit: Limit = 50) -> dict[str, Any]:
    """Записи владельца ключа, для представителя — записи подопечных; новые первыми."""
    mine = _own_bookings(request.actor).order_by("-pk")
    if after:
        mine = mine.filter(pk__lt=after)
    return _page([_booking(row) for row in mine[: limit + 1]], limit)


@router.get(
    "/threads",
    auth=Bearer(Scope.THREADS_READ),
    response={200: shapes.ThreadPage, **WRONG},
    summary="Вопросы отложенных консультаций",
)
def threads(request: TokenRequest, after: After = None, limit: Limit = 50) -> dict[str, Any]:
    """Слушателю и представителю — свои, работнику — заданные ему; новые первыми. Переписки здесь нет."""
    actor = request.actor
    mine = Thread.objects.select_related("session")
    if actor.role in LEARNING:
        mine = mine.filter(learner__in=learners_of(actor))
    else:
        mine = mine.filter(session__person=actor.person)
    if after:
        mine = mine.filter(pk__lt=after)
    return _page([_thread(row, actor) for row in mine.order_by("-pk")[: limit + 1]], limit)


@router.post(
    "/sessions/{pk}/bookings",
    auth=Bearer(Scope.BOOKINGS_WRITE),
    response={201: shapes.BookingOut, **WRONG},
    summary="Записать",
)
def book(request: TokenRequest, pk: Id, body: shapes.BookingIn) -> Status[dict[str, Any]]:
    """Место слушателю. Отказ (422) называет правило, пункт акта и что сделать дальше."""
    actor = request.actor
    seen = get_object_or_404(visible_to(actor), pk=pk)
    learner = _whom(actor, body.learner)
    with acting(actor.account.pk, why=request.token.name):
        try:
            booking = book_slot(seen, learner=learner, asked_by=actor.person, question=body.question)
        except Refused as refused:
            note_refused_ask(seen, learner=learner, asked_by=actor.person, refused=refused)
            raise
    return Status(201, _booking(booking))


@router.post(
    "/bookings/{pk}/cancel",
    auth=Bearer(Scope.BOOKINGS_WRITE),
    response={200: shapes.BookingOut, **WRONG},
    summary="Отменить запись",
)
def cancel(request: TokenRequest, pk: Id, body: shapes.CancelIn) -> dict[str, Any]:
    """Своя запись, запись подопечного или слушателя своей группы."""
    actor = request.actor
    rows = Booking.objects.select_related("session__person", "learner", "asked_by")
    if actor.role is Role.CURATOR:
        rows = rows.filter(learner__in=curated(actor.person, home_day()))
    else:
        rows = rows.filter(learner__in=learners_of(actor))
    booking = get_object_or_404(rows, pk=pk)
    with acting(actor.account.pk, why=request.token.name):
        gone = cancel_booking(booking, by_staff=actor.is_staff, reason=body.reason)
    booking.state = gone.state
    return _booking(booking)


@router.get(
    "/journal",
    auth=Bearer(Scope.JOURNAL_READ),
    response={200: shapes.JournalPage, **WRONG},
    summary="Журнал учёта консультаций",
)
def journal_rows(
    request: TokenRequest, since: Since, until: Since, after: After = None, limit: Limit = 50
) -> dict[str, Any]:
    """Проведённые консультации с фактическими минутами, как в форме журнала."""
    _not_longer_than_a_year(since, until)
    rows = journal(request.actor, JournalFilter(since, until))
    if after:
        mark = get_object_or_404(Session, pk=after)
        rows = (
            rows.filter(date__gte=mark.date)
            .exclude(date=mark.date, starts_at__lt=mark.starts_at)
            .exclude(date=mark.date, starts_at=mark.starts_at, pk__lte=after)
        )
    lines = journal_lines(rows[: limit + 1], request.actor)
    items = [
        {
            "session": line.session_id, "confirmed": line.confirmed,
            **{name: getattr(line.row, name) for name in shapes.JournalOut.model_fields
               if name not in ("session", "confirmed")},
        }
        for line in lines
    ]  # fmt: skip
    return _page(items, limit, key="session")


def _not_longer_than_a_year(since: dt.date, until: dt.date) -> None:
    if since <= until <= since + LONGEST:
        return
    words = "Период: since не позже until, не длиннее года."
    raise Refused(Refusal("API-06", words, next_step="Возьмите период короче.", field="until"))


def _after(rows: QuerySet[Session], after: int | None) -> QuerySet[Session]:
    """What follows this session in the order of time: the price does not grow with the page."""
    if not after:
        return rows
    mark = get_object_or_404(Session, pk=after)
    return rows.filter(starts_at__gte=mark.starts_at).exclude(starts_at=mark.starts_at, pk__lte=after)


def _page(items: list[dict[str, Any]], limit: int, key: str = "id") -> dict[str, Any]:
    more = len(items) > limit
    return {"items": items[:limit], "next": items[limit - 1][key] if more else None}


def _session(row: Any) -> dict[str, Any]:
    """A row of :func:`opora.consultations.queries.slots.listed`."""
    served = served_by(row)
    return {
        "id": row.pk, "starts_at": row.starts_at, "ends_at": row.ends_at, "zone": row.branch.timezone,
        "branch": row.branch_id, "person": row.person_id, "name": row.person.full_name,
        "substitute_for": row.substitute_for_id, "kind": row.kind, "scope": row.scope,
        "format": row.format, "mode": row.mode, "topic": row.topic, "state": row.state,
        "place": row.place, "means": list(row.means_titles), "parts": sorted(served.parts),
        "groups": sorted(served.groups), "capacity": row.capacity, "taken": row.taken or 0,
        "line": row.line_id,
    }  # fmt: skip


def _booking(row: Booking) -> dict[str, Any]:
    return {
        "id": row.pk, "session": row.session_id, "learner": row.learner_id,
        "name": row.learner.full_name, "asked_by": row.asked_by_id, "state": row.state,
        "question": row.question,
    }  # fmt: skip


def _thread(row: Thread, actor: Actor) -> dict[str, Any]:
    shown = not row.unnamed or actor.role in LEARNING
    return {
        "id": row.pk, "session": row.session_id, "person": row.session.person_id,
        "learner": row.learner_id if shown else None, "subject": row.subject, "state": row.state,
        "due_at": row.due_at, "closed_at": row.closed_at,
    }  # fmt: skip


def _own_bookings(actor: Actor) -> QuerySet[Booking]:
    return Booking.objects.filter(learner__in=learners_of(actor)).select_related("learner")


def _whom(actor: Actor, wanted: int | None) -> Person:
    """The owner, his ward, a learner of the curator's groups; anybody else is a 404."""
    if actor.role is Role.CURATOR:
        return get_object_or_404(curated(actor.person, home_day()), pk=wanted)
    learners = learners_of(actor)
    for learner in learners:
        if learner.pk == wanted or (wanted is None and len(learners) == 1):
            return learner
    raise Http404
