"""The график in its editions: one replaced, one in force, one being drafted with three things in the way."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from opora.consultations.actions import generate_sessions
from opora.kernel.clock import travel
from opora.kernel.times import parity
from opora.schedule import actions
from opora.schedule.actions import LineValues
from opora.schedule.models import Format, Mode, Schedule, ScheduleLine
from opora.schedule.queries import lines_of

from .days import at
from .drafting import gather_lines
from .people import let_sokolov_go
from .world import World

AHEAD = timedelta(weeks=4)
DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Line:
    """A line of the form; ``parts`` are (programme, places of its parts from 1)."""

    key: str
    person: str
    weekdays: list[int]
    hours: tuple[time, time]
    means: list[str]
    place: str = ""
    format: str = Format.GROUP
    mode: str = Mode.ONLINE
    capacity: int = 30
    groups: Sequence[str] = ()
    parts: Sequence[tuple[str, list[int]]] = ()
    by_parity: bool = False


def _lines(name: str) -> tuple[Line, ...]:
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "lines.toml").read_text(encoding="utf-8"))[name]
    return tuple(
        Line(**{**row, "hours": tuple(time.fromisoformat(clock) for clock in row["hours"])}) for row in rows
    )


LINES, IN_THE_WAY = _lines("lines"), _lines("draft")


def make_schedules(world: World) -> None:
    """Every state is reached by the action that reaches it in life, on its day."""
    days, people = world.days, world.people
    specialist = people["tsoy"]
    title, next_title = _titles(world)
    with travel(at(days.of(9, 9), time(10))):
        first = actions.create_draft(
            title=title, period_from=days.of(15, 9), period_to=days.of(31, 12), by=specialist
        )
        for line in LINES:
            person = "sokolov" if line.key == "webinar" else line.person
            if line.key != "polygon":  # its group began to study in October
                values = values_of(world, replace(line, person=person))
                actions.add_line(first, values=values, by=specialist)
    _bring_out(world, first, on=days.of(10, 9), number="42-о")
    let_sokolov_go(world)
    with travel(at(days.of(29, 9), time(11))):
        second = actions.copy_as_new_edition(first, by=specialist, period_from=days.of(5, 10))
        webinar = next(line for line in lines_of(second) if line.person == people["sokolov"])
        actions.change_line(
            webinar, values=replace(actions.values_of(webinar), person=people["mirzoev"]), by=specialist
        )
        polygon = actions.add_line(second, values=values_of(world, LINES[3]), by=specialist)
        mail = next(line for line in lines_of(second) if line.person == people["petrova"])
        _swap(polygon, mail)
    _bring_out(world, second, on=days.of(1, 10), number="47-о")
    actions.record_stand(second, on=days.of(2, 10), note="холл учебного корпуса", by=specialist)
    with travel(at(days.of(2, 10), time(13))):
        generate_sessions(second, until=days.today + AHEAD)
    world.first_edition, world.edition = first, second
    world.lines = {line.key: _find(second, world, line) for line in LINES}
    _draft_next(world, next_title)


def _titles(world: World) -> tuple[str, str]:
    """«График на II полугодие 2026» by the middle of the period, and the half-year after it."""
    middle = world.days.of(8, 11)
    half, year = (1 if middle.month < 7 else 2), middle.year
    following = (2, year) if half == 1 else (1, year + 1)
    return (
        f"График на {'I' * half} полугодие {year}",
        f"График на {'I' * following[0]} полугодие {following[1]}",
    )


def values_of(world: World, line: Line) -> LineValues:
    person = world.people[line.person]
    wanted = parity(world.days.monday)
    return LineValues(
        person=person,
        branch=world.contracts[line.person].branch,
        job_title=world.contracts[line.person].position,
        weekdays=list(line.weekdays),
        parity=wanted if line.by_parity else ScheduleLine.Parity.ANY,
        time_from=line.hours[0],
        time_to=line.hours[1],
        means=[world.means[code] for code in line.means],
        place=line.place,
        format=line.format,
        mode=line.mode,
        capacity=line.capacity,
        parts=[world.parts[code][place - 1] for code, places in line.parts for place in places],
        groups=[world.groups[key] for key in line.groups],
    )


def _bring_out(world: World, schedule: Schedule, *, on: date, number: str) -> None:
    specialist, director = world.people["tsoy"], world.people["orlova"]
    with travel(at(on, time(9))):
        actions.submit(schedule, by=specialist)
    with travel(at(on, time(15))):
        actions.approve(schedule, number=number, on=on, signer=director)
    with travel(at(on + timedelta(days=1), time(12))):
        actions.publish(schedule, by=specialist)
    schedule.refresh_from_db()


def _swap(one: ScheduleLine, other: ScheduleLine) -> None:
    """The order of the form is that of the positions."""
    places = ScheduleLine.objects.in_bulk([one.pk, other.pk])
    for line, place in ((one, places[other.pk]), (other, places[one.pk])):
        ScheduleLine.objects.filter(pk=line.pk).update(position=place.position)


def _find(schedule: Schedule, world: World, wanted: Line) -> ScheduleLine:
    return ScheduleLine.objects.select_related("branch", "person").get(
        schedule=schedule, person=world.people[wanted.person], time_from=wanted.hours[0]
    )


def _draft_next(world: World, title: str) -> None:
    """The next half-year as the editor is shown it: an overlap, an early end of a contract, an empty cell."""
    days, people = world.days, world.people
    overlap, empty = IN_THE_WAY
    drafted = min(at(days.of(19, 11), time(14)), days.now)
    with travel(drafted):
        draft = actions.create_draft(
            title=title, period_from=days.of(11, 1, 2027), period_to=days.of(30, 6, 2027), by=people["tsoy"]
        )
        for line in (*LINES[:1], overlap, *LINES[1:4], empty, *LINES[4:]):
            actions.add_line(draft, values=values_of(world, line), by=people["tsoy"])
    gather_lines(world, draft)
