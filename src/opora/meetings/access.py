"""Who may do what in a video room (S0-3.1, S2-12; domain.md §2.3)."""

from opora.consultations.access import LEARNING, RUNNERS, may_run
from opora.consultations.models import Session
from opora.people.access import Actor
from opora.people.models import Role

COMERS = RUNNERS | LEARNING
LEADERS = RUNNERS
VISITORS = frozenset(Role)  # the график that leads to a cabinet is read by everybody
NODE_KEEPERS = frozenset({Role.SPECIALIST})
EVIDENCE_READERS = RUNNERS | {Role.AUDITOR}


def may_lead(actor: Actor, session: Session) -> bool:
    """Let in, mute, remove, lock and end: who gives the consultation; the deputy any (S0-5.1)."""
    return may_run(actor, session)


def may_read_evidence(actor: Actor, session: Session) -> bool:
    """Who was there and when: who gives it, those who confirm and check hours."""
    return may_run(actor, session) or actor.role in (Role.DIRECTOR, Role.SPECIALIST, Role.AUDITOR)
