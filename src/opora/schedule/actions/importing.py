"""A график from a file: read, shown row by row, applied whole in one transaction or not at all (S1-A)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.channels.queries import choosable, register
from opora.channels.rules import means_may_be_chosen
from opora.integrations.tables import Table
from opora.integrations.tables.stored import Cells, is_packed, pack, retyped, unpack
from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.forms.reading import Level
from opora.people.models import Branch, Person, StaffContract
from opora.people.queries import branches, home_day, staff_on

from .. import rules
from ..forms.schedule_file import (
    MeansName,
    ScheduleFile,
    ScheduleRow,
    StaffName,
    judge_schedule,
    schedule_table,
)
from ..models import Mode, Schedule, ScheduleImport, ScheduleLine
from ..queries import staff_of_period
from .drafts import open_draft, record
from .editing import write_line
from .values import LineValues

IN_PERSON_ONLY = {CommunicationMeans.Kind.IN_PERSON.value}
OFFLINE = {CommunicationMeans.Kind.EMAIL, CommunicationMeans.Kind.FORUM, CommunicationMeans.Kind.TICKET}


@dataclass(frozen=True, slots=True)
class Applied:
    """How many lines were written, were already there, and were left out."""

    added: int
    same: int
    left: int


def preview_schedule_file(data: bytes, filename: str) -> dict[str, object]:
    """The JSON of the import interface: ``{"rows": [{"section", "name", …, "status", "messages"}]}``.

    Workers are those whose contracts are in force today. Raises ``TableError`` when the file is no график.
    """
    contracts = list(staff_on(home_day()))
    return _judged(schedule_table(data, filename), contracts, {}).as_json()


def read_upload(upload: ScheduleImport) -> ScheduleFile:
    """The dry run of a kept file against the workers of the edition's period."""
    table, typed, _more = _kept(upload)
    return _judged(table, staff_of_period(upload.schedule), typed)


def chosen_workers(upload: ScheduleImport) -> dict[int, int]:
    """Line → the worker chosen for it in the preview."""
    return {int(line): pk for line, pk in _kept(upload)[2].get("chosen", {}).items()}


def _kept(upload: ScheduleImport) -> tuple[Table, dict[int, dict[int, str]], dict[str, Any]]:
    content = bytes(upload.content)
    if is_packed(content):
        return unpack(content)
    return schedule_table(content, upload.file_name), {}, {}


def _judged(table: Table, contracts: list[StaffContract], typed: Cells) -> ScheduleFile:
    """Means that may not be chosen any more are told of, and not written (COM-04, case 49)."""
    means = list(register())
    names = [MeansName(one.code, one.title, tuple(one.aliases)) for one in means]
    read = judge_schedule(table, _staff(contracts), names, typed=typed)
    by_code = {one.code: one for one in means}
    for row in read.rows:
        refusal = means_may_be_chosen(by_code[code] for code in row.means if code in by_code)
        if refusal:
            row.notes.add(Level.ATTENTION, f"{refusal.words} {refusal.next_step}")
    return read


def _staff(contracts: list[StaffContract]) -> list[StaffName]:
    return [
        StaffName(
            one.person_id,
            one.person.last_name,
            one.person.first_name,
            one.person.middle_name,
            one.position,
            one.is_pedagogical,
        )
        for one in contracts
    ]


@transaction.atomic
def start_import(
    schedule: Schedule, *, file_name: str, content: bytes, by: Person | None = None
) -> ScheduleImport:
    """Keep an uploaded file for its preview. Raises ``TableError`` before anything is written."""
    read = _judged(schedule_table(content, file_name), staff_of_period(schedule), {})
    return ScheduleImport.objects.create(
        schedule=schedule,
        file_name=file_name[:255],
        digest=sha256(content).hexdigest(),
        content=pack(read.table, {}),
        uploaded_by=by,
    )


@transaction.atomic
def correct_schedule_rows(
    upload: ScheduleImport, *, cells: Cells, chosen: Mapping[int, int] | None = None
) -> int:
    """Type cells of the preview anew and remember chosen workers; answer how many cells differed.

    Raises ``Refused`` by SCH-IMP when the file is dealt with.
    """
    row = _waiting(upload)
    read = read_upload(row)
    table, typed, changed = retyped(read.table, read.typed, cells, read.columns)
    known = {**chosen_workers(row), **(chosen or {})}
    row.content = pack(
        table, typed, chosen={str(line): pk for line, pk in known.items() if line not in changed}
    )
    row.save(update_fields=["content", "updated_at"])
    upload.content = row.content
    return sum(map(len, changed.values()))


def _waiting(upload: ScheduleImport) -> ScheduleImport:
    rows = ScheduleImport.objects.select_for_update(of=("self",)).select_related("schedule")
    row = rows.get(pk=upload.pk)
    enforce(rules.file_is_in(row, ScheduleImport.State.PREVIEW))
    return row


@transaction.atomic
def undo_import(upload: ScheduleImport, *, by: Person | None = None) -> tuple[int, int]:
    """Take the lines of a file out of the draft; those edited since stay. Answers how many went and stayed.

    Raises ``Refused`` by SCH-06, SCH-IMP.
    """
    draft = open_draft(upload.schedule, None)
    row = ScheduleImport.objects.get(pk=upload.pk)
    enforce(rules.file_is_in(row, ScheduleImport.State.APPLIED))
    added: dict[str, str] = _kept(row)[2].get("added", {})
    lines = [
        line
        for line in draft.lines.filter(key__in=added)
        if line.updated_at.isoformat() == added[str(line.key)]
    ]
    draft.lines.filter(pk__in=[line.pk for line in lines]).delete()
    words = _("загрузка файла «{file}» возвращена, удалено строк: {count}")
    record(draft, by=by, words=words.format(file=row.file_name, count=len(lines)))
    row.state, row.content = ScheduleImport.State.DISCARDED, b""
    row.save(update_fields=["state", "content", "updated_at"])
    return len(lines), len(added) - len(lines)


@transaction.atomic
def discard_import(upload: ScheduleImport) -> None:
    upload.state = ScheduleImport.State.DISCARDED
    upload.save(update_fields=["state", "updated_at"])


@transaction.atomic
def apply_import(
    upload: ScheduleImport,
    *,
    chosen: Mapping[int, int] | None = None,
    by: Person | None = None,
    version: int | None = None,
) -> Applied:
    """Write the rows that can be written; rows with errors and rows without a worker are left out.

    ``chosen`` gives a worker's id for a line of the file that named several. A row equal to a line of the
    draft is not written twice, so the same file again changes nothing.
    Raises ``Refused`` by SCH-06, SCH-EDIT.
    """
    draft = open_draft(upload.schedule, version)
    if ScheduleImport.objects.filter(pk=upload.pk, state=ScheduleImport.State.APPLIED).exists():
        return Applied(0, 0, 0)
    read = read_upload(upload)
    writer = _Writer(draft, {**chosen_workers(upload), **(chosen or {})})
    for row in read.rows:
        writer.write(row)
    if writer.added:
        words = _("из файла «{file}» добавлено строк: {count}")
        record(draft, by=by, words=words.format(file=upload.file_name, count=writer.added))
    upload.state, upload.applied_at = ScheduleImport.State.APPLIED, now()
    upload.content = pack(Table("csv", ()), {}, added=writer.made)
    upload.save(update_fields=["state", "applied_at", "content", "updated_at"])
    return Applied(writer.added, writer.same, writer.left)


class _Writer:
    """Writes rows in order, knowing what the draft already has."""

    def __init__(self, draft: Schedule, chosen: dict[int, int]) -> None:
        self.draft, self.chosen = draft, chosen
        self.added = self.same = self.left = 0
        self.made: dict[str, str] = {}
        self.contracts: dict[int, list[StaffContract]] = {}
        for contract in staff_of_period(draft):
            self.contracts.setdefault(contract.person_id, []).append(contract)
        self.means = {one.code: one for one in choosable()}
        self.branches = list(branches())
        self.known = {_identity(line) for line in draft.lines.all()}

    def write(self, row: ScheduleRow) -> None:
        person_id = row.person_id or self.chosen.get(row.line)
        contracts = self.contracts.get(person_id or 0)
        branch = self._branch(row, contracts[0]) if contracts else None
        if row.status is Level.ERROR or not contracts or branch is None:
            self.left += 1
            return
        values = self._values(row, contracts, branch)
        identity = _identity_of(values)
        if identity in self.known:
            self.same += 1
            return
        self.known.add(identity)
        line = write_line(self.draft, values)
        self.made[str(line.key)] = line.updated_at.isoformat()
        self.added += 1

    def _values(self, row: ScheduleRow, contracts: list[StaffContract], branch: Branch) -> LineValues:
        means = [self.means[code] for code in row.means if code in self.means]
        return LineValues(
            person=contracts[0].person,
            section=row.section,
            job_title=row.position,
            branch=branch,
            weekdays=list(row.weekdays),
            parity=row.parity,
            time_from=row.start,
            time_to=row.end,
            means=means,
            place=row.details,
            mode=_mode(means),
        )

    def _branch(self, row: ScheduleRow, contract: StaffContract) -> Branch | None:
        """The worker's branch; another one when the file names the time of its zone."""
        if row.zone in ("", contract.branch.timezone):
            return contract.branch
        return next((one for one in self.branches if one.timezone == row.zone), None)


def _mode(means: list[CommunicationMeans]) -> str:
    kinds = {one.kind for one in means}
    if kinds and kinds <= IN_PERSON_ONLY:
        return Mode.IN_PERSON
    return Mode.OFFLINE if kinds and kinds <= OFFLINE else Mode.ONLINE


def _identity(line: ScheduleLine) -> tuple[object, ...]:
    return (
        line.person_id,
        tuple(sorted(line.weekdays)),
        line.parity,
        line.time_from,
        line.time_to,
        line.branch_id,
    )


def _identity_of(values: LineValues) -> tuple[object, ...]:
    person, branch = values.person, values.branch
    days = tuple(sorted(set(values.weekdays)))
    return (
        person and person.pk,
        days,
        values.parity,
        values.time_from,
        values.time_to,
        branch and branch.pk,
    )
