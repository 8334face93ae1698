"""Первый запуск своего центра: организация, руководитель, ответственный специалист, порядок и средства связи.

Скопируйте файл, впишите своё и выполните один раз в пустой базе:  ./opora manage shell < first_centre.py
"""

from datetime import date

from django.db import transaction

from opora.channels.actions import add_means
from opora.channels.models import CommunicationMeans
from opora.people.actions import (
    add_staff_contract,
    create_account,
    create_person,
    found_organisation,
    grant_role,
)
from opora.people.models import LoadBasis, Role
from opora.regulations.actions import adopt_edition, issue_order, register_act
from opora.regulations.models import LocalAct, Order
from opora.regulations.presets import load_preset
from opora.regulations.queries import HELP_ACT

CENTRE = {
    "full_name": "АНО ДПО «Учебный центр»",
    "short_name": "Учебный центр",
    "inn": "7800000000",
    "address": "190000, Санкт-Петербург, Улица, д. 1",
    "city": "Санкт-Петербург",
    "timezone": "Europe/Moscow",
    "phone": "+7 (812) 000-00-00",
    "email": "info@centre.example",
}
GENITIVE = "АНО ДПО «Учебный центр»"
BRANCH = "Санкт-Петербург"
SINCE = date(2026, 9, 1)
DIRECTOR = {"last_name": "Орлова", "first_name": "Нина", "middle_name": "Васильевна"}
SPECIALIST = {"last_name": "Цой", "first_name": "Максим", "middle_name": "Викторович"}
APPOINTMENT = "приказ № 1 от 01.09.2026"
ACT_ORDER = ("2", date(2026, 9, 1))
PRESET = (
    "S1"  # S0: исключение для ОВЗ перед аттестацией и помощь слушателям; S1: и представителям, без исключения
)
MEANS = {"vks": "видеоконференция", "chat": "чат", "email": "электронная почта", "phone": "телефон"}

with transaction.atomic():
    centre = found_organisation(branch=BRANCH, **CENTRE)
    director, specialist = create_person(**DIRECTOR), create_person(**SPECIALIST)
    for number, person, position in (("1", director, "директор"), ("2", specialist, "специалист по ДОТ")):
        add_staff_contract(
            person,
            branch=centre.branches.get(),
            number=number,
            position=position,
            is_pedagogical=False,
            load_basis=LoadBasis.WITHIN_WORKING_TIME,
            valid_from=SINCE,
        )
    grant_role(director, role=Role.DIRECTOR, valid_from=SINCE, basis=APPOINTMENT, by=specialist)
    grant_role(specialist, role=Role.SPECIALIST, valid_from=SINCE, basis=APPOINTMENT, by=director)
    act = load_preset(PRESET, organisation_genitive=GENITIVE)
    register_act(
        HELP_ACT, kind=LocalAct.Kind.ORDER_OF_WORK, title=act.title, short_title="Порядок", genitive="Порядка"
    )
    number, on = ACT_ORDER
    order = issue_order(
        number=number, on=on, kind=Order.Kind.ACT, title=act.title, signer=director, position="директор"
    )
    adopt_edition(
        HELP_ACT,
        number=1,
        order=order,
        effective_from=on,
        clauses=act.clauses,
        provisions=act.provisions,
        bases=act.bases,
        preset=PRESET,
    )
    for code, title in MEANS.items():
        add_means(code=code, title=title, kind=CommunicationMeans.Kind(code))
    codes = [create_account(person) for person in (director, specialist)]

for account, code in codes:
    print(f"{account.person.full_name}: логин {account.login}, одноразовый код {code}")
