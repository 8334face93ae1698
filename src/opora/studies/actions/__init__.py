"""What can be done with programmes, groups, enrolments and lists of learners."""

from .agreements import change_agreement, make_agreement
from .annexes import describe_customer, extend_by_addendum, put_into_annex, strike_from_annex
from .enrolments import (
    admit,
    complete,
    enrol,
    expel,
    extend,
    leave,
    restore,
    return_from_leave,
    transfer,
)
from .imports import (
    Terms,
    apply_learner_import,
    discard_learner_import,
    goes_in,
    mark_rows,
    preview_of,
    upload_learners,
)
from .learner_orders import (
    agree_order,
    cancel_order,
    change_order,
    draft_order,
    return_order,
    send_order,
    set_order_learners,
    sign_order,
)
from .long_lists import (
    LONG,
    cells_kept,
    correct_rows,
    is_alive,
    receive_learners,
    start_writing,
    stop_list_job,
    work_on_list,
)
from .plans import PlanRow, set_individual_plan, set_plan_parts
from .programmes import add_part, create_group, create_programme, set_group_part, write_outline
from .telling import may_be_told, tell_learners
from .templates import reset_template, upload_template
from .undoing import undo_learner_import

__all__ = [
    "LONG",
    "PlanRow",
    "Terms",
    "add_part",
    "admit",
    "agree_order",
    "apply_learner_import",
    "cancel_order",
    "cells_kept",
    "change_agreement",
    "change_order",
    "complete",
    "correct_rows",
    "create_group",
    "create_programme",
    "describe_customer",
    "discard_learner_import",
    "draft_order",
    "enrol",
    "expel",
    "extend",
    "extend_by_addendum",
    "goes_in",
    "is_alive",
    "leave",
    "make_agreement",
    "mark_rows",
    "may_be_told",
    "preview_of",
    "put_into_annex",
    "receive_learners",
    "reset_template",
    "restore",
    "return_from_leave",
    "return_order",
    "send_order",
    "set_group_part",
    "set_individual_plan",
    "set_order_learners",
    "set_plan_parts",
    "sign_order",
    "start_writing",
    "stop_list_job",
    "strike_from_annex",
    "tell_learners",
    "transfer",
    "undo_learner_import",
    "upload_learners",
    "upload_template",
    "work_on_list",
    "write_outline",
]
