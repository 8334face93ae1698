"""Facts about people that higher domains hear."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CardOpened:
    """A worker looked into the card of a person (domain.md §2.3: opening is written with a reason)."""

    person_id: int
    account_id: int
    why: str
    ip: str


@dataclass(frozen=True, slots=True)
class IntrusionReported:
    """The owner says someone else used the account (S3-3.5b, ACC-07); sessions are already dropped."""

    account_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """A person was appointed to a role (S0-6.4)."""

    grant_id: int
    person_id: int
    role: str


@dataclass(frozen=True, slots=True)
class GuardianshipVerified:
    guardianship_id: int
    representative_id: int
    ward_id: int


@dataclass(frozen=True, slots=True)
class GuardianshipRestricted:
    """The representative may act no more. Nobody may tell him why (domain.md §8, case 30)."""

    guardianship_id: int
    representative_id: int
    ward_id: int


@dataclass(frozen=True, slots=True)
class AbsenceOrdered:
    """An order named who replaces an absent worker (S0-6.4)."""

    absence_id: int


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """The worker is back on the day ``on``."""

    absent_id: int
    substitute_id: int
    on: date


@dataclass(frozen=True, slots=True)
class DataChangeAsked:
    """A learner's side wants other data in papers (ACC-06)."""

    change_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class DataChangeDecided:
    change_id: int
    person_id: int
    accepted: bool
