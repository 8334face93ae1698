"""What the open site shows: the published график with its nearest meetings, and the state of pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q, QuerySet

from opora.consultations.models import Booking, Kind, Session
from opora.consultations.queries.slots import listed
from opora.kernel.clock import now
from opora.kernel.prepared import Prepared, prepared
from opora.kernel.times import local, weekday_date, zone_label
from opora.people.models import Branch, Role, StaffContract
from opora.people.queries import holders_of, home_day, organisation, staff_on
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.reports.papers.forms import OTHERS, PEDAGOGICAL
from opora.schedule.models import Format, Mode, Schedule, ScheduleLine, WidgetSite
from opora.schedule.queries import (
    days_text,
    means_text,
    planned_dates,
    published_later,
    published_on,
    time_text,
)
from opora.studies.models import Group, Programme

TITLES = {ScheduleLine.Section.PEDAGOGICAL: PEDAGOGICAL, ScheduleLine.Section.OTHER: OTHERS}
AHEAD = timedelta(days=35)
BOARD_AHEAD, BOARD_MOST, BOARD_NOW, BOARD_NEXT = timedelta(days=7), 60, 4, 7
OPEN = (Session.State.PLANNED, Session.State.IN_PROGRESS)
ICONS = {
    "vks": "video", "webinar": "presentation", "chat": "messages", "forum": "messages", "email": "mail",
    "phone": "phone", "messenger": "message-2", "form": "message-2", "ticket": "lifebuoy",
    "in_person": "map-pin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meeting:
    """The nearest session of a line: when, and how many places are left (None: no places are counted)."""

    pk: int
    starts_at: datetime
    ends_at: datetime
    day: str
    left: int | None


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A row of the form with what is live beside it."""

    line: ScheduleLine
    days: str
    time: str
    zone: str
    means: str
    icon: str
    here: str = ""
    meeting: Meeting | None = None
    news: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form, numbered from 1; an empty one still has its heading (S1-A-sec)."""

    title: str
    lines: list[PublicLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asked to see: ids of a person, a programme, a branch, a group; a form, a time zone."""

    person: int | None = None
    programme: int | None = None
    branch: int | None = None
    group: int | None = None
    format: str = ""
    zone: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.person or self.programme or self.branch or self.group or self.format)


def responsible_person(on: date) -> StaffContract | None:
    """Who answers for distance learning: a worker of the role the act names (S0-6.4, S3-4.1, S4-1.3)."""
    return next(iter(_workers_in(Role(in_force(Provision.RESPONSIBLE_ROLE, on)))(on)), None)


@cache
def _workers_in(role: Role) -> Prepared[[date], StaffContract]:
    @prepared
    def found(day: date) -> QuerySet[StaffContract]:
        return staff_on(day).filter(person__in=holders_of(role, day))[:1]

    return found


@prepared
def _in_force_on(day: date) -> QuerySet[Schedule]:
    return published_on(day)[:1]


def schedule_now() -> Schedule | None:
    """The edition in force today, with its order."""
    return next(iter(_in_force_on(home_day())), None)


@prepared
def _later_than(day: date) -> QuerySet[Schedule]:
    return published_later(day)


def later_editions() -> list[Schedule]:
    """Those already published for later days."""
    return _later_than(home_day())


def sections_of(
    lines: Sequence[ScheduleLine],
    choice: Choice,
    meetings: Mapping[int, Meeting],
    news: Mapping[int, Sequence[str]],
) -> list[Section]:
    """The two sections with the chosen lines; their numbers stay those of the whole form."""
    sections = {section: Section(TITLES[section]) for section in ScheduleLine.Section}
    for line in lines:
        if _is_chosen(line, choice):
            shown = _public(line, choice.zone, meetings.get(line.pk), news.get(line.pk, ()))
            sections[ScheduleLine.Section(line.section)].lines.append(shown)
    return list(sections.values())


def _is_chosen(line: ScheduleLine, choice: Choice) -> bool:
    if choice.person and line.person_id != choice.person:
        return False
    if choice.format and line.format != choice.format:
        return False
    if choice.branch and line.branch_id != choice.branch:
        return False
    groups = {group.pk for group in line.groups.all()}
    if choice.group and groups and choice.group not in groups:
        return False
    served = programmes_served(line)
    return not choice.programme or not served or choice.programme in served


def programmes_served(line: ScheduleLine) -> set[int]:
    """Programmes of the line's groups and parts; an empty set means everybody."""
    return {group.programme_id for group in line.groups.all()} | {
        part.programme_id for part in line.parts.all()
    }


def _public(line: ScheduleLine, zone: str, meeting: Meeting | None, news: Sequence[str]) -> PublicLine:
    kinds = [means.kind for means in line.means.all()]
    return PublicLine(
        line=line,
        days=days_text(line),
        time=time_text(line),
        zone=line.branch.timezone,
        means=means_text(line),
        icon=ICONS.get(kinds[0], "") if kinds else "",
        here=_elsewhere(line, zone) if zone and zone != line.branch.timezone else "",
        meeting=meeting,
        news=news,
    )


def _elsewhere(line: ScheduleLine, zone: str) -> str:
    """«вт 01:00–02:30 ВЛД»: the first coming day of the line on the clock of another zone (case 1)."""
    day = home_day()
    coming = planned_dates(line, day, day + timedelta(days=20))
    if not coming or line.time_from is None or line.time_to is None:
        return ""
    starts, ends = (_instant(coming[0], at, line.branch.timezone) for at in (line.time_from, line.time_to))
    there, until = local(starts, zone), local(ends, zone)
    return f"{weekday_date(there.date())[:2]} {there:%H:%M}–{until:%H:%M} {zone_label(zone, starts)}"


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone))


def nearest_meetings(schedule: Schedule, lines: Iterable[ScheduleLine]) -> dict[int, Meeting]:
    """The first open session of every line by its id, in one statement.

    Sessions follow the key of a line, so a new edition shows those made under the old one.
    """
    by_key = {line.key: line.pk for line in lines}
    moment = now()
    found: dict[int, Meeting] = {}
    rows = _open_sessions(schedule.pk, moment, moment + AHEAD)
    for key, pk, starts_at, ends_at, day, capacity, mode, booked in rows:
        left = None if mode == "offline" else max(capacity - booked, 0)
        found.setdefault(by_key[key], Meeting(pk, starts_at, ends_at, _day_words(day), left))
    return found


@prepared
def _open_sessions(schedule: int, since: datetime, until: datetime) -> QuerySet[Session, tuple[Any, ...]]:
    taken = Count("bookings", filter=Q(bookings__state__in=[Booking.State.CONFIRMED, Booking.State.ATTENDED]))
    sessions = _of_lines(schedule).filter(state__in=OPEN, ends_at__gt=since, starts_at__lt=until)
    rows = sessions.annotate(taken=taken).order_by("starts_at", "pk")
    return rows.values_list("line__key", "pk", "starts_at", "ends_at", "date", "capacity", "mode", "taken")


def _of_lines(schedule: int) -> QuerySet[Session]:
    keys = ScheduleLine.objects.filter(schedule=schedule).values("key")
    return Session.objects.filter(line__key__in=keys)


def fresh_news(schedule: Schedule, lines: Iterable[ScheduleLine]) -> dict[int, list[str]]:
    """What was cancelled or moved in the coming week, by the id of the line, in one statement."""
    by_key = {line.key: line.pk for line in lines}
    moment = now()
    found: dict[int, list[str]] = {}
    for session in _gone_sessions(schedule.pk, moment, moment + BOARD_AHEAD):
        new = getattr(session, "moved_to", None) if session.state == Session.State.RESCHEDULED else None
        day = weekday_date(session.date)
        words = f"{day} перенесена на {_board_moment(new, session.branch)}" if new else f"{day} отменена"
        found.setdefault(by_key[session.line.key], []).append(words)  # type: ignore[union-attr] # filtered by line
    return found


@prepared
def _gone_sessions(schedule: int, since: datetime, until: datetime) -> QuerySet[Session, Session]:
    gone = (Session.State.CANCELLED, Session.State.RESCHEDULED)
    sessions = _of_lines(schedule).filter(state__in=gone, ends_at__gt=since, starts_at__lt=until)
    return sessions.select_related("branch", "moved_to", "line").order_by("starts_at", "pk")


def _day_words(day: date) -> str:
    """«сегодня, пн 23.11»: a relative word only together with the date."""
    words = {0: "сегодня, ", 1: "завтра, "}.get((day - home_day()).days, "")
    return f"{words}{weekday_date(day)}"


def programmes_of(lines: Iterable[ScheduleLine]) -> list[Programme]:
    ids = {pk for line in lines for pk in programmes_served(line)}
    return list(Programme.objects.filter(pk__in=ids)) if ids else []


def branches_of(lines: Iterable[ScheduleLine]) -> list[Branch]:
    return list({line.branch_id: line.branch for line in lines}.values())


def groups_of(lines: Iterable[ScheduleLine]) -> list[Group]:
    found = {group.pk: group for line in lines for group in line.groups.all()}
    return sorted(found.values(), key=lambda group: group.code)


def zones_of(lines: Iterable[ScheduleLine]) -> list[str]:
    return list(dict.fromkeys([organisation().timezone, *(line.branch.timezone for line in lines)]))


def formats_of(lines: Iterable[ScheduleLine]) -> list[Format]:
    used = {line.format for line in lines}
    return [form for form in Format if form in used]


STATE = """
WITH shown AS (
  SELECT id, updated_at FROM schedule_schedule
  WHERE state IN ('published', 'superseded') AND period_to >= %(day)s
), soon AS (
  SELECT id, updated_at FROM consultations_session
  WHERE starts_at BETWEEN %(now)s - interval '1 day' AND %(until)s AND ends_at > %(now)s
)
SELECT (SELECT (count(*), max(updated_at))::text FROM shown),
       (SELECT (count(*), max(updated_at))::text FROM soon),
       (SELECT (count(*), max(updated_at))::text FROM consultations_booking
         WHERE session_id IN (SELECT id FROM soon)),
       (SELECT (count(*), max(person.updated_at))::text FROM people_person person
          JOIN schedule_scheduleline line ON line.person_id = person.id
          JOIN shown ON shown.id = line.schedule_id),
       (SELECT (count(*), max(updated_at))::text FROM channels_communicationmeans),
       (SELECT max(updated_at)::text FROM people_branch),
       (SELECT (count(*), max(updated_at))::text FROM website_teacherpage)
"""


def grafik_state() -> str:
    """Changes with anything the график of the site shows.

    Written in SQL to be one statement: it is all that an unchanged page costs.
    """
    day, moment = home_day(), now()
    with connection.cursor() as cursor:
        cursor.execute(STATE, {"day": day, "now": moment, "until": moment + AHEAD})
        return stamp(day, *cursor.fetchone())


def stamp(*parts: object) -> str:
    return f'"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


# The information board


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A consultation as it is read from five metres. ``left`` None: places are not counted."""

    starts: str
    ends: str
    day: str
    person: str
    about: str
    where: str
    left: int | None
    state: str
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    branch: Branch
    clock: str
    day: str
    now: list[BoardRow]
    next: list[BoardRow]


def board(branch: Branch) -> Board:
    """What goes on now and what comes next today; on a quiet day, the nearest days. One statement."""
    moment = now()
    here = local(moment, branch.timezone)
    rows = _board_sessions(branch, moment)
    running = [row for row in rows if row.starts_at <= moment and row.state in OPEN]
    coming = [row for row in rows if row.starts_at > moment]
    today_ = [row for row in coming if row.date == here.date()]
    return Board(
        branch=branch,
        clock=f"{here:%H:%M}",
        day=weekday_date(here.date()),
        now=[_board_row(row, branch) for row in running[:BOARD_NOW]],
        next=[_board_row(row, branch) for row in (today_ or coming)[:BOARD_NEXT]],
    )


def _board_sessions(branch: Branch, moment: datetime) -> list[Session]:
    shown = (*OPEN, Session.State.CANCELLED, Session.State.RESCHEDULED)
    sessions = Session.objects.filter(
        branch=branch, ends_at__gt=moment, starts_at__lt=moment + BOARD_AHEAD, state__in=shown
    ).exclude(mode=Mode.OFFLINE)
    return list(listed(sessions).select_related("person", "moved_to")[:BOARD_MOST])


def _kind_of(session: Session) -> str:
    return session.get_kind_display().capitalize() if session.kind == Kind.ORGANISATIONAL else ""


def _board_row(session: Session, branch: Branch) -> BoardRow:
    starts, ends = local(session.starts_at, branch.timezone), local(session.ends_at, branch.timezone)
    parts = [part["title"] for part in session.part_rows]  # type: ignore[attr-defined] # from listed
    groups = [group["code"] for group in session.group_rows]  # type: ignore[attr-defined]
    taken: int = session.taken or 0  # type: ignore[attr-defined]
    titles: list[str] = session.means_titles  # type: ignore[attr-defined]
    new = getattr(session, "moved_to", None) if session.state == Session.State.RESCHEDULED else None
    return BoardRow(
        starts=f"{starts:%H:%M}",
        ends=f"{ends:%H:%M}",
        day=weekday_date(starts.date()),
        person=session.person.short_name,
        about=session.topic or ", ".join([*parts[:2], *groups[:3]]) or _kind_of(session),
        where=session.place or ", ".join(titles),
        left=max(session.capacity - taken, 0) if session.state in OPEN else None,
        state=_board_state(session),
        moved=_board_moment(new, branch) if new else "",
    )


def _board_state(session: Session) -> str:
    if session.state in (Session.State.CANCELLED, Session.State.RESCHEDULED):
        return "off" if session.state == Session.State.CANCELLED else "moved"
    return "changed" if session.substitute_for_id or session.moved_from_id else ""


def _board_moment(session: Session, branch: Branch) -> str:
    at = local(session.starts_at, branch.timezone)
    return f"{weekday_date(at.date())}, {at:%H:%M}"


# The frame on other sites


@dataclass(frozen=True, slots=True)
class WidgetRow:
    """A meeting of the coming week as a frame shows it."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    person: str
    about: str
    where: str
    state: str
    moved: str


def widget_rows(choice: Choice) -> list[WidgetRow]:
    """Meetings of the next seven days, those cancelled and moved among them. One statement."""
    moment = now()
    shown = (*OPEN, Session.State.CANCELLED, Session.State.RESCHEDULED)
    sessions = Session.objects.filter(
        ends_at__gt=moment, starts_at__lt=moment + BOARD_AHEAD, state__in=shown
    ).exclude(mode=Mode.OFFLINE)
    if choice.branch:
        sessions = sessions.filter(branch=choice.branch)
    if choice.person:
        sessions = sessions.filter(person=choice.person)
    if choice.group:
        sessions = sessions.filter(Q(groups=choice.group) | Q(groups=None)).distinct()
    rows = listed(sessions).select_related("person", "branch", "moved_to").order_by("starts_at", "pk")
    return [_widget_row(session) for session in rows[:BOARD_MOST]]


def _widget_row(session: Session) -> WidgetRow:
    row = _board_row(session, session.branch)
    return WidgetRow(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=session.branch.timezone,
        person=row.person,
        about=row.about,
        where=row.where,
        state=row.state,
        moved=row.moved,
    )


def widget_sites() -> list[str]:
    """Origins that may frame the widget; read on every answer, so that a removed site is shut out at once."""
    return list(WidgetSite.objects.order_by("origin").values_list("origin", flat=True))
