"""Rules of the open site and of what comes by it."""

from .applications import (
    admission_ends_before_the_group,
    application_waits,
    data_are_checked,
    group_admits,
    minor_is_represented,
    not_too_many_applications,
    reason_of_declining,
    studies_not_there_yet,
)
from .site import (
    appeal_has_room,
    appeal_waits,
    contacts_are_given,
    joined_to_a_whole_one,
    not_too_often,
    page_is_fresh,
    passed_to_another_with_a_reason,
    received_in_the_past,
    section_is_as_it_was,
    sent_by_a_person,
    support_is_open,
    teacher_agreed,
)

__all__ = [
    "admission_ends_before_the_group",
    "appeal_has_room",
    "appeal_waits",
    "application_waits",
    "contacts_are_given",
    "data_are_checked",
    "group_admits",
    "joined_to_a_whole_one",
    "minor_is_represented",
    "not_too_many_applications",
    "not_too_often",
    "page_is_fresh",
    "passed_to_another_with_a_reason",
    "reason_of_declining",
    "received_in_the_past",
    "section_is_as_it_was",
    "sent_by_a_person",
    "studies_not_there_yet",
    "support_is_open",
    "teacher_agreed",
]
