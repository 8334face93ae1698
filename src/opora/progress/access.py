"""Who sees how help reaches learners (domain.md §2.3, «See marks, progress, attendance»)."""

from opora.people.models import Role

KEEPERS = frozenset(
    {Role.TEACHER, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD}
)
PARTNERS = KEEPERS - {Role.TEACHER}
LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
