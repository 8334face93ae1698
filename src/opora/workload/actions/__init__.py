"""What may be done with hours."""

from .asking import answer_about, ask_about
from .log import ManualWork, add_manual_entry, explain_late, log_session, resubmit_entry
from .months import close_month, reopen_month, reverse_entry, set_planned_load, sign_month
from .planning import (
    PlanWritten,
    apply_plan,
    check_plan,
    discard_plan,
    mark_plan,
    plan_of,
    undo_plan,
    upload_plan,
)
from .rates import set_rate
from .review import confirm_entries, return_entry, withdraw_confirmation

__all__ = [
    "ManualWork",
    "PlanWritten",
    "add_manual_entry",
    "answer_about",
    "apply_plan",
    "ask_about",
    "check_plan",
    "close_month",
    "confirm_entries",
    "discard_plan",
    "explain_late",
    "log_session",
    "mark_plan",
    "plan_of",
    "reopen_month",
    "resubmit_entry",
    "return_entry",
    "reverse_entry",
    "set_planned_load",
    "set_rate",
    "sign_month",
    "undo_plan",
    "upload_plan",
    "withdraw_confirmation",
]
