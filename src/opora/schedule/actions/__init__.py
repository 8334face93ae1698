"""What is done with the график: drafting, lines, states, files, the calendar. Each is one transaction."""

from .calendar import remove_calendar_day, set_calendar_day
from .editing import (
    LineValues,
    add_line,
    change_line,
    move_line,
    remove_line,
    restore_line,
    told,
    values_of,
)
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
from .states import approve, publish, record_stand, return_with_remark, submit

__all__ = [
    "Applied",
    "LineValues",
    "add_line",
    "apply_import",
    "approve",
    "change_draft",
    "change_line",
    "chosen_workers",
    "copy_as_new_edition",
    "correct_schedule_rows",
    "create_draft",
    "discard_import",
    "move_line",
    "preview_schedule_file",
    "publish",
    "read_upload",
    "record_stand",
    "remove_calendar_day",
    "remove_line",
    "restore_line",
    "return_with_remark",
    "set_calendar_day",
    "start_import",
    "submit",
    "told",
    "undo_import",
    "values_of",
]
