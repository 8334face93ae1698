"""HTTP of papers, registers and calendars."""

from .activity import activity, activity_file, quality, quality_file, use, use_file
from .acts import acquaintance_sheet, duties, plan, unacquainted
from .aims import aims
from .calendars import calendars, feed_all, feed_group, feed_person, renew_calendar
from .chats import chat, chat_file, chats
from .extract import extract, extract_file
from .files import grafik, journal_file, load_sheet_file, prep_record
from .meetings import board, board_images, notes
from .pages import journal, load_sheet
from .pay import act, pay, pay_file
from .regulation import edition, edition_order, rules
from .webinar import attendance

__all__ = [
    "acquaintance_sheet",
    "act",
    "activity",
    "activity_file",
    "aims",
    "attendance",
    "board",
    "board_images",
    "calendars",
    "chat",
    "chat_file",
    "chats",
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
    "notes",
    "pay",
    "pay_file",
    "plan",
    "prep_record",
    "quality",
    "quality_file",
    "renew_calendar",
    "rules",
    "unacquainted",
    "use",
    "use_file",
]
