"""The график in its editions: one replaced, one in force, one being drafted with three things in the way."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from opora.consultations.actions import generate_sessions
from opora.kernel.clock import travel
from opora.kernel.times import parity
from opora.schedule import actions
from opora.schedule.actions import LineValues
from opora.schedule.models import Format, Mode, Schedule, ScheduleLine
from opora.schedule.queries import lines_of

from .days import at
from .people import let_sokolov_go
from .world import World

AHEAD = timedelta(weeks=4)
WEEK = [1, 2, 3, 4, 5]


@dataclass(frozen=True)
class Line:
    """A line of the form; ``parts`` are (programme, places of its parts from 1)."""

    key: str
    person: str
    weekdays: tuple[int, ...]
    hours: tuple[time, time]
    means: tuple[str, ...]
    place: str = ""
    format: Format = Format.GROUP
    mode: Mode = Mode.ONLINE
    capacity: int = 30
    groups: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    by_parity: bool = False


SAFETY = (("ОТ-40", (1, 2, 3, 4, 5)), ("ТБ-256", (1, 2, 3, 5, 6)))
WEBINAR = (("ТБ-256", (1, 4)), ("ЗАК-144", (1, 2, 3, 4, 5, 6)), ("ОТ-40", (3,)), ("ВОЖ-144", (1, 3, 4)), ("ПИТ-36", (1, 2, 3, 4, 5, 6)))  # fmt: skip
LINES = (
    Line("vks", "kovaleva", (1,), (time(18), time(19, 30)), ("vks",), "каб. «ОТ»", groups=("ОТ", "ТБ"), parts=SAFETY),
    Line("chat", "kovaleva", (4,), (time(12), time(13)), ("chat",), capacity=60, groups=("ОТ", "ТБ"), parts=SAFETY),
    Line("webinar", "mirzoev", (2,), (time(17), time(18, 30)), ("webinar",), capacity=100, groups=("ТБ", "ЗАК", "ОТ", "ВОЖ", "ПИТ"), parts=WEBINAR),
    Line("polygon", "lee", (3,), (time(16), time(17)), ("in_person", "phone"), "уч. полигон; +7 (423) 200-00-00", mode=Mode.IN_PERSON, capacity=8, groups=("СТР",), parts=(("СТР-160", (1, 2, 3, 4)),), by_parity=True),
    Line("mail", "petrova", (6,), (time(10), time(11, 30)), ("email",), "ot@bv.example", Format.INDIVIDUAL, Mode.OFFLINE, 1, ("ОТ", "ТБ"), SAFETY),
    Line("deputy", "gromov", (5,), (time(15), time(16)), ("phone", "in_person"), "+7 (812) 200-00-02", Format.INDIVIDUAL, capacity=1),
    Line("curator", "schulz", tuple(WEEK), (time(10), time(12)), ("form", "chat")),
    Line("support", "tsoy", tuple(WEEK), (time(9), time(18)), ("ticket",), "", Format.INDIVIDUAL, Mode.OFFLINE, 1),
)  # fmt: skip


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
            if line.key == "webinar":
                line = replace(line, person="sokolov")
            if line.key != "polygon":  # its group began to study in October
                actions.add_line(first, values=values_of(world, line), by=specialist)
    _bring_out(world, first, on=days.of(10, 9), number="42-о")
    let_sokolov_go(world)
    with travel(at(days.of(29, 9), time(11))):
        second = actions.copy_as_new_edition(first, by=specialist, period_from=days.of(5, 10))
        webinar = next(line for line in lines_of(second) if line.person == people["sokolov"])
        actions.change_line(
            webinar, values=replace(actions.values_of(webinar), person=people["mirzoev"]), by=specialist
        )
        actions.add_line(second, values=values_of(world, LINES[3]), by=specialist)
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
    return f"График на {'I' * half} полугодие {year}", f"График на {'I' * following[0]} полугодие {following[1]}"


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


def _find(schedule: Schedule, world: World, wanted: Line) -> ScheduleLine:
    return ScheduleLine.objects.select_related("branch", "person").get(
        schedule=schedule, person=world.people[wanted.person], time_from=wanted.hours[0]
    )


def _draft_next(world: World, title: str) -> None:
    """The next half-year as the editor is shown it: an overlap, an early end of a contract, an empty cell."""
    days, people = world.days, world.people
    overlap = Line("tb", "kovaleva", (4,), (time(11, 30), time(12, 30)), ("vks",), "каб. «ТБ»", groups=("ТБ",), parts=SAFETY[1:])  # fmt: skip
    empty = Line("room", "mirzoev", (3,), (time(18), time(19)), (), groups=("ТБ",), parts=WEBINAR[:1])
    drafted = min(at(days.of(19, 11), time(14)), days.now)
    with travel(drafted):
        draft = actions.create_draft(
            title=title, period_from=days.of(11, 1, 2027), period_to=days.of(30, 6, 2027), by=people["tsoy"]
        )
        for line in (*LINES[:1], overlap, *LINES[1:4], empty, *LINES[4:]):
            actions.add_line(draft, values=values_of(world, line), by=people["tsoy"])
