"""Papers, registers and calendars read from the domains below."""

from .acts import acquaintance_paper, duties_paper, unacquainted_paper
from .extract import Asked, extract
from .feeds import (
    account_by,
    grafik_events,
    group_by,
    group_events,
    group_token,
    groups_of,
    person_events,
    person_token,
)
from .journal import JournalFilter, JournalLine, journal, journal_lines, journal_minutes
from .papers import grafik, grafik_changed, grafik_paper, journal_paper, load_sheet_paper, prep_record_paper
from .pay import act_paper, civil_contracts, pay_paper
from .regulation import edition_order_paper, edition_paper, is_stamped, rules_paper

__all__ = [
    "Asked",
    "JournalFilter",
    "JournalLine",
    "account_by",
    "acquaintance_paper",
    "act_paper",
    "civil_contracts",
    "duties_paper",
    "edition_order_paper",
    "edition_paper",
    "extract",
    "grafik",
    "grafik_changed",
    "grafik_events",
    "grafik_paper",
    "group_by",
    "group_events",
    "group_token",
    "groups_of",
    "is_stamped",
    "journal",
    "journal_lines",
    "journal_minutes",
    "journal_paper",
    "load_sheet_paper",
    "pay_paper",
    "person_events",
    "person_token",
    "prep_record_paper",
    "rules_paper",
    "unacquainted_paper",
]
