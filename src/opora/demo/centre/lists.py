"""Files that wait to be looked at: a customer's messy list, next month's load plan (domain.md §7 b, d)."""

from opora.kernel.times import month_title, next_month
from opora.studies.actions import upload_learners
from opora.workload.actions import upload_plan

from .world import World

CUSTOMER = """\
Приложение № 1 к договору № 117/26 от 02.11.2026;;;;;;;
№ п/п;ФИО слушателя;Должность;Дата рожд.;СНИЛС ;Образование (ВО/СПО);E-mail;Программа
1;ИВАНОВА МАРИЯ ПЕТРОВНА;нач. ОТ;14.03.87;99000010156;ВО;buh@mayak.example;Охрана труда 40ч
2; Сидоренко  Алена Игоревна;специалист;1990-07-02;990-000-102 57;СПО;buh@mayak.example;ОТ
3;Нгуен Ван Хынг;стропальщик;33470;;;;Стропальщик
4;Иванов И.И.;мастер;05.13.1979;990-000-103 99;высш.;-;ОТ
5;Cидоренко Алёна Игоревна;;02.07.1990;990-000-102 57;;;ТБ
;Итого: 5 чел.;;;;;;
"""
PLAN = """\
ФИО;Должность;Основание;Месяц;План, ч
Ковалёва И.С.;преподаватель;учебная нагрузка;{month};12,5
Мирзоев Р.А.о.;преподаватель;учебная нагрузка;{month};10:30
Ли Ен Су;мастер производственного обучения;почасовая;{month};8 ч 30 мин
Петрова-Водкина А.С.;;;{month};много
"""


def leave_files_to_check(world: World) -> None:
    data = CUSTOMER.replace("\n", "\r\n").encode("cp1251")
    upload_learners(data, filename="Список ООО Маяк.csv", by=world.people["tsoy"])
    month = month_title(next_month(world.days.today))
    upload_plan(PLAN.format(month=month).encode(), filename="План нагрузки.csv", by=world.people["gromov"])
