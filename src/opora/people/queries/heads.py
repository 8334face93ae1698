"""Who signs for the organisation on a date, and as whom: the head, or «и. о. директора» while away."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pymorphy3
from django.db.models import Q

from ..models import Person, Role, RoleGrant, StaffContract

HEAD = "руководитель"


@dataclass(frozen=True, slots=True)
class Signer:
    person: Person
    position: str


def head_signer(on: date) -> Signer | None:
    """The head on a date or who replaces him; None before anybody was appointed."""
    head = _heads(on).first()
    if head is None:
        return None
    acting = _acting_for([head.pk], on)
    position = _position(head, on)
    return Signer(acting, acting_position(position or HEAD)) if acting else Signer(head, position)


def signs_as(person: Person, on: date) -> str:
    """In what position a person signs orders on a date: own, or that of the absent head."""
    heads = list(_heads(on))
    if person in heads:
        return _position(person, on)
    if replaced := [head for head in heads if _acting_for([head.pk], on) == person]:
        return acting_position(_position(replaced[0], on) or HEAD)
    return _position(person, on)


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
    return pymorphy3.MorphAnalyzer()


def _heads(on: date) -> Any:
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), role=Role.DIRECTOR, valid_from__lte=on
    )
    return Person.objects.filter(role_grants__in=grants).order_by("-role_grants__valid_from", "pk").distinct()


def _acting_for(heads: list[int], on: date) -> Person | None:
    return Person.objects.filter(
        stands_in__person__in=heads, stands_in__valid_from__lte=on, stands_in__valid_to__gte=on
    ).first()


def _position(person: Person, on: date) -> str:
    contracts = StaffContract.objects.filter(person=person, valid_from__lte=on).order_by("-valid_from", "-pk")
    contract = contracts.first() or person.staff_contracts.order_by("-valid_from").first()
    return contract.position if contract else ""
