"""Rates of those paid by the hour, one of them under a civil contract; one grew in the middle of a month."""

from opora.workload.actions import set_rate
from opora.workload.models import Rate

from .world import World

ACADEMIC, ASTRONOMICAL = Rate.Unit.ACADEMIC, Rate.Unit.ASTRONOMICAL


def set_rates(world: World) -> None:
    since = world.days.of(2, 9)
    for key, kopecks in (("mirzoev", 65_000), ("petrova", 72_050), ("sokolov", 65_000)):
        set_rate(world.contracts[key], since=since, kopecks=kopecks, unit=ACADEMIC)
    set_rate(world.contracts["mirzoev"], since=since, kopecks=80_000, unit=ACADEMIC, kind="exam_prep")
    set_rate(world.contracts["timofeeva"], since=since, kopecks=150_000, unit=ASTRONOMICAL)
    set_rate(world.contracts["mirzoev"], since=world.days.of(16, 11), kopecks=70_000, unit=ACADEMIC)
