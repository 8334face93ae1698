"""The week, own bookings, own work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from opora.kernel.clock import now, today
from opora.kernel.text import plural
from opora.kernel.times import local
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import organisation
from opora.schedule.models import Format, Mode

from .. import access
from ..models import Feedback, Kind, Session
from ..queries.dossier import preps_to_acknowledge
from ..queries.sessions import past_for, sessions_of_week, teaching, to_fill, upcoming_for, without_worker
from ..queries.slots import Slot, bookable_sessions
from ..rules.feedback import may_be_asked
from .common import Side, side_of

WEEK = timedelta(days=7)
SHOWN_PARTS = 2
TEACHING_AHEAD = timedelta(weeks=4)
AHEAD = (Session.State.PLANNED, Session.State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Row:
    """A session of the week with everything said of it in words; ``tone`` is a badge's."""

    session: Session
    state: str
    words: str
    tone: str
    url: str
    title: str
    about: str
    where: str
    parts: tuple[str, ...]


class Wording:
    """Labels looked up once for a page, whatever the number of rows."""

    def __init__(self, side: Side) -> None:
        self.kinds = {value: str(label) for value, label in Kind.choices}
        self.titles = {
            Kind.CURRENT.value: _("Консультация"),
            Kind.EXAM_PREP.value: _("Подготовка к промежуточной аттестации"),
            Kind.ORGANISATIONAL.value: _("Организационные вопросы"),
        }
        self.formats = {value: str(label) for value, label in Format.choices}
        self.offline = str(Mode.OFFLINE.label)
        self.suffix = f"?ward={side.learner.pk}" if side.is_ward and side.learner else ""
        self.card = reverse("consultations:session", args=[0])

    def row(self, session: Session, state: str, words: str, tone: str = "") -> Row:
        parts = tuple(part["title"] for part in session.part_rows)  # type: ignore[attr-defined]
        about = [self.formats[session.format]]
        if session.kind == Kind.CURRENT:
            about.insert(0, self.kinds[session.kind])
        if session.mode == Mode.OFFLINE:
            about.append(self.offline)
        title = session.topic or few_of(parts) or self.titles[session.kind]
        means = session.means_titles  # type: ignore[attr-defined]
        return Row(
            session=session,
            state=state,
            words=words,
            tone=tone,
            url=f"{self.card.replace('0', str(session.pk))}{self.suffix}",
            title=title,
            about=", ".join(about),
            where=", ".join(text for text in (*means, session.place) if text) or "—",
            parts=parts,
        )


def few_of(parts: tuple[str, ...]) -> str:
    """A line that serves a whole programme names its first parts only; the card has them all."""
    shown = ", ".join(parts[:SHOWN_PARTS])
    rest = len(parts) - SHOWN_PARTS
    return _("{shown} и ещё {rest}").format(shown=shown, rest=rest) if rest > 0 else shown


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed the week to; choices are what the week really has."""

    part: str
    teacher: str
    form: str
    everything: bool
    past: bool

    def keeps(self, row: Row) -> bool:
        session = row.session
        return (
            (not self.part or self.part in row.parts)
            and (not self.teacher or self.teacher == str(session.person_id))
            and (not self.form or self.form == session.format)
        )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _bulk_acts() -> list[dict[str, str]]:
    return [
        {
            "url": reverse("consultations:substitute_several"),
            "icon": "repeat",
            "words": _("Заменить работника"),
        },
        {"url": reverse("consultations:cancel_several"), "icon": "calendar-off", "words": _("Отменить")},
    ]


@allow(access.READERS)
def week(request: ActorRequest) -> HttpResponse:
    """Sessions of one week: a learner's side sees what can be booked and why the rest cannot."""
    home = organisation().timezone
    here = today(home)
    asked = parse_date(request.GET.get("from", "")) or here
    monday = asked - timedelta(days=asked.weekday())
    since, until = _midnight(monday, home), _midnight(monday + WEEK, home)
    side = side_of(request)
    filters = Filters(
        part=request.GET.get("part", ""),
        teacher=request.GET.get("teacher", ""),
        form=request.GET.get("form", ""),
        everything=request.GET.get("all") == "1",
        past=request.GET.get("past") == "1",
    )
    rows = _rows(request, side, since, until, filters)
    kept = [row for row in rows if filters.keeps(row)]
    shown = kept if filters.past else [row for row in kept if not is_gone(row)] or kept
    context = {
        "days": _by_day(shown, home),
        "gone": len(kept) - len(shown),
        "side": side,
        "bulk_acts": _bulk_acts() if request.actor.role is Role.DEPUTY else [],
        "filters": filters,
        "parts": sorted({title for row in rows for title in row.parts}),
        "teachers": sorted(
            {(row.session.person_id, row.session.person.short_name) for row in rows}, key=lambda x: x[1]
        ),
        "forms": Format.choices,
        "monday": monday,
        "room": monday.toordinal(),
        "sunday": monday + timedelta(days=6),
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "is_now": monday <= here < monday + WEEK,
        "any": bool(rows),
        "may_plan": request.actor.role in access.PLANNERS,
    }
    return render(request, "consultations/week.html", context)


def _rows(request: ActorRequest, side: Side, since: datetime, until: datetime, filters: Filters) -> list[Row]:
    actor, wording = request.actor, Wording(side)
    if side.learner:
        slots = bookable_sessions(
            side.learner, since, until, asked_by=actor.person, suiting=not filters.everything
        )
        return [_slot_row(slot, side.is_ward, wording) for slot in slots]
    if actor.role is Role.REPRESENTATIVE:
        return []
    return [_staff_row(session, wording) for session in sessions_of_week(since, until)]


def _slot_row(slot: Slot, is_ward: bool, wording: Wording) -> Row:
    session = slot.session
    if slot.state == "mine":
        words = _("Запись есть") if is_ward else _("Вы записаны")
        if session.state not in AHEAD:
            words = session.get_state_display()
        return wording.row(session, "mine", words, "success")
    if slot.state == "free":
        return wording.row(session, "free", seats_left(slot.left))
    if slot.state == "full":
        return wording.row(session, "full", _("мест нет"), "warning")
    state = "past" if slot.refusals[0].rule == "BOOK-01" else "off"
    return wording.row(session, state, _("уже прошла") if state == "past" else slot.refusals[0].words)


def is_gone(row: Row) -> bool:
    """Over for a learner: those that cannot be booked any more and own ones already written down."""
    return row.state == "past" or (row.state == "mine" and row.session.state not in AHEAD)


def seats_left(n: int) -> str:
    """«осталось 4 места»."""
    word = plural(n, _("место"), _("места"), _("мест"))
    return _("осталось {n} {seats}").format(n=n, seats=word)


def _staff_row(session: Session, wording: Wording) -> Row:
    taken = session.taken or 0  # type: ignore[attr-defined]
    if session.state == Session.State.PLANNED:
        words = _("записано {taken} из {capacity}").format(taken=taken, capacity=session.capacity)
        return wording.row(session, "plain", words)
    tone = "success" if session.state in (Session.State.HELD, Session.State.CONFIRMED) else ""
    return wording.row(session, "plain", session.get_state_display(), tone)


def _by_day(rows: Iterable[Row], zone: str) -> list[tuple[date, list[Row]]]:
    found = groupby(rows, key=lambda row: local(row.session.starts_at, zone).date())
    return [(day, list(of_day)) for day, of_day in found]


@allow(Role.LEARNER, Role.REPRESENTATIVE, archive=True)
def mine(request: ActorRequest) -> HttpResponse:
    """Own bookings, or a ward's: what comes, then what has been."""
    side = side_of(request)
    coming = upcoming_for(side.learner) if side.learner else []
    past, at = past_for(side.learner) if side.learner else [], now()
    context = {
        "side": side,
        "coming": coming,
        "doubled": _doubled([booking.session for booking in coming]),
        "past": past,
        "to_rate": {booking.pk for booking in past if may_be_asked(booking, at)},
        "verdicts": Feedback.Verdict.choices,
        "preps": preps_to_acknowledge(side.learner) if side.learner else [],
    }
    return render(request, "consultations/mine.html", context)


def _doubled(sessions: list[Session]) -> set[int]:
    """Numbers of own meetings at the same time as another of them (domain.md §8, case 19)."""
    live = [one for one in sessions if one.mode != Mode.OFFLINE]
    return {
        one.pk
        for one in live
        for other in live
        if one.pk != other.pk and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    }


@allow(access.RUNNERS)
def teach(request: ActorRequest) -> HttpResponse:
    """What a worker has today, must write down, and has ahead."""
    actor = request.actor
    at, home = now(), organisation().timezone
    here = today(home)
    sessions = list(teaching(actor.person, _midnight(here, home), at + TEACHING_AHEAD))
    tomorrow = _midnight(here + timedelta(days=1), home)
    context = {
        "today": here,
        "now": [one for one in sessions if one.starts_at < tomorrow],
        "ahead": [one for one in sessions if one.starts_at >= tomorrow],
        "to_fill": list(to_fill(actor.person)),
        "orphans": list(without_worker(here)[:100]) if actor.role is Role.DEPUTY else [],
        "of_others": _unfilled_by_others(actor.person) if actor.role is Role.DEPUTY else [],
        "may_plan": actor.role in access.PLANNERS,
    }
    return render(request, "consultations/teach.html", context)


def _unfilled_by_others(person: Person) -> list[Session]:
    return list(to_fill(besides=person)[:100])
