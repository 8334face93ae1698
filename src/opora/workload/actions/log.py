"""Entries come: from held sessions by themselves, from a worker by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from opora.consultations.models import Booking, Session
from opora.kernel.clock import today
from opora.kernel.events import publish
from opora.kernel.prepared import prepared
from opora.kernel.rules import enforce
from opora.kernel.text import number
from opora.people.models import StaffContract
from opora.schedule.models import Mode

from .. import rules
from ..events import HoursSubmitted
from ..models import CountedSpan, WorkLogEntry
from ..queries.contracts import contract_on
from ..queries.late import is_late
from .sheets import OpenDays, lock_sheet
from .times import DayPart, Stretch, days_of, merged, whole_minutes

State, Source = WorkLogEntry.State, WorkLogEntry.Source


@dataclass(slots=True)
class _Work:
    """What one entry is to hold."""

    minutes: int
    stretches: list[Stretch]
    notes: list[str]


@transaction.atomic
def log_session(session: Session, *, late_reason: str = "") -> list[WorkLogEntry]:
    """Write the actual minutes of a held session, one entry a day of the worker's branch (S0-5.1, S0-5.10a).

    Said again after a correction: entries are rewritten and wait for the deputy anew, locked ones stay and
    their time is not counted again. Time already counted elsewhere is left out with a note (LOAD-02); time
    of a closed month goes to the first open day (LOAD-06). A session without actual time leaves no entry.
    Refused by LOAD-08.
    """
    worked = worked_in(session)
    if not worked:
        _auto_entries(session.pk).exclude(state=State.LOCKED).delete()
        return []
    contract = contract_on(session.person, session.date, branch=session.branch, position=_position(session))
    enforce(rules.worker_has_contract(contract, session.person, session.date))
    assert contract is not None  # noqa: S101 -- enforced above
    zone = contract.branch.timezone
    open_days = OpenDays(contract.branch, days_of(worked, zone))
    old = _locked_entries(session.pk)
    fixed = [entry for entry in old if entry.state == State.LOCKED]
    CountedSpan.objects.filter(entry__in=[entry for entry in old if entry not in fixed]).delete()
    taken = _counted(session.person_id, worked)
    days = days_of(worked, zone, [Stretch(span.starts_at, span.ends_at) for span in taken])
    works = _works(days, open_days, _overlap_note(worked, taken, fixed))
    kept = {entry.date: entry for entry in old if entry not in fixed}
    entries = _write(session, contract, works, kept, late_reason.strip())
    if entries:
        publish(HoursSubmitted(tuple(entry.pk for entry in entries)))
    return entries


def _auto_entries(session: int) -> QuerySet[WorkLogEntry]:
    return WorkLogEntry.objects.filter(session=session, source=Source.AUTO, reversal_of=None)


@prepared
def _locked_entries(session: int) -> QuerySet[WorkLogEntry]:
    return _auto_entries(session).select_for_update()


@prepared
def _spans(person: int, until: datetime, since: datetime) -> QuerySet[CountedSpan]:
    return CountedSpan.objects.filter(person=person, starts_at__lt=until, ends_at__gt=since).select_related(
        "entry"
    )


@prepared
def _attended(session: int) -> "QuerySet[Booking, int]":
    return Booking.objects.filter(session=session, state=Booking.State.ATTENDED).values_list("pk", flat=True)


def worked_in(session: Session) -> list[Stretch]:
    """When the worker was busy: intervals of an offline session, else its actual time."""
    if session.mode == Mode.OFFLINE:
        return merged(Stretch(one.starts_at, one.ends_at) for one in session.intervals.all())
    if session.actual_start is None or session.actual_end is None:
        return []
    return merged([Stretch(session.actual_start, session.actual_end)])


def _position(session: Session) -> str:
    return session.line.job_title if session.line else ""


def _counted(person: int, worked: list[Stretch]) -> list[CountedSpan]:
    """Spans of the person that touch this time, with their entries."""
    return _spans(person, worked[-1].ends_at, worked[0].starts_at)


def _overlap_note(worked: list[Stretch], taken: list[CountedSpan], fixed: list[WorkLogEntry]) -> list[str]:
    """«12 мин уже учтены в записи № 34». The words go to a paper, so they are Russian always."""
    notes = []
    for span in taken:
        if span.entry in fixed:
            continue
        common = whole_minutes(
            Stretch(max(one.starts_at, span.starts_at), min(one.ends_at, span.ends_at)) for one in worked
        )
        if common:
            notes.append(f"{number(common)} мин. уже учтено в записи № {span.entry_id}")
    return notes


def _works(days: Mapping[date, DayPart], open_days: OpenDays, notes: list[str]) -> dict[date, _Work]:
    """Entries by the day they are written on; several days of a closed month become one entry."""
    works: dict[date, _Work] = {}
    for day, part in days.items():
        place = open_days.place_for(day)
        work = works.setdefault(place, _Work(0, [], list(notes)))
        work.minutes += part.minutes
        work.stretches += part.stretches
        if place != day:
            work.notes.append(f"за {day:%d.%m.%Y}: табель того месяца закрыт")
    return works


def _write(
    session: Session,
    contract: StaffContract,
    works: Mapping[date, _Work],
    kept: dict[date, WorkLogEntry],
    late_reason: str,
) -> list[WorkLogEntry]:
    attended = len(_attended(session.pk))
    recorded_on = today(contract.branch.timezone)
    entries = []
    for day, work in works.items():
        entry = kept.pop(day, None) or WorkLogEntry(session=session, date=day)
        first_day = min(one.starts_at for one in work.stretches).astimezone(_zone(contract)).date()
        entry.person, entry.contract, entry.branch = session.person, contract, contract.branch
        entry.basis, entry.minutes, entry.learners_count = contract.load_basis, work.minutes, attended
        entry.description = "; ".join(work.notes)[:300]
        entry.worked_on = None if first_day == day else first_day
        entry.state, entry.confirmed_by, entry.confirmed_at = State.SUBMITTED, None, None
        entry.entered_late = entry.entered_late or is_late(contract.branch, first_day, recorded_on)
        entry.late_reason = late_reason or entry.late_reason
        entry.save()
        _count(entry, work.stretches)
        entries.append(entry)
    WorkLogEntry.objects.filter(pk__in=[entry.pk for entry in kept.values()]).delete()
    return entries


def _zone(contract: StaffContract) -> ZoneInfo:
    return ZoneInfo(contract.branch.timezone)


def _count(entry: WorkLogEntry, stretches: Iterable[Stretch]) -> None:
    CountedSpan.objects.bulk_create(
        CountedSpan(entry=entry, person=entry.person, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in stretches
    )


@dataclass(frozen=True, slots=True)
class ManualWork:
    """Help outside a consultation: a day, then either times of the branch's clock or minutes alone."""

    date: date
    description: str
    minutes: int = 0
    time_from: time | None = None
    time_to: time | None = None
    learners: int = 0
    late_reason: str = ""

    def stretches(self, zone: str) -> list[Stretch]:
        if self.time_from is None or self.time_to is None:
            return []
        place = ZoneInfo(zone)
        starts = datetime.combine(self.date, self.time_from, place)
        ends = datetime.combine(self.date, self.time_to, place)
        if ends <= starts:
            ends += timedelta(days=1)
        return [Stretch(starts.astimezone(UTC), ends.astimezone(UTC))]


@transaction.atomic
def add_manual_entry(contract: StaffContract, *, work: ManualWork) -> WorkLogEntry:
    """A worker records help that is not a consultation: an answer, a review (S0-5.1).

    Refused by LOAD-14 for a day to come, LOAD-06 for a closed month, LOAD-02 for time already counted,
    LOAD-15.
    """
    entry = WorkLogEntry(
        contract=contract, person=contract.person, branch=contract.branch, source=Source.MANUAL
    )
    return _save_manual(entry, work)


@transaction.atomic
def resubmit_entry(entry: WorkLogEntry, *, work: ManualWork) -> WorkLogEntry:
    """The author of a manual entry puts it right while it is not confirmed. Refused also by LOAD-10."""
    OpenDays(entry.branch, [entry.date, work.date])
    locked = WorkLogEntry.objects.select_for_update().get(pk=entry.pk)
    enforce(rules.stands_in(locked, [State.DRAFT, State.SUBMITTED]))
    locked.spans.all().delete()
    return _save_manual(locked, work)


def _save_manual(entry: WorkLogEntry, work: ManualWork) -> WorkLogEntry:
    contract = entry.contract
    branch, now_day = contract.branch, today(contract.branch.timezone)
    covers = contract.valid_from <= work.date and (
        contract.valid_to is None or work.date <= contract.valid_to
    )
    enforce(
        rules.day_has_come(work.date, now_day),
        rules.worker_has_contract(contract if covers else None, entry.person, work.date),
    )
    sheet = lock_sheet(branch, work.date)
    stretches = work.stretches(branch.timezone)
    minutes = whole_minutes(stretches) if stretches else work.minutes
    taken = _counted(entry.person_id, stretches) if stretches else []
    enforce(
        rules.month_is_open(sheet),
        rules.minute_is_counted_once(taken[0].entry if taken else None),
        rules.day_has_enough_minutes(_minutes_of_day(entry, work.date), minutes),
    )
    entry.date, entry.minutes, entry.learners_count = work.date, minutes, work.learners
    entry.description, entry.basis, entry.state = (
        work.description.strip()[:300],
        contract.load_basis,
        State.SUBMITTED,
    )
    entry.entered_late = entry.entered_late or is_late(branch, work.date, now_day)
    entry.late_reason = work.late_reason.strip() or entry.late_reason
    enforce(rules.late_is_explained(entry))
    entry.save()
    _count(entry, stretches)
    publish(HoursSubmitted((entry.pk,)))
    return entry


def _minutes_of_day(entry: WorkLogEntry, day: date) -> int:
    rows = WorkLogEntry.objects.filter(person=entry.person, date=day, reversal_of=None).exclude(pk=entry.pk)
    return sum(rows.values_list("minutes", flat=True))


@transaction.atomic
def explain_late(entry: WorkLogEntry, *, reason: str) -> WorkLogEntry:
    """Why an entry came late (LOAD-07). Refused by LOAD-12 without words, LOAD-10 after confirmation."""
    locked = WorkLogEntry.objects.select_for_update().get(pk=entry.pk)
    enforce(
        rules.reason_is_given(reason, "late_reason"), rules.stands_in(locked, [State.DRAFT, State.SUBMITTED])
    )
    locked.late_reason = reason.strip()[:300]
    locked.save(update_fields=["late_reason", "updated_at"])
    return locked
