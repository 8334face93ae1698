"""Who is acquainted with an edition and who is not, as each reader may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from opora.notifications.models import Notification
from opora.people.access import Actor
from opora.people.models import Person, Role, StaffContract
from opora.people.queries import people_of
from opora.regulations.models import ActEdition
from opora.studies.models import Enrolment, Group
from opora.studies.queries import groups_for
from opora.studies.rules import ACTIVE

from ..access import sees_learners
from ..models import Acquaintance
from .circle import LEARNING, Asked, asked, due_of

UNREAD, LATE, DONE, ALL = "unread", "late", "done", "all"
STATES = (UNREAD, LATE, DONE, ALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter: ``state`` of :data:`STATES`, a role, a group whose learners and their parents are meant."""

    state: str = UNREAD
    role: str = ""
    group: Group | None = None


def wanted_of(actor: Actor, query: Mapping[str, str]) -> Wanted:
    """The filter of an address, within what the reader sees."""
    state, role, group = query.get("state", ""), query.get("role", ""), query.get("group", "")
    number = int(group) if group.isascii() and group.isdigit() and len(group) < 10 else 0
    chosen = groups_for(actor).filter(pk=number).first() if number else None
    return Wanted(state if state in STATES else UNREAD, role if role in Role else "", chosen)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of an edition's circle. ``name`` is empty for a reader who is given no names."""

    person: Person
    name: str
    standing: str
    due: date
    mark: Acquaintance | None
    days_late: int
    reminded: date | None


def key_of(edition: ActEdition, *more: object) -> str:
    """Keys of what people are told of an edition: «acquaint-17», «acquaint-17-remind-20261123»."""
    return "-".join(map(str, ("acquaint", edition.pk, *more)))


def curated(actor: Actor, group: Group | None = None) -> set[int] | None:
    """Numbers of :func:`circle_of`, asked."""
    circle = circle_of(actor, group)
    return None if circle is None else set(circle)


def circle_of(actor: Actor, group: Group | None = None) -> "QuerySet[Any, int] | None":
    """Learners of own groups and those who act for them; None: everybody. Of one group when it is named."""
    if group is None and actor.role is not Role.CURATOR:
        return people_of(actor).values_list("pk", flat=True) if actor.window.branches else None
    groups = groups_for(actor).filter(pk=group.pk) if group else groups_for(actor)
    learners = Enrolment.objects.filter(group__in=groups.values("pk"), state__in=ACTIVE).values("learner")
    own = Person.objects.filter(pk__in=learners).values_list("pk", flat=True)
    parents = Person.objects.filter(wards__ward__in=learners).values_list("pk", flat=True)
    return own.union(parents)


def wanted_rows(actor: Actor, edition: ActEdition, wanted: Wanted, on: date) -> list[Asked]:
    """Everybody of the edition's circle whom the reader sees and the filter leaves, by name."""
    people = curated(actor, wanted.group)
    rows = asked([edition], on, people=people, roles=[wanted.role] if wanted.role in Role else None)
    match wanted.state:
        case "done":
            return [row for row in rows if row.mark]
        case "late":
            return [row for row in rows if not row.mark and due_of(edition, row.since) < on]
        case "unread":
            return [row for row in rows if not row.mark]
    return rows


def lines(actor: Actor, edition: ActEdition, rows: Sequence[Asked], on: date) -> list[Line]:
    """What a page or a paper shows of these rows; four statements for any number."""
    people = Person.objects.in_bulk([row.person for row in rows])
    marks = Acquaintance.objects.in_bulk([row.mark for row in rows if row.mark])
    positions = _positions(people, on)
    reminded = _reminded(edition, people)
    named = sees_learners(actor)
    return [
        Line(
            person=people[row.person],
            name=people[row.person].full_name if named or row.is_worker else "",
            standing=_standing(row, positions),
            due=due_of(edition, row.since),
            mark=marks.get(row.mark) if row.mark else None,
            days_late=0 if row.mark else max((on - due_of(edition, row.since)).days, 0),
            reminded=reminded.get(row.person),
        )
        for row in rows
    ]


def _standing(row: Asked, positions: dict[int, str]) -> str:
    """«преподаватель» by the contract; of those who are no workers, the role."""
    if row.is_worker and row.person in positions:
        return positions[row.person]
    return ", ".join(str(role.label) for role in Role if role in row.roles and role in LEARNING) or ", ".join(
        str(role.label) for role in row.roles
    )


def _positions(people: Iterable[int], on: date) -> dict[int, str]:
    contracts = StaffContract.objects.filter(person__in=list(people), valid_from__lte=on)
    return dict(contracts.order_by("valid_from", "pk").values_list("person", "position"))


def _reminded(edition: ActEdition, people: Iterable[int]) -> dict[int, date]:
    """The day each was last told of this edition."""
    told = Notification.objects.filter(person__in=list(people), key__startswith=f"{key_of(edition)}")
    rows = told.order_by("created_at").values_list("person", "key", "created_at")
    return {
        person: at.date()
        for person, key, at in rows
        if key == key_of(edition) or key.startswith(f"{key_of(edition)}-")
    }
