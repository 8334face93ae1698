"""Editions: a first draft, its title and period, a new edition of an approved one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import Schedule
from ..queries import lines_of
from .drafts import locked, open_draft, record
from .editing import write_line
from .values import values_of


@transaction.atomic
def create_draft(
    *,
    title: str,
    period_from: date,
    period_to: date,
    odd_from: date | None = None,
    by: Person | None = None,
) -> Schedule:
    """Begin a график. Raises ``Refused`` by SCH-14."""
    enforce(rules.period_is_in_order(period_from, period_to))
    return Schedule.objects.create(
        title=title.strip(), period_from=period_from, period_to=period_to, odd_from=odd_from, drafted_by=by
    )


@transaction.atomic
def change_draft(
    schedule: Schedule,
    *,
    title: str,
    period_from: date,
    period_to: date,
    odd_from: date | None = None,
    by: Person | None = None,
    version: int | None = None,
) -> Schedule:
    """Rename a draft or move its period. Raises ``Refused`` by SCH-06, SCH-14, SCH-EDIT."""
    draft = open_draft(schedule, version)
    enforce(rules.period_is_in_order(period_from, period_to))
    draft.title, draft.period_from, draft.period_to = title.strip(), period_from, period_to
    draft.odd_from = odd_from
    draft.save(update_fields=["title", "period_from", "period_to", "odd_from"])
    words = _("график «{title}», с {since} по {until}")
    record(
        draft,
        by=by,
        words=words.format(title=draft.title, since=f"{period_from:%d.%m.%Y}", until=f"{period_to:%d.%m.%Y}"),
    )
    return draft


@transaction.atomic
def copy_as_new_edition(
    schedule: Schedule, *, by: Person | None = None, period_from: date | None = None
) -> Schedule:
    """A draft with the same lines under the same keys, so bookings and feeds follow them (SCH-06).

    It begins today unless told, or with the old one when that is still to begin.
    Raises ``Refused`` by SCH-13.
    """
    old = locked(schedule)
    enforce(rules.next_edition_is_free(old, Schedule.objects.filter(previous=old).first()))
    begins = period_from or max(old.period_from, home_day())
    draft = Schedule.objects.create(
        title=old.title,
        period_from=min(begins, old.period_to),
        period_to=old.period_to,
        odd_from=old.odd_from,
        edition=old.edition + 1,
        previous=old,
        drafted_by=by,
    )
    for line in lines_of(old):
        write_line(draft, values_of(line), key=line.key)
    return draft
