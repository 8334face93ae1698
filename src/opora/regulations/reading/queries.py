"""Readings, the register of norms with the centre's own corrections, and own acts that cite a lapsed norm."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from ..models import ActEdition, Clause, LocalAct
from ..queries import Standing, acts_with_standing
from .citations import OwnAct, OwnEdition
from .models import ActReading, ExternalAct
from .norms import Norm, cited, replacement, shipped_norms, warning

FIELDS = ("code", "kind", "number", "dated", "title", "since", "lapsed", "successor", "confirmed", "note")


def readings() -> QuerySet[ActReading]:
    """Readings, the latest first, with how many answers wait."""
    return ActReading.objects.select_related("read_by").annotate(
        total=Count("proposals"), waiting=Count("proposals", filter=Q(proposals__decision=""))
    )


def norms() -> dict[str, Norm]:
    """What ships with the program, with the centre's own rows over it. One statement."""
    own = {row["code"]: Norm(**row) for row in ExternalAct.objects.values(*FIELDS)}
    return {**shipped_norms(), **own}


def own_acts() -> list[OwnAct]:
    """Acts of the register by their approved editions, for citations (S1-O-0). Three statements."""
    rows = ActEdition.objects.filter(ActEdition.COMES_INTO_FORCE).order_by("act_id", "effective_from")
    numbers: dict[int, set[str]] = defaultdict(set)
    for edition, number in Clause.objects.filter(edition__in=rows).values_list("edition", "number"):
        numbers[edition].add(number)
    editions: dict[int, list[OwnEdition]] = defaultdict(list)
    for row in rows:
        editions[row.act_id].append(
            OwnEdition(row.effective_from, row.revoked_from, frozenset(numbers[row.pk]))
        )
    return [
        OwnAct((act.title, act.short_title), tuple(editions[act.pk]))
        for act in LocalAct.objects.filter(pk__in=editions)
    ]


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of an own act that cites a lapsed norm, and the phrase drafted for the next edition."""

    act: LocalAct
    edition: ActEdition
    clause: Clause
    norm: Norm
    words: str
    phrase: str


def stale_citations(on: date, register: Mapping[str, Norm]) -> list[Citation]:
    """ACT-06: clauses of editions in force or coming that cite what has lapsed. Always as many statements."""
    editions = {
        edition.pk: (act, edition)
        for act, rows in acts_with_standing(on)
        for edition, standing in rows
        if standing in (Standing.IN_FORCE, Standing.UPCOMING)
    }
    gone = {code: norm for code, norm in register.items() if norm.has_lapsed(on)}
    clauses = Clause.objects.filter(edition__in=editions).order_by("edition_id", "position")
    return [
        Citation(
            *editions[clause.edition_id],
            clause,
            norm,
            warning(norm, register),
            replacement(norm, register),
        )
        for clause in clauses
        for norm in cited(clause.text, gone)
    ]
