"""Teacher pages: published ones for visitors, all for those who keep them."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from opora.meetings.queries.cabinets import has_cabinet
from opora.people.models import Person, StaffContract
from opora.people.queries import home_day, staff_on
from opora.schedule.models import ScheduleLine
from opora.schedule.queries import days_text, means_text, published_on, time_text
from opora.studies.models import GroupPart

from ..models import TeacherPage


@dataclass(frozen=True, slots=True)
class Teacher:
    person: Person
    page: TeacherPage | None
    positions: list[str]


@dataclass(frozen=True, slots=True)
class Hours:
    """A line of the график in words; ``has_cabinet``: its meetings are held in a room of ours."""

    days: str
    time: str
    zone: str
    means: str
    has_cabinet: bool


def published() -> QuerySet[TeacherPage]:
    """Pages of those who work here today and agreed to be shown."""
    day = home_day()
    contracts = StaffContract.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    return (
        TeacherPage.objects.filter(is_published=True, person__in=contracts.values("person"))
        .select_related("person")
        .prefetch_related(Prefetch("person__staff_contracts", contracts, to_attr="working_contracts"))
        .order_by("person__search_name")
    )


def published_people() -> frozenset[int]:
    """Whose name in the график is a link."""
    return frozenset(published().values_list("person", flat=True).order_by())


def positions_of(page: TeacherPage) -> list[str]:
    """Of a page out of :func:`published`."""
    contracts: list[StaffContract] = page.person.working_contracts  # type: ignore[attr-defined] # prefetched
    return list(dict.fromkeys(one.position for one in contracts))


def disciplines_of(person: Person) -> list[str]:
    """What the worker teaches in groups that study now."""
    rows = GroupPart.objects.filter(teacher=person, ends_on__gte=home_day())
    return list(rows.order_by("part__title").values_list("part__title", flat=True).distinct())


def hours_of(person: Person) -> list[Hours]:
    """When the worker helps, by the график in force."""
    schedule = published_on(home_day()).first()
    if schedule is None:
        return []
    lines = (
        ScheduleLine.objects.filter(schedule=schedule, person=person)
        .select_related("branch", "schedule")
        .prefetch_related("means")
        .order_by("position", "id")
    )
    return [
        Hours(days_text(line), time_text(line), line.branch.timezone, means_text(line), has_cabinet(line))
        for line in lines
    ]


def register() -> list[Teacher]:
    """Every worker of today with his page, if there is one. Two statements."""
    rows: dict[int, Teacher] = {}
    pages = {page.person_id: page for page in TeacherPage.objects.all()}
    for contract in staff_on(home_day()):
        known = rows.get(contract.person_id)
        if known is None:
            rows[contract.person_id] = Teacher(
                contract.person, pages.get(contract.person_id), [contract.position]
            )
        elif contract.position not in known.positions:
            known.positions.append(contract.position)
    return list(rows.values())


def published_by_person() -> dict[int, TeacherPage]:
    return {page.person_id: page for page in published()}


def disciplines_by_person() -> dict[int, list[str]]:
    """What each teaches in groups that study now. One statement."""
    rows = GroupPart.objects.filter(teacher__isnull=False, ends_on__gte=home_day())
    found: dict[int, list[str]] = {}
    for person, title in rows.order_by("part__title").values_list("teacher", "part__title").distinct():
        found.setdefault(person, []).append(title)
    return found
