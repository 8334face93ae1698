"""Lines on the week grid, in the organisation's time; placed by attributes, without inline style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opora.kernel.times import WEEKDAYS, zone_label
from opora.people.models import Branch

from ..models import Schedule, ScheduleLine
from ..queries import day_is_open, days_off, parity_text

DAY_MINUTES = 24 * 60
LONG_MINUTES = 6 * 60
LANES = (1, 2, 3, 4, 6)
STEP = 5
SHOWN_LOST = 4


@dataclass(slots=True)
class Block:
    """One weekday of a line. ``begins`` and ``ends`` are clocks «HH:MM» of the organisation.

    ``shift`` is how many minutes the clock of the line's branch is ahead of it.
    """

    line: ScheduleLine
    line_day: int
    day: int
    minute_from: int
    minute_to: int
    state: str = ""
    label: str = ""
    lane: int = 1
    lanes: int = 1
    shift: int = 0

    @property
    def begins(self) -> str:
        return clock(self.minute_from // STEP * STEP)

    @property
    def ends(self) -> str:
        return clock(-(-self.minute_to // STEP) * STEP)


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    title: str
    off: bool


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What days off take from one weekday of the period (SCH-08), by the calendar of a branch.

    ``branch`` 0 is the organisation, for a line that has no branch yet. ``shut``: no meeting is left at all.
    """

    branch: int
    day: int
    dates: str
    shut: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """A clock of the organisation with the same moment on the walls of other branches."""

    clock: str
    elsewhere: list[str]


@dataclass(frozen=True, slots=True)
class Week:
    """The grid: days, hours from ``first``, blocks; ``whole_day`` lines stand under it in words."""

    days: list[Day]
    hours: list[Hour]
    zones: list[str]
    first: int
    start: str
    end: str
    blocks: list[Block]
    whole_day: list[ScheduleLine]
    off: list[DaysOff]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def shifted(day: int, at: time, *, frm: str, to: str, on: date) -> tuple[int, time]:
    """A weekday and a clock of one zone on the wall of another, by the offsets of a date."""
    if frm == to:
        return day, at
    monday = on - timedelta(days=on.weekday())
    there = datetime.combine(monday + timedelta(days=day - 1), at, ZoneInfo(frm)).astimezone(ZoneInfo(to))
    return there.isoweekday(), there.time().replace(tzinfo=None)


def week_of(
    lines: Sequence[ScheduleLine],
    states: Mapping[int, str],
    *,
    zone: str,
    on: date,
    off: Sequence[DaysOff] = (),
) -> Week:
    """Lay the lines out; the grid grows to hold them all, at least 09:00–20:00 and Monday to Saturday.

    ``off`` (:func:`off_by_branch`): where a line is dragged to, it is told what days off will take.
    """
    blocks: list[Block] = []
    whole_day: list[ScheduleLine] = []
    for line in lines:
        if line.time_from is None or line.time_to is None or not line.weekdays:
            continue
        if _minutes(line.time_to) - _minutes(line.time_from) > LONG_MINUTES:
            whole_day.append(line)
            continue
        blocks += [_block(line, day, states.get(line.pk, ""), zone, on) for day in line.weekdays]
    _set_lanes(blocks)
    first = min([9 * 60, *(block.minute_from for block in blocks)]) // 60
    last = -(-max([20 * 60, *(block.minute_to for block in blocks)]) // 60)
    count = 7 if any(block.day == 7 for block in blocks) else 6
    days = [Day(day, WEEKDAYS[day - 1].capitalize(), day > 5) for day in range(1, count + 1)]
    zones = _zones(lines, zone)
    hours = [
        Hour(clock(hour * 60), [_there(hour, zone, one, on) for one in zones])
        for hour in range(first, last + 1)
    ]
    return Week(days, hours, zones, first, clock(first * 60), clock(last * 60), blocks, whole_day, list(off))


def off_by_branch(schedule: Schedule, lines: Sequence[ScheduleLine]) -> list[DaysOff]:
    """Weekdays of the period that lose dates, for each branch of the lines and for the organisation."""
    since, until = schedule.period_from, schedule.period_to
    named: dict[int, Branch | None] = {0: None} | {line.branch_id: line.branch for line in lines}
    found = []
    for pk, branch in named.items():
        off = days_off(branch, since, until)
        for weekday in range(1, 8):
            lost = sorted(day for day in off if day.isoweekday() == weekday)
            if lost:
                found.append(DaysOff(pk, weekday, _dates(lost), not day_is_open(schedule, weekday, off)))
    return found


def _dates(days: Sequence[date]) -> str:
    shown = ", ".join(f"{day:%d.%m}" for day in days[:SHOWN_LOST])
    return f"{shown}…" if len(days) > SHOWN_LOST else shown


def _zones(lines: Sequence[ScheduleLine], home: str) -> list[str]:
    """Other zones of the lines, side by side with the organisation's; more than two would not be read."""
    return list(dict.fromkeys(line.branch.timezone for line in lines if line.branch.timezone != home))[:2]


def _there(hour: int, home: str, zone: str, on: date) -> str:
    if hour == 24:
        return ""
    day, at = shifted(1, time(hour), frm=home, to=zone, on=on)
    return f"{at:%H:%M}" if day == 1 else f"{at:%H:%M}{'⁺¹' if day == 2 else '⁻¹'}"


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _block(line: ScheduleLine, day: int, state: str, zone: str, on: date) -> Block:
    starts, ends = line.time_from or time(), line.time_to or time()
    own = line.branch.timezone
    shown_day, shown = shifted(day, starts, frm=own, to=zone, on=on)
    begins = _minutes(shown)
    length = _minutes(ends) - _minutes(starts)
    words = [f"{starts:%H:%M}–{ends:%H:%M}"]
    if own != zone:
        words.append(zone_label(own))
    if weeks := parity_text(line.parity):
        words.append(weeks)
    shift = (day - shown_day) * DAY_MINUTES + _minutes(starts) - begins
    week = 7 * DAY_MINUTES
    return Block(
        line,
        day,
        shown_day,
        begins,
        min(begins + length, DAY_MINUTES),  # what crosses midnight of the organisation is cut at it
        state,
        " ".join(words),
        shift=(shift + week // 2) % week - week // 2,
    )


def _set_lanes(blocks: Sequence[Block]) -> None:
    """Blocks that meet share the width of their day."""
    for day in range(1, 8):
        cluster: list[Block] = []
        until = -1
        for block in sorted((one for one in blocks if one.day == day), key=lambda one: one.minute_from):
            if block.minute_from >= until:
                _share(cluster)
                cluster = []
            cluster.append(block)
            until = max(until, block.minute_to)
        _share(cluster)


def _share(cluster: Sequence[Block]) -> None:
    ends: list[int] = []
    for block in cluster:
        free = next((lane for lane, end in enumerate(ends) if end <= block.minute_from), None)
        if free is None:
            ends.append(block.minute_to)
            block.lane = len(ends)
        else:
            ends[free] = block.minute_to
            block.lane = free + 1
    lanes = next((width for width in LANES if width >= len(ends)), LANES[-1])
    for block in cluster:
        block.lanes, block.lane = lanes, (block.lane - 1) % lanes + 1
