"""Who reads and keeps the map of responsibility."""

from opora.people.access import APPOINT
from opora.people.models import Role

READERS = frozenset({Role.DIRECTOR, Role.DEPUTY, Role.SPECIALIST, Role.TRAINING_HEAD, Role.AUDITOR})
EDITORS = APPOINT
