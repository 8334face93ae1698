"""Rules of persons and access (domain.md §4, ACC). ``PER-…`` are the platform's own limits."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from ..models import (
    Account,
    Branch,
    Contract,
    Guardianship,
    Organisation,
    Person,
    Role,
)

if TYPE_CHECKING:
    from ..access import Window

ADULT_AGE = 18
SIGNING_AGE = 14
RUSSIA = "643"


def adult_on(birth_date: date) -> date:
    """The 18th birthday; the 29th of February becomes the 1st of March."""
    return _birthday(birth_date, ADULT_AGE)


def _birthday(birth_date: date, age: int) -> date:
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def signs_himself(birth_date: date | None, on: date) -> bool:
    """From 14 a learner signs with a representative's consent; before it the representative signs (§2.2)."""
    return birth_date is None or on >= _birthday(birth_date, SIGNING_AGE)


@rule("PER-31")
def superior_is_another(own_roles: Collection[str], reports_to: str) -> Refusal | None:
    """Nobody is his own superior, and the head is nobody's subordinate here (S4-2.2)."""
    if not reports_to:
        return None
    if reports_to not in own_roles and Role.DIRECTOR not in own_roles:
        return None
    return Refusal(
        rule="PER-31",
        words=_("Руководитель организации здесь никому не подчинён.")
        if Role.DIRECTOR in own_roles
        else _("Работник сам занимает эту должность и не может быть подчинён себе."),
        next_step=_("Выберите другое или оставьте пустым."),
        field="reports_to",
    )


@rule("ACC-02")
def cabinet_is_open(window: "Window") -> Refusal | None:
    """The cabinet works within the contract's dates only (S3-3.1a, S3-3.1b)."""
    if window.is_open:
        return None
    if window.until is None:
        return Refusal(
            rule="ACC-02",
            words=_("Срок вашего договора ещё не начался."),
            next_step=_("Кабинет откроется {day}.").format(day=date_format(window.since, "d.m.Y"))
            if window.since
            else _("Кабинет откроется в день начала договора."),
        )
    return Refusal(
        rule="ACC-02",
        words=_("Доступ по договору {document} закончился {day}.").format(
            document=window.document, day=date_format(window.until, "d.m.Y")
        ),
        next_step=_("Доступны результаты и документы. Продлить договор можно у куратора."),
    )


def archive_is_open(window: "Window", on: date) -> Refusal | None:
    """ACC-02 of what is read after the contract: own results and documents for some days, then by request."""
    if window.archive_until is None or on <= window.archive_until:
        return None
    return Refusal(
        rule="ACC-02",
        words=_("Архив по договору {document} был открыт до {day}.").format(
            document=window.document, day=date_format(window.archive_until, "d.m.Y")
        ),
        next_step=_("Документы и результаты хранятся в центре: попросите их у куратора или по телефону."),
    )


@rule("ACC-05")
def representation_is_confirmed(link: Guardianship | None, on: date) -> Refusal | None:
    """A representative acts only for verified wards under 18 (S1-3.1a). The reason of a stop is not told."""
    if (
        link is not None
        and link.status == Guardianship.Status.VERIFIED
        and link.valid_from <= on
        and (link.valid_to is None or on <= link.valid_to)
        and ward_is_minor(link.ward, on) is None
    ):
        return None
    return Refusal(
        rule="ACC-05",
        words=_("Полномочия представителя не подтверждены."),
        next_step=_("Передайте специалисту СДО документ, подтверждающий родство или опеку."),
    )


@rule("PER-01")
def ward_is_minor(ward: Person, on: date) -> Refusal | None:
    """A legal representative exists for a minor only; the payer is another thing."""
    if ward.birth_date is None or on < adult_on(ward.birth_date):
        return None
    return Refusal(
        rule="PER-01",
        words=_("{name} старше 18 лет, законного представителя быть не может.").format(name=ward.full_name),
        next_step=_("Заказчика обучения укажите в договоре."),
        field="ward",
    )


@rule("ACC-08")
def snils_is_free(snils: str, person: Person | None = None) -> Refusal | None:
    """One card per person; a second programme goes to the same card."""
    twin = Person.objects.filter(snils=snils).first() if snils else None
    if twin is None or twin == person:
        return None
    return Refusal(
        rule="ACC-08",
        words=_("Слушатель с таким СНИЛС уже есть: {name}.").format(name=twin.full_name),
        next_step=_("Откройте карточку и добавьте ему новую программу."),
        next_url=reverse("people:card", args=[twin.pk]),
        field="snils",
    )


@rule("PER-02")
def has_no_account(person: Person) -> Refusal | None:
    """One account per person (ACC-08): two enrolments are two courses in one cabinet."""
    account = Account.objects.filter(person=person).first()
    if account is None:
        return None
    return Refusal(
        rule="PER-02",
        words=_("У {name} уже есть вход: {login}.").format(name=person.full_name, login=account.login),
        next_step=_("Если пароль забыт, выдайте новый код."),
    )


@rule("PER-03")
def login_is_free(login: str) -> Refusal | None:
    if not Account.objects.filter(login=login).exists():
        return None
    return Refusal(
        rule="PER-03",
        words=_("Логин «{login}» занят.").format(login=login),
        next_step=_("Оставьте поле пустым, и логин составится из фамилии."),
        field="login",
    )


@rule("PER-04")
def role_is_granted_by_order(role: Role, basis: str) -> Refusal | None:
    """An appointment is made by the head's order (S0-6.4, S4-1.3)."""
    if basis.strip():
        return None
    return Refusal(
        rule="PER-04",
        words=_("Укажите приказ, которым назначен {role}.").format(role=Role(role).label),
        next_step=_("Напишите номер и дату, например: № 12-к от 02.09.2026."),
        field="basis",
    )


@rule("PER-05")
def role_is_not_granted_twice(person: Person, role: Role, since: date, until: date | None) -> Refusal | None:
    for grant in person.role_grants.filter(role=role):
        starts_before_end = until is None or grant.valid_from <= until
        ends_after_start = grant.valid_to is None or since <= grant.valid_to
        if starts_before_end and ends_after_start:
            return Refusal(
                rule="PER-05",
                words=_("Эта роль у {name} уже есть с {day}.").format(
                    name=person.full_name, day=date_format(grant.valid_from, "d.m.Y")
                ),
                next_step=_("Сначала снимите прежнее назначение или выберите другие даты."),
                field="role",
            )
    return None


@rule("PER-06")
def dates_are_in_order(since: date, until: date | None) -> Refusal | None:
    if until is None or since <= until:
        return None
    return Refusal(
        rule="PER-06",
        words=_("Дата окончания раньше даты начала."),
        next_step=_("Исправьте одну из дат."),
        field="valid_to",
    )


@rule("PER-07")
def document_is_named(document: str) -> Refusal | None:
    """Verification and restriction of a representative stand on a document."""
    if document.strip():
        return None
    return Refusal(
        rule="PER-07",
        words=_("Укажите документ."),
        next_step=_("Например: свидетельство о рождении II-АК № 000000, решение суда от 02.11.2026."),
        field="document",
    )


@rule("PER-08")
def is_not_own(person: Person, by: Person) -> Refusal | None:
    """Nobody blocks or appoints himself."""
    if person.pk != by.pk:
        return None
    return Refusal(
        rule="PER-08",
        words=_("Свой вход и свои роли изменить нельзя."),
        next_step=_("Попросите другого специалиста или руководителя."),
    )


@rule("PER-09")
def code_is_alive(account: Account | None, *, alive: bool) -> Refusal | None:
    """A one-time code works once and for two weeks."""
    if account is not None and account.state == Account.State.INVITED and alive:
        return None
    return Refusal(
        rule="PER-09",
        words=_("Код не подошёл или его срок вышел."),
        next_step=_("Проверьте логин и код с памятки. Новый код выдаст специалист СДО."),
        field="code",
    )


@rule("PER-10")
def guardianship_is_new(representative: Person, ward: Person) -> Refusal | None:
    """One link per pair; a person does not represent himself."""
    if representative.pk == ward.pk:
        return Refusal(
            rule="PER-10",
            words=_("Человек не может представлять сам себя."),
            next_step=_("Выберите ребёнка."),
            field="ward",
        )
    link = Guardianship.objects.filter(representative=representative, ward=ward).first()
    if link is None:
        return None
    return Refusal(
        rule="PER-10",
        words=_("{name} уже записан(а) представителем: {status}.").format(
            name=representative.full_name, status=link.get_status_display()
        ),
        next_step=_("Откройте карточку ребёнка и измените состояние."),
        next_url=reverse("people:card", args=[ward.pk]),
        field="ward",
    )


@rule("PER-11")
def branch_name_is_free(centre: Organisation, name: str) -> Refusal | None:
    if not Branch.objects.filter(organisation=centre, name=name).exists():
        return None
    return Refusal(
        rule="PER-11",
        words=_("Филиал «{name}» уже есть.").format(name=name),
        next_step=_("Дайте новому филиалу другое название."),
        field="name",
    )


@rule("PER-13")
def visit_has_an_end(role: Role, until: date | None) -> Refusal | None:
    """An inspector and a member of a commission come for a term: no labour contract ends their access."""
    if until is not None or role not in (Role.AUDITOR, Role.COMMISSION):
        return None
    return Refusal(
        rule="PER-13",
        words=_("Для роли «{role}» укажите день окончания: договора работника у неё нет.").format(
            role=Role(role).label
        ),
        next_step=_("Поставьте последний день проверки или работы комиссии."),
        field="valid_to",
    )


@rule("PER-19")
def contract_is_not_terminated(contract: Contract) -> Refusal | None:
    """What was ended before its term is not made longer: a new contract is made."""
    if contract.state != Contract.State.TERMINATED:
        return None
    return Refusal(
        rule="PER-19",
        words=_("Договор № {number} расторгнут, продлить его нельзя.").format(number=contract.number),
        next_step=_("Заключите новый договор."),
        field="valid_to",
    )


@rule("PER-32")
def contract_is_in_force(contract: Contract) -> Refusal | None:
    """What was ended keeps its last day, what was not signed has none."""
    if contract.state == Contract.State.ACTIVE:
        return None
    return Refusal(
        rule="PER-32",
        words=_("Договор № {number} сейчас не действует: {state}.").format(
            number=contract.number, state=contract.get_state_display()
        ),
        next_step=_("Проверьте номер договора."),
    )


@rule("PER-20")
def snils_or_reason(snils: str, reason: str, citizenship: str) -> Refusal | None:
    """A foreigner may have no СНИЛС, and the card says why (domain.md §8, case 34)."""
    if snils or reason.strip() or citizenship == RUSSIA:
        return None
    return Refusal(
        rule="PER-20",
        words=_("У иностранного гражданина СНИЛС может не быть. Укажите, почему."),
        next_step=_("Например: не зарегистрирован в системе пенсионного страхования."),
        field="no_snils_reason",
    )


@rule("PER-22")
def support_may_reset(account: Account, roles: Collection[Role]) -> Refusal | None:
    """Support helps learners and teachers to log in, and never gets into a cabinet that decides."""
    if not {Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR, Role.SUPPORT, Role.AUDITOR} & set(roles):
        return None
    return Refusal(
        rule="PER-22",
        words=_("Код выдаёт ответственный специалист: {name}.").format(name=account.person.short_name),
        next_step=_("Передайте ему просьбу: у этого человека есть права решать и назначать."),
    )


@rule("PER-41")
def code_is_for_another(person: Person, by: Person) -> Refusal | None:
    """A code ends every session of its owner: one's own would end the work under way."""
    if person.pk != by.pk:
        return None
    return Refusal(
        "PER-41",
        _("Себе код не выдают: он закончит ваш сеанс."),
        next_step=_("Смените пароль на своей странице."),
    )
