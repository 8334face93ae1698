"""Sessions from the lines of a published график, and their move to its next edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.times import weekday_date
from opora.notifications.actions import Message, notify_all
from opora.people.queries import home_day
from opora.schedule.models import Format, Schedule, ScheduleLine
from opora.schedule.queries import Skipped, days_off, in_force_between, lines_of, occurrences

from ..events import SessionsGenerated
from ..models import Kind, Session
from ..queries.editions import line_times

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Window:
    """Days ruled by one edition, both ends included."""

    since: date
    until: date


@transaction.atomic
def generate_sessions(schedule: Schedule, until: date | None = None) -> list[int]:
    """Make the sessions of a published график up to ``until`` (four weeks from today unless told).

    Days off give none, and the worker is told why (SCH-08). Making them again changes nothing: a line has one
    session a day, a taken time of a worker stays as it is. Answers the ids of the new ones.
    """
    first = home_day()
    last = until or first + AHEAD
    windows = [
        Window(stretch.since, stretch.until)
        for stretch in in_force_between(first, last)
        if stretch.schedule.pk == schedule.pk
    ]
    if not windows:
        return []
    lines = [line for line in lines_of(schedule) if line.person_id and line.time_from and line.time_to]
    planned, skipped = _planned(lines, windows)
    made = _insert(planned)
    _tell_of_days_off(skipped)
    if made:
        publish(SessionsGenerated(schedule.pk, tuple(made)))
    return made


def _planned(
    lines: list[ScheduleLine], windows: list[Window]
) -> tuple[list[tuple[ScheduleLine, Session]], list[tuple[ScheduleLine, Skipped]]]:
    first, last = windows[0].since, windows[-1].until
    off = {branch: days_off(branch, first, last) for branch in {line.branch for line in lines}}
    planned: list[tuple[ScheduleLine, Session]] = []
    skipped: list[tuple[ScheduleLine, Skipped]] = []
    at = now()
    for line in lines:
        for window in windows:
            found = occurrences(line, window.since, window.until, off=off[line.branch])
            planned += [(line, one) for day in found.dates if (one := session_of(line, day)).starts_at > at]
            skipped += [(line, one) for one in found.skipped]
    return planned, skipped


def session_of(line: ScheduleLine, day: date) -> Session:
    """The unsaved session of a line on a day of its branch's zone."""
    starts_at, ends_at = line_times(line, day)
    return Session(
        line=line,
        branch=line.branch,
        person=line.person,
        date=day,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=Kind.ORGANISATIONAL if line.section == ScheduleLine.Section.OTHER else Kind.CURRENT,
        format=line.format,
        mode=line.mode,
        place=line.place,
        capacity=1 if line.format == Format.INDIVIDUAL else line.capacity,
    )


def _insert(planned: list[tuple[ScheduleLine, Session]]) -> list[int]:
    """Insert what the database lets in: not a second session of a line's day or of a worker's time."""
    lines = {line.pk: line for line, _session in planned}
    days = [session.date for _line, session in planned]
    if not days:
        return []
    mine = Session.objects.filter(line__in=lines, date__range=(min(days), max(days)))
    before = set(mine.values_list("pk", flat=True))
    Session.objects.bulk_create([session for _line, session in planned], ignore_conflicts=True)
    made = list(mine.exclude(pk__in=before).values_list("pk", "line_id"))
    copy_relations([(pk, lines[line]) for pk, line in made])
    return sorted(pk for pk, _line in made)


def copy_relations(pairs: Iterable[tuple[int, ScheduleLine]]) -> None:
    """Give sessions (by id) the means, parts and groups of their lines. Three statements."""
    rows = list(pairs)
    means, parts, groups = Session.means.through, Session.parts.through, Session.groups.through
    means.objects.bulk_create(
        [means(session_id=pk, communicationmeans_id=one.pk) for pk, line in rows for one in line.means.all()]
    )
    parts.objects.bulk_create(
        [parts(session_id=pk, programmepart_id=one.pk) for pk, line in rows for one in line.parts.all()]
    )
    groups.objects.bulk_create(
        [groups(session_id=pk, group_id=one.pk) for pk, line in rows for one in line.groups.all()]
    )


def _tell_of_days_off(skipped: list[tuple[ScheduleLine, Skipped]]) -> None:
    """SCH-08: one message per worker and day, however many of his lines fall on it."""
    by_day = sorted(skipped, key=lambda pair: (pair[0].person_id or 0, pair[1].date))
    messages = []
    for (_person, day), found in groupby(by_day, key=lambda pair: (pair[0].person_id, pair[1].date)):
        pairs = list(found)
        person = pairs[0][0].person
        assert person is not None  # noqa: S101 -- lines without a person were left out above
        messages.append(
            Message(
                person=person,
                key=f"day-off-{day.isoformat()}",
                title=_("{day}: консультации не будет").format(day=weekday_date(day)),
                body=_("{day} — нерабочий день ({reason}), консультация не создана. Перенести?").format(
                    day=f"{day:%d.%m.%Y}", reason=pairs[0][1].reason
                ),
                url=f"{reverse('consultations:extra')}?line={pairs[0][0].pk}&instead={day.isoformat()}",
                mail=False,
            )
        )
    notify_all(messages)
