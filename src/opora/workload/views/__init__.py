"""HTTP of hours: the deputy's sheet, decisions on entries and months, the worker's own page."""

from .deciding import close, plan, reopen, return_, reverse_, sign
from .month import confirm, month, unconfirm
from .own import add, edit, explain, mine

__all__ = [
    "add",
    "close",
    "confirm",
    "edit",
    "explain",
    "mine",
    "month",
    "plan",
    "reopen",
    "return_",
    "reverse_",
    "sign",
    "unconfirm",
]
