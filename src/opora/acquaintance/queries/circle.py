"""Whom editions concern on a date, computed: a new person is asked the day his role begins.

The three ways into a circle (an appointment, a contract, a verified representative) are one union; counting
and listing join it to editions in the database.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Least

from opora.kernel.prepared import prepared
from opora.people.models import (
    Contract,
    ContractLearner,
    Guardianship,
    Person,
    Role,
    RoleGrant,
    StaffContract,
)
from opora.regulations.models import ActEdition, Provision
from opora.regulations.queries import in_force, to_acquaint_with

ADULT = 18
LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
People: TypeAlias = Collection[int] | QuerySet[Any, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """One person and one edition that concerns him; ``mark`` is the number of his acquaintance, if any."""

    edition: int
    person: int
    roles: tuple[Role, ...]
    since: date
    mark: int | None

    @property
    def is_worker(self) -> bool:
        return bool(set(self.roles) - LEARNING)


def _in_force(on: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=on)


def held(on: date, people: People | None = None) -> "QuerySet[Any, Any]":
    """(person, role, since) of everybody, or of these people, on a date."""
    return _held(on, _years_before(on, ADULT), people)


def _held(on: date, grown: date, people: People | None) -> "QuerySet[Any, Any]":
    """``grown``: who was born later is a minor."""
    employed = StaffContract.objects.filter(_in_force(on), person=OuterRef("person"), valid_from__lte=on)
    grants = RoleGrant.objects.filter(
        _in_force(on), Q(role=Role.COMMISSION) | Q(Exists(employed)), valid_from__lte=on
    )
    learners = _learners(on)
    wards = Guardianship.objects.filter(
        _in_force(on),
        Q(ward__birth_date=None) | Q(ward__birth_date__gt=grown),
        status=Guardianship.Status.VERIFIED,
        valid_from__lte=on,
        ward__in=learners.values("learner"),
    )
    if people is not None:
        of, ids = ("in", people) if isinstance(people, QuerySet) else ("any_of", list(people))
        grants, learners = grants.filter(**{f"person__{of}": ids}), learners.filter(**{f"learner__{of}": ids})
        wards = wards.filter(**{f"representative__{of}": ids})
    return grants.values_list("person", "role", "valid_from").union(
        learners.values_list("learner", Value(Role.LEARNER.value), "since"),
        wards.values_list("representative", Value(Role.REPRESENTATIVE.value), "valid_from"),
        all=True,
    )


def _learners(on: date) -> Any:
    active = [Contract.State.ACTIVE, Contract.State.TERMINATED]
    return ContractLearner.objects.annotate(
        since=Greatest("valid_from", "contract__valid_from"),
        until=Least("contract__terminated_on", "valid_to", "contract__valid_to"),
    ).filter(contract__state__in=active, since__lte=on, until__gte=on)


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # the 29th of February
        return on.replace(year=on.year - years, day=28)


def days_of(edition: ActEdition) -> int:
    """The term of acquaintance, by the order in force the day it was announced."""
    return int(in_force(Provision.ACQUAINTANCE_DAYS, edition.acquaint_from or edition.effective_from))


def due_of(edition: ActEdition, since: date) -> date:
    """Till which day a person concerned since a date gets acquainted."""
    return max(edition.acquaint_from or since, since) + timedelta(days=days_of(edition))


JOINED = """
WITH held (person_id, role, since) AS ({held}),
     asked (edition_id, late_before) AS (SELECT * FROM unnest(%s::bigint[], %s::date[])),
     concerned AS (
       SELECT e.id AS edition_id, h.person_id, min(h.since) AS since, array_agg(DISTINCT h.role) AS roles,
              e.acquaint_from, asked.late_before
         FROM asked
         JOIN regulations_actedition e ON e.id = asked.edition_id
         JOIN held h ON h.role = ANY (e.concerns)
        WHERE %s::text[] IS NULL OR h.role = ANY (%s)
        GROUP BY e.id, h.person_id, asked.late_before)
"""
LISTED = """
SELECT c.edition_id, c.person_id, c.roles, c.since, a.id
  FROM concerned c
  JOIN people_person p ON p.id = c.person_id
  LEFT JOIN acquaintance_acquaintance a ON a.edition_id = c.edition_id AND a.person_id = c.person_id
 ORDER BY p.search_name, p.id
"""
COUNTED = """
SELECT c.edition_id, count(*), count(a.id),
       count(*) FILTER (WHERE a.id IS NULL AND greatest(c.acquaint_from, c.since) < c.late_before)
  FROM concerned c
  LEFT JOIN acquaintance_acquaintance a ON a.edition_id = c.edition_id AND a.person_id = c.person_id
 GROUP BY c.edition_id
"""
LATE = """
SELECT c.person_id
  FROM concerned c
 WHERE greatest(c.acquaint_from, c.since) < c.late_before AND NOT EXISTS (
       SELECT FROM acquaintance_acquaintance a
        WHERE a.edition_id = c.edition_id AND a.person_id = c.person_id)
"""


UNMARKED = """
SELECT coalesce(
         jsonb_agg(jsonb_build_array(c.person_id, c.roles, c.since) ORDER BY p.search_name, p.id), '[]')
  FROM (SELECT h.person_id, min(h.since) AS since, array_agg(DISTINCT h.role) AS roles
          FROM ({held}) AS h (person_id, role, since)
         WHERE h.role = ANY (regulations_actedition.concerns)
         GROUP BY h.person_id) c
  JOIN people_person p ON p.id = c.person_id
 WHERE NOT EXISTS (
       SELECT FROM acquaintance_acquaintance a
        WHERE a.edition_id = regulations_actedition.id AND a.person_id = c.person_id)
"""


def _statement(
    tail: str,
    editions: Sequence[ActEdition],
    on: date,
    people: People | None = None,
    roles: Iterable[str] | None = None,
) -> tuple[str, list[Any]]:
    sql, parameters = held(on, people).query.sql_with_params()
    wanted = None if roles is None else [str(role) for role in roles]
    late_before = [on - timedelta(days=days_of(edition)) for edition in editions]
    values = [*parameters, [edition.pk for edition in editions], late_before, wanted, wanted]
    return JOINED.format(held=sql) + tail, values


def _rows(
    tail: str,
    editions: Sequence[ActEdition],
    on: date,
    people: People | None = None,
    roles: Iterable[str] | None = None,
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*_statement(tail, editions, on, people, roles))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def asked(
    editions: Sequence[ActEdition],
    on: date,
    *,
    people: Collection[int] | None = None,
    roles: Iterable[str] | None = None,
) -> list[Asked]:
    """Everybody these editions concern, by name, with the marks. One statement."""
    if not editions:
        return []
    rows = _rows(LISTED, editions, on, people, roles)
    return [
        Asked(edition, person, tuple(map(Role, held_roles)), since, mark)
        for edition, person, held_roles, since, mark in rows
    ]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many an edition concerns, how many are acquainted, how many have let the term pass."""

    total: int = 0
    done: int = 0
    late: int = 0

    @property
    def left(self) -> int:
        return self.total - self.done


def progress(
    editions: Sequence[ActEdition], on: date, people: Collection[int] | None = None
) -> dict[int, Progress]:
    """By edition; one that concerns none of these people is not there. One statement for any number."""
    if not editions:
        return {}
    return {edition: Progress(*counts) for edition, *counts in _rows(COUNTED, editions, on, people)}


def late_people(
    editions: Sequence[ActEdition], on: date, people: People | None = None
) -> QuerySet[Person, Person]:
    """Who of all, or of these people, has let the term of any of these editions pass."""
    if not editions:
        return Person.objects.none()
    return Person.objects.filter(pk__in=RawSQL(*_statement(LATE, editions, on, people)))  # noqa: S611 -- constants


def unmarked(people: Collection[int], on: date) -> list[tuple[ActEdition, list[Asked]]]:
    """Every edition asked, with those of these people, by name, whom it concerns and who are not acquainted.

    One statement.
    """
    return [
        (
            edition,
            [
                Asked(edition.pk, person, tuple(map(Role, roles)), date.fromisoformat(since), None)
                for person, roles, since in edition.whom
            ],
        )
        for edition in _with_unmarked(list(people), on, _years_before(on, ADULT))
    ]


@prepared
def _with_unmarked(people: list[int], on: date, grown: date) -> "QuerySet[ActEdition, Any]":
    sql, parameters = _held(on, grown, people).query.sql_with_params()
    whom = RawSQL(UNMARKED.format(held=sql), parameters, output_field=JSONField())  # noqa: S611 -- constants
    return to_acquaint_with(on).annotate(whom=whom)
