"""Cells of a checked list typed anew in its preview: the whole list is judged again by the same rules."""

from collections.abc import Collection
from dataclasses import dataclass

from opora.integrations.tables import Table
from opora.integrations.tables.stored import Cells, one_line, retyped, shown_cell
from opora.kernel.bulk import Step, unheard
from opora.kernel.text import normal_name

from ..forms.learner_list import correctable, judge_learner_list
from ..forms.stored_list import pack, unpack
from ..models import LearnerImport, Programme
from ..queries.programmes import programme_names


@dataclass(frozen=True, slots=True)
class Correction:
    """A list with cells typed anew, not judged yet; ``changed`` are those that differ from what was there."""

    table: Table
    typed: Cells
    changed: Cells
    taught: tuple[tuple[str, str], ...]  # a name of the file and the code of the programme it was said to be

    @property
    def cells(self) -> int:
        return sum(map(len, self.changed.values()))


def correction_of(row: LearnerImport, cells: Cells, remember: Collection[int]) -> Correction:
    """What of the ``cells`` (line → column → text) differs from the stored list."""
    learners = unpack(bytes(row.content))
    columns = correctable(learners.header)
    table, typed, changed = retyped(learners.table, learners.typed, cells, columns)
    taught = tuple(
        (shown_cell(source.cell(column)), text)
        for source in learners.table.rows
        for column, text in changed.get(source.line, {}).items()
        if source.line in remember and columns[column] == "programme"
    )
    return Correction(table, typed, changed, taught)


def write_correction(row: LearnerImport, correction: Correction, *, step: Step = unheard) -> None:
    """Judge the corrected list again; the row is locked by the caller."""
    for alias, code in correction.taught:
        learn_name(code, alias=alias)
    judged = judge_learner_list(correction.table, programme_names(), typed=correction.typed, step=step)
    row.content = pack(judged)
    told, changed = row.result or {}, correction.changed
    row.result = told | {
        "take": [line for line in told.get("take", []) if line not in changed],
        "choices": {line: who for line, who in told.get("choices", {}).items() if int(line) not in changed},
    }
    row.save(update_fields=["content", "result", "state", "updated_at"])


def learn_name(code: str, *, alias: str) -> None:
    """The programme is called so too: the next list needs no question. A name it has is not added twice."""
    alias = one_line(alias)
    programme = Programme.objects.select_for_update().filter(code=code.strip()).first()
    if programme is None or not alias:
        return
    known = {normal_name(name) for name in (programme.code, programme.title, *programme.aliases)}
    if normal_name(alias) not in known:
        programme.aliases = [*programme.aliases, alias[:300]]
        programme.save(update_fields=["aliases", "updated_at"])
