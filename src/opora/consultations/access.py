"""Who may do what with consultations (domain.md §2.3)."""

from opora.people.access import STAFF, Actor
from opora.people.models import Role

from .models import HelpRequest, Session, Thread

RUNNERS = frozenset(
    {Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR}
)
READERS = STAFF | {Role.LEARNER, Role.REPRESENTATIVE, Role.AUDITOR}
BOOKING_STAFF = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY})
BOOKERS = frozenset({Role.LEARNER, Role.REPRESENTATIVE}) | BOOKING_STAFF
LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
ANSWERERS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY})
PLANNERS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.DEPUTY})
THREAD_KEEPERS = frozenset({Role.DEPUTY, Role.SPECIALIST})
THREAD_READERS = LEARNING | RUNNERS
PREP_READERS = RUNNERS | {Role.TRAINING_HEAD}
NAME_READERS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD})


def is_own(actor: Actor, session: Session) -> bool:
    """The worker who gives this session now, in a working role."""
    return actor.role in RUNNERS and session.person_id == actor.person.pk


def may_run(actor: Actor, session: Session) -> bool:
    """Open, fill in, cancel, set the topic: own sessions; the deputy any, late and with a reason (S0-5.1)."""
    return is_own(actor, session) or actor.role is Role.DEPUTY


def may_book_for(actor: Actor, session: Session) -> bool:
    """Put a learner into it: own sessions, the deputy any; the curator by groups (queries do that)."""
    return actor.role in BOOKING_STAFF and may_run(actor, session)


def may_substitute(actor: Actor) -> bool:
    return actor.role is Role.DEPUTY


def may_plan_for_others(actor: Actor) -> bool:
    return actor.role is Role.DEPUTY


def may_plan_individual_exam_prep(actor: Actor) -> bool:
    """«Подтверждает заместитель»: the exception of S0-5.5c is planned by him only."""
    return actor.role is Role.DEPUTY


def may_see_all_names(actor: Actor, session: Session) -> bool:
    """A learner never sees the others; a curator sees own groups only (queries do that)."""
    return may_run(actor, session) or actor.role in NAME_READERS


def may_answer(actor: Actor, request: HelpRequest) -> bool:
    """The worker who is asked; the deputy any (S0-5.2)."""
    return actor.role is Role.DEPUTY or (actor.role in PLANNERS and request.person_id == actor.person.pk)


def may_answer_thread(actor: Actor, thread: Thread) -> bool:
    """The worker who gives the session now; the deputy gives it to another instead (case 6)."""
    return is_own(actor, thread.session)


def must_say_why(actor: Actor, thread: Thread) -> bool:
    """Not a side of the exchange: the reason stays in the audit trail (domain.md §2.3)."""
    return actor.role in THREAD_KEEPERS and not is_own(actor, thread.session)
