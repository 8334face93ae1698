"""Cells of a checked list typed anew in its preview: the whole list is judged again by the same rules."""

from collections.abc import Collection

from django.db import transaction

from opora.integrations.tables.stored import Cells, one_line, retyped, shown_cell
from opora.kernel.text import normal_name

from ..forms.learner_list import correctable, judge_learner_list
from ..forms.stored_list import pack, unpack
from ..models import LearnerImport, Programme
from ..queries.programmes import programme_names
from .imports import locked_import


@transaction.atomic
def correct_rows(imported: LearnerImport, *, cells: Cells, remember: Collection[int] = ()) -> int:
    """Write the ``cells`` (line → column → text) that differ from what is there; answer how many did.

    Lines in ``remember`` teach the chosen programme the name their file gave it, for this list and those to
    come. What was ticked or chosen on a corrected line is asked again. Raises ``Refused`` by IMP-01.
    """
    row = locked_import(imported)
    learners = unpack(bytes(row.content))
    columns = correctable(learners.header)
    table, typed, changed = retyped(learners.table, learners.typed, cells, columns)
    for source in learners.table.rows:
        for column, text in changed.get(source.line, {}).items():
            if source.line in remember and columns[column] == "programme":
                learn_name(text, alias=shown_cell(source.cell(column)))
    if not changed:
        return 0
    row.content = pack(judge_learner_list(table, programme_names(), typed=typed))
    told = row.result or {}
    row.result = told | {
        "take": [line for line in told.get("take", []) if line not in changed],
        "choices": {line: who for line, who in told.get("choices", {}).items() if int(line) not in changed},
    }
    row.save(update_fields=["content", "result", "updated_at"])
    return sum(map(len, changed.values()))


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
