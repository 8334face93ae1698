"""Lines of a draft: add, change, move, remove, put back."""

from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from opora.channels.rules import means_may_be_chosen
from opora.kernel.rules import enforce
from opora.people.models import Person, StaffContract
from opora.people.queries import branches

from .. import rules
from ..models import Schedule, ScheduleChange, ScheduleLine
from ..queries import columns_of, contracts_of, days_text, time_text
from .drafts import open_draft, record
from .values import COLUMNS, RELATIONS, LineValues, as_json, from_json, values_of


@transaction.atomic
def add_line(
    schedule: Schedule, *, values: LineValues, by: Person | None = None, version: int | None = None
) -> ScheduleLine:
    """Add a line to a draft (S0-5.1). Raises ``Refused`` by SCH-06, SCH-EDIT, COM-04."""
    draft = open_draft(schedule, version)
    enforce(means_may_be_chosen(values.means))
    line = write_line(draft, values)
    record(draft, by=by, words=_("добавлена строка {line}").format(line=told(line)))
    return line


def write_line(draft: Schedule, values: LineValues, *, key: UUID | None = None) -> ScheduleLine:
    """One new row of the table, last in its section; the draft is locked by the caller."""
    full = _filled(draft, values)
    last = draft.lines.filter(section=full.section).aggregate(last=Max("position"))["last"] or 0
    line = ScheduleLine.objects.create(
        schedule=draft,
        key=key or uuid4(),
        position=last + 1,
        **{name: getattr(full, name) for name in COLUMNS},
    )
    _relate(line, full)
    return line


@transaction.atomic
def change_line(
    line: ScheduleLine, *, values: LineValues, by: Person | None = None, version: int | None = None
) -> ScheduleLine:
    """Replace what a line says. Raises ``Refused`` by SCH-06, SCH-EDIT, COM-04 (for newly chosen means)."""
    _rewrite(line, values, by=by, version=version)
    return line


def _rewrite(
    line: ScheduleLine, values: LineValues, *, by: Person | None, version: int | None
) -> ScheduleChange:
    draft = open_draft(line.schedule, version)
    line.schedule = draft
    kept = set(line.means.all())
    enforce(means_may_be_chosen(one for one in values.means if one not in kept))
    full = _filled(draft, values)
    before = values_of(line)
    told_before, shown_before = told(line), columns_of(line)
    for name in COLUMNS:
        setattr(line, name, getattr(full, name))
    if before.section != full.section:
        last = draft.lines.filter(section=full.section).aggregate(last=Max("position"))["last"] or 0
        line.position = last + 1
    line.save()
    _relate(line, full)
    was, became = as_json(before), as_json(full)
    differing = [name for name, value in was.items() if value != became[name]]
    return record(
        draft,
        by=by,
        words=f"{told_before}: {difference_words(shown_before, columns_of(line))}",
        key=line.key,
        before={name: was[name] for name in differing},
        after={name: became[name] for name in differing},
    )


@transaction.atomic
def undo_change(change: ScheduleChange, *, by: Person | None = None) -> ScheduleChange:
    """Put back what one save changed in a line, and nothing else: what others wrote beside it stays.

    Raises ``Refused`` by SCH-06, SCH-23 (the same was changed again or the line is gone), COM-04.
    """
    draft = open_draft(change.schedule, None)
    line = draft.lines.filter(key=_key(change)).select_related("person", "branch").first()
    told_now = as_json(values_of(line)) if line else None
    later = draft.changes.filter(version__gt=change.version, line_key=change.line_key)
    enforce(rules.line_is_as_it_was_left(change, told_now, later.select_related("by").last()))
    assert line is not None and told_now is not None  # noqa: S101, PT018 -- the rule has said so
    return _rewrite(line, from_json(told_now | (change.before or {})), by=by, version=None)


def _key(change: ScheduleChange) -> UUID:
    assert change.line_key is not None  # noqa: S101 -- only changes of lines are undone
    return change.line_key


@transaction.atomic
def move_line(
    line: ScheduleLine,
    *,
    from_day: int,
    to_day: int,
    time_from: time,
    time_to: time,
    by: Person | None = None,
    version: int | None = None,
) -> ScheduleChange:
    """Drag one weekday of a line to another place of the week; days and times are of the line's branch.

    The returned change puts it back by :func:`undo_change`. Raises also by SCH-22.
    """
    if to_day != from_day:
        enforce(rules.weekday_gives_meetings(line, to_day))
    days = sorted({to_day if day == from_day else day for day in line.weekdays})
    values = replace(values_of(line), weekdays=days, time_from=time_from, time_to=time_to)
    return _rewrite(line, values, by=by, version=version)


@transaction.atomic
def remove_line(
    line: ScheduleLine, *, by: Person | None = None, version: int | None = None
) -> ScheduleChange:
    """Take a line out of a draft; the returned change puts it back by :func:`restore_line`."""
    draft = open_draft(line.schedule, version)
    change = record(
        draft,
        by=by,
        words=_("удалена строка {line}").format(line=told(line)),
        key=line.key,
        removed=_kept(line),
    )
    line.delete()
    return change


@transaction.atomic
def restore_line(change: ScheduleChange, *, by: Person | None = None) -> ScheduleLine | None:
    """Undo a removal. Doing it twice puts the line back once: the second call answers None."""
    draft = open_draft(change.schedule, None)
    saved = change.removed
    if saved is None or draft.lines.filter(key=saved["key"]).exists():
        return None
    line = write_line(draft, from_json(saved), key=UUID(saved["key"]))
    ScheduleLine.objects.filter(pk=line.pk).update(position=saved["position"])
    record(draft, by=by, words=_("возвращена строка {line}").format(line=told(line)))
    return line


def _kept(line: ScheduleLine) -> dict[str, Any]:
    return as_json(values_of(line)) | {"key": str(line.key), "position": line.position}


def told(line: ScheduleLine) -> str:
    """«Ковалёва И. С., понедельник 18:00–19:30», for messages and the record of changes."""
    name = line.person.short_name if line.person else _("без работника")
    when = " ".join(text for text in (days_text(line), time_text(line)) if text)
    return f"{name}, {when}" if when else name


def _filled(draft: Schedule, values: LineValues) -> LineValues:
    """Position, section and branch come from the contract where they were left empty."""
    contract = _contract(draft, values)
    pedagogical = contract.is_pedagogical if contract else True
    section = ScheduleLine.Section.PEDAGOGICAL if pedagogical else ScheduleLine.Section.OTHER
    return replace(
        values,
        section=values.section or section.value,
        job_title=values.job_title.strip() or (contract.position if contract else ""),
        branch=values.branch or (contract.branch if contract else branches()[0]),
        weekdays=sorted(set(values.weekdays)),
        place=values.place.strip(),
    )


def _contract(draft: Schedule, values: LineValues) -> StaffContract | None:
    """The worker's contract of the period; the one of the stated position before others."""
    if values.person is None:
        return None
    own = [
        one
        for one in contracts_of([values.person])[values.person.pk]
        if one.valid_from <= draft.period_to and not (one.valid_to and one.valid_to < draft.period_from)
    ]
    named = [one for one in own if one.position == values.job_title.strip()]
    return next(iter(named or own), None)


def _relate(line: ScheduleLine, values: LineValues) -> None:
    for name in RELATIONS:
        getattr(line, name).set(getattr(values, name))


def difference_words(before: dict[str, str], after: dict[str, str]) -> str:
    """«время 18:00–19:30 → 18:30–20:00, мест 30 → 10»."""
    changed = [
        f"{title} {before[title] or _('пусто')} → {value or _('пусто')}"
        for title, value in after.items()
        if before[title] != value
    ]
    return ", ".join(changed) or _("сохранена без изменений")
