"""Who opens registration to a frontal consultation and reads who has registered (S2-12e)."""

from opora.consultations.access import RUNNERS, may_run
from opora.consultations.models import Session
from opora.people.access import Actor

LEADERS = RUNNERS


def may_lead(actor: Actor, session: Session) -> bool:
    """Who gives the consultation; the deputy any (S0-5.1)."""
    return may_run(actor, session)
