"""A new график for a new period out of an old one: each line by a decision, nothing dropped in silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.studies.models import Group

from .. import rules
from ..models import Schedule, ScheduleLine
from ..queries import lines_of
from .drafts import locked, record
from .editing import told, write_line
from .editions import create_draft
from .values import LineValues, values_of

T = TypeVar("T", Group, CommunicationMeans)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a line: leave it behind, or take it with these replacements (None takes one away)."""

    takes: bool = True
    person: Person | None = None
    groups: Mapping[int, Group | None] = field(default_factory=dict)
    means: Mapping[int, CommunicationMeans | None] = field(default_factory=dict)
    without_parts: frozenset[int] = frozenset()


@transaction.atomic
def roll_over(
    old: Schedule,
    *,
    title: str,
    period_from: date,
    period_to: date,
    decisions: Mapping[int, Decision],
    by: Person | None = None,
) -> Schedule:
    """Begin the next график; what was decided of each line stands in the record of its changes.

    Raises ``Refused`` by SCH-14, and by SCH-19 for a line nobody decided about.
    """
    source = locked(old)
    lines = lines_of(source)
    enforce(rules.every_line_is_decided([line for line in lines if line.pk not in decisions]))
    draft = create_draft(
        title=title, period_from=period_from, period_to=period_to, odd_from=source.odd_from, by=by
    )
    for line in lines:
        _roll(draft, line, decisions[line.pk], by)
    return draft


def _roll(draft: Schedule, line: ScheduleLine, decision: Decision, by: Person | None) -> None:
    if not decision.takes:
        record(draft, by=by, words=_("не перенесена строка {line}").format(line=told(line)))
        return
    values = _decided(line, decision)
    write_line(draft, values)
    words = _changes(line, decision)
    if words:
        record(
            draft, by=by, words=_("перенесена строка {line}: {words}").format(line=told(line), words=words)
        )


def _decided(line: ScheduleLine, decision: Decision) -> LineValues:
    values = values_of(line)
    if decision.person and decision.person != line.person:
        # position, section and branch come from the contract of the one who takes over
        values = replace(values, person=decision.person, job_title="", section="", branch=None)
    return replace(
        values,
        groups=_replaced(values.groups, decision.groups),
        means=_replaced(values.means, decision.means),
        parts=[part for part in values.parts if part.pk not in decision.without_parts],
    )


def _replaced(rows: list[T], swaps: Mapping[int, T | None]) -> list[T]:
    chosen = (swaps.get(row.pk, row) for row in rows)
    return list(dict.fromkeys(row for row in chosen if row is not None))


def _changes(line: ScheduleLine, decision: Decision) -> str:
    told_of: list[str] = []
    if decision.person and decision.person != line.person:
        before = line.person.short_name if line.person else "—"
        told_of.append(f"{before} → {decision.person.short_name}")
    for group in line.groups.all():
        if group.pk in decision.groups:
            new_group = decision.groups[group.pk]
            told_of.append(f"{group.code} → {new_group.code if new_group else _('без группы')}")
    for means in line.means.all():
        if means.pk in decision.means:
            new_means = decision.means[means.pk]
            told_of.append(f"{means.title} → {new_means.title if new_means else _('без средства')}")
    gone = [part.title for part in line.parts.all() if part.pk in decision.without_parts]
    if gone:
        told_of.append(_("без дисциплин: {parts}").format(parts=", ".join(gone)))
    return "; ".join(told_of)
