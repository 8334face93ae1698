"""Who reads and keeps the map of responsibility, the journal of outages, plans of introducing ЭО and ДОТ."""

from opora.people.access import APPOINT
from opora.people.models import Role

READERS = frozenset({Role.DIRECTOR, Role.DEPUTY, Role.SPECIALIST, Role.TRAINING_HEAD, Role.AUDITOR})
EDITORS = APPOINT
OUTAGE_KEEPERS = frozenset({Role.SPECIALIST, Role.SUPPORT, Role.DEPUTY, Role.DIRECTOR})
OUTAGE_READERS = READERS | OUTAGE_KEEPERS
PLAN_WRITERS = frozenset({Role.SPECIALIST})
PLAN_APPROVERS = frozenset({Role.DIRECTOR})
PLAN_READERS = PLAN_WRITERS | PLAN_APPROVERS | {Role.DEPUTY}
