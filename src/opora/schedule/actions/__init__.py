"""What is done with the график: drafting, lines, states, files, the calendar. Each is one transaction."""

from .calendar import remove_calendar_day, set_calendar_day
from .editing import add_line, change_line, move_line, remove_line, restore_line, told, undo_change
from .editions import change_draft, copy_as_new_edition, create_draft
from .importing import (
    Applied,
    apply_import,
    chosen_workers,
    correct_schedule_rows,
    discard_import,
    preview_schedule_file,
    read_upload,
    start_import,
    undo_import,
)
from .proposing import (
    accept_proposal,
    ask_for_lines,
    keep_lines,
    propose_line,
    propose_removal,
    remind_of_lines,
    return_proposal,
    withdraw_proposal,
)
from .replacing import drop_untouched, put_means_back, replace_means
from .rolling import Decision, roll_over
from .states import approve, publish, record_stand, return_with_remark, submit
from .values import LineValues, values_of
from .widget import allow_site, forbid_site

__all__ = [
    "Applied",
    "Decision",
    "LineValues",
    "accept_proposal",
    "add_line",
    "allow_site",
    "apply_import",
    "approve",
    "ask_for_lines",
    "change_draft",
    "change_line",
    "chosen_workers",
    "copy_as_new_edition",
    "correct_schedule_rows",
    "create_draft",
    "discard_import",
    "drop_untouched",
    "forbid_site",
    "keep_lines",
    "move_line",
    "preview_schedule_file",
    "propose_line",
    "propose_removal",
    "publish",
    "put_means_back",
    "read_upload",
    "record_stand",
    "remind_of_lines",
    "remove_calendar_day",
    "remove_line",
    "replace_means",
    "restore_line",
    "return_proposal",
    "return_with_remark",
    "roll_over",
    "set_calendar_day",
    "start_import",
    "submit",
    "told",
    "undo_change",
    "undo_import",
    "values_of",
    "withdraw_proposal",
]
