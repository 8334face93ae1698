"""Who may do what with programmes, groups and learners (domain.md §2.3)."""

from opora.people.access import Actor
from opora.people.models import Role

from .models import Group

SET_UP = frozenset({Role.DEPUTY, Role.SPECIALIST})
READERS = frozenset(
    {
        Role.TEACHER,
        Role.CURATOR,
        Role.DEPUTY,
        Role.SPECIALIST,
        Role.DIRECTOR,
        Role.TRAINING_HEAD,
        Role.AUDITOR,
    }
)
ENROLLERS = frozenset({Role.CURATOR, Role.DEPUTY, Role.SPECIALIST})
MOVERS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR})
IMPORTERS = ENROLLERS
DRAFT_ORDERS = frozenset({Role.CURATOR, Role.SPECIALIST})
AGREE_ORDERS = frozenset({Role.DEPUTY})
SIGN_ORDERS = frozenset({Role.DIRECTOR})
RETURN_ORDERS = AGREE_ORDERS | SIGN_ORDERS
READ_ORDERS = READERS - {Role.TEACHER}
SEES_CONTRACTS = frozenset({Role.CURATOR, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR})
SEES_AGREEMENTS = READ_ORDERS
SEES_ATTENDANCE = SEES_AGREEMENTS - {Role.AUDITOR}
GIVE_CODES = frozenset({Role.SPECIALIST})
SEES_DOCUMENTS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR})


def may_set_up(actor: Actor) -> bool:
    """Programmes, parts, groups: the deputy and the specialist; others propose."""
    return actor.role in SET_UP


def may_enrol(actor: Actor, group: Group) -> bool:
    """Enter an order of enrolment; a curator into own groups only."""
    if actor.role is Role.CURATOR:
        return group.curator_id in actor.acts_for
    return actor.role in ENROLLERS


def may_move(actor: Actor) -> bool:
    """Enter orders of leave, transfer, expulsion and completion."""
    return actor.role in MOVERS


def may_see_contracts(actor: Actor) -> bool:
    return actor.role in SEES_CONTRACTS


def may_see_documents(actor: Actor) -> bool:
    """СНИЛС and birth date in full; others see them masked."""
    return actor.role in SEES_DOCUMENTS
