"""Rules of the график (domain.md §4, SCH; CON-08): of its states, of one line, of a person's time."""

from .checks import Check, Checks, checks_of
from .lines import (
    contract_covers_line,
    helper_is_provided_for,
    holidays_are_noticed,
    line_is_complete,
    line_is_within_working_time,
    line_stands_in_its_section,
    weekday_gives_meetings,
)
from .overlaps import Crossing, crossings, person_is_free
from .proposals import (
    line_is_asked_about_once,
    line_is_still_there,
    lines_are_collected,
    proposal_waits,
)
from .states import (
    approval_has_its_day,
    approver_is_named,
    awaits_approval,
    copy_is_current,
    every_line_is_decided,
    file_is_in,
    has_lines,
    is_approved,
    is_published,
    line_is_as_it_was_left,
    lines_are_open,
    next_edition_is_free,
    period_is_in_order,
    remark_is_given,
)

__all__ = [
    "Check",
    "Checks",
    "Crossing",
    "approval_has_its_day",
    "approver_is_named",
    "awaits_approval",
    "checks_of",
    "contract_covers_line",
    "copy_is_current",
    "crossings",
    "every_line_is_decided",
    "file_is_in",
    "has_lines",
    "helper_is_provided_for",
    "holidays_are_noticed",
    "is_approved",
    "is_published",
    "line_is_as_it_was_left",
    "line_is_asked_about_once",
    "line_is_complete",
    "line_is_still_there",
    "line_is_within_working_time",
    "line_stands_in_its_section",
    "lines_are_collected",
    "lines_are_open",
    "next_edition_is_free",
    "period_is_in_order",
    "person_is_free",
    "proposal_waits",
    "remark_is_given",
    "weekday_gives_meetings",
]
