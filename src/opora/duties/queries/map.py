"""Whose each duty is on a date: by an order for it alone, else by the role it goes with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import quote

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.people.models import Absence, Person, RoleGrant, StaffContract
from opora.people.queries import subordination, superiors_on
from opora.regulations.models import Clause
from opora.regulations.queries import edition_in_force

from ..models import Assignment
from .evidence import Evidence, evidence_of
from .register import Known, duties

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers on a date. ``substitute`` does it now, ``deputy`` while the owner is away.

    ``superior`` says whose subordinate the owner is (S4-2.2).
    """

    person: Person
    position: str
    order: str
    since: date
    until: date | None
    substitute: Person | None = None
    back: date | None = None
    deputy: Person | None = None
    assignment: int | None = None
    ends_soon: bool = False
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One duty of the map; ``gap`` says in words why nobody answers for it, empty when somebody does.

    ``clause_url`` leads to the text on the site; ``lost`` marks a clause that the edition in force has not.
    """

    duty: Known
    owners: tuple[Owner, ...]
    gap: str = ""
    clause_url: str = ""
    lost: bool = False
    evidence: Evidence | None = None


def _now(on: date) -> Q:
    return (Q(valid_to=None) | Q(valid_to__gte=on)) & Q(valid_from__lte=on)


def duty_map(on: date) -> list[Line]:
    """Every duty kept, the uncovered first. Six statements for any number."""
    known = duties()
    assigned = list(
        Assignment.objects.filter(duty__in=known, valid_from__lte=on).select_related(
            "person", "order", "deputy"
        )
    )
    roles = {one.role for one in known.values() if one.role}
    grants = list(RoleGrant.objects.filter(_now(on), role__in=roles).select_related("person"))
    people = {row.person_id for row in assigned} | {row.person_id for row in grants}
    contracts = {
        row.person_id: row
        for row in StaffContract.objects.filter(_now(on), person__in=people).order_by("valid_from")
    }
    positions = {person: row.position for person, row in contracts.items()}
    superiors = superiors_on(on)
    above = {person: subordination(row, superiors) for person, row in contracts.items()}
    away = {
        row.person_id: row
        for row in Absence.objects.filter(
            person__in=people, valid_from__lte=on, valid_to__gte=on
        ).select_related("deputy")
    }
    by_duty: dict[str, list[Assignment]] = defaultdict(list)
    for row in assigned:
        by_duty[row.duty].append(row)
    by_role: dict[str, list[RoleGrant]] = defaultdict(list)
    for grant in grants:
        by_role[grant.role].append(grant)
    lines = [_line(one, by_duty[code], by_role[one.role], positions, on) for code, one in known.items()]
    lines = [
        replace(line, owners=tuple(_away(owner, away, above) for owner in line.owners)) for line in lines
    ]
    return sorted(lines, key=lambda line: not line.gap)


def _line(
    duty: Known, assigned: list[Assignment], grants: list[RoleGrant], positions: dict[int, str], on: date
) -> Line:
    current = [row for row in assigned if row.valid_to is None or row.valid_to >= on]
    owners = [
        Owner(
            person=row.person,
            position=positions[row.person_id],
            order=_("приказ № {number} от {day}").format(
                number=row.order.number, day=f"{row.order.date:%d.%m.%Y}"
            ),
            since=row.valid_from,
            until=row.valid_to,
            deputy=row.deputy,
            assignment=row.pk,
            ends_soon=row.valid_to is not None and row.valid_to - on <= SOON,
        )
        for row in current
        if row.person_id in positions
    ]
    if not current:
        owners = [
            Owner(
                person=row.person,
                position=positions[row.person_id],
                order=row.basis,
                since=row.valid_from,
                until=row.valid_to,
                ends_soon=row.valid_to is not None and row.valid_to - on <= SOON,
            )
            for row in grants
            if row.person_id in positions
        ]
    return Line(duty, tuple(owners), gap="" if owners else _gap(duty, assigned, current))


def _gap(duty: Known, assigned: list[Assignment], current: list[Assignment]) -> str:
    if current:
        return _("договор закончился: {name}").format(name=current[0].person.short_name)
    if assigned:
        last = max(assigned, key=lambda row: row.valid_to or row.valid_from)
        return _("срок назначения закончился {day}: {name}").format(
            day=f"{last.valid_to:%d.%m.%Y}", name=last.person.short_name
        )
    return _("на роль никто не назначен") if duty.role else _("никто не назначен")


def _away(owner: Owner, away: dict[int, Absence], above: dict[int, str]) -> Owner:
    owner = replace(owner, superior=above[owner.person.pk])
    row = away.get(owner.person.pk)
    return replace(owner, substitute=row.deputy, back=row.valid_to) if row else owner


def uncovered(on: date) -> int:
    return sum(bool(line.gap) for line in duty_map(on))


def lines_for_page(on: date) -> list[Line]:
    """With the clauses of the centre's acts and what the system shows; statements do not grow with duties."""
    lines = duty_map(on)
    clauses = _clauses(lines, on)
    shown = evidence_of({line.duty.evidence for line in lines}, on, _people(lines))
    return [
        replace(
            line,
            clause_url=clauses.get((line.duty.act.pk, line.duty.clause), "") if line.duty.act else "",
            lost=bool(line.duty.act and (line.duty.act.pk, line.duty.clause) not in clauses),
            evidence=shown.get(line.duty.evidence),
        )
        for line in lines
    ]


def _people(lines: Iterable[Line]) -> dict[str, set[int]]:
    """By kind of evidence, those whose work is counted: owners and who replaces them."""
    found: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        for owner in line.owners:
            found[line.duty.evidence].add(owner.person.pk)
            if owner.substitute:
                found[line.duty.evidence].add(owner.substitute.pk)
    return found


def _clauses(lines: Iterable[Line], on: date) -> dict[tuple[int, str], str]:
    """Addresses of the clauses named, in the editions in force; two statements an act, and acts are few."""
    found: dict[tuple[int, str], str] = {}
    for act in {line.duty.act for line in lines if line.duty.act}:
        edition = edition_in_force(on, act=act.code)
        wanted = {line.duty.clause for line in lines if line.duty.act == act}
        if edition:
            numbers = Clause.objects.filter(edition=edition, number__in=wanted).values_list(
                "number", flat=True
            )
            found |= {(act.pk, number): clause_address(act.code, number) for number in numbers}
    return found


def clause_address(code: str, number: str) -> str:
    return f"{reverse('website:act', args=[code])}?clause={quote(number)}#p-{quote(number)}"
