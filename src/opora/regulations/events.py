from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditionTakesForce:
    """An edition of a local act was saved; its rules hold from ``effective_from``."""

    edition_id: int
