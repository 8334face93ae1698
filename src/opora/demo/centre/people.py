"""The organisation, its workers, learners and parents. All invented; addresses end in ``.example``."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from opora.people.models import (
    Accommodation,
    Account,
    Branch,
    Guardianship,
    LoadBasis,
    Organisation,
    Person,
    Role,
    RoleGrant,
    StaffContract,
)
from opora.regulations.actions import issue_order
from opora.regulations.models import Order

from .days import MOSCOW, VLADIVOSTOK
from .names import invented_names, login_of, snils
from .world import World

Kind = StaffContract.Kind
LABOUR, PART_TIME = Kind.LABOUR, Kind.PART_TIME
LOAD, HOURLY = LoadBasis.IN_TEACHING_LOAD, LoadBasis.HOURLY
WORKING, OUTSIDE = LoadBasis.WITHIN_WORKING_TIME, LoadBasis.OUTSIDE_TEACHING_LOAD
APPOINTED = (25, 8)


@dataclass(frozen=True)
class Worker:
    """A worker of the centre: the key is the login."""

    key: str
    name: str
    sex: str
    position: str
    basis: LoadBasis
    roles: tuple[Role, ...]
    pedagogical: bool = False
    kind: Kind = LABOUR
    east: bool = False
    until: tuple[int, int, int] | None = None
    phone: str = ""
    service: str = ""

    @property
    def reports_to(self) -> str:
        """The head answers for the deputy and the training head, the deputy for everybody else (S4-2.2)."""
        if Role.DIRECTOR in self.roles:
            return ""
        heads = {Role.DEPUTY, Role.TRAINING_HEAD}
        return StaffContract.Superior.DIRECTOR if heads & {*self.roles} else StaffContract.Superior.DEPUTY


STAFF = (
    Worker("orlova", "Орлова Нина Васильевна", "f", "директор", WORKING, (Role.DIRECTOR,)),
    Worker(
        "gromov",
        "Громов Пётр Ильич",
        "m",
        "заместитель директора по учебно-методической работе",
        WORKING,
        (Role.OTHER_STAFF, Role.DEPUTY),
        phone="+7 (812) 200-00-02",
    ),
    Worker(
        "tsoy",
        "Цой Максим Викторович",
        "m",
        "специалист по сопровождению ДОТ",
        WORKING,
        (Role.OTHER_STAFF, Role.SPECIALIST),
    ),
    Worker("schulz", "Шульц Дарья Олеговна", "f", "куратор групп", WORKING, (Role.OTHER_STAFF, Role.CURATOR)),
    Worker("kovaleva", "Ковалёва Ирина Сергеевна", "f", "преподаватель", LOAD, (Role.TEACHER,), True),
    Worker("mirzoev", "Мирзоев Рустам Ахмед оглы", "m", "преподаватель", HOURLY, (Role.TEACHER,), True),
    Worker(
        "lee",
        "Ли Ен Су",
        "m",
        "мастер производственного обучения",
        LOAD,
        (Role.TEACHER,),
        True,
        east=True,
        phone="+7 (423) 200-00-00",
    ),
    Worker(
        "petrova",
        "Петрова-Водкина Алёна Семёновна",
        "f",
        "преподаватель (внешний совместитель)",
        HOURLY,
        (Role.TEACHER,),
        True,
        kind=PART_TIME,
        until=(31, 5, 2027),
    ),
    Worker("sokolov", "Соколов Игорь Николаевич", "m", "преподаватель", HOURLY, (Role.TEACHER,), True),
    Worker(
        "timofeeva",
        "Тимофеева Лариса Павловна",
        "f",
        "педагог-психолог",
        OUTSIDE,
        (Role.TEACHER,),
        True,
        kind=Kind.CIVIL,
        service=StaffContract.Service.PSYCHOLOGIST,
    ),
    Worker("yashin", "Яшин Глеб", "m", "проктор", WORKING, (Role.PROCTOR,)),
    Worker("belykh", "Белых Юлия Андреевна", "f", "проктор", WORKING, (Role.PROCTOR,), east=True),
    Worker("larionov", "Ларионов Степан Юрьевич", "m", "техник поддержки СДО", WORKING, (Role.SUPPORT,)),
    Worker(
        "gordeeva",
        "Гордеева Ольга Максимовна",
        "f",
        "начальник управления по обучению",
        WORKING,
        (Role.TRAINING_HEAD,),
    ),
)
SOKOLOV_LEFT = (2, 10)


@dataclass(frozen=True)
class Human:
    """A learner or a parent. ``born`` moves with the calendar for those whose age matters."""

    key: str
    name: str
    sex: str
    born: date | None = None
    born_moves: tuple[int, int, int] | None = None
    groups: tuple[str, ...] = ()
    snils: str = ""
    values: dict[str, Any] = field(default_factory=dict)


NAMED = (
    Human(
        "ivanova",
        "Иванова Мария Петровна",
        "f",
        date(1987, 3, 14),
        groups=("ОТ", "ТБ"),
        snils="99000010156",
        values={"email": "ivanova@mail.example"},
    ),
    Human(
        "sidorenko",
        "Сидоренко Алёна Игоревна",
        "f",
        date(1990, 7, 2),
        groups=("ОТ",),
        snils="99000010257",
        values={"email": "buh@mayak.example"},
    ),
    Human(
        "nguyen",
        "Нгуен Ван Хынг",
        "m",
        date(1991, 8, 20),
        groups=("СТР",),
        values={
            "citizenship": "704",
            "email": "nguyen@mail.example",
            "no_snils_reason": "не зарегистрирован в системе пенсионного страхования",
        },
    ),
    Human(
        "abdullaeva",
        "Абдуллаева Гюльнар Рашид кызы",
        "f",
        date(1979, 11, 5),
        groups=("ЗАК",),
        snils="99000010459",
        values={"category": Person.Category.NETWORK, "email": "abdullaeva@college.example"},
    ),
    Human(
        "shchegolev",
        "Щёголев-Кузьмин Лев Аркадьевич",
        "m",
        date(1983, 1, 30),
        groups=("ТБ",),
        snils="99000010560",
    ),
    Human("khan", "Хан Артём", "m", date(1998, 4, 17), groups=("СТР",), snils="99000010661"),
    Human("ryabinina", "Рябинина Софья Андреевна", "f", date(1994, 9, 9), groups=("ТБ",)),
    Human("zotov-i", "Зотов Илья", "m", born_moves=(12, 6, 2012), groups=("ПИТ",), snils="99000010762"),
    Human("zotova-v", "Зотова Вера", "f", born_moves=(3, 2, 2014), groups=("ПИТ",), snils="99000010863"),
    Human("yuriev", "Юрьев Кирилл", "m", born_moves=(5, 12, 2008), groups=("ВОЖ",)),
    Human(
        "zotova",
        "Зотова Екатерина Львовна",
        "f",
        date(1984, 5, 22),
        snils="99000010964",
        values={"email": "zotova@mail.example", "phone": "+7 (900) 000-00-64"},
    ),
    Human("zotov", "Зотов Денис", "m", date(1982, 10, 3)),
    Human("yurieva", "Юрьева Оксана Викторовна", "f", date(1980, 12, 19)),
    Human("auditor", "Проверяющий Олег Олегович", "m", values={"email": "auditor@inspection.example"}),
    Human("komarov", "Комаров Виктор Андреевич", "m", values={"email": "komarov@zavod.example"}),
)
EASTERN = ("СТР",)
SHARED_MAILBOX = "buh@mayak.example"  # one for a whole customer, as it happens (domain.md §8, case 31)
SIZES = {"ОТ": 26, "ТБ": 28, "ЗАК": 20, "СТР": 14, "ПИТ": 12, "ВОЖ": 12}


def make_organisation(world: World) -> None:
    organisation = Organisation.objects.create(
        full_name="АНО ДПО «Учебный центр „Балтийский вектор“»",
        short_name="Балтийский вектор",
        inn="7800000027",
        ogrn="1267800000019",
        licence="№ Л035-00000-78/00000000 от 12.01.2024",
        address="190000, Санкт-Петербург, Вымышленная наб., д. 10",
        city="Санкт-Петербург",
        timezone=MOSCOW,
        phone="+7 (812) 200-00-00",
        email="info@bv.example",
        site_url="https://bv.example",
        is_demo=True,
    )
    world.head = Branch.objects.create(
        organisation=organisation, name="Санкт-Петербург", timezone=MOSCOW, is_head=True
    )
    world.east = Branch.objects.create(
        organisation=organisation, name="Владивосток", timezone=VLADIVOSTOK, is_head=False
    )


def make_people(world: World) -> None:
    """Workers first, so that they come first wherever people are listed by number."""
    workers = {one.key: _person(one.name, one.sex, **_work_contacts(one)) for one in STAFF}
    humans = {one.key: _human(world, one) for one in NAMED}
    world.people = {**workers, **humans}
    world.names |= {person.search_name for person in world.people.values()}
    world.learners = {code: [] for code in SIZES}
    for one in NAMED:
        for code in one.groups:
            world.learners[code].append(humans[one.key])
    rest = {code: invented_learners(world, code, SIZES[code] - len(world.learners[code])) for code in SIZES}
    Person.objects.bulk_create([*world.people.values(), *(who for group in rest.values() for who in group)])
    for code, group in rest.items():
        world.learners[code] += group
    make_accounts(world, world.people)
    make_accounts(world, new_logins(world, (who for group in rest.values() for who in group)))
    _staff_papers(world)
    _wards(world)


def _work_contacts(worker: Worker) -> dict[str, str]:
    zone = VLADIVOSTOK if worker.east else MOSCOW
    return {"email": f"{worker.key}@bv.example", "phone": worker.phone, "timezone": zone}


def _person(name: str, sex: str, **values: Any) -> Person:
    last, first, *middle = name.split(" ")
    person = Person(last_name=last, first_name=first, middle_name=" ".join(middle), sex=sex, **values)
    person.set_search_name()
    return person


def _human(world: World, human: Human) -> Person:
    born = world.days.of(*human.born_moves) if human.born_moves else human.born
    zone = VLADIVOSTOK if set(human.groups) & set(EASTERN) else ""
    return _person(human.name, human.sex, birth_date=born, snils=human.snils, timezone=zone, **human.values)


def invented_learners(world: World, code: str, count: int) -> list[Person]:
    """Unsaved people for a group; children are 12 to 16 years old, the others from 18."""
    names = invented_names(world.random, world.names)
    youngest, oldest = {"ПИТ": (12, 15), "ВОЖ": (18, 24)}.get(code, (21, 58))
    people = []
    for _ in range(count):
        name, random = next(names), world.random
        age = timedelta(days=random.randrange(youngest * 366, (oldest + 1) * 365))
        world.numbers += 1
        person = Person(
            last_name=name.last,
            first_name=name.first,
            middle_name=name.middle,
            sex=name.sex,
            birth_date=world.days.today - age,
            snils=snils(world.numbers),
            timezone=VLADIVOSTOK if code in EASTERN else "",
            email=SHARED_MAILBOX if code == "ОТ" else "",
            category=Person.Category.NETWORK if code == "ЗАК" else Person.Category.OWN,
        )
        person.set_search_name()
        people.append(person)
    return people


def new_logins(world: World, people: Iterable[Person]) -> dict[str, Person]:
    return {login_of(person.last_name, world.logins): person for person in people}


def make_accounts(world: World, people: dict[str, Person]) -> None:
    """One shared password: the demonstration log-in offers everybody."""
    world.logins |= people.keys()
    Account.objects.bulk_create(
        Account(person=person, login=login, password=world.password) for login, person in people.items()
    )


def _staff_papers(world: World) -> None:
    days = world.days
    appointed = days.of(*APPOINTED)
    order = issue_order(
        number="36-о",
        on=appointed,
        kind=Order.Kind.APPOINTMENT,
        title="О назначении ответственных за организацию учебно-методической помощи и сопровождение ДОТ",
        signer=world.people["orlova"],
        position="директор",
    )
    contracts = [
        StaffContract(
            person=world.people[one.key],
            branch=world.east if one.east else world.head,
            number=f"ТД-{number:02}/{days.of(1, 9, 2024):%y}",
            kind=one.kind,
            position=one.position,
            is_pedagogical=one.pedagogical,
            load_basis=one.basis,
            reports_to=one.reports_to,
            service=one.service,
            valid_from=days.of(2, 9, 2024),
            valid_to=days.of(*one.until) if one.until else None,
        )
        for number, one in enumerate(STAFF, 1)
    ]
    StaffContract.objects.bulk_create(contracts)
    world.contracts = {one.key: contract for one, contract in zip(STAFF, contracts, strict=True)}
    RoleGrant.objects.bulk_create(
        RoleGrant(
            person=world.people[one.key],
            role=role,
            branch=world.east if one.east else None,
            valid_from=appointed,
            basis=f"приказ № {order.number} от {order.date:%d.%m.%Y}",
        )
        for one in STAFF
        for role in one.roles
    )
    RoleGrant.objects.create(
        person=world.people["auditor"],
        role=Role.AUDITOR,
        valid_from=days.monday,
        valid_to=days.monday + timedelta(days=30),
        basis="уведомление о проверке",
    )
    RoleGrant.objects.create(
        person=world.people["komarov"],
        role=Role.COMMISSION,
        valid_from=days.monday,
        valid_to=days.monday + timedelta(days=60),
        basis="приказ № 52-о о составе аттестационной комиссии",
    )


def let_sokolov_go(world: World) -> None:
    """He left after the first edition of the график was published; the second names another teacher."""
    contract = world.contracts["sokolov"]
    contract.valid_to = world.days.of(*SOKOLOV_LEFT)
    contract.save(update_fields=["valid_to"])


def _wards(world: World) -> None:
    people, since = world.people, world.days.of(1, 9)
    families = (
        ("zotova", "zotov-i", "mother", "свидетельство о рождении I-АК № 000001", "verified"),
        ("zotova", "zotova-v", "mother", "свидетельство о рождении I-АК № 000002", "verified"),
        ("zotov", "zotov-i", "father", "решение суда № 2-000/2026", "restricted"),
        ("zotov", "zotova-v", "father", "решение суда № 2-000/2026", "restricted"),
        ("yurieva", "yuriev", "mother", "свидетельство о рождении I-АК № 000003", "verified"),
    )
    Guardianship.objects.bulk_create(
        Guardianship(
            representative=people[parent],
            ward=people[child],
            kind=kind,
            document=document,
            status=status,
            valid_from=since,
        )
        for parent, child, kind, document, status in families
    )
    Accommodation.objects.create(
        person=people["sidorenko"],
        kind=Accommodation.Kind.DISABILITY,
        document="справка МСЭ-2025 № 0000001",
        conditions="субтитры и чат на встречах, вопросы письменно",
        valid_from=world.days.of(1, 6),
        valid_to=world.days.of(31, 5, 2027),
    )
