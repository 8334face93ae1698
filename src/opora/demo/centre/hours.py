"""Plans, confirmations, closed months: the deputy confirms, the director confirms the deputy's own hours."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from opora.consultations.models import Session
from opora.kernel.clock import travel
from opora.kernel.times import next_month
from opora.people.models import Branch
from opora.workload.actions import (
    answer_about,
    ask_about,
    close_month,
    confirm_entries,
    return_entry,
    set_planned_load,
    sign_month,
)
from opora.workload.models import WorkLogEntry

from .days import at, working_day_before
from .world import World

WEEK = timedelta(weeks=1)
STILL_OPEN = timedelta(days=20)
CHECKED_UNTIL = (9, 11)
CHECKED_AT_ONCE = ("schulz", "tsoy", "petrova", "timofeeva")
PLANNED = ("kovaleva", "mirzoev", "sokolov", "lee", "petrova", "gromov", "schulz")
REMARK = "Укажите, сколько слушателей обратилось: в журнале комнаты двое."
QUESTIONS = (
    ("Закончили на 20 минут позже графика: разбирали дополнительный вопрос?", "Да, разбирали билеты ОТ-40."),
    ("Кто из группы пришёл без записи?", ""),
)


def plan_load(world: World) -> None:
    """What the lines promise, rounded up to half an hour; the specialist works without a plan."""
    keys = {world.people[key].pk: key for key in PLANNED}
    promised: dict[tuple[str, date], int] = defaultdict(int)
    rows = Session.objects.filter(line__isnull=False, person__in=keys)
    for person, day, starts, ends in rows.values_list("person_id", "date", "starts_at", "ends_at"):
        promised[keys[person], day.replace(day=1)] += int((ends - starts).total_seconds()) // 60
    for (key, month), minutes in sorted(promised.items()):
        contract = world.contracts[key]
        set_planned_load(contract, month=month, basis=contract.load_basis, minutes=-(-minutes // 30) * 30)


def check_hours(world: World) -> None:
    """Week by week up to a fortnight ago; of the newest some wait, one went back with a remark."""
    _return_one(world)
    checked = world.days.of(*CHECKED_UNTIL)
    director, deputy = world.people["orlova"], world.people["gromov"]
    waiting = WorkLogEntry.objects.filter(state=WorkLogEntry.State.SUBMITTED)
    monday = world.days.of(21, 9)
    while monday <= world.days.monday:
        fresh = waiting.filter(date__lt=monday).exclude(person=deputy).order_by("date", "id")
        old = fresh.filter(date__lte=checked)
        at_once = fresh.filter(person__in=[world.people[key] for key in CHECKED_AT_ONCE])
        with travel(_morning(world, monday)):
            confirm_entries({entry.pk: entry for entry in (*old, *at_once)}.values(), by=deputy)
        monday += WEEK
    for month in closed_months(world):
        with travel(_morning(world, working_day_before(next_month(month) + timedelta(days=3)))):
            confirm_entries(waiting.filter(person=deputy, date__lt=next_month(month)), by=director)
    _ask_of_some(world)


def _return_one(world: World) -> None:
    entry = (
        WorkLogEntry.objects.filter(
            person=world.people["schulz"], state=WorkLogEntry.State.SUBMITTED, date__lt=world.days.today
        )
        .order_by("-date")
        .first()
    )
    if entry and entry.date >= world.days.of(*CHECKED_UNTIL):
        return_entry(entry, by=world.people["gromov"], remark=REMARK)


def _ask_of_some(world: World) -> None:
    """The deputy asks about two entries that wait: one is answered, the other still waits for its words."""
    waiting = (
        WorkLogEntry.objects.filter(state=WorkLogEntry.State.SUBMITTED, date__lt=world.days.today)
        .exclude(person__in=[world.people["gromov"], world.people["schulz"]])
        .select_related("person")
        .order_by("-date", "id")
    )
    for entry, (question, answer) in zip(waiting[:2], QUESTIONS, strict=False):
        asked = ask_about(entry, by=world.people["gromov"], text=question)
        if answer:
            answer_about(asked, text=answer)


def _morning(world: World, day: date) -> datetime:
    return min(at(day, time(10, 30)), world.days.now)


def closed_months(world: World) -> list[date]:
    """Months that ended long enough ago, the earliest first; those of the loaded year."""
    first = WorkLogEntry.objects.order_by("date").values_list("date", flat=True).first()
    months: list[date] = []
    month = first.replace(day=1) if first else world.days.today
    while next_month(month) + STILL_OPEN <= world.days.today:
        months.append(month)
        month = next_month(month)
    return months


def close_months(world: World) -> None:
    director, deputy = world.people["orlova"], world.people["gromov"]
    branches: tuple[Branch, ...] = (world.head, world.east)
    for month in closed_months(world):
        day = working_day_before(next_month(month) + timedelta(days=4))
        for branch in branches:
            with travel(_morning(world, day)):
                sheet = close_month(branch, month, by=deputy)
            with travel(_morning(world, day) + timedelta(hours=3)):
                sign_month(sheet, by=director)
