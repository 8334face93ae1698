"""The deputy looks at entries: confirms, takes a confirmation back, returns (S0-5.10b)."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from opora.consultations.actions import mark_confirmed, return_session, unmark_confirmed
from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.notifications.actions import notify
from opora.people.models import Branch, Person

from .. import rules
from ..events import HoursConfirmed, HoursReturned
from ..models import MonthSheet, WorkLogEntry
from ..queries.contracts import deputies, replaced_by_keeper
from .sheets import lock_sheet

State, Source = WorkLogEntry.State, WorkLogEntry.Source


def _locked(entries: Iterable[WorkLogEntry]) -> tuple[list[WorkLogEntry], list[MonthSheet]]:
    """Sessions, then sheets of the months, then the entries: the order in which a held session locks them
    too.
    """
    wanted = list(entries)
    pks = [entry.pk for entry in wanted]
    sessions = {entry.session_id for entry in wanted if entry.session_id}
    list(Session.objects.select_for_update().filter(pk__in=sessions).order_by("pk").only("pk"))
    months = sorted({(entry.branch_id, entry.date.replace(day=1)) for entry in wanted})
    branches = Branch.objects.in_bulk({branch for branch, _ in months})
    sheets = [lock_sheet(branches[branch], month) for branch, month in months]
    rows = (
        WorkLogEntry.objects.select_for_update(of=("self",))
        .filter(pk__in=pks)
        .select_related("person", "session", "contract", "branch")
        .order_by("date", "pk")
    )
    return list(rows), sheets


@transaction.atomic
def confirm_entries(
    entries: Iterable[WorkLogEntry], *, by: Person, seen_minutes: int | None = None
) -> list[WorkLogEntry]:
    """Entries that wait become confirmed; a session with nothing left to confirm is confirmed too.

    ``seen_minutes`` is the sum the deputy had before him. Refused by LOAD-03, LOAD-06, LOAD-07, LOAD-10,
    LOAD-13.
    """
    locked, sheets = _locked(entries)
    keepers, replaced = deputies(now().date()), replaced_by_keeper(by)
    enforce(
        *(rules.month_is_open(sheet) for sheet in sheets),
        *_once(
            rules.not_own_hours(entry.person, by, deputy=entry.person_id in keepers, replaced=replaced)
            for entry in locked
        ),
        *(rules.stands_in(entry, [State.SUBMITTED]) for entry in locked),
        *(rules.late_is_explained(entry) for entry in locked),
        rules.seen_is_what_is_confirmed(seen_minutes, sum(entry.minutes for entry in locked)),
    )
    moment = now()
    for entry in locked:
        entry.state, entry.confirmed_by, entry.confirmed_at = State.CONFIRMED, by, moment
    WorkLogEntry.objects.bulk_update(locked, ["state", "confirmed_by", "confirmed_at"])
    mark_confirmed(_whole_sessions(locked))
    if locked:
        publish(HoursConfirmed(tuple(entry.pk for entry in locked)))
    return locked


def _once(refusals: Iterable[Refusal | None]) -> list[Refusal | None]:
    return list(dict.fromkeys(refusals))


def _whole_sessions(entries: Iterable[WorkLogEntry]) -> list[Session]:
    """Held sessions of these entries none of whose entries still waits."""
    sessions = {
        entry.session_id: entry.session
        for entry in entries
        if entry.session and entry.session.state == "held"
    }
    waiting = set(
        WorkLogEntry.objects.filter(
            session__in=sessions, state__in=[State.DRAFT, State.SUBMITTED]
        ).values_list("session_id", flat=True)
    )
    return [session for pk, session in sessions.items() if pk not in waiting]


@transaction.atomic
def withdraw_confirmation(entries: Iterable[WorkLogEntry], *, by: Person) -> list[WorkLogEntry]:
    """«Вернуть» of a confirmation pressed by mistake: entries wait again. Refused by LOAD-03, LOAD-06,
    LOAD-10.
    """
    locked, sheets = _locked(entries)
    replaced = replaced_by_keeper(by)
    enforce(
        *(rules.month_is_open(sheet) for sheet in sheets),
        *_once(rules.not_own_hours(entry.person, by, replaced=replaced) for entry in locked),
        *(rules.stands_in(entry, [State.CONFIRMED]) for entry in locked),
    )
    for entry in locked:
        entry.state, entry.confirmed_by, entry.confirmed_at = State.SUBMITTED, None, None
    WorkLogEntry.objects.bulk_update(locked, ["state", "confirmed_by", "confirmed_at"])
    for session in {
        entry.session for entry in locked if entry.session and entry.session.state == "confirmed"
    }:
        unmark_confirmed(session)
    return locked


@transaction.atomic
def return_entry(entry: WorkLogEntry, *, by: Person, remark: str) -> list[WorkLogEntry]:
    """The entry goes back to its author with a remark; that of a session takes the other days of it along.

    The session opens for correction and, held again, rewrites its entries. A confirmed entry of an open
    month may be returned too. Refused by LOAD-03, LOAD-06, LOAD-10, LOAD-12.
    """
    together = [entry]
    if entry.session_id and entry.source == Source.AUTO:
        together = list(
            WorkLogEntry.objects.filter(session=entry.session_id, source=Source.AUTO).exclude(
                state=State.LOCKED
            )
        ) or [entry]
    locked, sheets = _locked(together)
    enforce(
        *(rules.month_is_open(sheet) for sheet in sheets),
        rules.not_own_hours(entry.person, by, replaced=replaced_by_keeper(by)),
        *(rules.stands_in(one, [State.SUBMITTED, State.CONFIRMED]) for one in locked),
        rules.corrected_once(entry, WorkLogEntry.objects.filter(reversal_of=entry).first()),
        rules.reason_is_given(remark, "remark"),
    )
    for one in locked:
        one.state, one.return_remark = State.DRAFT, remark.strip()[:500]
        one.confirmed_by, one.confirmed_at = None, None
    WorkLogEntry.objects.bulk_update(locked, ["state", "return_remark", "confirmed_by", "confirmed_at"])
    session = locked[0].session
    if session and entry.source == Source.AUTO and session.state in ("held", "confirmed", "no_show"):
        return_session(session, by=by, remark=remark.strip())
    publish(HoursReturned(entry.pk, remark.strip()))
    _tell(locked[0], remark.strip())
    return locked


def _tell(entry: WorkLogEntry, remark: str) -> None:
    notify(
        entry.person,
        key=f"hours-{entry.pk}-returned-{now():%Y%m%d%H%M%S}",
        title=f"Часы за {entry.date:%d.%m.%Y} вернули на исправление",
        body=f"{entry.minutes} мин. Замечание: {remark}",
        url=f"{reverse('workload:mine')}?month={entry.date:%Y-%m}",
    )
