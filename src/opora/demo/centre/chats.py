"""Chats: of a course part with a topic and a poll, with a minor, of workers; an announcement.

Two rude words in the first became cases of moderation.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.conversations.actions import (
    PollQuestion,
    Record,
    announce,
    ask_all,
    edit,
    open_topic,
    pin,
    react,
    read_up_to,
    register,
    send,
    start_course,
    start_group,
    start_personal,
    vote,
)
from opora.conversations.models import Conversation, Message
from opora.conversations.queries.announcing import LEARNERS, Audience
from opora.kernel.clock import travel
from opora.kernel.speech import insisting
from opora.moderation.actions import Verdict, appeal, decide, report
from opora.moderation.models import Case, Report
from opora.moderation.queries.policy import hits_in
from opora.moderation.rules import WARNED, insist_value
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
    with travel(at(friday, time(12, 55))):
        pin(first)
        react(answer, by=learner, code="thanks")
    with travel(at(friday, time(13, 0))):
        poll = ask_all(
            course, by=teacher, client_id=uuid4(),
            question=PollQuestion("Когда разберём задачи?", ["В среду вечером", "В субботу утром"]),
        )  # fmt: skip
        for person, option in zip((learner, fellow), poll.poll.options.all(), strict=True):
            vote(poll, by=person, options=[option.pk])
    _quarrel(world, course, friday)
    journal = _say(
        course, fellow, days.now - timedelta(minutes=50), "А журнал нужен бумажный?", reply_to=first
    )
    with travel(days.now - timedelta(minutes=49)):
        open_topic(journal, by=fellow, title="Какой нужен журнал")
    _with_a_minor(world, friday)
    _of_workers(world, friday)
    _announced(world, friday)


def _announced(world: World, friday: date) -> None:
    deputy, reader = world.people["gromov"], world.people["ivanova"]
    with travel(at(friday, time(16, 30))):
        chat = announce(
            deputy, title="Вход в корпус по пропускам",
            text="С понедельника в корпус пускают по пропускам. Возьмите паспорт.",
            audience=Audience(frozenset({LEARNERS})), replies="author", client_id=uuid4(),
        )  # fmt: skip
    with travel(at(friday, time(18, 5))):
        read_up_to(chat, by=reader, seq=1)


def _quarrel(world: World, course: Conversation, friday: date) -> None:
    """One case waits for a decision; of the other its author does not agree with it."""
    people = world.people
    known = people["ivanova"].pk
    first, second = [one for one in world.learners["ОТ"] if one.pk != known][1:3]
    sharp = _insist(course, second, at(friday, time(13, 10)), "Заткнись уже со своим журналом")
    with travel(at(friday, time(13, 20))):
        words = "Мы просто спросили о журнале."
        case = report(sharp, by=people["ivanova"], reason=Report.Reason.INSULT, words=words).case
    with travel(at(friday, time(15, 40))):
        reason = "Грубость в учебном чате. Вопрос о журнале был по делу."
        decide(case, by=people["tsoy"], verdict=Verdict(Case.Decision.HIDE, reason))
    with travel(at(friday, time(17, 5))):
        appeal(case, by=second, text="Это была шутка, мы дружим. Прошу вернуть сообщение.")
    _insist(course, first, world.days.now - timedelta(hours=3), "Вы там идиоты? Опять перенесли зачёт!")


def _insist(chat: Conversation, by: Person, moment: datetime, text: str) -> Message:
    """Sent in spite of the remark."""
    with insisting(insist_value([hit for hit in hits_in(text) if hit.grade in WARNED])):
        return _say(chat, by, moment, text)


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
