"""What can be done with programmes, groups, enrolments and lists of learners."""

from .enrolments import admit, complete, enrol, expel, leave, return_from_leave, set_individual_plan, transfer
from .imports import (
    Terms,
    apply_learner_import,
    discard_learner_import,
    goes_in,
    mark_rows,
    preview_of,
    upload_learners,
)
from .programmes import add_part, create_group, create_programme, set_group_part

__all__ = [
    "Terms",
    "add_part",
    "admit",
    "apply_learner_import",
    "complete",
    "create_group",
    "create_programme",
    "discard_learner_import",
    "enrol",
    "expel",
    "goes_in",
    "leave",
    "mark_rows",
    "preview_of",
    "return_from_leave",
    "set_group_part",
    "set_individual_plan",
    "transfer",
    "upload_learners",
]
