"""Rates of those paid by the hour, one under a civil contract; working time of those on a salary."""

from datetime import time

from opora.people.actions import set_working_hours
from opora.workload.actions import set_planned_load, set_rate
from opora.workload.models import PlannedLoad, Rate

from .world import World

ACADEMIC, ASTRONOMICAL = Rate.Unit.ACADEMIC, Rate.Unit.ASTRONOMICAL


def set_rates(world: World) -> None:
    since = world.days.of(2, 9)
    for key, kopecks in (("mirzoev", 65_000), ("petrova", 72_050), ("sokolov", 65_000)):
        set_rate(world.contracts[key], since=since, kopecks=kopecks, unit=ACADEMIC)
    set_rate(world.contracts["mirzoev"], since=since, kopecks=80_000, unit=ACADEMIC, kind="exam_prep")
    set_rate(world.contracts["timofeeva"], since=since, kopecks=150_000, unit=ASTRONOMICAL)
    set_rate(world.contracts["mirzoev"], since=world.days.of(16, 11), kopecks=70_000, unit=ACADEMIC)


def set_regimes(world: World) -> None:
    """Friday is shorter; the curator comes later than the lines of the график promise on Mondays."""
    since = world.days.of(2, 9)
    set_working_hours(
        world.contracts["tsoy"],
        weekdays=[1, 2, 3, 4, 5],
        time_from=time(9),
        time_to=time(18),
        valid_from=since,
    )
    for key in ("gromov", "schulz"):
        for weekdays, until in (([1, 2, 3, 4], time(18)), ([5], time(17))):
            set_working_hours(
                world.contracts[key],
                weekdays=weekdays,
                time_from=time(9),
                time_to=until,
                break_from=time(13),
                break_to=time(13, 45),
                valid_from=since,
            )
    set_working_hours(
        world.contracts["schulz"],
        weekdays=[1],
        time_from=time(11),
        time_to=time(19),
        valid_from=world.days.of(2, 11),
    )


def tighten_plan(world: World) -> None:
    """The curator's plan of this month is less than the график promises: it ends before the month does."""
    month = world.days.today.replace(day=1)
    plan = PlannedLoad.objects.filter(contract=world.contracts["schulz"], month=month).first()
    if plan is not None:
        set_planned_load(plan.contract, month=month, basis=plan.basis, minutes=plan.minutes * 4 // 5)
