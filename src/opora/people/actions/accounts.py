"""Accounts, sessions and roles."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce

from ..events import IntrusionReported, RoleGranted
from ..models import Account, Branch, LoginSession, Person, Role, RoleGrant
from ..rules import (
    code_is_alive,
    dates_are_in_order,
    has_no_account,
    is_not_own,
    login_is_free,
    role_is_granted_by_order,
    role_is_not_granted_twice,
    visit_has_an_end,
)
from .logins import free_login

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without the signs that look alike on paper
CODE_LIFE = timedelta(days=14)


def _new_code() -> str:
    """«K7QM-3XNA-9D»: 49 bits, read from paper without mistakes."""
    signs = "".join(secrets.choice(CODE_ALPHABET) for _number in range(10))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def normal_code(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign in CODE_ALPHABET)


@transaction.atomic
def create_account(person: Person, *, login: str = "") -> tuple[Account, str]:
    """An invited account and its one-time code, shown once and never mailed (case 31).

    An empty ``login`` is made of the name: «ivanova.mp», with a number when taken.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    login = login.strip().lower()
    enforce(has_no_account(person), login_is_free(login) if login else None)
    account = Account(person=person, login=login or free_login(person))
    return account, _invite(account)


@transaction.atomic
def issue_code(account: Account) -> str:
    """A new one-time code: the old password and every session end now."""
    row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    LoginSession.objects.filter(account=row).delete()
    return _invite(row)


def _invite(account: Account) -> str:
    code = _new_code()
    account.state, account.suspended_reason = Account.State.INVITED, ""
    account.set_password(normal_code(code))
    account.save()
    Account.objects.filter(pk=account.pk).update(updated_at=now())
    return code


@transaction.atomic
def activate_account(account: Account | None, *, code: str, password: str) -> Account:
    """The owner sets a password by the one-time code; the code dies with it."""
    if account is not None:
        account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    alive = (
        account is not None
        and account.updated_at > now() - CODE_LIFE
        and account.check_password(normal_code(code))
    )
    enforce(code_is_alive(account, alive=alive))
    assert account is not None  # noqa: S101 -- the rule above refuses None
    account.state = Account.State.ACTIVE
    account.set_password(password)
    account.save()
    return account


@transaction.atomic
def change_password(account: Account, *, password: str, keep: str = "") -> Account:
    """A new password; every other session ends, the one with the key ``keep`` stays."""
    row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    row.set_password(password)
    row.save()
    LoginSession.objects.filter(account=row).exclude(pk=keep).delete()
    return row


@transaction.atomic
def end_session(session: LoginSession) -> None:
    LoginSession.objects.filter(pk=session.pk).delete()


@transaction.atomic
def end_sessions(account: Account, *, keep: str = "") -> int:
    """Log out everywhere but here; answers how many sessions ended."""
    ended, _by_model = LoginSession.objects.filter(account=account).exclude(pk=keep).delete()
    return ended


@transaction.atomic
def suspend_account(account: Account, *, reason: str, by: Person) -> Account:
    """Close the cabinet at once, with a reason its owner sees at the log-in."""
    enforce(is_not_own(account.person, by))
    return _suspend(account, reason)


def _suspend(account: Account, reason: str) -> Account:
    row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    row.state, row.suspended_reason = Account.State.SUSPENDED, reason.strip()
    row.save(update_fields=["state", "suspended_reason", "updated_at"])
    LoginSession.objects.filter(account=row).delete()
    return row


@transaction.atomic
def restore_account(account: Account) -> Account:
    """Open a suspended account again with its former password."""
    row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if row.state == Account.State.SUSPENDED:
        row.state, row.suspended_reason = Account.State.ACTIVE, ""
        row.save(update_fields=["state", "suspended_reason", "updated_at"])
    return row


@transaction.atomic
def report_intrusion(account: Account) -> Account:
    """«Это был не я» (ACC-07): sessions are dropped, the password dies, a specialist is told."""
    row = _suspend(account, _("Сообщение о чужом входе."))
    row.set_unusable_password()
    row.save(update_fields=["password"])
    publish(IntrusionReported(row.pk, row.person_id))
    return row


@transaction.atomic
def grant_role(
    person: Person,
    *,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
    basis: str = "",
    branch: Branch | None = None,
    by: Person,
) -> RoleGrant:
    """Appoint to a role by the order named in ``basis`` (S0-6.4, S4-1.3)."""
    Person.objects.select_for_update().get(pk=person.pk)
    enforce(
        is_not_own(person, by),
        role_is_granted_by_order(role, basis),
        dates_are_in_order(valid_from, valid_to),
        visit_has_an_end(role, valid_to),
        role_is_not_granted_twice(person, role, valid_from, valid_to),
    )
    grant = RoleGrant.objects.create(
        person=person, role=role, branch=branch, valid_from=valid_from, valid_to=valid_to, basis=basis.strip()
    )
    publish(RoleGranted(grant.pk, person.pk, grant.role))
    return grant


@transaction.atomic
def revoke_role(grant: RoleGrant, *, on: date, basis: str, by: Person) -> None:
    """End an appointment by an order: the last day is the one before ``on``; one not begun is removed."""
    row = RoleGrant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant.pk)
    enforce(is_not_own(row.person, by), role_is_granted_by_order(Role(row.role), basis))
    if row.valid_from >= on:
        row.delete()
        return
    row.valid_to = on - timedelta(days=1)
    row.basis = "; ".join(filter(None, (row.basis, _("снят: {basis}").format(basis=basis.strip()))))[:200]
    row.save(update_fields=["valid_to", "basis", "updated_at"])
