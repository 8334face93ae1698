"""The page of the график: what every choice of its reader is made from, gathered once for a state."""

from collections.abc import Sequence
from dataclasses import dataclass

from opora.kernel.times import zone_words
from opora.people.models import Branch, Person
from opora.schedule.models import Format, Schedule, ScheduleLine
from opora.schedule.queries import lines_of
from opora.studies.models import Group, Programme

from . import grafik
from .state import kept_by_state
from .teachers import published_people


@dataclass(frozen=True, slots=True)
class GrafikPage:
    """The edition in force with its lines, what is live beside them, and what can be chosen.

    ``meetings`` and ``news`` are by the id of a line; ``teachers``: persons with a page of their own.
    """

    schedule: Schedule | None
    later: list[Schedule]
    lines: Sequence[ScheduleLine]
    meetings: dict[int, grafik.Meeting]
    news: dict[int, list[str]]
    teachers: frozenset[int]
    people: list[Person]
    programmes: list[Programme]
    branches: list[Branch]
    groups: list[Group]
    formats: list[Format]
    zones: list[tuple[str, str]]

    def sections(self, choice: grafik.Choice) -> list[grafik.Section]:
        return grafik.sections_of(self.lines, choice, self.meetings, self.news)


@kept_by_state
def grafik_page(_state: str) -> GrafikPage:
    schedule = grafik.schedule_now()
    lines = lines_of(schedule) if schedule else []
    people = {line.person_id: line.person for line in lines if line.person}
    return GrafikPage(
        schedule=schedule,
        later=grafik.later_editions(),
        lines=lines,
        meetings=grafik.nearest_meetings(schedule, lines) if schedule else {},
        news=grafik.fresh_news(schedule, lines) if schedule else {},
        teachers=published_people(),
        people=sorted(people.values(), key=lambda person: person.search_name),
        programmes=grafik.programmes_of(lines),
        branches=grafik.branches_of(lines),
        groups=grafik.groups_of(lines),
        formats=grafik.formats_of(lines),
        zones=[(zone, zone_words(zone)) for zone in grafik.zones_of(lines)],
    )
