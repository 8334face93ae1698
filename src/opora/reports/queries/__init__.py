"""Papers, registers and calendars read from the domains below."""

from .activity import Activity, Period, Use, activity, use_of_portal
from .activity_papers import activity_paper, use_paper
from .acts import acquaintance_paper, duties_paper, plan_paper, unacquainted_paper
from .aims import Aim, Figure, aims, clause_of_aims
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
from .quality import Quality, quality, quality_paper
from .regulation import edition_order_paper, edition_paper, is_stamped, rules_paper
from .webinar import attendance_paper

__all__ = [
    "Activity",
    "Aim",
    "Asked",
    "Figure",
    "JournalFilter",
    "JournalLine",
    "Period",
    "Quality",
    "Use",
    "account_by",
    "acquaintance_paper",
    "act_paper",
    "activity",
    "activity_paper",
    "aims",
    "attendance_paper",
    "civil_contracts",
    "clause_of_aims",
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
    "plan_paper",
    "prep_record_paper",
    "quality",
    "quality_paper",
    "rules_paper",
    "unacquainted_paper",
    "use_of_portal",
    "use_paper",
]
