"""Founding the centre; what makes a day's work shorter."""

from .comfort import finish_tour, forget_view, save_view
from .founding import (
    FOUNDING_LOCK,
    Approval,
    Employee,
    Founded,
    forget_start_code,
    found_centre,
    start_code,
    start_code_is,
)

__all__ = [
    "FOUNDING_LOCK",
    "Approval",
    "Employee",
    "Founded",
    "finish_tour",
    "forget_start_code",
    "forget_view",
    "found_centre",
    "save_view",
    "start_code",
    "start_code_is",
]
