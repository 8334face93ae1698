"""What may be done with hours."""

from .log import ManualWork, add_manual_entry, explain_late, log_session, resubmit_entry
from .months import close_month, reopen_month, reverse_entry, set_planned_load, sign_month
from .review import confirm_entries, return_entry, withdraw_confirmation

__all__ = [
    "ManualWork",
    "add_manual_entry",
    "close_month",
    "confirm_entries",
    "explain_late",
    "log_session",
    "reopen_month",
    "resubmit_entry",
    "return_entry",
    "reverse_entry",
    "set_planned_load",
    "sign_month",
    "withdraw_confirmation",
]
