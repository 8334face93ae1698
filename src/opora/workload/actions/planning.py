"""A load plan from a file: checked, written whole or not at all, taken back whole (domain.md §7 d)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from opora.integrations.tables import Table
from opora.integrations.tables.stored import Cells, pack, retyped, unpack
from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.forms.reading import Level
from opora.people.models import Branch, Person
from opora.people.queries import home_day

from .. import rules
from ..forms.plan_file import PlanFile, PlanRow, judge_plan, read_plan
from ..models import PlanImport, PlannedLoad
from ..queries.planning import Key, note_known, plan_contracts
from .sheets import lock_sheet

State = PlanImport.State


@dataclass(frozen=True, slots=True)
class PlanWritten:
    """How many rows were written, were planned so already, and were left out."""

    written: int
    same: int
    left: int


def check_plan(data: bytes, filename: str) -> PlanFile:
    """The dry run. Raises ``TableError`` when the file is no load plan."""
    contracts = plan_contracts()
    plan = read_plan(data, filename, contracts, on=home_day())
    note_known(plan.rows, contracts)
    return plan


def _judged(table: Table, typed: Cells) -> PlanFile:
    contracts = plan_contracts()
    plan = judge_plan(table, contracts, on=home_day(), typed=typed)
    note_known(plan.rows, contracts)
    return plan


@transaction.atomic
def upload_plan(data: bytes, *, filename: str, by: Person | None) -> PlanImport:
    """Keep a file for its preview; the same one still waiting from the same person gives way."""
    plan = check_plan(data, filename)
    digest = sha256(data).hexdigest()
    PlanImport.objects.filter(digest=digest, state=State.PREVIEW, uploaded_by=by).delete()
    return PlanImport.objects.create(
        file_name=filename[-255:], digest=digest, content=pack(plan.table, {}), uploaded_by=by
    )


def plan_of(upload: PlanImport) -> PlanFile:
    """The stored table judged against the base as it is now."""
    table, typed, _more = unpack(bytes(upload.content))
    plan = _judged(table, typed)
    choices, contracts = upload.result.get("choices", {}), plan_contracts()
    for row in plan.rows:
        chosen = choices.get(str(row.line), "")
        if chosen.isdecimal() and int(chosen) in row.candidates:
            row.contract = int(chosen)
            row.basis = row.basis or contracts[row.contract].basis
    return plan


def _locked(upload: PlanImport, *states: str) -> PlanImport:
    row = PlanImport.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    enforce(rules.plan_file_stands_in(row, states))
    return row


@transaction.atomic
def mark_plan(
    upload: PlanImport,
    *,
    shown: Collection[int],
    taken: Collection[int],
    choices: Mapping[str, str],
    cells: Cells,
) -> int:
    """Remember ticks, chosen workers and cells typed anew; answer how many cells were changed."""
    row = _locked(upload, State.PREVIEW)
    plan = plan_of(row)
    table, typed, changed = retyped(plan.table, plan.typed, cells, plan.columns)
    if changed:
        row.content = pack(_judged(table, typed).table, typed)
    told = row.result
    kept = (set(told.get("take", [])) - set(shown) | set(taken)) - changed.keys()
    chosen = {**told.get("choices", {}), **choices}
    row.result = told | {
        "take": sorted(kept),
        "choices": {line: who for line, who in chosen.items() if int(line) not in changed},
    }
    row.save(update_fields=["content", "result", "updated_at"])
    return sum(map(len, changed.values()))


@transaction.atomic
def discard_plan(upload: PlanImport) -> PlanImport:
    row = _locked(upload, State.PREVIEW)
    row.state, row.content = State.DISCARDED, b""
    row.save(update_fields=["state", "content", "updated_at"])
    return row


def goes_in(row: PlanRow, taken: Collection[int], *, take_all: bool = False) -> bool:
    """Errors and unclear workers never, attention when ticked or chosen, repeats are the row they repeat."""
    complete = row.contract and row.month and row.basis and row.minutes is not None
    if not complete or row.status is Level.ERROR or row.repeats is not None:
        return False
    only_asked = bool(row.candidates) and row.faults.keys() <= {"name"}
    return row.status is not Level.ATTENTION or only_asked or take_all or row.line in taken


@transaction.atomic
def apply_plan(upload: PlanImport, *, by: Person | None = None, take_all: bool = False) -> PlanWritten:
    """Write the plan under the sheets of its months, taken in one order. The same file changes nothing.

    Raises ``Refused`` by PLAN-01, PLAN-02, LOAD-06.
    """
    row = _locked(upload, State.PREVIEW)
    plan, taken = plan_of(row), set(row.result.get("take", []))
    wanted: dict[Key, int] = {}
    for one in plan.rows:
        if goes_in(one, taken, take_all=take_all) and one.contract and one.month and one.minutes is not None:
            wanted.setdefault((one.contract, one.month, one.basis), one.minutes)
    enforce(rules.some_plan_to_write(len(wanted)))
    made = _write(wanted)
    done = PlanWritten(len(made), len(wanted) - len(made), len(plan.rows) - len(wanted))
    row.state, row.applied_at, row.content, row.made = State.APPLIED, now(), b"", made
    row.result = {"written": done.written, "same": done.same, "left": done.left, "by": by.pk if by else None}
    row.save()
    return done


def _hold_months(keys: Collection[tuple[int, date]]) -> None:
    """Sheets of the branches and months, the earlier first: nobody closes them meanwhile (LOAD-06)."""
    branches = {one.pk: one for one in Branch.objects.filter(pk__in={branch for branch, _month in keys})}
    for branch, month in sorted(keys, key=lambda key: (key[1], key[0])):
        enforce(rules.month_is_open(lock_sheet(branches[branch], month)))


def _write(wanted: Mapping[Key, int | None]) -> list[list[object]]:
    """Make the plan so; answers [contract, month, basis, was, became] of what differed. None is no plan."""
    contracts = plan_contracts()
    _hold_months({(contracts[contract].branch, month) for contract, month, _basis in wanted})
    rows = PlannedLoad.objects.select_for_update().filter(
        contract__in={key[0] for key in wanted}, month__in={key[1] for key in wanted}
    )
    known = {(one.contract_id, one.month, one.basis): one for one in rows.order_by("pk")}
    fresh, changed, gone, made = [], [], [], []
    for key, minutes in wanted.items():
        row = known.get(key)
        was = row.minutes if row else None
        if was == minutes or (row is None and not minutes):
            continue
        made.append([key[0], key[1].isoformat(), key[2], was, minutes])
        if row is None:
            fresh.append(PlannedLoad(contract_id=key[0], month=key[1], basis=key[2], minutes=minutes or 0))
        elif not minutes and not row.note:
            gone.append(row.pk)
        else:
            row.minutes, row.updated_at = minutes or 0, now()
            changed.append(row)
    PlannedLoad.objects.bulk_create(fresh, batch_size=1000)
    PlannedLoad.objects.bulk_update(changed, ["minutes", "updated_at"], batch_size=1000)
    PlannedLoad.objects.filter(pk__in=gone).delete()
    return made


@transaction.atomic
def undo_plan(upload: PlanImport) -> tuple[int, int]:
    """Bring back what was planned before; rows planned anew since stay. Answers how many returned and stayed.

    Raises ``Refused`` by PLAN-01, LOAD-06.
    """
    row = _locked(upload, State.APPLIED)
    made = {(one[0], date.fromisoformat(one[1]), one[2]): (one[3], one[4] or None) for one in row.made}
    contracts = {key[0] for key in made}
    rows = PlannedLoad.objects.filter(contract__in=contracts, month__in={key[1] for key in made})
    current = {(one.contract_id, one.month, one.basis): one.minutes or None for one in rows}
    back = {key: was for key, (was, became) in made.items() if current.get(key) == became}
    _write(back)
    row.state = State.UNDONE
    row.result = row.result | {"returned": len(back), "stayed": len(made) - len(back)}
    row.save(update_fields=["state", "result", "updated_at"])
    return len(back), len(made) - len(back)
