"""Who signs for the organisation on a date, and as whom: the head, or «и. о. директора» while away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from opora.kernel.prepared import prepared

from ..models import Absence, Person, Role, RoleGrant, StaffContract

HEAD = "руководитель"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose name stands under a paper; ``position`` is «руководитель» when no contract says another."""

    person: Person
    position: str


def head_signer(on: date) -> Signer | None:
    """The head on a date or who replaces him; None before anybody was appointed. Three statements."""
    heads = _heads(on)
    if not heads:
        return None
    head = heads[0].person
    position = _position(head.pk, on) or HEAD
    acting = _acting_for([head.pk], on).get(head.pk)
    return Signer(acting, acting_position(position)) if acting else Signer(head, position)


def roles_on(person: Person, on: date) -> frozenset[str]:
    """Roles a person is appointed to on a date."""
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), person=person, valid_from__lte=on
    )
    return frozenset(grants.values_list("role", flat=True))


def superiors_on(on: date) -> dict[str, list[Person]]:
    """Who holds the posts others are subordinate to (S4-2.2), by role; one statement."""
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), role__in=StaffContract.Superior.values, valid_from__lte=on
    )
    found: dict[str, list[Person]] = {}
    for grant in grants.select_related("person").order_by("valid_from", "pk"):
        holders = found.setdefault(grant.role, [])
        if grant.person not in holders:
            holders.append(grant.person)
    return found


def subordination(contract: StaffContract, superiors: Mapping[str, Sequence[Person]]) -> str:
    """«заместителю руководителя (Громов П. И.)»; empty where it is not said."""
    if not contract.reports_to:
        return ""
    holders = [one for one in superiors.get(contract.reports_to, ()) if one.pk != contract.person_id]
    names = ", ".join(one.short_name for one in holders)
    post = str(contract.get_reports_to_display())
    return f"{post} ({names})" if names else post


def signs_as(person: Person, on: date) -> str:
    """In what position a person signs papers on a date: own, or that of the absent head."""
    heads = [grant.person_id for grant in _heads(on)]
    if person.pk not in heads:
        for head, acting in _acting_for(heads, on).items():
            if acting == person:
                return acting_position(_position(head, on) or HEAD)
    return _position(person.pk, on)


def acting_position(position: str) -> str:
    """«генеральный директор центра» → «и. о. генерального директора центра»."""
    words = position[:1].lower() + position[1:]
    done: list[str] = []
    rest = words.split()
    while rest:
        word = rest.pop(0)
        found = next((one for one in _morphology().parse(word) if "nomn" in one.tag), None)
        form = found.inflect({"gent"}) if found else None
        done.append(form.word if form else word)
        if found is None or "NOUN" in found.tag:
            break
    return "и. о. " + " ".join([*done, *rest])


@cache
def _morphology() -> Any:
    import pymorphy3  # noqa: PLC0415 -- its dictionary is loaded with the first position to decline

    return pymorphy3.MorphAnalyzer()


@prepared
def _heads(on: date) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), role=Role.DIRECTOR, valid_from__lte=on
    )
    return grants.select_related("person").order_by("-valid_from", "person")


def _acting_for(heads: list[int], on: date) -> dict[int, Person]:
    return {absence.person_id: absence.deputy for absence in _away(heads, on)}


@prepared
def _away(people: list[int], on: date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(person__any_of=people, valid_from__lte=on, valid_to__gte=on)
    return rows.select_related("deputy")


def _position(person: int, on: date) -> str:
    """By the latest contract that began by the date, else by the first of those to come."""
    contracts = _contracts(person)
    begun = [contract for contract in contracts if contract.valid_from <= on]
    return (begun or contracts[-1:])[0].position if contracts else ""


@prepared
def _contracts(person: int) -> QuerySet[StaffContract]:
    return StaffContract.objects.filter(person=person).order_by("-valid_from", "-pk")
