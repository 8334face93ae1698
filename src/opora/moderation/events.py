"""What happened to cases of moderation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseOpened:
    case_id: int


@dataclass(frozen=True, slots=True)
class CaseDecided:
    """The author is told what was decided and how to object; a minor's representatives of a restriction."""

    case_id: int


@dataclass(frozen=True, slots=True)
class CaseAppealed:
    case_id: int


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """An appeal was answered: the decision stands or is lifted."""

    case_id: int
