"""HTTP of papers, registers and calendars."""

from .acts import acquaintance_sheet, duties, unacquainted
from .calendars import calendars, feed_all, feed_group, feed_person, renew_calendar
from .extract import extract, extract_file
from .files import grafik, journal_file, load_sheet_file, prep_record
from .pages import journal, load_sheet
from .pay import act, pay, pay_file
from .regulation import edition, edition_order, rules

__all__ = [
    "acquaintance_sheet",
    "act",
    "calendars",
    "duties",
    "edition",
    "edition_order",
    "extract",
    "extract_file",
    "feed_all",
    "feed_group",
    "feed_person",
    "grafik",
    "journal",
    "journal_file",
    "load_sheet",
    "load_sheet_file",
    "pay",
    "pay_file",
    "prep_record",
    "renew_calendar",
    "rules",
    "unacquainted",
]
