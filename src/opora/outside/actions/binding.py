"""A messenger is bound by a code shown in the cabinet and sent to the bot; the account is never asked for."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..models import Binding, BindingCode

LASTS = timedelta(minutes=15)
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8


@transaction.atomic
def new_code(person: Person, messenger: str) -> str:
    """A code for a quarter of an hour; the former one is no more. Eight signs: 40 bits for 15 minutes."""
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    BindingCode.objects.update_or_create(
        person=person, messenger=messenger, defaults={"digest": digest_of(code), "until": now() + LASTS}
    )
    return code


def digest_of(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


@transaction.atomic
def bind_by_code(messenger: str, *, who: str, code: str) -> Binding:
    """The account is of who was shown the code. Former bindings of either side end. Raises by OUT-06."""
    found = (
        BindingCode.objects.select_for_update().filter(messenger=messenger, digest=digest_of(code)).first()
    )
    enforce(rules.code_is_live(found, now()))
    assert found is not None  # noqa: S101 -- enforced
    former = Binding.objects.select_for_update().filter(messenger=messenger, ended_at=None)
    for row in [*former.filter(who=who), *former.filter(person=found.person).exclude(who=who)]:
        _end(row, "привязано заново")
    made = Binding.objects.create(person=found.person, messenger=messenger, who=who)
    found.delete()
    return made


@transaction.atomic
def unbind(binding: Binding) -> None:
    """By the person himself."""
    _end(binding, "отвязано в кабинете")


@transaction.atomic
def end_binding(messenger: str, *, who: str, why: str) -> bool:
    """The bot was stopped or cannot write any more. Answers whether there was a binding."""
    rows = Binding.objects.select_for_update().filter(messenger=messenger, who=who, ended_at=None)
    found = list(rows)
    for row in found:
        _end(row, why)
    return bool(found)


def _end(row: Binding, why: str) -> None:
    row.ended_at, row.why_ended = now(), why[:200]
    row.save(update_fields=["ended_at", "why_ended", "updated_at"])
