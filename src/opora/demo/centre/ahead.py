"""Meetings to come: topics already set, places already taken, one of them the last."""

from datetime import timedelta

from opora.consultations.actions import book_slot, set_topic
from opora.consultations.models import Booking, Scope, Session, TopicBasis
from opora.people.models import Contract, Person
from opora.schedule.models import Format

from .attendance import booked, running, some
from .world import World

SOON = timedelta(days=16)
FULL_MEETING = 26
QUESTIONS = (
    "Чем целевой инструктаж отличается от внепланового?",
    "Можно разобрать задание из теста по второму модулю?",
    "Какие документы приложить к аттестационной работе?",
)


def book_ahead(world: World) -> None:
    names = {line.key: key for key, line in world.lines.items()}
    rows = Session.objects.filter(
        line__isnull=False, state="planned", starts_at__range=(world.days.now, world.days.now + SOON)
    )
    coming = [(names[one.line.key], one) for one in rows.select_related("line", "branch") if one.line]
    first = dict(reversed(coming))
    places: list[Booking] = []
    for key, session in coming:
        learners = _entitled(world, key, session)
        if session == first[key] and key in ("vks", "polygon"):
            wanted = FULL_MEETING - 1 if key == "vks" else session.capacity
            learners = [who for who in learners if who != world.people["ivanova"]][:wanted]
        elif session.format != Format.INDIVIDUAL or world.random.random() < 0.3:
            learners = some(world, key, learners, max(session.capacity - 3, 1))
        else:
            learners = []
        places += _with_questions(world, booked(session, learners))
    Booking.objects.bulk_create(places)
    _named(world, first)


def _entitled(world: World, key: str, session: Session) -> list[Person]:
    """Learners of the line's groups that study one of its parts that day, by a contract that still holds."""
    codes = {group for group, _run in running(world, key, session.date)}
    if key in ("deputy", "curator", "support"):
        codes = {"ТБ", "ЗАК", "СТР"}
    lasting = Contract.objects.filter(valid_to__gte=session.date)
    groups = {code for code in codes if session.date <= world.groups[code].ends_on}
    people = {who.pk: who for code in sorted(groups) for who in world.learners[code]}
    paid = set(lasting.filter(learners__in=people).values_list("learners", flat=True))
    return [who for pk, who in people.items() if pk in paid]


def _with_questions(world: World, places: list[Booking]) -> list[Booking]:
    for place in places:
        if world.random.random() < 0.12:
            place.question = world.random.choice(QUESTIONS)
    return places


def _named(world: World, first: dict[str, Session]) -> None:
    """What the people of the demonstration see first in their cabinets."""
    people = world.people
    if "vks" in first:
        set_topic(
            first["vks"],
            topic="Виды инструктажей: целевой и внеплановый",
            basis=TopicBasis.APPEALS,
            scope=Scope.TOPIC,
        )
        book_slot(first["vks"], learner=people["ivanova"], asked_by=people["ivanova"], question=QUESTIONS[0])
    if "webinar" in first and running(world, "webinar", first["webinar"].date):
        set_topic(
            first["webinar"],
            topic="разбор заданий недели",
            basis=TopicBasis.PROGRESS,
            scope=Scope.OVERVIEW,
        )
