"""What learners got wrong and asked, one decision about it, and a dossier of an exam-prep that was held."""

from datetime import time, timedelta
from decimal import Decimal
from random import Random

from opora.consultations import actions
from opora.consultations.actions import ExtraPlan, Record
from opora.consultations.models import Kind, PrepItem, Scope
from opora.consultations.rules.holding import PrepMark
from opora.kernel.clock import travel
from opora.people.models import Person
from opora.progress.actions import Entered, decline_topic, enter_results
from opora.progress.queries import radar_of
from opora.schedule.models import Format, Mode
from opora.studies.models import GroupPart, ProgrammePart

from .days import at, working_day_before
from .world import World

MOST = Decimal(20)
# Group, number of the part in its programme: topic, how many of ten went wrong, day before today.
TESTS: tuple[tuple[str, int, str, int, int], ...] = (
    ("ОТ", 2, "Виды инструктажей", 6, 4),
    ("ОТ", 2, "Журналы и проверка знаний", 4, 3),
    ("ОТ", 2, "Программы обучения и стажировка", 1, 3),
    ("ТБ", 2, "Освещение, шум и вибрация", 5, 5),
    ("ТБ", 2, "Вредные производственные факторы", 3, 10),
    ("ТБ", 2, "Производственный контроль", 1, 3),
)
EVIDENCE = (
    (PrepItem.Item.BRIEFING, 20, "Памятка: процедура, время, правила оформления работы"),
    (PrepItem.Item.HARD_TASKS, 40, "Три задачи прошлого года с решением: СУОТ, аудит, план мероприятий"),
    (PrepItem.Item.CRITERIA, 15, "Лист критериев: 5 показателей, порог 60 %"),
)


def make_topics(world: World) -> None:
    for key, number, title, wrong, ago in TESTS:
        run = world.runs[key][number]
        _test(world, run, _topic(run, title), world.learners[key], wrong, ago)
    _decline_one(world)
    _dossier(world)


def _topic(run: GroupPart, title: str) -> ProgrammePart:
    return ProgrammePart.objects.get(parent=run.part_id, title=title)


def _test(
    world: World, run: GroupPart, part: ProgrammePart, learners: list[Person], wrong: int, ago: int
) -> None:
    """``wrong`` of every ten learners stay below the threshold."""
    assert run.teacher is not None  # noqa: S101 -- these disciplines have one
    day = max(working_day_before(world.days.today - timedelta(days=ago)), run.starts_on)
    taken = at(day, time(20, 30))
    chance = Random(part.title)  # noqa: S311 -- the same centre each time, the other steps left as they are
    points = {
        who.pk: Decimal(chance.randint(4, 11) if n % 10 < wrong else chance.randint(13, 20))
        for n, who in enumerate(chance.sample(learners, len(learners)))
    }
    with travel(min(taken + timedelta(hours=1), world.days.now)):
        moment = min(taken, world.days.now)
        enter_results(part, entered=Entered(part.title, MOST, moment, points), by=run.teacher)


def _decline_one(world: World) -> None:
    """The teacher has gone through one of the topics already."""
    run = world.runs["ТБ"][2]
    found = [one for one in radar_of(run).proposals if one.title == "Вредные производственные факторы"]
    for proposal in found:
        decline_topic(
            run, key=proposal.key, by=world.people["kovaleva"], reason="разобрали на практическом занятии"
        )


def _dossier(world: World) -> None:
    """Exam-prep of ТБ before its attestation: some missed it, one of them asked and was answered."""
    run, teacher = world.runs["ТБ"][1], world.people["kovaleva"]
    assert run.attestation_on is not None  # noqa: S101 -- it has one
    start = at(run.ends_on, time(12, 30))
    end = start + timedelta(minutes=80)
    with travel(start - timedelta(days=3)):
        session = actions.create_extra_session(
            teacher,
            plan=ExtraPlan(
                branch=world.head, starts_at=start, ends_at=end, format=Format.GROUP, mode=Mode.ONLINE,
                kind=Kind.EXAM_PREP, scope=Scope.OVERVIEW, topic=run.part.title,
                means=[world.means["vks"]], parts=[run.part], groups=[world.groups["ТБ"]],
            ),
            reason="перед промежуточной аттестацией",
        )  # fmt: skip
        learners = world.learners["ТБ"][:9]
        places = [actions.book_slot(session, learner=who, asked_by=who) for who in learners[:6]]
        for item, _minutes, words in EVIDENCE:
            actions.add_evidence(session, item=item, by=teacher, text=words)
    marks = {item.value: PrepMark(True, minutes) for item, minutes, _words in EVIDENCE}
    with travel(end + timedelta(minutes=10)):
        came = frozenset(place.pk for place in places)
        actions.hold_session(
            session,
            record=Record(start, end - timedelta(minutes=5), (), came, topic=run.part.title, prep=marks),
        )
        actions.open_window(session, until=run.attestation_on, by=teacher)
    with travel(end + timedelta(hours=5)):
        for who in learners[:5]:
            actions.acknowledge(session, learner=who, by=who)
        actions.acknowledge_on_paper(session, learners=[learners[5]], by=teacher)
        question = actions.ask_prep_question(
            session, learner=learners[7], asked_by=learners[7], text="Можно ли на защите пользоваться планом?"
        )
    answered = end + timedelta(hours=6)
    with travel(answered + timedelta(minutes=10)):
        actions.answer_prep_question(
            question, by=teacher, answer="Да, план и слайды разрешены, готовый текст — нет.",
            work_from=answered, work_to=answered + timedelta(minutes=8),
        )  # fmt: skip
        actions.acknowledge(session, learner=learners[7], by=learners[7])
