"""The first start: the code that lets one found the centre, and the founding itself."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from opora.channels.actions import take_sample
from opora.channels.ways import shipped_ways
from opora.kernel.rules import enforce
from opora.people.actions import (
    activate_account,
    add_staff_contract,
    create_account,
    create_person,
    found_organisation,
    grant_role,
)
from opora.people.actions.contracts import OrganisationValues
from opora.people.forms.full_names import FullName
from opora.people.models import Account, LoadBasis, Organisation, Person, Role
from opora.people.queries import organisation
from opora.regulations.actions import adopt_edition, issue_order, register_act
from opora.regulations.models import LocalAct, Order
from opora.regulations.presets import SOMEBODY, load_preset
from opora.regulations.queries import HELP_ACT, forget_editions

from .. import rules

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without the signs that look alike on a console
FOUNDING_LOCK = 20261124


@dataclass(frozen=True, slots=True)
class Employee:
    """One of the first workers; ``contract`` is the number of the labour contract."""

    name: FullName
    position: str
    contract: str


@dataclass(frozen=True, slots=True)
class Approval:
    """By which order the centre's own Порядок is approved and which sample it starts from.

    ``genitive`` is the name of the centre put into the clauses; empty: «образовательной организации».
    """

    preset: str
    number: str
    on: date
    effective_from: date
    genitive: str = ""


@dataclass(frozen=True, slots=True)
class Founded:
    """``specialist`` can log in at once, the others by the one-time codes beside their accounts."""

    centre: Organisation
    specialist: Account
    invited: list[tuple[Account, str]]


def start_code(data: Path) -> str:
    """The code kept in ``data/start-code`` (mode 0600), made when absent: «K7QM-3XNA-9D»."""
    path = data / "start-code"
    if not path.exists():
        signs = "".join(secrets.choice(CODE_SIGNS) for _number in range(10))
        draft = data / f".start-code.{os.getpid()}.{secrets.token_hex(4)}"
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{signs[:4]}-{signs[4:8]}-{signs[8:]}")
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # atomic: the first of two wins
        draft.unlink()
    return path.read_text()


def start_code_is(data: Path, typed: str) -> bool:
    """Whether this is the code; case, hyphens and spaces do not matter."""
    return secrets.compare_digest(_bare(typed), _bare(start_code(data)))


def _bare(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign in CODE_SIGNS)


def forget_start_code(data: Path) -> None:
    """The code dies when the centre is founded."""
    (data / "start-code").unlink(missing_ok=True)


def found_centre(
    *,
    centre: OrganisationValues,
    branch: str,
    approval: Approval,
    specialist: Employee,
    director: Employee,
    deputy: Employee | None = None,
    login: str,
    password: str,
    since: date,
    basis: str,
) -> Founded:
    """Everything a centre begins with, in one transaction: organisation, people, Порядок, means.

    ``since`` is the first day of contracts and roles, ``basis`` the order that appoints them. An advisory
    lock of the database stands in for the row that does not exist yet. Raises
    :class:`~opora.kernel.errors.Refused` by PER-12 when the centre is founded already.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOUNDING_LOCK])
            enforce(rules.centre_is_not_founded())
            row = found_organisation(branch=branch, **centre)
            people = {Role.SPECIALIST: specialist, Role.DIRECTOR: director}
            if deputy:
                people[Role.DEPUTY] = deputy
            persons = {role: _employ(row, employee, since) for role, employee in people.items()}
            _appoint(persons, since, basis)
            _approve(approval, persons[Role.DIRECTOR], director.position)
            take_sample([way.code for way in shipped_ways()], sector=row.sector)
            account = _account(persons[Role.SPECIALIST], login, password)
            others = [create_account(person) for role, person in persons.items() if role != Role.SPECIALIST]
    except BaseException:
        organisation.cache_clear()  # what was read inside is rolled back
        forget_editions()
        raise
    return Founded(row, account, others)


def _employ(centre: Organisation, employee: Employee, since: date) -> Person:
    name = employee.name
    person = create_person(last_name=name.last, first_name=name.first, middle_name=name.middle)
    add_staff_contract(
        person,
        branch=centre.branches.get(),
        number=employee.contract,
        position=employee.position,
        is_pedagogical=False,
        load_basis=LoadBasis.WITHIN_WORKING_TIME,
        valid_from=since,
    )
    return person


def _appoint(persons: dict[Role, Person], since: date, basis: str) -> None:
    """Nobody appoints himself: the director appoints the others, and is entered by the specialist."""
    for role, person in persons.items():
        by = persons[Role.SPECIALIST if role is Role.DIRECTOR else Role.DIRECTOR]
        grant_role(person, role=role, valid_from=since, basis=basis, by=by)


def _approve(approval: Approval, director: Person, position: str) -> None:
    act = load_preset(approval.preset, organisation_genitive=approval.genitive or SOMEBODY)
    register_act(
        HELP_ACT, kind=LocalAct.Kind.ORDER_OF_WORK, title=act.title, short_title="Порядок", genitive="Порядка"
    )
    order = issue_order(
        number=approval.number,
        on=approval.on,
        kind=Order.Kind.ACT,
        title=act.title,
        signer=director,
        position=position,
    )
    adopt_edition(
        HELP_ACT,
        number=1,
        order=order,
        effective_from=approval.effective_from,
        clauses=act.clauses,
        provisions=act.provisions,
        bases=act.bases,
        preset=approval.preset,
        concerns=act.concerns,
    )


def _account(person: Person, login: str, password: str) -> Account:
    account, code = create_account(person, login=login)
    return activate_account(account, code=code, password=password)
