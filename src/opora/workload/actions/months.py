"""The month: plan, closing, signature, reopening, and corrections after it (S0-5.8, S0-5.10b, LOAD-06)."""

from datetime import date

from django.db import transaction

from opora.kernel.clock import now, today
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Branch, LoadBasis, Person, StaffContract
from opora.people.queries import signs_as

from .. import rules
from ..events import MonthClosed, MonthReopened
from ..models import MonthSheet, PlannedLoad, WorkLogEntry
from ..queries.contracts import deputies, replaced_by_keeper
from ..queries.sheet import entries_of_month, live_sheet, seal_of
from .sheets import OpenDays, lock_sheet

State, Source = WorkLogEntry.State, WorkLogEntry.Source
WAITING = (State.DRAFT, State.SUBMITTED)


@transaction.atomic
def set_planned_load(
    contract: StaffContract, *, month: date, basis: LoadBasis | str, minutes: int, note: str = ""
) -> PlannedLoad | None:
    """Planned minutes of a contract for a month; nothing is planned by 0 without a note. Refused by
    LOAD-06.
    """
    first = month.replace(day=1)
    enforce(rules.month_is_open(lock_sheet(contract.branch, first)))
    if not minutes and not note.strip():
        PlannedLoad.objects.filter(contract=contract, month=first, basis=basis).delete()
        return None
    row, _ = PlannedLoad.objects.update_or_create(
        contract=contract,
        month=first,
        basis=basis,
        defaults={"minutes": minutes, "note": note.strip()[:300]},
    )
    return row


@transaction.atomic
def close_month(branch: Branch, month: date, *, by: Person) -> MonthSheet:
    """Fix the ведомость: its rows are kept as they are printed, entries become immutable.

    Refused by LOAD-06 when closed already, LOAD-09 while entries wait, LOAD-11 before the month begins.
    """
    sheet = lock_sheet(branch, month)
    entries = entries_of_month(branch, sheet.month)
    enforce(
        rules.month_has_begun(sheet.month, today(branch.timezone)),
        rules.month_is_open(sheet),
        rules.nothing_waits(entries.filter(state__in=WAITING).count(), sheet),
    )
    moment = now()
    sheet.snapshot = live_sheet(branch, sheet.month).closed(by, today(branch.timezone)).as_json()
    sheet.seal = seal_of(sheet.snapshot)
    sheet.state, sheet.closed_by, sheet.closed_at = MonthSheet.State.CLOSED, by, moment
    _unsign(sheet)
    sheet.save()
    entries.filter(state=State.CONFIRMED).update(state=State.LOCKED, updated_at=moment)
    publish(MonthClosed(sheet.pk))
    return sheet


@transaction.atomic
def sign_month(sheet: MonthSheet, *, by: Person) -> MonthSheet:
    """The head or who replaces him signs a closed ведомость: the paper keeps the name and position of that
    day. Signing again changes nothing. Refused by LOAD-16 while it is open.
    """
    locked = lock_sheet(sheet.branch, sheet.month)
    enforce(rules.month_is_closed(locked))
    if locked.signed_by_id is None:
        locked.signed_by, locked.signed_at, locked.signed_name = by, now(), by.short_name
        locked.signed_position = signs_as(by, today(sheet.branch.timezone))
        locked.save(update_fields=["signed_by", "signed_at", "signed_name", "signed_position", "updated_at"])
    return locked


def _unsign(sheet: MonthSheet) -> None:
    sheet.signed_by, sheet.signed_at, sheet.signed_name, sheet.signed_position = None, None, "", ""


@transaction.atomic
def reopen_month(sheet: MonthSheet, *, by: Person, reason: str) -> MonthSheet:
    """The head opens a closed month with a reason: entries are confirmed again, the snapshot goes to the
    audit trail.

    Refused by LOAD-12 without a reason, LOAD-16 when it is open.
    """
    locked = lock_sheet(sheet.branch, sheet.month)
    enforce(rules.month_is_closed(locked), rules.reason_is_given(reason, "reason"))
    locked.state, locked.snapshot, locked.closed_by, locked.closed_at = (
        MonthSheet.State.OPEN,
        None,
        None,
        None,
    )
    locked.seal = ""
    _unsign(locked)
    locked.reopened_by, locked.reopened_at, locked.reopen_reason = by, now(), reason.strip()[:300]
    locked.save()
    entries_of_month(locked.branch, locked.month).filter(state=State.LOCKED).update(state=State.CONFIRMED)
    publish(MonthReopened(locked.pk, reason.strip()))
    return locked


@transaction.atomic
def reverse_entry(
    entry: WorkLogEntry, *, by: Person, reason: str, minutes: int | None = None
) -> tuple[WorkLogEntry, WorkLogEntry | None]:
    """Correct a closed month: the entry is taken back in the open one, and written anew with ``minutes``, if
    any.

    Answers the reversal and the new entry, both confirmed by the deputy (domain.md §8, cases 15 and 16).
    Refused by LOAD-03, LOAD-10 for an entry that is not locked, LOAD-12, LOAD-17 when it was corrected
    before.
    """
    here = today(entry.branch.timezone)
    day = OpenDays(entry.branch, [entry.date, here]).place_for(here)
    old = WorkLogEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    enforce(
        rules.not_own_hours(
            old.person, by, deputy=old.person_id in deputies(here), replaced=replaced_by_keeper(by)
        ),
        rules.stands_in(old, [State.LOCKED]),
        rules.corrected_once(old, WorkLogEntry.objects.filter(reversal_of=old).first()),
        rules.reason_is_given(reason, "reason"),
    )
    reversal = _correction(old, day, by, reason, minutes=-old.minutes, reversal_of=old)
    if not minutes:
        old.spans.all().delete()
        return reversal, None
    right = _correction(old, day, by, reason, minutes=minutes)
    old.spans.update(entry=right)
    return reversal, right


def _correction(
    old: WorkLogEntry,
    day: date,
    by: Person,
    reason: str,
    *,
    minutes: int,
    reversal_of: WorkLogEntry | None = None,
) -> WorkLogEntry:
    return WorkLogEntry.objects.create(
        person=old.person,
        contract=old.contract,
        branch=old.branch,
        session=old.session,
        date=day,
        worked_on=old.worked_on or old.date,
        minutes=minutes,
        basis=old.basis,
        learners_count=old.learners_count,
        description=f"исправление записи № {old.pk} за {old.date:%d.%m.%Y}",
        source=Source.MANUAL,
        state=State.CONFIRMED,
        confirmed_by=by,
        confirmed_at=now(),
        reversal_of=reversal_of,
        reversal_reason=reason.strip()[:300],
    )
