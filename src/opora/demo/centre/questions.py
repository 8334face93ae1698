"""Offline consultations: a question that waits, one that is late, one that has been answered."""

from datetime import datetime, time, timedelta

from opora.consultations.actions import Question, answer, ask_teacher
from opora.consultations.models import Thread
from opora.kernel.clock import travel
from opora.people.models import Person
from opora.studies.models import GroupPart

from .days import at, working_day_before
from .world import World


def ask_questions(world: World) -> None:
    """After the months are closed: the answer's minutes are new and wait for the deputy."""
    days = world.days
    friday = working_day_before(days.monday - timedelta(days=3))
    _answered(world, at(friday, time(10, 15)), at(friday, time(15, 40)))
    late = at(working_day_before(days.monday - timedelta(days=6)), time(12, 20))
    study = world.runs["ТБ"]
    _ask(late, study[3], _learner(world, 7), "Категории помещений",
         "Как определить категорию склада с лакокрасочными материалами? Прикладывать расчёт?")  # fmt: skip
    _ask(days.now - timedelta(hours=3), study[2], _learner(world, 3), "Пример расчёта риска",
         "В задании 4 получается риск 12 по одной шкале и «средний» по другой. Какую брать?")  # fmt: skip


def _learner(world: World, place: int) -> Person:
    return world.learners["ТБ"][place]


def _ask(moment: datetime, run: GroupPart, who: Person, subject: str, text: str) -> Thread:
    with travel(moment):
        return ask_teacher(run, learner=who, asked_by=who, question=Question(subject, text))


def _answered(world: World, asked: datetime, said: datetime) -> None:
    thread = _ask(asked, world.runs["ОТ"][2], world.people["ivanova"], "Журнал целевых инструктажей",
                  "Нужен ли для него отдельный журнал или хватит наряда-допуска?")  # fmt: skip
    with travel(said):
        answer(
            thread,
            by=world.people["kovaleva"],
            text="Отдельный журнал не обязателен: запись в наряде-допуске достаточна. "
            "Проверьте дату, тему и подписи.",
            minutes=14,
        )
