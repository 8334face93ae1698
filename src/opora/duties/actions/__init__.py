"""What is done with duties, outages and plans."""

from .duties import ByOrder, assign, bind, close_duty, end_assignment, keep_duty, keep_outage
from .plans import (
    approve_plan,
    close_plan,
    keep_measure,
    keep_plan,
    move_measure,
    remove_measure,
    report_measure,
    return_plan,
    send_plan,
)

__all__ = [
    "ByOrder",
    "approve_plan",
    "assign",
    "bind",
    "close_duty",
    "close_plan",
    "end_assignment",
    "keep_duty",
    "keep_measure",
    "keep_outage",
    "keep_plan",
    "move_measure",
    "remove_measure",
    "report_measure",
    "return_plan",
    "send_plan",
]
