"""Who keeps the open site (S4-2.1), who reads how it is kept, who answers appeals, who admits to training."""

from opora.people.models import Role

KEEPERS = frozenset({Role.SPECIALIST})
READERS = KEEPERS | {Role.DEPUTY, Role.DIRECTOR, Role.TRAINING_HEAD, Role.AUDITOR}
WORKERS = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR})
ANSWERERS = KEEPERS | {Role.SUPPORT, Role.DEPUTY}
ENTERERS = ANSWERERS | WORKERS | {Role.DIRECTOR, Role.TRAINING_HEAD}
SEE_APPEALS = ANSWERERS | {Role.DIRECTOR, Role.AUDITOR}
ADMITTERS = KEEPERS
SEE_APPLICATIONS = ADMITTERS | {Role.DEPUTY, Role.DIRECTOR}
