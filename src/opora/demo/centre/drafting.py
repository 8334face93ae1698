"""The next half-year is gathered from workers: a new line, a moved one, a returned one; some are silent."""

from dataclasses import replace
from datetime import time, timedelta

from opora.kernel.clock import travel
from opora.schedule import actions
from opora.schedule.actions import LineValues
from opora.schedule.models import Mode, Schedule, ScheduleLine
from opora.schedule.queries import lines_of

from .days import at
from .world import World


def gather_lines(world: World, draft: Schedule) -> None:
    days, people = world.days, world.people
    asked = min(at(days.of(20, 11), time(10)), days.now)
    with travel(asked):
        actions.ask_for_lines(draft, until=days.of(11, 12))
    with travel(min(asked + timedelta(hours=3), days.now)):
        _move(world, _line(draft, world, "kovaleva"))
        actions.propose_line(
            draft,
            person=people["mirzoev"],
            values=LineValues(
                weekdays=[5],
                time_from=time(17),
                time_to=time(18, 30),
                means=[world.means["webinar"]],
                mode=Mode.ONLINE,
                groups=[world.groups["ТБ"]],
            ),
            comment="группа просит консультацию перед выходными",
        )
        early = actions.propose_line(
            draft,
            person=people["lee"],
            values=LineValues(
                weekdays=[6], time_from=time(9), time_to=time(10, 30), means=[world.means["vks"]]
            ),
        )
        actions.keep_lines(draft, person=people["schulz"])
    with travel(min(asked + timedelta(hours=5), days.now)):
        remark = "суббота во Владивостоке не рабочая, предложите будний день"
        actions.return_proposal(early, remark=remark, by=people["gromov"])
    actions.allow_site(origin="https://baltvektor.example", note="сайт учебного центра")


def _line(draft: Schedule, world: World, person: str) -> ScheduleLine:
    return next(line for line in lines_of(draft) if line.person == world.people[person])


def _move(world: World, line: ScheduleLine) -> None:
    values = replace(actions.values_of(line), time_from=time(17, 30), time_to=time(19))
    actions.propose_line(
        line.schedule,
        person=world.people["kovaleva"],
        values=values,
        line=line,
        comment="после 19 кабинет «ОТ» закрывают",
    )
