"""The deputy's sheet: who worked how much, what waits, what each entry stands on (S0-5.10b, S1-4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from opora.consultations.models import Kind, Session
from opora.kernel.errors import Refusal
from opora.kernel.prepared import prepared
from opora.kernel.text import number, plural
from opora.kernel.times import local, next_month
from opora.people.access import Actor
from opora.people.models import Branch, LoadBasis, Person, StaffContract
from opora.schedule.models import Mode

from ..access import may_confirm
from ..models import PlannedLoad, WorkLogEntry
from ..rules import basis_is_in_act, outside_load_is_individual, within_plan
from .contracts import deputies
from .regime import regime_warnings
from .sheet import COUNTED

State, Source = WorkLogEntry.State, WorkLogEntry.Source
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A worker's contract and basis: minutes planned, by the график, actual; what waits for whom."""

    contract: StaffContract
    basis: str
    plan: int | None
    declared: int
    fact: int
    waiting: int
    waiting_minutes: int
    waiting_ids: tuple[int, ...]
    returned: int
    unexplained: int
    late: int
    changed_at: datetime | None
    mine: bool
    may_confirm: bool
    held_by_director: bool
    over_plan: Refusal | None

    @property
    def person(self) -> Person:
        return self.contract.person

    @property
    def difference(self) -> int | None:
        return None if self.plan is None else self.fact - self.plan

    @property
    def basis_words(self) -> str:
        return str(LoadBasis(self.basis).label)

    @property
    def key(self) -> str:
        """Names the row in an address: contract and basis."""
        return f"{self.contract.pk}-{self.basis}"


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Sums of the sheet; ``plan`` and ``difference`` count planned rows of pedagogical workers only."""

    plan: int = 0
    fact: int = 0
    difference: int | None = None
    waiting: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry with what confirms it."""

    entry: WorkLogEntry
    what: str
    planned: int | None
    proofs: tuple[str, ...]
    warnings: tuple[Refusal, ...] = ()
    remarks: tuple[str, ...] = field(default=())
    measured: int | None = None

    @property
    def difference(self) -> int | None:
        return None if self.planned is None else self.entry.minutes - self.planned

    @property
    def above_measured(self) -> int | None:
        """Typed minutes over those between opening and closing in the platform."""
        return None if self.measured is None else self.entry.minutes - self.measured


def month_rows(branch: Branch, month: date, actor: Actor) -> list[MonthRow]:
    """Pedagogical workers first, then the others, by name; four statements, however many rows."""
    found: list[Mapping[str, Any]] = _sums(branch.pk, month, next_month(month))
    sums = {(row["contract_id"], row["basis"]): row for row in found}
    plans = {(plan.contract_id, plan.basis): plan for plan in _plans(branch.pk, month)}
    keys = sums.keys() | plans.keys()
    contracts = {one.pk: one for one in _contracts([contract for contract, _basis in keys])}
    heads = deputies(month)
    rows = [
        _month_row(contracts[key[0]], key[1], plans.get(key), sums.get(key, {}), actor, heads) for key in keys
    ]
    return sorted(
        rows,
        key=lambda row: (not row.contract.is_pedagogical, row.person.search_name, row.basis, row.contract.pk),
    )


@prepared
def _plans(branch: int, month: date) -> QuerySet[PlannedLoad]:
    return PlannedLoad.objects.filter(contract__branch=branch, month=month)


@prepared
def _contracts(pks: list[int]) -> QuerySet[StaffContract]:
    return StaffContract.objects.filter(pk__any_of=pks).select_related("person")


@prepared
def _sums(branch: int, since: date, until: date) -> "QuerySet[WorkLogEntry, Any]":
    waits = Q(state=State.SUBMITTED)
    unexplained = waits & Q(entered_late=True, late_reason="")
    by_schedule = Q(source=Source.AUTO, session__line__isnull=False, session__date=F("date"))
    planned = ExpressionWrapper(F("session__ends_at") - F("session__starts_at"), output_field=DurationField())
    return (
        WorkLogEntry.objects.filter(branch=branch, date__gte=since, date__lt=until)
        .order_by()
        .values("contract_id", "basis")
        .annotate(
            fact=Sum("minutes", filter=Q(state__in=COUNTED), default=0),
            declared=Sum(planned, filter=by_schedule, default=timedelta()),
            waiting=Count("id", filter=waits),
            ready_minutes=Sum("minutes", filter=waits & ~unexplained, default=0),
            ready_ids=ArrayAgg("id", filter=waits & ~unexplained, default=[]),
            returned=Count("id", filter=Q(state=State.DRAFT)),
            unexplained=Count("id", filter=unexplained),
            late=Count("id", filter=Q(entered_late=True)),
            changed_at=Max("updated_at"),
        )
    )


def _month_row(
    contract: StaffContract,
    basis: str,
    plan: PlannedLoad | None,
    sums: Mapping[str, Any],
    actor: Actor,
    heads: frozenset[int],
) -> MonthRow:
    fact = sums.get("fact", 0)
    is_deputy = contract.person_id in heads
    return MonthRow(
        contract=contract,
        basis=basis,
        plan=plan.minutes if plan else None,
        declared=sums.get("declared", timedelta()) // MINUTE,
        fact=fact,
        waiting=sums.get("waiting", 0),
        waiting_minutes=sums.get("ready_minutes", 0),
        waiting_ids=tuple(sums.get("ready_ids", ())),
        returned=sums.get("returned", 0),
        unexplained=sums.get("unexplained", 0),
        late=sums.get("late", 0),
        changed_at=sums.get("changed_at"),
        mine=contract.person_id == actor.person.pk,
        may_confirm=may_confirm(actor, contract.person_id, worker_is_deputy=is_deputy),
        held_by_director=is_deputy,
        over_plan=within_plan(plan.minutes if plan else None, fact, plan.note if plan else ""),
    )


def totals(rows: list[MonthRow]) -> MonthTotals:
    planned = [row for row in rows if row.plan is not None and row.contract.is_pedagogical]
    return MonthTotals(
        plan=sum(row.plan or 0 for row in planned),
        fact=sum(row.fact for row in rows),
        difference=sum(row.fact - (row.plan or 0) for row in planned) if planned else None,
        waiting=sum(row.waiting for row in rows),
        returned=sum(row.returned for row in rows),
    )


def with_evidence(entries: QuerySet[WorkLogEntry]) -> list[Evidence]:
    """Entries by date with what confirms each: six statements, however many."""
    attended = Count("session__bookings", filter=Q(session__bookings__state="attended"))
    booked = Count("session__bookings", filter=~Q(session__bookings__state="cancelled"))
    rows = (
        entries.select_related(
            "session__line",
            "session__substitute_for",
            "branch",
            "person",
            "contract",
            "confirmed_by",
            "reversal_of",
            "reversal",
        )
        .prefetch_related("session__means", "spans", "contract__working_hours", "questions")
        .annotate(attended=attended, booked=booked)
        .order_by("date", "pk")
    )
    return [_evidence(row) for row in rows]


def _evidence(entry: WorkLogEntry) -> Evidence:
    session = entry.session
    late = regime_warnings(entry)
    if session is None or entry.source == Source.MANUAL:
        return Evidence(entry, entry.description, None, _spans(entry), late, _remarks(entry))
    planned = (session.ends_at - session.starts_at) // MINUTE if session.line_id else 0
    warnings = (
        outside_load_is_individual(entry.basis, session.format, session.date),
        basis_is_in_act(entry.basis, session.date),
    )
    return Evidence(
        entry=entry,
        what=_what(session),
        planned=planned if entry.date == session.date else 0,
        proofs=(*_spans(entry), *_presence(entry, session), *([session.note] if session.note else [])),
        warnings=(*(warning for warning in warnings if warning), *late),
        remarks=_remarks(entry),
        measured=session.measured_minutes if entry.date == session.date else None,
    )


def _what(session: Session) -> str:
    means = ", ".join(one.title for one in session.means.all()) or session.get_mode_display()
    kind = _("к аттестации") if session.kind == Kind.EXAM_PREP else str(session.get_kind_display())
    topic = f": {session.topic}" if session.topic else ""
    return f"{kind.capitalize()}, {means}{topic}"


def _spans(entry: WorkLogEntry) -> tuple[str, ...]:
    """«17:58–19:30», in an offline consultation «7 + 12 мин»."""
    zone = entry.branch.timezone
    spans = list(entry.spans.all())
    if entry.session and entry.session.mode == Mode.OFFLINE and len(spans) > 1:
        parts = " + ".join(number((span.ends_at - span.starts_at) // MINUTE) for span in spans)
        return (_("{parts} мин").format(parts=parts),)
    return tuple(f"{local(span.starts_at, zone):%H:%M}–{local(span.ends_at, zone):%H:%M}" for span in spans)


def _presence(entry: WorkLogEntry, session: Session) -> list[str]:
    if session.state == Session.State.NO_SHOW:
        return [_("никто не пришёл, время ожидания")]
    booked, attended = getattr(entry, "booked", 0), getattr(entry, "attended", 0)
    if not booked:
        return [_("записи не было")]
    people = plural(attended, _("человек"), _("человека"), _("человек"))
    return [_("{attended} {people} из {booked}").format(attended=attended, people=people, booked=booked)]


def _remarks(entry: WorkLogEntry) -> tuple[str, ...]:
    """What the deputy must not overlook."""
    said = []
    if entry.session and entry.session.substitute_for and entry.source == Source.AUTO:
        said.append(_("вместо {name}").format(name=entry.session.substitute_for.short_name))
    if entry.source == Source.AUTO and entry.description:
        said.append(entry.description)
    if entry.reversal_of_id or entry.reversal_reason:
        said.append(_("причина: {reason}").format(reason=entry.reversal_reason))
    if hasattr(entry, "reversal"):
        said.append(_("исправлена {day}").format(day=entry.reversal.date.strftime("%d.%m.%Y")))
    return tuple(said)
