"""The map of responsibility: duties, whose they are on a date, and what in the system shows it."""

from .evidence import EVIDENCE, Evidence, evidence_of
from .map import Line, Owner, duty_map, lines_for_page, uncovered
from .register import Known, duties, duty, shipped_duties

__all__ = [
    "EVIDENCE",
    "Evidence",
    "Known",
    "Line",
    "Owner",
    "duties",
    "duty",
    "duty_map",
    "evidence_of",
    "lines_for_page",
    "shipped_duties",
    "uncovered",
]
