"""What a user may do with hours (domain.md §2.3: «Confirm actual hours, close the month»)."""

from opora.people.access import Actor
from opora.people.models import Role

from .models import WorkLogEntry

KEEPERS = frozenset({Role.DEPUTY, Role.DIRECTOR})
READERS = KEEPERS | {Role.AUDITOR}
WORKERS = frozenset(
    {Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR}
)

PAY_READERS = KEEPERS | {Role.SPECIALIST}


def may_confirm(actor: Actor, worker_id: int, *, worker_is_deputy: bool) -> bool:
    """The deputy confirms others' hours, the head those of deputies (S0-5.10b).

    Nobody his own, nor those of the absent whom he replaces (LOAD-03).
    """
    if worker_id in actor.acts_for:
        return False
    if actor.role is Role.DEPUTY:
        return True
    return actor.role is Role.DIRECTOR and worker_is_deputy


def may_close(actor: Actor) -> bool:
    return actor.role is Role.DEPUTY


def may_set_rates(actor: Actor) -> bool:
    return actor.role in KEEPERS


def may_sign(actor: Actor) -> bool:
    """Sign a closed month, or open it again with a reason."""
    return actor.role is Role.DIRECTOR


def may_correct(actor: Actor, entry: WorkLogEntry) -> bool:
    """The author of a manual entry puts it right."""
    return entry.person_id == actor.person.pk and entry.source == WorkLogEntry.Source.MANUAL
