from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditionTakesForce:
    """An edition of a local act was saved; its rules hold from ``effective_from``."""

    edition_id: int


@dataclass(frozen=True, slots=True)
class EditionConcerns:
    """It was said whom an approved edition concerns: they are to get acquainted with it (ACT-04)."""

    edition_id: int


@dataclass(frozen=True, slots=True)
class ControlLaid:
    """It was said who sees that an order is carried out, and by when (S1-O-2)."""

    order_id: int
