"""HTTP of hours: the deputy's sheet, decisions on entries and months, the worker's own page."""

from .asking import answer, ask
from .deciding import close, plan, reopen, return_, reverse_, sign
from .edition import edition_plan_page
from .month import confirm, month, unconfirm
from .own import add, edit, explain, mine
from .planning import (
    plan_apply,
    plan_discard,
    plan_faults,
    plan_import,
    plan_preview,
    plan_sample,
    plan_undo,
)
from .rates import rates, set_rate
from .verify import verify
from .year import year

__all__ = [
    "add",
    "answer",
    "ask",
    "close",
    "confirm",
    "edit",
    "edition_plan_page",
    "explain",
    "mine",
    "month",
    "plan",
    "plan_apply",
    "plan_discard",
    "plan_faults",
    "plan_import",
    "plan_preview",
    "plan_sample",
    "plan_undo",
    "rates",
    "reopen",
    "return_",
    "reverse_",
    "set_rate",
    "sign",
    "unconfirm",
    "verify",
    "year",
]
