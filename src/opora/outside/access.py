"""Who may do what with ways outside and with letters that came."""

from opora.people.access import Actor
from opora.people.models import Role

from .models import Incoming

KEEPERS = frozenset({Role.SPECIALIST})


def may_read_record(actor: Actor, row: Incoming) -> bool:
    """The whole letter: its writer; the specialist one that is not in somebody's conversation."""
    if row.person_id == actor.person.pk and row.state in (Incoming.State.POSTED, Incoming.State.REFUSED):
        return True
    return actor.role in KEEPERS and row.state not in (Incoming.State.POSTED, Incoming.State.REFUSED)
