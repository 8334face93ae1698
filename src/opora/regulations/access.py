"""Who may do what with local acts (domain.md §2.3)."""

from opora.people.models import Role

READERS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.AUDITOR, Role.TRAINING_HEAD})
EDITORS = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.TRAINING_HEAD})
APPROVERS = frozenset({Role.DIRECTOR})
