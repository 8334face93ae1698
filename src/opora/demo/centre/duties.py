"""The map of responsibility: the specialist's duties on their clause, backups that nobody answers for."""

from datetime import time, timedelta

from opora.duties.actions import (
    ByOrder,
    approve_plan,
    assign,
    keep_duty,
    keep_measure,
    keep_outage,
    keep_plan,
    report_measure,
    send_plan,
)
from opora.duties.models import Duty, Outage
from opora.duties.queries import duty, shipped_duties
from opora.kernel.clock import travel
from opora.people.models import Role
from opora.regulations.models import LocalAct
from opora.regulations.queries import HELP_ACT, next_order_number

from .days import at
from .world import World

YEAR = timedelta(days=364)


def lay_duties(world: World) -> None:
    """Technical works are Larionov's by an order; the order about backups is not issued yet."""
    act = LocalAct.objects.get(code="polozhenie-specialist-dot")
    Duty.objects.bulk_create(
        Duty(code=one.code, words=one.words, act=act, clause="2.1", role=one.role, evidence=one.evidence)
        for one in shipped_duties().values()
        if one.role
    )
    guides = duty("s4-2-1-h")
    if guides:
        keep_duty(
            guides, words=guides.words, role=guides.role, act=act, clause="2.1", evidence=guides.evidence,
            proof="План методической работы на учебный год, папка учебного отдела",
        )  # fmt: skip
    keep_duty(
        None,
        words="Организация учебно-методической помощи слушателям",
        role=Role.DEPUTY,
        act=LocalAct.objects.get(code=HELP_ACT),
        clause="6.4",
        evidence="activity",
    )
    today = world.days.today
    _journal(world)
    _plan(world)
    assign(
        ["s4-2-3-a", "s4-2-3-c"],
        person=world.people["larionov"],
        order=ByOrder(f"{next_order_number(today.year)}-о", today),
        valid_from=today,
        valid_to=today + YEAR,
        deputy=world.people["tsoy"],
    )


def _journal(world: World) -> None:
    """Planned works of a Sunday night and a failure of an evening, each with who answered for it."""
    sunday, evening = world.days.of(15, 11), world.days.of(11, 11)
    larionov, keeper = world.people["larionov"], world.people["tsoy"]
    for kind, what, day, begins, ends, reason, done in (
        (
            Outage.Kind.FAILURE, "Видеовстречи: не пускало в комнату", evening, time(18, 5), time(18, 45),
            "на сервере кончилось место", "удалены старые копии, включено предупреждение за 10 %",
        ),
        (
            Outage.Kind.PLANNED, "Весь портал", sunday, time(6), time(7, 30), "обновление базы данных",
            "проверено восстановление из копии",
        ),
    ):  # fmt: skip
        ended = at(day, ends)
        with travel(min(ended + timedelta(minutes=20), world.days.now)):
            keep_outage(
                None, kind=kind, what=what, starts_at=at(day, begins), ends_at=ended, reason=reason,
                done=done, responsible=larionov, by=keeper,
            )  # fmt: skip


def _plan(world: World) -> None:
    """Of this half of the year: one measure is done, one is late, two are ahead."""
    keeper, day = world.people["tsoy"], timedelta(days=1)
    begins = world.days.today - 70 * day
    with travel(at(begins, time(11))):
        plan = keep_plan(
            None, title="План внедрения электронного обучения и ДОТ", starts_on=begins,
            ends_on=begins + 180 * day, by=keeper,
            goals="Каждая программа с ДОТ даёт индивидуальную консультацию\nВопрос слушателя ждёт ответа "
            "не дольше двух рабочих дней\nЗаявку на обучение подают с сайта",
        )  # fmt: skip
        made = [
            keep_measure(
                plan, None, words=words, goal=goal, responsible=world.people[who],
                due_on=begins + due * day, evidence=evidence,
            )
            for words, goal, who, due, evidence in (
                ("Обучить преподавателей вебинарам", "все преподаватели графика", "kovaleva", 45, "forms"),
                ("Разобрать ответы, данные позже срока", "причины и решения", "gromov", 63, "activity"),
                ("Открыть на сайте запись на обучение", "половина заявок с сайта", "tsoy", 90, "admitted"),
                ("Провести пробную видеовстречу в группах", "все с ДОТ", "schulz", 120, "schedule"),
            )
        ]  # fmt: skip
        send_plan(plan)
    with travel(at(begins + 2 * day, time(10))):
        approve_plan(plan, by=world.people["orlova"])
    with travel(at(begins + 44 * day, time(16))):
        report_measure(made[0], state="done", note="Обучены все, памятка в разделе «Инструкции».")
        report_measure(made[2], state="going", note="Форма проверена на двух группах.")
