"""How right the checker is on a labelled list: ``label<TAB>text`` a line, ``#`` begins a remark.

Labels are ``clean`` and the grades. A line is *warned* when it holds мат or an insult: what a person sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .checker import Grade, check

CLEAN = "clean"
FOLDER = Path(__file__).parent
LABELS = {CLEAN, Grade.BRUTAL, Grade.INSULT}


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1. ``wrong`` are the lines judged otherwise than labelled, with what was found."""

    lines: int
    precision: float
    brutal_recall: float
    insult_recall: float
    wrong: tuple[tuple[Line, str], ...]


def read_list(path: Path) -> list[Line]:
    """Raises ``ValueError`` naming the line that has no label or no text."""
    found = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not row or row.startswith("#"):
            continue
        label, _tab, text = row.partition("\t")
        if label not in LABELS or not text.strip():
            raise ValueError(f"{path.name}:{number}")
        found.append(Line(label, text))
    return found


def verdict(text: str) -> str:
    """The gravest grade a person would be warned of, or ``clean``."""
    grades = {hit.grade for hit in check(text)}
    return next((grade for grade in (Grade.BRUTAL, Grade.INSULT) if grade in grades), CLEAN)


def figures(lines: Iterable[Line]) -> Figures:
    """Precision over all warned; recall of мат as мат; of insults as a warning of either grade."""
    judged = [(line, verdict(line.text)) for line in lines]
    warned = [line for line, said in judged if said != CLEAN]
    brutal = [said for line, said in judged if line.label == Grade.BRUTAL]
    insults = [said for line, said in judged if line.label == Grade.INSULT]
    return Figures(
        lines=len(judged),
        precision=_share(sum(line.label != CLEAN for line in warned), len(warned)),
        brutal_recall=_share(brutal.count(Grade.BRUTAL), len(brutal)),
        insult_recall=_share(sum(said != CLEAN for said in insults), len(insults)),
        wrong=tuple((line, said) for line, said in judged if said != line.label),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
