"""Who may have a token, and what a token of a role may ask for (domain.md §2.3)."""

from opora.consultations.access import BOOKERS, READERS, THREAD_READERS
from opora.people.access import EVERYONE
from opora.people.models import Role
from opora.reports.access import ALL_SESSIONS, OWN_SESSIONS

from .models import Scope

OWNERS = EVERYONE
CONNECTORS = frozenset({Role.SPECIALIST})
SCOPES: dict[Scope, frozenset[Role]] = {
    Scope.SESSIONS_READ: READERS,
    Scope.BOOKINGS_READ: READERS,
    Scope.BOOKINGS_WRITE: BOOKERS,
    Scope.THREADS_READ: THREAD_READERS,
    Scope.JOURNAL_READ: ALL_SESSIONS | OWN_SESSIONS,
}


def scopes_of(role: Role) -> list[Scope]:
    """What a token of this role may be given."""
    return [scope for scope, roles in SCOPES.items() if role in roles]
