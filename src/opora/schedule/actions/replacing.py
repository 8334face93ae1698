"""One means of communication put in place of another in the lines that name it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.channels.rules import means_may_be_chosen, means_serve_consultations
from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..models import Schedule, ScheduleLine
from .drafts import locked, open_draft, record
from .editions import copy_as_new_edition

State = Schedule.State


@dataclass(frozen=True, slots=True)
class Replaced:
    """The draft that was written: lines that got the new means, and those that had it beside the old one."""

    schedule: Schedule
    lines: list[int]
    had_both: list[int]


@transaction.atomic
def replace_means(
    schedule: Schedule,
    old: CommunicationMeans,
    new: CommunicationMeans,
    *,
    keys: Iterable[object],
    since: date | None = None,
    by: Person | None = None,
) -> Replaced:
    """Put ``new`` for ``old`` in the lines of these keys; an approved edition gets a new one (SCH-06).

    ``since`` is the first day of that new edition, today unless told.

    Raises ``Refused`` by COM-04, COM-08, SCH-06, SCH-13.
    """
    enforce(means_may_be_chosen([new]), means_serve_consultations([new]))
    held = locked(schedule)
    if held.state in (State.APPROVED, State.PUBLISHED):
        held = copy_as_new_edition(held, by=by, period_from=since)
    enforce(rules.lines_are_open(held))
    named = set(held.lines.filter(means=old, key__in=list(keys)).values_list("pk", flat=True))
    both = set(held.lines.filter(means=new, pk__in=named).values_list("pk", flat=True))
    _take(named, old)
    _give(named - both, new)
    words = _("{old} → {new}, строк: {n}").format(old=old.title, new=new.title, n=len(named))
    record(held, by=by, words=words)
    return Replaced(held, sorted(named - both), sorted(both))


@transaction.atomic
def put_means_back(
    schedule: Schedule,
    old: CommunicationMeans,
    new: CommunicationMeans,
    *,
    lines: Sequence[int],
    had_both: Sequence[int] = (),
    by: Person | None = None,
) -> int:
    """Undo a replacement in the lines that still stand as it left them. Raises ``Refused`` by SCH-06."""
    draft = open_draft(schedule, None)
    standing = draft.lines.filter(pk__in=[*lines, *had_both], means=new).exclude(means=old)
    found = set(standing.values_list("pk", flat=True))
    _take(found - set(had_both), new)
    _give(found, old)
    words = _("возвращено: {old}, строк: {n}").format(old=old.title, n=len(found))
    record(draft, by=by, words=words)
    return len(found)


@transaction.atomic
def drop_untouched(schedule: Schedule, *, version: int) -> bool:
    """Remove a draft that nobody has touched since it was made; False when somebody has."""
    draft = locked(schedule)
    made_by_others = draft.version != version or draft.proposals.exists() or draft.imports.exists()
    if draft.state != State.DRAFT or made_by_others:
        return False
    draft.delete()
    return True


def _take(lines: Iterable[int], means: CommunicationMeans) -> None:
    ScheduleLine.means.through.objects.filter(
        scheduleline_id__in=list(lines), communicationmeans=means
    ).delete()


def _give(lines: Iterable[int], means: CommunicationMeans) -> None:
    through = ScheduleLine.means.through
    through.objects.bulk_create(through(scheduleline_id=pk, communicationmeans_id=means.pk) for pk in lines)
