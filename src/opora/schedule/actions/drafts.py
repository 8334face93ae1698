"""The lock of a draft and the record of its changes: shared by every action that edits lines."""

from typing import Any
from uuid import UUID

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..models import Schedule, ScheduleChange


def locked(schedule: Schedule) -> Schedule:
    """The row of the edition, held till the end of the transaction: two saves or states never interleave."""
    return Schedule.objects.select_for_update().get(pk=schedule.pk)


def open_draft(schedule: Schedule, version: int | None) -> Schedule:
    """The locked draft, if it may be edited from this version (SCH-06, SCH-EDIT).

    ``version`` None is for builders and files, which read nothing before they write.
    """
    draft = locked(schedule)
    enforce(rules.lines_are_open(draft))
    if version is not None:
        enforce(rules.copy_is_current(draft, version))
    return draft


def record(
    draft: Schedule,
    *,
    by: Person | None,
    words: str,
    key: UUID | None = None,
    **kept: dict[str, Any] | None,
) -> ScheduleChange:
    """Count the save and keep it in words, so that the next editor can be told.

    ``kept`` is what it can be undone from: ``removed``, or ``before`` and ``after`` of the line ``key``.
    """
    draft.version += 1
    draft.save(update_fields=["version", "updated_at"])
    return ScheduleChange.objects.create(
        schedule=draft, version=draft.version, at=now(), by=by, words=words[:500], line_key=key, **kept
    )
