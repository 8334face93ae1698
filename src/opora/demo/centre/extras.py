"""Meetings beside the график: a long correspondence, a webinar for all, exam-prep, a psychologist."""

from datetime import datetime, time, timedelta

from opora.consultations.actions import ExtraPlan, Record, book_slot, create_extra_session, hold_session
from opora.consultations.models import Booking, Kind, PrepItem, Scope, Session, TopicBasis
from opora.kernel.clock import travel
from opora.schedule.models import Format, Mode

from .attendance import booked
from .days import EXAM_PREP, at, working_day_before
from .world import World

MINUTE = timedelta(minutes=1)
FRONTAL_BOOKED, FRONTAL_CAME = 66, 64


def make_extra_sessions(world: World) -> None:
    _correspondence(world)
    _webinar_for_all(world)
    _exam_prep(world)
    _psychologist(world)


def _extra(
    world: World, person: str, start: datetime, minutes: int, made: datetime, reason: str, **plan: object
) -> Session:
    """An extra session made at the instant ``made``."""
    with travel(min(made, world.days.now)):
        return create_extra_session(
            world.people[person],
            plan=ExtraPlan(
                branch=world.head,
                starts_at=start,
                ends_at=start + minutes * MINUTE,
                **plan,  # type: ignore[arg-type]
            ),
            reason=reason,
        )


def _correspondence(world: World) -> None:
    """One question answered at intervals on three days: 7, 12 and 5 minutes (domain.md §8, case 14)."""
    day = working_day_before(world.days.of(17, 11))
    start = at(day, time(10))
    session = _extra(
        world,
        "kovaleva",
        start,
        480,
        start - MINUTE,
        "вопрос слушателя вне графика",
        format=Format.INDIVIDUAL,
        mode=Mode.OFFLINE,
        scope=Scope.TOPIC,
        means=[world.means["chat"]],
        groups=[world.groups["ОТ"]],
    )
    with travel(start):
        place = book_slot(
            session,
            learner=world.people["sidorenko"],
            asked_by=world.people["sidorenko"],
            question="Нужно ли заводить новый журнал инструктажей, если в старом кончились листы?",
        )
    answers = ((0, time(11, 5), 7), (1, time(9, 40), 12), (3, time(16, 20), 5))
    intervals = [
        (begins, begins + minutes * MINUTE)
        for after, clock, minutes in answers
        if (begins := at(day + timedelta(days=after), clock))
    ]
    with travel(at(day + timedelta(days=3), time(16, 40))):
        hold_session(
            session,
            record=Record(
                intervals=intervals,
                attended=frozenset({place.pk}),
                topic="журнал инструктажей",
                topic_basis=TopicBasis.APPEALS,
                scope=Scope.TOPIC,
            ),
        )


def _webinar_for_all(world: World) -> None:
    """Frontal: three groups at once, minutes counted once (LOAD-02; domain.md §8, case 12)."""
    start = at(working_day_before(world.days.of(18, 11)), time(14))
    groups = ("ОТ", "ТБ", "ЗАК")
    session = _extra(
        world,
        "mirzoev",
        start,
        90,
        start - timedelta(days=6),
        "общий вебинар перед зачётной неделей",
        format=Format.FRONTAL,
        mode=Mode.ONLINE,
        capacity=100,
        means=[world.means["webinar"]],
        groups=[world.groups[key] for key in groups],
    )
    people = list({who.pk: who for key in groups for who in world.learners[key]}.values())
    places = Booking.objects.bulk_create(booked(session, people[:FRONTAL_BOOKED]))
    with travel(start + 100 * MINUTE):
        hold_session(
            session,
            record=Record(
                start,
                start + 88 * MINUTE,
                (),
                frozenset(one.pk for one in places[:FRONTAL_CAME]),
                (),
                "изменения в обучении работодателей и закупках",
                TopicBasis.INITIATIVE,
                Scope.OVERVIEW,
            ),
        )


def _exam_prep(world: World) -> None:
    """In a group for all (S0-5.5), alone for a learner with a plan (S0-5.5c); criteria wait."""
    day, group = world.days.exam_prep, world.groups["ОТ"]
    part = world.parts["ОТ-40"][2]
    shared = {
        "kind": Kind.EXAM_PREP,
        "mode": Mode.ONLINE,
        "means": [world.means["vks"]],
        "parts": [part],
        "groups": [group],
    }
    made = at(world.days.monday - timedelta(days=4), time(12))
    session = _extra(
        world,
        "kovaleva",
        at(day, EXAM_PREP[0]),
        90,
        made,
        "перед промежуточной аттестацией",
        format=Format.GROUP,
        topic=part.title,
        place="каб. «ОТ»",
        **shared,
    )
    PrepItem.objects.bulk_create(
        [
            PrepItem(
                session=session,
                item=PrepItem.Item.BRIEFING,
                done=True,
                minutes=15,
                note="памятка о процедуре и оформлении в чате группы",
            ),
            PrepItem(
                session=session,
                item=PrepItem.Item.HARD_TASKS,
                done=True,
                minutes=30,
                note="три задачи разобраны на последней встрече",
            ),
            PrepItem(session=session, item=PrepItem.Item.CRITERIA),
        ]
    )
    others = [
        who for who in world.learners["ОТ"] if who not in (world.people["ivanova"], world.people["sidorenko"])
    ]
    Booking.objects.bulk_create(booked(session, others[:23]))
    alone = _extra(
        world,
        "kovaleva",
        at(day, time(18, 45)),
        40,
        made,
        "индивидуальный учебный план № 5-ИУП",
        format=Format.INDIVIDUAL,
        topic=part.title,
        **shared,
    )
    _book(world, session, "ivanova", question="Как оформить титульный лист аттестационной работы?")
    _book(world, alone, "sidorenko", question="Прошу писать ответы в чат: на слух не успеваю.")


def _psychologist(world: World) -> None:
    """Outside the teaching load help is individual (S0-5.9): one child at a time."""
    shared = {
        "format": Format.INDIVIDUAL,
        "mode": Mode.ONLINE,
        "means": [world.means["vks"]],
        "groups": [world.groups["ПИТ"]],
        "topic": "как не бояться выступать с проектом",
        "topic_basis": TopicBasis.INITIATIVE,
        "kind": Kind.ORGANISATIONAL,
    }
    reason = "просьба куратора группы"
    past = at(working_day_before(world.days.of(13, 11)), time(16))
    held = _extra(world, "timofeeva", past, 40, past - timedelta(days=3), reason, **shared)
    with travel(past - timedelta(days=2)):
        place = book_slot(held, learner=world.people["zotova-v"], asked_by=world.people["zotova"])
    with travel(past + 50 * MINUTE):
        hold_session(
            held,
            record=Record(past, past + 35 * MINUTE, (), frozenset({place.pk}), topic=str(shared["topic"])),
        )
    ahead = world.days.today + timedelta(days=3)
    while working_day_before(ahead) != ahead:
        ahead += timedelta(days=1)
    free = _extra(world, "timofeeva", at(ahead, time(16)), 40, world.days.now, reason, **shared)
    _book(
        world, free, "zotov-i", by="zotova", question="Илья пропустил два занятия, переживает из-за проекта."
    )


def _book(world: World, session: Session, learner: str, *, by: str = "", question: str = "") -> None:
    book_slot(
        session,
        learner=world.people[learner],
        asked_by=world.people[by or learner],
        question=question,
    )
