"""What the steps of the loading hand to each other."""

from dataclasses import dataclass, field
from random import Random

from opora.channels.models import CommunicationMeans
from opora.people.models import Branch, Person, StaffContract
from opora.schedule.models import Schedule, ScheduleLine
from opora.studies.models import Group, GroupPart, Programme, ProgrammePart

from .days import Days


@dataclass
class World:
    """The centre while it is made; keys are short names: logins of people, codes of programmes."""

    days: Days
    password: str
    scale: int = 1
    random: Random = field(default_factory=lambda: Random(23112026))  # noqa: S311 -- the same centre each time
    head: Branch = field(default_factory=Branch)
    east: Branch = field(default_factory=Branch)
    people: dict[str, Person] = field(default_factory=dict)
    contracts: dict[str, StaffContract] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    parts: dict[str, list[ProgrammePart]] = field(default_factory=dict)
    topics: dict[int, list[str]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    runs: dict[str, list[GroupPart]] = field(default_factory=dict)
    learners: dict[str, list[Person]] = field(default_factory=dict)
    means: dict[str, CommunicationMeans] = field(default_factory=dict)
    first_edition: Schedule = field(default_factory=Schedule)
    edition: Schedule = field(default_factory=Schedule)
    lines: dict[str, ScheduleLine] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    logins: set[str] = field(default_factory=set)
    numbers: int = 999
