"""Which cells of a checked list are at fault, and what to mend in each line. Pure."""

from opora.integrations.tables.report import fault_report
from opora.people.forms.values import Level

from .learner_list import LearnerList

TOLD = (Level.ERROR, Level.ATTENTION)


def learner_faults(learners: LearnerList) -> bytes:
    """The customer's own rows as XLSX with a column «Что исправить»."""
    faults: dict[tuple[int, int], str] = {}
    words: dict[int, list[str]] = {}
    for row in learners.rows:
        for cell in row.cells:
            column = learners.header.column(cell.field)
            if column is not None and cell.level in TOLD:
                faults[row.line, column] = str(cell.level)
                words.setdefault(row.line, []).append(f"{cell.title}: {cell.message}")
        if row.notes.level in TOLD:
            words.setdefault(row.line, []).extend(row.notes.messages)
    told = {line: "\n".join(dict.fromkeys(said)) for line, said in words.items()}
    return fault_report(learners.table, header_line=learners.header.line, faults=faults, words=told)
