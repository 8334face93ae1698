"""A branch begins from its own Порядок: read, half decided, with things to mend in the text."""

from opora.regulations.reading.actions import begin_reading, decide

from .acts import DATA
from .world import World

FILE = "poryadok-filiala.txt"
AGREED = 6


def read_the_branch_act(world: World) -> None:
    """The first answers are confirmed; the rest waits for the specialist."""
    reading = begin_reading((DATA / FILE).read_bytes(), FILE, by=world.people["tsoy"])
    decide(reading, dict(reading.proposals.filter(certain=True).values_list("pk", "value")[:AGREED]))
