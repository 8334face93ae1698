"""What is known of hours."""

from .contracts import contract_on, contracts_on, deputies, workers_of
from .forecast import MonthLoad, YearRow, year_of
from .late import is_late
from .looking import looked_before, questions_to
from .month import Evidence, MonthRow, MonthTotals, month_rows, totals, with_evidence
from .own import (
    entries_by_ids,
    entries_of,
    own_branch,
    seen_branches,
    seen_entries,
    seen_sheets,
    sums_of,
    to_put_right,
    waiting_for,
)
from .pay import HOUR, Pay, PayLine, amount, pay_of, rate_on, rates_of
from .planning import plan_contracts, plan_imports
from .sheet import (
    LETTERHEAD,
    Sheet,
    SheetRow,
    canonical,
    entries_of_month,
    load_sheet,
    month_sheet,
    seal_of,
    sealed,
)

__all__ = [
    "HOUR",
    "LETTERHEAD",
    "Evidence",
    "MonthLoad",
    "MonthRow",
    "MonthTotals",
    "Pay",
    "PayLine",
    "Sheet",
    "SheetRow",
    "YearRow",
    "amount",
    "canonical",
    "contract_on",
    "contracts_on",
    "deputies",
    "entries_by_ids",
    "entries_of",
    "entries_of_month",
    "is_late",
    "load_sheet",
    "looked_before",
    "month_rows",
    "month_sheet",
    "own_branch",
    "pay_of",
    "plan_contracts",
    "plan_imports",
    "questions_to",
    "rate_on",
    "rates_of",
    "seal_of",
    "sealed",
    "seen_branches",
    "seen_entries",
    "seen_sheets",
    "sums_of",
    "to_put_right",
    "totals",
    "waiting_for",
    "with_evidence",
    "workers_of",
    "year_of",
]
