"""Who comes to which meeting, and about what: chosen by chance that is the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opora.consultations.models import Booking, Scope, Session, TopicBasis
from opora.people.models import Person
from opora.studies.models import GroupPart

from .schedules import LINES
from .world import World

SPECS = {line.key: line for line in LINES}
BOOKED = {
    "vks": (10, 18),
    "chat": (7, 14),
    "webinar": (7, 15),
    "polygon": (3, 7),
    "mail": (1, 1),
    "deputy": (1, 1),
    "curator": (2, 5),
    "support": (1, 1),
}
ORGANISATIONAL = (
    "порядок переноса зачёта",
    "документы для личного дела",
    "доступ к материалам дисциплины",
    "справка об обучении для работодателя",
    "расписание практики",
    "замена электронной почты в кабинете",
)
BASES = (TopicBasis.PROGRESS, TopicBasis.APPEALS, TopicBasis.APPEALS, TopicBasis.INITIATIVE)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a meeting of a line is about and who may come."""

    topic: str
    basis: str
    scope: str
    learners: Sequence[Person]
    run: GroupPart | None = None
    group: str = ""


def meeting(world: World, key: str, on: date) -> Meeting | None:
    """A part that one of the line's groups studies on the date; None when none does."""
    spec, random = SPECS[key], world.random
    if not spec.groups:
        studying = [code for code, group in world.groups.items() if group.starts_on <= on <= group.ends_on]
        if not studying:
            return None
        topic = random.choice(ORGANISATIONAL)
        return Meeting(topic, TopicBasis.APPEALS, Scope.TOPIC, world.learners[random.choice(studying)])
    found = running(world, key, on)
    if not found:
        return None
    group, run = random.choice(found)
    topics = world.topics[run.part_id]
    if not topics or random.random() < 0.3:
        return Meeting(
            f"обзор: {run.part.title}",
            random.choice(BASES),
            Scope.OVERVIEW,
            world.learners[group],
            run,
            group,
        )
    return Meeting(
        random.choice(topics), random.choice(BASES), Scope.TOPIC, world.learners[group], run, group
    )


def running(world: World, key: str, on: date) -> list[tuple[str, GroupPart]]:
    """Groups of a line with the parts they study on the date."""
    spec = SPECS[key]
    parts = {world.parts[code][place - 1].pk for code, places in spec.parts for place in places}
    return [
        (group, run)
        for group in spec.groups
        for run in world.runs[group]
        if run.part_id in parts and run.starts_on <= on <= run.ends_on
    ]


def some(world: World, key: str, learners: Sequence[Person], capacity: int, count: int = 0) -> list[Person]:
    least, most = BOOKED[key]
    count = count or world.random.randint(least, most)
    return world.random.sample(list(learners), min(count, capacity, len(learners)))


def booked(session: Session, learners: Sequence[Person]) -> list[Booking]:
    """Unsaved places of these learners, each asked by the learner."""
    return [Booking(session=session, learner=who, asked_by=who) for who in learners]


def serve(pairs: Sequence[tuple[Session, Meeting]]) -> None:
    """Meetings of the past served one group and one part each, as the journal shows."""
    chosen = [(session, what) for session, what in pairs if what.run is not None]
    ids = [session.pk for session, _what in chosen]
    for through in (Session.parts.through, Session.groups.through):
        through.objects.filter(session_id__in=ids).delete()
    Session.parts.through.objects.bulk_create(
        Session.parts.through(session_id=session.pk, programmepart_id=what.run.part_id)
        for session, what in chosen
        if what.run
    )
    Session.groups.through.objects.bulk_create(
        Session.groups.through(session_id=session.pk, group_id=what.run.group_id)
        for session, what in chosen
        if what.run
    )
