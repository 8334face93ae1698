"""Results a teacher types in for a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.studies.models import ProgrammePart

from .. import rules
from ..models import KnownTest, Result
from ..queries.results import title_key

FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Entered:
    """One test of a group: ``points`` by the learner's id."""

    title: str
    max_points: Decimal
    taken_at: datetime
    points: Mapping[int, Decimal]


def remembered(part: ProgrammePart, title: str, max_points: Decimal | None) -> KnownTest:
    """The test of this title in the part's programme, made now if new; its part stays as it was chosen."""
    row, _created = KnownTest.objects.get_or_create(
        programme_id=part.programme_id,
        key=title_key(title),
        defaults={"title": " ".join(title.split())[:200], "part": part, "max_points": max_points},
    )
    return row


@transaction.atomic
def enter_results(part: ProgrammePart, *, entered: Entered, by: Person) -> int:
    """Write a column of points; the same test at the same time is corrected. Raises by RES-01…03."""
    enforce(rules.something_is_entered(len(entered.points)), rules.taken_in_the_past(entered.taken_at, now()))
    enforce(*(rules.points_fit(points, entered.max_points) for points in set(entered.points.values())))
    test = remembered(part, entered.title, entered.max_points)
    rows = [
        Result(
            learner_id=learner, test=test, points=points, max_points=entered.max_points,
            share=(points / entered.max_points).quantize(FOUR), taken_at=entered.taken_at,
            source=Result.Source.TEACHER, entered_by=by, created_at=now(),
        )
        for learner, points in entered.points.items()
    ]  # fmt: skip
    Result.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["learner", "test", "taken_at"],
        update_fields=["points", "max_points", "share", "updated_at"],
    )
    return len(rows)
