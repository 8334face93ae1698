"""What one reads and confirms for himself, and a representative for a ward."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import home_day, wards_of
from opora.people.rules import signs_himself
from opora.regulations.models import ActEdition
from opora.regulations.queries import HELP_ACT, edition_in_force, editions_asked

from ..models import Acquaintance
from .circle import LEARNING, Asked, asked, due_of, unmarked


@dataclass(frozen=True, slots=True)
class Reading:
    """An edition and a person it concerns. ``may_sign``: the reader may confirm it for this person."""

    edition: ActEdition
    person: Person
    due: date
    mark: Acquaintance | None
    may_sign: bool
    is_late: bool


def readings(actor: Actor, on: date | None = None) -> list[Reading]:
    """What concerns the reader and, for a representative, his wards; what waits comes first, by its term.

    Three statements, a fourth for wards; one while no edition is asked.
    """
    on = on or home_day()
    return _readings(actor, editions_asked(on), on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Every edition that is asked, and of :func:`readings` what waits for this reader's own word."""

    editions: list[ActEdition]
    own: list[Reading]


def waiting(actor: Actor) -> Waiting:
    """One statement, another for wards."""
    on = home_day()
    people = _people(actor, on)
    found = unmarked(people, on)
    own = [
        _reading(edition, row, people[row.person], None, actor, on)
        for edition, rows in found
        for row in rows
        if _is_meant(row, actor)
    ]
    return Waiting([edition for edition, _rows in found], _ordered(one for one in own if one.may_sign))


def reading(actor: Actor, edition: int) -> list[Reading]:
    """The same of one edition; empty when it does not concern him."""
    on = home_day()
    return _readings(actor, [one for one in editions_asked(on) if one.pk == edition], on)


def _readings(actor: Actor, editions: list[ActEdition], on: date) -> list[Reading]:
    if not editions:
        return []
    people = _people(actor, on)
    rows = [row for row in asked(editions, on, people=people) if _is_meant(row, actor)]
    marks = Acquaintance.objects.in_bulk([row.mark for row in rows if row.mark])
    by_number = {edition.pk: edition for edition in editions}
    return _ordered(
        _reading(by_number[row.edition], row, people[row.person], marks.get(row.mark or 0), actor, on)
        for row in rows
    )


def _people(actor: Actor, on: date) -> dict[int, Person]:
    wards = wards_of(actor.person, on) if actor.role is Role.REPRESENTATIVE else []
    return {person.pk: person for person in (actor.person, *wards)}


def _is_meant(row: Asked, actor: Actor) -> bool:
    """A ward is asked here as a learner only."""
    return row.person == actor.person.pk or Role.LEARNER in row.roles


def _reading(
    edition: ActEdition, row: Asked, person: Person, mark: Acquaintance | None, actor: Actor, on: date
) -> Reading:
    due = due_of(edition, row.since)
    may = person != actor.person or _signs(person, on) or not set(row.roles) <= LEARNING
    return Reading(edition, person, due, mark, may, is_late=mark is None and due < on)


def _ordered(found: Iterable[Reading]) -> list[Reading]:
    return sorted(found, key=lambda one: (one.mark is not None, one.due, one.edition.act.title))


def _signs(person: Person, on: date) -> bool:
    return signs_himself(person.birth_date, on)


def help_order_unread(learner: Person, on: date) -> ActEdition | None:
    """The help order in force, while it concerns this learner and he is not acquainted. Three statements."""
    edition = edition_in_force(on, act=HELP_ACT)
    if edition is None or not edition.concerns:
        return None
    rows = asked([edition], on, people=[learner.pk])
    return edition if any(row.mark is None for row in rows) else None
