"""The map of responsibility: duties, whose they are on a date, and what in the system shows it."""

from .evidence import EVIDENCE, Evidence, consulting, evidence_of, hours, register_evidence
from .map import Line, Owner, duty_map, lines_for_page, uncovered
from .outages import Downtime, downtime, outages
from .plans import MeasureLine, measure_lines, open_measures, plans, told_of_today
from .register import Known, duties, duty, shipped_duties

__all__ = [
    "EVIDENCE",
    "Downtime",
    "Evidence",
    "Known",
    "Line",
    "MeasureLine",
    "Owner",
    "consulting",
    "downtime",
    "duties",
    "duty",
    "duty_map",
    "evidence_of",
    "hours",
    "lines_for_page",
    "measure_lines",
    "open_measures",
    "outages",
    "plans",
    "register_evidence",
    "shipped_duties",
    "told_of_today",
    "uncovered",
]
