"""Results as each role sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from opora.kernel.text import normal_name
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.studies.models import Enrolment, GroupPart, ProgrammePart

from ..models import KnownTest, Result, ResultImport
from ..rules import PASSED


@dataclass(frozen=True, slots=True)
class Cell:
    """The latest attempt of a learner at a test; ``attempts`` counts all."""

    result: Result
    attempts: int

    @property
    def passed(self) -> bool:
        return self.result.share >= PASSED

    @property
    def percent(self) -> int:
        return percent(self.result.share)


def title_key(title: str) -> str:
    """One test under any spelling of its title."""
    return normal_name(title)[:200]


def percent(share: Decimal) -> int:
    return int((share * 100).to_integral_value())


@dataclass(frozen=True, slots=True)
class Row:
    learner: Person
    cells: list[Cell | None]


def branch_of(part_id: int, parts: Iterable[ProgrammePart]) -> set[int]:
    """A part with everything under it."""
    below: dict[int | None, list[int]] = {}
    for part in parts:
        below.setdefault(part.parent_id, []).append(part.pk)
    found, waiting = set[int](), [part_id]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting.extend(below.get(one, ()))
    return found


def parts_of(programmes: Iterable[int]) -> list[ProgrammePart]:
    return list(ProgrammePart.objects.filter(programme__in=set(programmes)).order_by("position", "pk"))


def learners_of(run: GroupPart) -> list[Person]:
    studying = Enrolment.objects.filter(group=run.group_id, state=Enrolment.State.ENROLLED)
    return list(Person.objects.filter(enrolments__in=studying).order_by("search_name", "pk"))


def attempts(results: QuerySet[Result]) -> QuerySet[Result]:
    """Annotate ``attempt``: its number among the learner's at this test, by time."""
    return results.annotate(
        attempt=Window(
            RowNumber(), partition_by=[F("learner"), F("test")], order_by=[F("taken_at").asc(), F("pk").asc()]
        )
    )


def grid_of(run: GroupPart) -> tuple[list[KnownTest], list[Row]]:
    """Tests of a discipline and the latest attempts of the group; four statements."""
    parts = branch_of(run.part_id, parts_of([run.group.programme_id]))
    learners = learners_of(run)
    rows = attempts(Result.objects.filter(test__part__in=parts, learner__in=learners))
    latest: dict[tuple[int, int], Cell] = {}
    for result in rows.order_by("taken_at", "pk"):
        latest[result.learner_id, result.test_id] = Cell(result, result.attempt)  # type: ignore[attr-defined]
    tests = list(KnownTest.objects.filter(part__in=parts).select_related("part").order_by("title", "pk"))
    return tests, [Row(who, [latest.get((who.pk, test.pk)) for test in tests]) for who in learners]


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A test as its learner sees it: the latest attempt and the earlier ones."""

    test: KnownTest
    last: Cell
    earlier: list[int]


def own_results(learners: Sequence[Person]) -> dict[int, list[OwnTest]]:
    """By learner, the latest first. One statement."""
    rows = Result.objects.filter(learner__in=learners).select_related("test__part__programme")
    found: dict[int, dict[int, list[Result]]] = {}
    for result in rows.order_by("-taken_at", "-pk"):
        found.setdefault(result.learner_id, {}).setdefault(result.test_id, []).append(result)
    return {
        learner: [
            OwnTest(tried[0].test, Cell(tried[0], len(tried)), [percent(one.share) for one in tried[1:]])
            for tried in tests.values()
        ]
        for learner, tests in found.items()
    }


def imports_for(actor: Actor) -> QuerySet[ResultImport]:
    """Files uploaded earlier: a teacher's own, the others all."""
    rows = ResultImport.objects.select_related("uploaded_by").defer("rows")
    return rows.filter(uploaded_by=actor.person) if actor.role is Role.TEACHER else rows


def learners_in_sight(actor: Actor, runs: QuerySet[GroupPart]) -> QuerySet[Enrolment]:
    """Enrolments whose results this actor may bring: those of the groups of his disciplines."""
    return (
        Enrolment.objects.filter(
            Q(state=Enrolment.State.ENROLLED) | Q(state=Enrolment.State.COMPLETED),
            group__in=runs.values("group"),
        )
        .select_related("learner__account", "group")
        .order_by("learner_id", "-enrolled_on")
    )
