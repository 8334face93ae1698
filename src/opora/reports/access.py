"""Who reads which papers (domain.md §2.3)."""

from opora.consultations.models import Session
from opora.people.access import Actor
from opora.people.models import Role
from opora.schedule.models import Schedule

ALL_SESSIONS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR, Role.SPECIALIST, Role.TRAINING_HEAD})
OWN_SESSIONS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR})
LOAD_READERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR})
EXTRACT_READERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR})
DRAFT_READERS = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.SPECIALIST})

OPEN_TO_ALL = frozenset({Schedule.State.APPROVED, Schedule.State.PUBLISHED, Schedule.State.SUPERSEDED})


def may_read_grafik(actor: Actor | None, schedule: Schedule) -> bool:
    """What an order approved is public (S1-3.4b); a draft is read by those who make and approve it."""
    if schedule.state in OPEN_TO_ALL:
        return True
    return actor is not None and actor.role in DRAFT_READERS and actor.window.is_open


def may_read_session(actor: Actor, session: Session) -> bool:
    if actor.role in ALL_SESSIONS:
        return True
    return actor.role in OWN_SESSIONS and session.person_id == actor.person.pk


def sees_names(actor: Actor) -> bool:
    """An inspector's guest account is given no names of learners (domain.md §8, case 48)."""
    return actor.role is not Role.AUDITOR
