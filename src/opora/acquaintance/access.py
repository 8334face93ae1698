"""Who reads and enters what about acquaintance (domain.md §2.3)."""

from opora.people.access import WRITE, Actor
from opora.people.models import Role

OWN = WRITE
ENTERERS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.CURATOR})
READERS = ENTERERS | {Role.DIRECTOR, Role.TRAINING_HEAD, Role.AUDITOR}


def may_enter(actor: Actor) -> bool:
    """Paper sheets and reminders; a curator's are those of own groups."""
    return actor.role in ENTERERS


def sees_learners(actor: Actor) -> bool:
    """An inspector's account is given no names of learners (domain.md §8, case 48)."""
    return actor.role is not Role.AUDITOR
