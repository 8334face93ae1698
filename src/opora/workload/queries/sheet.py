"""The ведомость of a month: the same rows for the page and for every file (S0-5.10b)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import override

from opora.kernel.calendar import DayKind
from opora.kernel.clock import today
from opora.kernel.prepared import prepared
from opora.kernel.text import signed
from opora.kernel.times import next_month
from opora.people.models import Branch, LoadBasis, Person, StaffContract
from opora.people.queries import head_signer, organisation
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.queries import day_kinds

from ..models import MonthSheet, PlannedLoad, WorkLogEntry
from .contracts import contract_on, deputies
from .regime import days_outside

COUNTED = (WorkLogEntry.State.SUBMITTED, WorkLogEntry.State.CONFIRMED, WorkLogEntry.State.LOCKED)
NOTE_LENGTH = 300
DAYS_OFF = (DayKind.WEEKEND, DayKind.HOLIDAY)
LETTERHEAD = ("full_name", "short_name", "inn", "ogrn", "licence", "address", "city")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the ведомость: one contract and basis. ``days`` are minutes by day of the month; words are
    Russian.
    """

    contract_id: int
    person_id: int
    pedagogical: bool
    name: str
    position: str
    contract: str
    basis: str
    basis_words: str
    plan: int | None
    days: dict[int, int]
    note: str = ""

    @property
    def minutes(self) -> int:
        return sum(self.days.values())

    @property
    def deviation(self) -> int | None:
        return None if self.plan is None else self.minutes - self.plan


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole paper as data; of a closed month, as it was when it was closed.

    ``centre`` holds the letterhead, ``days_off`` the shaded days, ``head`` who leads the organisation, or
    replaces its head, on the day of closing: a closed ведомость prints the same after any of them changed.
    ``seal`` is no part of what it seals.
    """

    month: date
    rows: tuple[SheetRow, ...] = ()
    academic_minutes: int = 45
    keeper: str = ""
    keeper_position: str = ""
    closed_on: date | None = None
    unconfirmed: int = 0
    branch: str = ""
    centre: dict[str, str] = field(default_factory=dict)
    head: str = ""
    head_position: str = ""
    days_off: tuple[int, ...] = ()
    seal: str = ""

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    def closed(self, by: Person, on: date) -> "Sheet":
        head, head_position = _head(on)
        return replace(
            self,
            keeper=by.short_name,
            keeper_position=_position(by, on),
            head=head,
            head_position=head_position,
            closed_on=on,
        )

    def as_json(self) -> dict[str, Any]:
        """For ``MonthSheet.snapshot``."""
        data = asdict(self)
        del data["seal"]
        data["month"] = self.month.isoformat()
        data["closed_on"] = self.closed_on and self.closed_on.isoformat()
        data["days_off"] = list(self.days_off)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any], seal: str = "") -> "Sheet":
        rows = (
            SheetRow(**{**row, "days": {int(day): minutes for day, minutes in row["days"].items()}})
            for row in data["rows"]
        )
        names = {one.name for one in fields(cls)}
        known = {
            **{name: value for name, value in data.items() if name in names},
            "month": date.fromisoformat(data["month"]),
            "closed_on": date.fromisoformat(data["closed_on"]) if data["closed_on"] else None,
            "rows": tuple(rows),
            "days_off": tuple(data.get("days_off", ())),
            "seal": seal,
        }
        return cls(**known)


def seal_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of a snapshot in its one canonical writing: keys in order, no spaces, UTF-8.

    Written as it comes back from the database, where keys are text, so that the sum never depends on the way.
    """
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def canonical(snapshot: dict[str, Any]) -> bytes:
    text = json.dumps(
        json.loads(json.dumps(snapshot)), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def entries_of_month(branch: Branch, month: date) -> QuerySet[WorkLogEntry]:
    return WorkLogEntry.objects.filter(branch=branch, date__gte=month, date__lt=next_month(month))


@prepared
def _sheets(branch: int, month: date) -> QuerySet[MonthSheet]:
    return MonthSheet.objects.filter(branch=branch, month=month)


@prepared
def _sheets_without_rows(branch: int, month: date) -> QuerySet[MonthSheet]:
    people = ("branch", "closed_by", "signed_by", "reopened_by")
    rows = MonthSheet.objects.filter(branch=branch, month=month)
    return rows.select_related(*people).defer("snapshot")


def month_sheet(branch: Branch, month: date) -> MonthSheet | None:
    """The state of a month; the rows it fixed are read by :func:`load_sheet`."""
    return next(iter(_sheets_without_rows(branch.pk, month.replace(day=1))), None)


def load_sheet(branch: Branch, month: date) -> Sheet:
    """What the page and the files show: of a closed month the very rows that were fixed, else as it stands
    now.
    """
    sheet = next(iter(_sheets(branch.pk, month.replace(day=1))), None)
    if sheet is not None and sheet.snapshot is not None:
        return Sheet.from_json(sheet.snapshot, sheet.seal)
    return live_sheet(branch, month.replace(day=1))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A closed ведомость found by its sum; ``whole`` when its rows still give that sum."""

    sheet: MonthSheet
    rows: Sheet
    whole: bool


def sealed(seal: str) -> Sealed | None:
    """The closed ведомость that bears this sum, reckoned anew over the rows the database holds."""
    found = (
        MonthSheet.objects.filter(seal=seal, state=MonthSheet.State.CLOSED)
        .select_related("branch", "closed_by", "signed_by")
        .first()
    )
    if found is None or found.snapshot is None:
        return None
    return Sealed(found, Sheet.from_json(found.snapshot, found.seal), seal_of(found.snapshot) == found.seal)


def live_sheet(branch: Branch, month: date) -> Sheet:
    """The ведомость by the entries of now; returned entries are not counted. A constant number of
    statements, however many rows.
    """
    days: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    counted = entries_of_month(branch, month).filter(state__in=COUNTED)
    for contract, basis, day, minutes in (
        counted.order_by("date").values_list("contract_id", "basis", "date").annotate(Sum("minutes"))
    ):
        days[contract, basis][day.day] = minutes
    plans = {
        (plan.contract_id, plan.basis): plan
        for plan in PlannedLoad.objects.filter(contract__branch=branch, month=month)
    }
    keys = days.keys() | plans.keys()
    contracts = StaffContract.objects.select_related("person").in_bulk({contract for contract, _ in keys})
    notes = _notes(counted)
    for key, words in days_outside(counted).items():
        notes[key].append(words)
    with override("ru"):
        rows = [
            _row(contracts[key[0]], key[1], plans.get(key), days.get(key, {}), notes.get(key, []))
            for key in keys
        ]
    keeper = _keeper(branch, month)
    last = next_month(month) - timedelta(days=1)
    head, head_position = _head(max(last, today(branch.timezone)))
    kinds = day_kinds(branch, month, last)
    return Sheet(
        month=month,
        rows=tuple(sorted(rows, key=_order)),
        academic_minutes=int(in_force(Provision.ACADEMIC_HOUR, month)),
        keeper=keeper.person.short_name if keeper else "",
        keeper_position=keeper.position if keeper else "",
        unconfirmed=entries_of_month(branch, month).exclude(state__in=COUNTED[1:]).count(),
        branch=branch.name,
        centre=_letterhead(),
        head=head,
        head_position=head_position,
        days_off=tuple(day.day for day, kind in kinds.items() if kind in DAYS_OFF),
    )


def _head(on: date) -> tuple[str, str]:
    """The name and the position of who signs for the organisation that day."""
    head = head_signer(on)
    return (head.person.short_name, head.position) if head else ("", "")


def _letterhead() -> dict[str, str]:
    centre = organisation()
    return {name: getattr(centre, name) for name in LETTERHEAD}


def _order(row: SheetRow) -> tuple[bool, str, str, int]:
    return (not row.pedagogical, row.name.casefold().replace("ё", "е"), row.basis, row.contract_id)


def _row(
    contract: StaffContract, basis: str, plan: PlannedLoad | None, days: dict[int, int], notes: Iterable[str]
) -> SheetRow:
    words = [plan.note] if plan and plan.note else []
    return SheetRow(
        contract_id=contract.pk,
        person_id=contract.person_id,
        pedagogical=contract.is_pedagogical,
        name=contract.person.full_name,
        position=contract.position,
        contract=str(contract.get_kind_display()),
        basis=basis,
        basis_words=str(LoadBasis(basis).label),
        plan=plan.minutes if plan else None,
        days=days,
        note="; ".join([*words, *notes])[:NOTE_LENGTH],
    )


def _notes(counted: QuerySet[WorkLogEntry]) -> dict[tuple[int, str], list[str]]:
    """What the paper says of corrections and of hours of an earlier, closed month."""
    notes: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = counted.filter(Q(reversal_of__isnull=False) | Q(description__contains="табель того месяца закрыт"))
    for entry in rows.select_related("reversal_of"):
        old = entry.reversal_of
        if old is not None:
            notes[entry.contract_id, entry.basis].append(
                f"{entry.date:%d.%m}: сторно {signed(entry.minutes)} мин. "
                f"за {old.date:%d.%m.%Y} ({entry.reversal_reason})"
            )
        else:
            notes[entry.contract_id, entry.basis].append(
                f"{entry.date:%d.%m}: {entry.minutes} мин. {entry.description}"
            )
    return notes


def _keeper(branch: Branch, month: date) -> StaffContract | None:
    """The deputy who keeps the account: of this branch, else of the organisation (S0-5.10b)."""
    keepers = StaffContract.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=month),
        person__in=deputies(month),
        valid_from__lt=next_month(month),
    )
    return max(
        keepers.select_related("person"), key=lambda one: (one.branch_id == branch.pk, one.pk), default=None
    )


def _position(person: Person, on: date) -> str:
    contract = contract_on(person, on)
    return contract.position if contract else ""
