"""Журнал учёта консультаций: one row a held consultation, for the page and for every file (S0-5.1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import override

from opora.consultations.models import Booking, Kind, Scope, Session, WorkInterval
from opora.kernel.text import number
from opora.kernel.times import local, zone_label
from opora.people.access import Actor
from opora.people.models import Branch, Person
from opora.people.queries import branches
from opora.schedule.models import Format, Mode
from opora.studies.models import Group
from opora.workload.models import WorkLogEntry

from ..access import ALL_SESSIONS, sees_names
from ..papers import JournalRow

STATES = (Session.State.HELD, Session.State.CONFIRMED, Session.State.CORRECTION, Session.State.NO_SHOW)
MODES = {Mode.ONLINE: "online", Mode.OFFLINE: "offline", Mode.IN_PERSON: "очно"}
WAITS, RETURNED = "ждёт подтверждения", "на исправлении"
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What is asked for; both days included."""

    since: date
    until: date
    branch: Branch | None = None
    teacher: Person | None = None
    group: Group | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A row of the form with what the page adds to it."""

    session_id: int
    kind: str
    confirmed: bool
    row: JournalRow


@dataclass(slots=True)
class _Count:
    """What the work log says of a session."""

    minutes: int = 0
    states: set[str] | None = None
    by: str = ""
    on: date | None = None
    late: str = ""


def journal(actor: Actor, wanted: JournalFilter) -> QuerySet[Session]:
    """Held consultations of the period that the actor may see: keepers all, a worker his own."""
    rows = Session.objects.filter(state__in=STATES, date__range=(wanted.since, wanted.until))
    rows = actor.within(rows)
    if actor.role not in ALL_SESSIONS:
        rows = rows.filter(person=actor.person)
    narrow: dict[str, Any] = {
        "branch": wanted.branch,
        "person": wanted.teacher,
        "groups": wanted.group,
        "kind": wanted.kind,
    }
    return rows.filter(**{key: value for key, value in narrow.items() if value}).order_by(
        "date", "starts_at", "id"
    )


def journal_minutes(rows: QuerySet[Session]) -> int:
    """Actual minutes of all rows of a filter."""
    total = WorkLogEntry.objects.filter(session__in=rows.order_by().values("pk")).aggregate(n=Sum("minutes"))
    return total["n"] or 0


def journal_lines(rows: QuerySet[Session], actor: Actor, *, names: bool = True) -> list[JournalLine]:
    """Rows of the form; nine statements, however many. Words are Russian, times of the branch.

    Names of learners stand there when they are wanted and the actor may see them.
    """
    sessions = list(rows.select_related("person", "branch", "substitute_for"))
    pks = [session.pk for session in sessions]
    words = _Words(pks, names=names and sees_names(actor), many_zones=_many_zones())
    with override("ru"):
        return [words.line(session) for session in sessions]


def _many_zones() -> bool:
    return len({branch.timezone for branch in branches()}) > 1


class _Words:
    """Everything around the sessions, read at once."""

    def __init__(self, pks: list[int], *, names: bool, many_zones: bool) -> None:
        self.names, self.many_zones = names, many_zones
        self.means = _joined(Session.means.through.objects, pks, "communicationmeans__title")
        self.parts = _joined(
            Session.parts.through.objects, pks, "programmepart__programme__code", "programmepart__title"
        )
        self.groups = _joined(Session.groups.through.objects, pks, "group__code")
        self.counts = _counts(pks)
        self.attendance = _attendance(pks)
        self.learners = _learners(pks) if names else {}
        self.intervals = _intervals(pks)

    def line(self, session: Session) -> JournalLine:
        count = self.counts.get(session.pk, _Count())
        done = bool(count.states) and not (count.states or set()) & {"draft", "submitted"}
        return JournalLine(session.pk, session.kind, done, self.row(session, count, done))

    def row(self, session: Session, count: _Count, done: bool) -> JournalRow:
        zone = session.branch.timezone
        start = local(session.actual_start, zone) if session.actual_start else None
        end = local(session.actual_end, zone) if session.actual_end else None
        booked, present = self.attendance.get(session.pk, (0, 0))
        return JournalRow(
            date=start.date() if start else session.date,
            start=start.time() if start else None,
            end=end.time() if end else None,
            minutes=count.minutes,
            kind=str(session.get_kind_display()),
            form=str(session.get_format_display()),
            mode=MODES[Mode(session.mode)],
            means="; ".join(self.means.get(session.pk, ())) or session.place,
            programme=_programme(self.parts.get(session.pk, ())),
            topic=_topic(session),
            topic_basis=str(session.get_topic_basis_display()) if session.topic_basis else "",
            audience=self.audience(session),
            booked=booked,
            present=present,
            teacher=session.person.short_name,
            confirmation=_confirmation(session, count, done),
            note="; ".join(self.notes(session, count)),
        )

    def audience(self, session: Session) -> str:
        groups = list(self.groups.get(session.pk, ()))
        if session.format != Format.INDIVIDUAL:
            return ", ".join(groups)
        return ", ".join(self.learners.get(session.pk, ())) or ", ".join(groups)

    def notes(self, session: Session, count: _Count) -> Iterable[str]:
        """What an inspector would ask: who was replaced, why late, which stretches, whose clock."""
        if session.state == Session.State.NO_SHOW:
            yield "никто не пришёл, учтено ожидание" if count.minutes else "никто не пришёл"
        if session.substitute_for:
            yield f"замена: {session.substitute_for.short_name}"
        if session.extra_reason and session.line_id is None:
            yield f"вне графика: {session.extra_reason}"
        if stretches := self.intervals.get(session.pk):
            yield _stretches(stretches, session.branch.timezone)
        if count.late:
            yield count.late
        if session.skipped_items_reason:
            yield session.skipped_items_reason
        if session.note:
            yield session.note
        if self.many_zones:
            yield f"время {zone_label(session.branch.timezone, session.starts_at)}"


def _joined(through: Any, pks: list[int], *columns: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, *values in through.filter(session__in=pks).order_by("pk").values_list("session_id", *columns):
        found[pk].append(values[0] if len(values) == 1 else tuple(values))
    return found


def _programme(parts: Iterable[tuple[str, str]]) -> str:
    """«ОТ-40: СУОТ, риски; ТБ-256: право»."""
    by_code: dict[str, list[str]] = defaultdict(list)
    for code, title in parts:
        by_code[code].append(title)
    return "; ".join(f"{code}: {', '.join(titles)}" for code, titles in by_code.items())


def _topic(session: Session) -> str:
    if session.kind == Kind.ORGANISATIONAL:
        return session.topic
    scope = "обзорная" if session.scope == Scope.OVERVIEW else "по теме"
    return f"{scope}: {session.topic}" if session.topic else scope


def _attendance(pks: list[int]) -> dict[int, tuple[int, int]]:
    """How many were booked and how many came; counted apart, for a wide row is dear to group by."""
    rows = (
        Booking.objects.filter(session__in=pks)
        .exclude(state=Booking.State.CANCELLED)
        .order_by()
        .values_list("session_id")
        .annotate(booked=Count("pk"), present=Count("pk", filter=Q(state=Booking.State.ATTENDED)))
    )
    return {pk: (booked, present) for pk, booked, present in rows}


def _counts(pks: list[int]) -> dict[int, _Count]:
    found: dict[int, _Count] = {}
    entries = (
        WorkLogEntry.objects.filter(session__in=pks)
        .select_related("confirmed_by", "branch")
        .order_by("confirmed_at", "pk")
    )
    for entry in entries:
        assert entry.session_id is not None  # noqa: S101 -- filtered above
        count = found.setdefault(entry.session_id, _Count(states=set()))
        count.minutes += entry.minutes
        if count.states is not None:
            count.states.add(entry.state)
        if entry.confirmed_by and entry.confirmed_at:
            count.by = entry.confirmed_by.short_name
            count.on = local(entry.confirmed_at, entry.branch.timezone).date()
        if entry.entered_late:
            made = local(entry.created_at, entry.branch.timezone)
            count.late = f"внесено {made:%d.%m.%Y}: {entry.late_reason or 'причина не указана'}"
    return found


def _confirmation(session: Session, count: _Count, done: bool) -> str:
    if session.state == Session.State.CORRECTION or "draft" in (count.states or ()):
        return RETURNED
    if not count.states:
        return ""
    return f"{count.by}, {count.on:%d.%m.%Y}" if done and count.on else WAITS


def _learners(pks: list[int]) -> dict[int, list[str]]:
    """Who was booked on an individual consultation."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Booking.objects.filter(session__in=pks, session__format=Format.INDIVIDUAL).exclude(
        state=Booking.State.CANCELLED
    )
    for row in rows.select_related("learner", "asked_by").order_by("pk"):
        found[row.session_id].append(row.who_comes)
    return found


def _intervals(pks: list[int]) -> dict[int, list[WorkInterval]]:
    found: dict[int, list[WorkInterval]] = defaultdict(list)
    for row in WorkInterval.objects.filter(session__in=pks).order_by("starts_at"):
        found[row.session_id].append(row)
    return found


def _stretches(rows: list[WorkInterval], zone: str) -> str:
    """«17.11: 7 мин., 18.11: 12 мин.»."""
    return ", ".join(
        f"{local(row.starts_at, zone):%d.%m}: "
        f"{number(int((row.ends_at - row.starts_at).total_seconds()) // MINUTE_SECONDS)} мин."
        for row in rows
    )
