"""Facts about duties that are heard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DutiesAssigned:
    """An order laid duties on a worker (S0-6.4, S4-1.3)."""

    person_id: int
    order_id: int
    assignments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlanMoved:
    """A plan went from one state to another; the states are those of ``Plan.State``."""

    plan_id: int
    was: str
    became: str
