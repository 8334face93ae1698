"""Rules of consultations (domain.md §4): of booking, of planning, of holding."""

from .asking import Ask, Served, Study
from .booking import why_not

__all__ = ["Ask", "Served", "Study", "why_not"]
