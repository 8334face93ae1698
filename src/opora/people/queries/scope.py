"""Whose cards a role limited to branches sees; people know no enrolment: other domains say who belongs."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from ..access import Actor
from ..models import Person

M = TypeVar("M", bound=Model)
Belongs = Callable[[frozenset[int]], Q]
_ways: list[Belongs] = []


def belongs(way: Belongs) -> Belongs:
    """Register a way for a person to belong to branches, by their numbers: the learners of their groups."""
    _ways.append(way)
    return way


@belongs
def _works(branches: frozenset[int]) -> Q:
    return Q(staff_contracts__branch__in=branches)


@belongs
def _is_nobodys_yet(_branches: frozenset[int]) -> Q:
    """A card just made, before its first contract."""
    return Q(staff_contracts=None, contract_parties=None)


def people_of(actor: Actor) -> QuerySet[Person]:
    """Whose cards this actor opens: all, or those who work and study in the branches of the role."""
    if not actor.window.branches:
        return Person.objects.all()
    found = Q(pk=actor.person.pk)
    for way in _ways:
        found |= Q(pk__in=Person.objects.filter(way(actor.window.branches)).values("pk"))
    return Person.objects.filter(found)


def about_people_of(actor: Actor, rows: QuerySet[M], person: str = "person") -> QuerySet[M]:
    """Of the rows those about people whose cards this actor opens; ``person`` is the way to them."""
    if not actor.window.branches:
        return rows
    return rows.filter(**{f"{person}__in": people_of(actor).values("pk")})
