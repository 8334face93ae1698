"""Chats: of a course part with a file and a reply, a personal one with a minor, one of workers."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.conversations.actions import (
    Record,
    edit,
    register,
    send,
    start_course,
    start_group,
    start_personal,
)
from opora.conversations.models import Conversation, Message
from opora.kernel.clock import travel
from opora.people.models import Person

from .days import at, working_day_before
from .world import World

LIST = (
    "Что взять на зачёт\n\n1. Паспорт.\n2. Журнал инструктажей своего подразделения.\n"
    "3. Вопросы, которые остались после консультации.\n"
)


def start_chats(world: World) -> None:
    days, people = world.days, world.people
    friday = working_day_before(days.monday - timedelta(days=3))
    run = world.runs["ОТ"][2]
    teacher, learner = people["kovaleva"], people["ivanova"]
    fellow = next(one for one in world.learners["ОТ"] if one.pk != learner.pk)
    with travel(at(friday, time(10, 5))):
        course = start_course(teacher, run=run)
    first = _say(
        course, teacher, at(friday, time(10, 6)),
        "Коллеги, здесь разбираем вопросы по дисциплине. Перед зачётом посмотрите список.",
        attached=[SimpleUploadedFile("Что взять на зачёт.txt", LIST.encode())],
    )  # fmt: skip
    asked = _say(
        course, learner, at(friday, time(12, 14)),
        "Чем целевой инструктаж отличается от внепланового? В тесте у меня ошибка.",
    )  # fmt: skip
    answer = _say(
        course, teacher, at(friday, time(12, 40)),
        "Целевой проводят перед разовой работой, внеплановый при изменениях.", reply_to=asked,
    )  # fmt: skip
    with travel(at(friday, time(12, 43))):
        answer = edit(
            answer, text="Целевой проводят перед разовой работой, внеплановый при изменениях и нарушениях."
        )
    with travel(at(friday, time(12, 50))):
        register(
            asked,
            by=teacher,
            record=Record(run, "Целевой и внеплановый инструктаж", asked.text, answer.text, 6),
        )
    _say(course, fellow, days.now - timedelta(minutes=50), "А журнал нужен бумажный?", reply_to=first)
    _with_a_minor(world, friday)
    _of_workers(world, friday)


def _with_a_minor(world: World, friday: date) -> None:
    """The mother is told at once and may come in."""
    curator, ward = world.people["schulz"], world.people["zotov-i"]
    with travel(at(friday, time(15, 0))):
        chat = start_personal(curator, to=ward)
    _say(chat, curator, at(friday, time(15, 1)), "Илья, здравствуйте. Проект можно сдать до вторника.")
    _say(chat, ward, at(friday, time(16, 20)), "Спасибо, сдам в понедельник.")


def _of_workers(world: World, friday: date) -> None:
    curator = world.people["schulz"]
    with travel(at(friday, time(9, 30))):
        chat = start_group(
            curator, title="Расписание и замены",
            people=[world.people["kovaleva"], world.people["gromov"]], staff_only=True,
        )  # fmt: skip
    _say(chat, curator, at(friday, time(9, 31)), "В среду аудитория 204 занята, консультации только онлайн.")


def _say(chat: Conversation, by: Person, moment: datetime, text: str, **more: Any) -> Message:
    with travel(moment):
        return send(chat, by=by, client_id=uuid4(), text=text, **more)
