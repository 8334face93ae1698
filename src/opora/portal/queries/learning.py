"""The first page of a learner, and of a representative for a ward."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opora.acquaintance.queries import waiting
from opora.consultations.models import Booking
from opora.consultations.queries.sessions import next_for
from opora.consultations.queries.slots import Slot, bookable_sessions
from opora.kernel.clock import now
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.studies.models import GroupPart, ProgrammePart
from opora.studies.queries.learners import Studies, my_learners, programmes_of

from .acts import acts_to_read
from .waiting import Task, learning_tasks, new_messages

AHEAD = timedelta(days=14)
WARN_BEFORE = timedelta(days=30)  # domain.md §4.1: contracts and birthdays are told of 30 days before
SLOTS = 6


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date to remember; ``tone`` is warning when less than a week is left."""

    day: date
    title: str
    words: str | Promise
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class LearningHome:
    """``learner`` is None for a representative without a ward; ``next`` is the nearest booking."""

    learner: Person | None
    wards: list[Person]
    next: Booking | None
    next_is_today: bool
    slots: list[Slot]
    programmes: list[Studies]
    deadlines: list[Deadline]
    tasks: list[Task]


def learning_home(actor: Actor, chats: int, ward: str = "") -> LearningHome:
    """Everything of the page in a constant number of statements. ``ward`` is the id chosen in the switch.

    ``chats``: in how many something new was said.
    """
    on = home_day()
    people = my_learners(actor, on)
    learner = next((person for person in people if str(person.pk) == ward), people[0] if people else None)
    if learner is None:
        return LearningHome(None, [], None, False, [], [], [], [])
    coming = next_for(learner) if actor.window.is_open else None
    programmes = programmes_of([learner], on)
    return LearningHome(
        learner=learner,
        wards=people if actor.role is Role.REPRESENTATIVE else [],
        next=coming,
        next_is_today=coming is not None and coming.session.date == on,
        slots=_slots(actor, learner) if actor.window.is_open else [],
        programmes=programmes,
        deadlines=_deadlines(actor, programmes, on),
        tasks=[
            *learning_tasks(learner, _suffix(actor, learner)),
            *new_messages(actor, chats),
            *acts_to_read(actor, waiting(actor).own),
        ]
        if actor.window.is_open
        else [],
    )


def _suffix(actor: Actor, learner: Person) -> str:
    return f"?ward={learner.pk}" if actor.role is Role.REPRESENTATIVE else ""


def _slots(actor: Actor, learner: Person) -> list[Slot]:
    """What can be booked comes first; of what cannot only so much that the reason is seen."""
    found = bookable_sessions(learner, now(), now() + AHEAD, asked_by=actor.person)
    ahead = [slot for slot in found if slot.session.starts_at > now()]
    chosen = [slot for slot in ahead if slot.state in ("free", "mine")][:SLOTS]
    chosen += [slot for slot in ahead if slot.state in ("full", "off")][: SLOTS - len(chosen)]
    return sorted(chosen, key=lambda slot: (slot.session.starts_at, slot.session.pk))


def _attestation(run: GroupPart) -> tuple[date | None, str]:
    """Its day and words for it; the final one begins with its part."""
    if run.part.kind == ProgrammePart.Kind.FINAL:
        return run.attestation_on or run.starts_on, _("итоговая аттестация, {group}")
    return run.attestation_on, _("промежуточная аттестация, {group}")


def _deadlines(actor: Actor, programmes: list[Studies], on: date) -> list[Deadline]:
    runs = (
        (progress.run, studies.enrolment.group.code) for studies in programmes for progress in studies.parts
    )
    found = [
        Deadline(day, run.part.title, words.format(group=group), "certificate", _tone(day, on))
        for run, group in runs
        for day, words in (_attestation(run),)
        if day and day >= on
    ]
    until = actor.window.until
    if actor.window.is_open and until and until - on <= WARN_BEFORE:
        title = _("Договор {document} заканчивается").format(document=actor.window.document)
        words = _("кабинет закроется на следующий день; продлить можно у куратора")
        found.append(Deadline(until, title, words, "file-text", _tone(until, on)))
    return sorted(found, key=lambda deadline: deadline.day)[:8]


def _tone(day: date, on: date) -> str:
    return "warning" if (day - on).days <= 7 else ""
