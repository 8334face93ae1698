"""Who may moderate, report and appeal (domain.md §2.3 «Moderate messages»)."""

from opora.consultations.access import THREAD_READERS
from opora.conversations.access import TALKERS
from opora.people.access import Actor
from opora.people.models import Role

MODERATORS = frozenset({Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR})
RULERS = frozenset({Role.SPECIALIST, Role.DIRECTOR})
REPORTERS = TALKERS
POST_REPORTERS = THREAD_READERS
ANSWERING = TALKERS


def may_set_policy(actor: Actor) -> bool:
    """The specialist keeps settings, the director answers for them."""
    return actor.role in RULERS
