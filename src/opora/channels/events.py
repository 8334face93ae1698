"""What happens to means of communication."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MeansStateChanged:
    """Another state was decided; ``since`` may be ahead, None is «at once»."""

    means_id: int
    status_id: int
    state: str
    since: date | None
