"""Who sees how help reaches learners (domain.md §2.3, «See marks, progress, attendance»)."""

from opora.people.access import Actor
from opora.people.models import Role
from opora.studies.models import GroupPart

KEEPERS = frozenset(
    {Role.TEACHER, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD}
)
LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
DECIDERS = frozenset({Role.TEACHER, Role.DEPUTY})
IMPORTERS = frozenset({Role.TEACHER, Role.DEPUTY, Role.SPECIALIST})
FINAL_READERS = KEEPERS - {Role.TEACHER}
OPEN_APPEALS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR})


def may_decide(actor: Actor, run: GroupPart) -> bool:
    """Topics are set by the teacher of the discipline (S0-5.3b), by the deputy where it has none."""
    return actor.role is Role.DEPUTY or (actor.role is Role.TEACHER and run.teacher_id == actor.person.pk)
