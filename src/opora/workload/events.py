"""What happened to hours; ids only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HoursSubmitted:
    """Entries wait for the deputy: by a held session, or entered by the worker."""

    entry_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HoursConfirmed:
    entry_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HoursReturned:
    entry_id: int
    remark: str


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """The ведомость of a branch and month is fixed; its numbers will not change."""

    sheet_id: int


@dataclass(frozen=True, slots=True)
class MonthReopened:
    sheet_id: int
    reason: str
