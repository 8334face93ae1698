"""A person cannot be in two places at once, whatever the zones of the branches (SCH-07)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.people.models import Person

from ..models import Mode, ScheduleLine
from ..queries import days_text, planned_dates, time_text

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Crossing:
    """``line`` meets ``other`` for the first time at these instants of ``other``, in UTC."""

    line: ScheduleLine
    other: ScheduleLine
    starts_at: datetime
    ends_at: datetime


def crossings(lines: Iterable[ScheduleLine]) -> list[Crossing]:
    """The first meeting of every pair of one person's lines in their edition; offline help takes no hour."""
    by_person: dict[int, list[ScheduleLine]] = defaultdict(list)
    for line in lines:
        if line.person_id and line.weekdays and line.time_from and line.time_to and line.mode != Mode.OFFLINE:
            by_person[line.person_id].append(line)
    pairs = (pair for own in by_person.values() for pair in combinations(own, 2))
    found = (_first_crossing(line, other) for other, line in pairs)
    return [crossing for crossing in found if crossing]


def _first_crossing(line: ScheduleLine, other: ScheduleLine) -> Crossing | None:
    if line.branch.timezone == other.branch.timezone and not _clocks_cross(line, other):
        return None
    schedule = line.schedule
    mine, theirs = (
        _spans(line, schedule.period_from, schedule.period_to),
        list(_spans(other, schedule.period_from, schedule.period_to)),
    )
    position = 0
    for starts, ends in mine:
        while position < len(theirs) and theirs[position][1] <= starts:
            position += 1
        if position < len(theirs) and theirs[position][0] < ends:
            return Crossing(line, other, *theirs[position])
    return None


def _clocks_cross(one: ScheduleLine, other: ScheduleLine) -> bool:
    """In one zone weekdays, clocks and weeks decide, without walking the dates."""
    days: Sequence[int] = one.weekdays
    if not set(days) & set(other.weekdays) or {one.parity, other.parity} == {"even", "odd"}:
        return False
    (starts, ends), (begins, closes) = _hours(one), _hours(other)
    return starts < closes and begins < ends


def _hours(line: ScheduleLine) -> tuple[time, time]:
    return line.time_from or time(), line.time_to or time()


def _spans(line: ScheduleLine, since: date, until: date) -> Iterator[Span]:
    """Every planned meeting as UTC instants, in order."""
    zone = ZoneInfo(line.branch.timezone)
    starts, ends = _hours(line)
    for day in planned_dates(line, since, until):
        start = datetime.combine(day, starts, zone).astimezone(UTC)
        end = datetime.combine(day, ends, zone).astimezone(UTC)
        # a night when clocks go forward may swallow the end
        yield start, max(end, start + timedelta(minutes=1))


@rule("SCH-07")
def person_is_free(crossing: Crossing | None) -> Refusal | None:
    """No overlap of one person's lines, also across branches and zones."""
    if crossing is None or crossing.line.person is None:
        return None
    when = format_when(crossing.starts_at, crossing.ends_at, crossing.line.branch.timezone)
    return Refusal(
        rule="SCH-07",
        words=_("{name} уже {busy} {when}: строка «{line}».").format(
            name=crossing.line.person.short_name,
            busy=_busy(crossing.line.person),
            when=when,
            line=f"{days_text(crossing.other)} {time_text(crossing.other)}",
        ),
        next_step=_("Измените день или время одной из строк."),
        field="time_from",
    )


def _busy(person: Person) -> str:
    return {Person.Sex.MALE.value: _("занят"), Person.Sex.FEMALE.value: _("занята")}.get(
        person.sex, _("занят(а)")
    )
