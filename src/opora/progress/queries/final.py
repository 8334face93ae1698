"""What keeps a learner from the final attestation: leave, the contract, interim tests (S4-2.1o)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opora.people.access import Actor
from opora.studies.models import Enrolment, Group, GroupPart
from opora.studies.queries import BeforeFinal, before_final, final_runs, groups_for

from ..models import KnownTest, Result
from ..rules import PASSED
from .results import branch_of, parts_of


@dataclass(frozen=True, slots=True)
class ToFinal:
    """A learner with the day of his final attestation and what stands before it, in words."""

    who: BeforeFinal
    obstacles: list[str]


@dataclass(frozen=True, slots=True)
class _Interim:
    """A part whose interim attestation has passed, and the tests of it and of what is inside."""

    run: GroupPart
    tests: frozenset[int]


def to_final(actor: Actor, on: date) -> list[ToFinal]:
    """Of the groups this actor sees, the nearest day first. A constant number of statements."""
    return to_final_of(groups_for(actor), on)


def to_final_of(groups: QuerySet[Group], on: date) -> list[ToFinal]:
    """Of these groups, whoever asks: the morning job has no actor."""
    runs = list(final_runs(groups, on))
    rows = before_final(runs)
    interim = _interim({run.group_id for run in runs}, on)
    latest = _latest(
        {row.enrolment.learner_id for row in rows},
        {test for parts in interim.values() for one in parts for test in one.tests},
    )
    return [ToFinal(row, _obstacles(row, interim[row.enrolment.group_id], latest)) for row in rows]


def _interim(groups: set[int], on: date) -> dict[int, list[_Interim]]:
    runs = GroupPart.objects.filter(
        group__in=groups, part__has_attestation=True, attestation_on__lte=on
    ).select_related("part", "group")
    runs = runs.order_by("attestation_on", "pk")
    programmes = {run.group.programme_id for run in runs}
    parts = parts_of(programmes)
    tests: dict[int, set[int]] = defaultdict(set)
    for pk, part in KnownTest.objects.filter(programme__in=programmes).values_list("pk", "part_id"):
        tests[part].add(pk)
    found: dict[int, list[_Interim]] = defaultdict(list)
    for run in runs:
        inside = (tests[part] for part in branch_of(run.part_id, parts))
        found[run.group_id].append(_Interim(run, frozenset().union(*inside)))
    return found


def _latest(learners: Iterable[int], tests: Iterable[int]) -> dict[tuple[int, int], bool]:
    """(learner, test) → whether the last attempt passed."""
    rows = Result.objects.filter(learner__in=set(learners), test__in=set(tests)).order_by("taken_at", "pk")
    return {
        (learner, test): share >= PASSED
        for learner, test, share in rows.values_list("learner_id", "test_id", "share")
    }


def _obstacles(
    row: BeforeFinal, interim: Sequence[_Interim], latest: dict[tuple[int, int], bool]
) -> list[str]:
    """Where a part has no tests here, its results are kept elsewhere and nothing is said of it."""
    learner, told = row.enrolment.learner_id, []
    if row.enrolment.state == Enrolment.State.LEAVE:
        told.append(_("в академическом отпуске"))
    if row.paid_until and row.paid_until < row.day:
        told.append(_("договор до {day}").format(day=f"{row.paid_until:%d.%m.%Y}"))
    for one in interim:
        if one.run.part_id in row.credited or not one.tests:
            continue
        passed = [latest[learner, test] for test in one.tests if (learner, test) in latest]
        title = one.run.part.title
        if not passed:
            told.append(_("нет результата: {part}").format(part=title))
        elif not all(passed):
            told.append(_("ниже порога: {part}").format(part=title))
    return told
