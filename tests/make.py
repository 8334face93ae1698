"""Builders: each makes one valid row of a kind with sensible defaults, and says what a test cares about."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from opora.channels.models import CommunicationMeans
from opora.consultations.models import Booking, Session
from opora.people.models import (
    Account,
    Branch,
    Contract,
    ContractLearner,
    Guardianship,
    LoadBasis,
    Organisation,
    Person,
    Role,
    RoleGrant,
    StaffContract,
)
from opora.regulations.models import ActEdition, Clause, LocalAct, Order, Provision, ProvisionValue, RuleBasis
from opora.schedule.models import Format, Mode, Schedule, ScheduleLine
from opora.studies.models import (
    Enrolment,
    Group,
    GroupPart,
    NetworkAgreement,
    Programme,
    ProgrammePart,
)

_numbers = count(1)
YEAR_START, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


def organisation(**values: Any) -> Organisation:
    existing = Organisation.objects.first()
    if existing:
        return existing
    defaults = {"full_name": "АНО ДПО «Учебный центр «Балтийский вектор»", "short_name": "Балтийский вектор"}
    return Organisation.objects.create(**{**defaults, **values})


def branch(name: str = "Санкт-Петербург", timezone: str = "Europe/Moscow", **values: Any) -> Branch:
    row, _ = Branch.objects.get_or_create(
        organisation=organisation(), name=name, defaults={"timezone": timezone, "is_head": True, **values}
    )
    return row


def person(name: str = "", **values: Any) -> Person:
    """``name`` is «Фамилия Имя Отчество»."""
    number = next(_numbers)
    last, first, *middle = (name or f"Фамилия{number} Имя Отчество").split(" ")
    row = Person(last_name=last, first_name=first, middle_name=" ".join(middle), **values)
    row.set_search_name()
    row.save()
    return row


def account(of: Person, login: str = "", **values: Any) -> Account:
    row = Account(person=of, login=login or f"user{of.pk}", **values)
    row.set_unusable_password()
    row.save()
    return row


def grant(to: Person, role: Role, since: date = YEAR_START, **values: Any) -> RoleGrant:
    return RoleGrant.objects.create(person=to, role=role, valid_from=since, **values)


def staff(name: str = "", role: Role | None = Role.TEACHER, **values: Any) -> Person:
    """A worker with a contract (fields of StaffContract in ``values``), a role and an account."""
    who = person(name)
    staff_contract(who, **values)
    if role:
        grant(who, role)
    account(who)
    return who


def staff_contract(of: Person, **values: Any) -> StaffContract:
    defaults: dict[str, Any] = {
        "branch": values.pop("branch", None) or branch(),
        "number": f"ТД-{next(_numbers)}",
        "position": "преподаватель",
        "is_pedagogical": True,
        "load_basis": LoadBasis.IN_TEACHING_LOAD,
        "valid_from": date(2025, 1, 1),
    }
    return StaffContract.objects.create(person=of, **{**defaults, **values})


def contract(
    *learners: Person, valid_from: date = YEAR_START, valid_to: date = YEAR_END, **values: Any
) -> Contract:
    defaults: dict[str, Any] = {
        "number": f"{next(_numbers)}/26",
        "date": valid_from,
        "kind": Contract.Kind.PAID,
    }
    row = Contract.objects.create(valid_from=valid_from, valid_to=valid_to, **{**defaults, **values})
    ContractLearner.objects.bulk_create(ContractLearner(contract=row, learner=who) for who in learners)
    return row


def learner(name: str = "", in_group: Group | None = None, **values: Any) -> Person:
    """A person with a contract and an account; ``in_group`` also enrols."""
    who = person(name, **values)
    account(who)
    if in_group:
        enrolment(who, in_group)
    else:
        contract(who)
    return who


def guardianship(representative: Person, ward: Person, **values: Any) -> Guardianship:
    defaults = {"kind": "mother", "document": "I-АК № 1", "status": "verified", "valid_from": YEAR_START}
    return Guardianship.objects.create(representative=representative, ward=ward, **{**defaults, **values})


def order(number: str = "", on: date = date(2026, 9, 1), **values: Any) -> Order:
    defaults: dict[str, Any] = {"kind": Order.Kind.OTHER, "title": "О деятельности"}
    return Order.objects.create(
        number=number or f"{next(_numbers)}-т", date=on, year=on.year, **{**defaults, **values}
    )


def programme(code: str = "", **values: Any) -> Programme:
    defaults: dict[str, Any] = {"title": "Охрана труда", "kind": Programme.Kind.PK, "hours": 40}
    return Programme.objects.create(code=code or f"ПР-{next(_numbers)}", **{**defaults, **values})


def part(of: Programme, title: str = "Модуль 1", **values: Any) -> ProgrammePart:
    return ProgrammePart.objects.create(programme=of, title=title, kind="module", **values)


def group(code: str = "", **values: Any) -> Group:
    defaults: dict[str, Any] = {"starts_on": date(2026, 11, 9), "ends_on": date(2026, 12, 25)}
    values["programme"] = values.get("programme") or programme()
    values["branch"] = values.get("branch") or branch()
    return Group.objects.create(code=code or f"ГР-{next(_numbers)}", **{**defaults, **values})


def group_part(of: Group, what: ProgrammePart, **values: Any) -> GroupPart:
    defaults: dict[str, Any] = {"starts_on": of.starts_on, "ends_on": of.ends_on}
    return GroupPart.objects.create(group=of, part=what, **{**defaults, **values})


def agreement(of: Programme, **values: Any) -> NetworkAgreement:
    defaults: dict[str, Any] = {
        "number": f"С-{next(_numbers)}", "date": YEAR_START, "partner": "Порт Северный",
        "valid_from": YEAR_START, "valid_to": YEAR_END,
    }  # fmt: skip
    return NetworkAgreement.objects.create(programme=of, **{**defaults, **values})


def enrolment(who: Person, into: Group, **values: Any) -> Enrolment:
    defaults: dict[str, Any] = {"state": Enrolment.State.ENROLLED, "enrolled_on": into.starts_on}
    values.setdefault("contract", contract(who))
    values.setdefault("order_in", order())
    return Enrolment.objects.create(learner=who, group=into, **{**defaults, **values})


def means(code: str = "vks", title: str = "видеоконференция платформы", **values: Any) -> CommunicationMeans:
    row, _ = CommunicationMeans.objects.get_or_create(
        code=code, defaults={"title": title, "kind": "vks", **values}
    )
    return row


def schedule(state: str = "published", **values: Any) -> Schedule:
    defaults: dict[str, Any] = {
        "title": "График на II полугодие 2026",
        "period_from": date(2026, 9, 1),
        "period_to": YEAR_END,
    }
    if state not in ("draft", "on_approval"):
        values.setdefault("order", order(kind=Order.Kind.SCHEDULE))
    return Schedule.objects.create(state=state, **{**defaults, **values})


def line(of: Schedule, who: Person, **values: Any) -> ScheduleLine:
    with_means = values.pop("means", None) or [means()]
    groups, parts = values.pop("groups", []), values.pop("parts", [])
    defaults: dict[str, Any] = {
        "section": "pedagogical",
        "job_title": "преподаватель",
        "weekdays": [1],
        "time_from": time(18, 0),
        "time_to": time(19, 30),
        "format": Format.GROUP,
        "mode": Mode.ONLINE,
    }
    values["branch"] = values.get("branch") or branch()
    row = ScheduleLine.objects.create(schedule=of, person=who, key=uuid4(), **{**defaults, **values})
    row.means.set(with_means)
    row.groups.set(groups)
    row.parts.set(parts)
    return row


def session(who: Person, starts_at: datetime | None = None, minutes: int = 90, **values: Any) -> Session:
    """A planned session of ``who``; tomorrow 18:00 Moscow time unless told."""
    starts_at = starts_at or datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    groups, parts = values.pop("groups", []), values.pop("parts", [])
    defaults: dict[str, Any] = {
        "format": Format.GROUP,
        "mode": Mode.ONLINE,
        "capacity": 10,
        "extra_reason": "вне графика",
        "date": starts_at.date(),
        "ends_at": starts_at + timedelta(minutes=minutes),
    }
    values["branch"] = values.get("branch") or branch()
    row = Session.objects.create(person=who, starts_at=starts_at, **{**defaults, **values})
    row.groups.set(groups)
    row.parts.set(parts)
    return row


def booking(of: Session, who: Person, **values: Any) -> Booking:
    values.setdefault("asked_by", who)
    return Booking.objects.create(session=of, learner=who, **values)


def edition(
    preset: str = "S0",
    effective_from: date = date(2025, 4, 15),
    provisions: dict[Provision, Any] | None = None,
    clauses: dict[str, str] | None = None,
    bases: dict[str, str] | None = None,
    number: int = 1,
) -> ActEdition:
    """An edition of the help act. ``clauses`` = {number: text}; ``bases`` = {rule id: clause number}."""
    act, _ = LocalAct.objects.get_or_create(
        code="pomoshch",
        defaults={
            "kind": LocalAct.Kind.ORDER_OF_WORK,
            "title": "Порядок оказания учебно-методической помощи",
            "short_title": "Порядок",
            "genitive": "Порядка",
        },
    )
    row = ActEdition.objects.create(
        act=act,
        number=number,
        state=ActEdition.State.APPROVED,
        effective_from=effective_from,
        order=order(on=effective_from),
        preset=preset,
    )
    texts = dict.fromkeys((bases or {}).values(), "текст пункта") | (clauses or {})
    made = {
        n: Clause.objects.create(edition=row, number=n, text=text, position=i)
        for i, (n, text) in enumerate(texts.items())
    }
    for key, value in (provisions or {}).items():
        ProvisionValue.objects.create(edition=row, provision=key, value=value)
    for rule, clause in (bases or {}).items():
        RuleBasis.objects.create(edition=row, rule=rule, clause=made[clause])
    return row


@dataclass(frozen=True, slots=True)
class Cast:
    """One person per role. ``parent`` represents ``child``; ``stranger`` studies elsewhere."""

    teacher: Person
    other_staff: Person
    curator: Person
    deputy: Person
    specialist: Person
    director: Person
    auditor: Person
    learner: Person
    child: Person
    parent: Person
    stranger: Person
    expired: Person
    group: Group

    def account(self, name: str) -> Account:
        who = getattr(self, name)
        return Account.objects.get(person=who)

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls) if field.name != "group"]


def cast() -> Cast:
    organisation()
    curator = staff("Шульц Дарья Олеговна", Role.CURATOR, is_pedagogical=False, position="куратор групп")
    mine = group("ОТ-26/11-1", curator=curator)
    other = group("СТР-26/10-В")
    child = learner("Зотов Илья", mine, birth_date=date(2012, 6, 12))
    parent = person("Зотова Екатерина Львовна")
    account(parent)
    guardianship(parent, child)
    expired = person("Бывший Пётр Петрович")
    account(expired)
    contract(expired, valid_from=date(2025, 1, 1), valid_to=date(2026, 10, 31))
    auditor = person("Проверяющий Олег Олегович")
    account(auditor)
    grant(auditor, Role.AUDITOR)
    return Cast(
        teacher=staff("Ковалёва Ирина Сергеевна"),
        other_staff=staff("Цех Мария Ивановна", Role.OTHER_STAFF, is_pedagogical=False, position="методист"),
        curator=curator,
        deputy=staff(
            "Громов Пётр Ильич", Role.DEPUTY, is_pedagogical=False, position="заместитель директора"
        ),
        specialist=staff(
            "Цой Максим Викторович", Role.SPECIALIST, is_pedagogical=False, position="специалист"
        ),
        director=staff("Орлова Нина Васильевна", Role.DIRECTOR, is_pedagogical=False, position="директор"),
        auditor=auditor,
        learner=learner("Иванова Мария Петровна", mine),
        child=child,
        parent=parent,
        stranger=learner("Чужой Олег Олегович", other),
        expired=expired,
        group=mine,
    )


def in_role(of: Cast, role: Role) -> Account:
    """An account of each of the thirteen roles; those the cast does without are made."""
    name = {Role.REPRESENTATIVE: "parent"}.get(role, role.value)
    if name in Cast.names():
        return of.account(name)
    if role is not Role.COMMISSION:
        return Account.objects.get(person=staff("Яшин Глеб", role, is_pedagogical=False))
    member = person("Комаров Виктор Андреевич")
    grant(member, role)
    return account(member)
