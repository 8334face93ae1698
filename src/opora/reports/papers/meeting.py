"""What was written together at a consultation (S2-12d, S2-12f)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from opora.reports.papers.model import Block, Layout, Letterhead, Look
from opora.reports.papers.text import clean, one_line

LONGEST = 20_000  # of a paragraph: nothing of a longer one may be lost


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, len(line), LONGEST):
            yield line[start : start + LONGEST]


@dataclass(frozen=True)
class NotesPaper:
    """Shared notes: ``when`` and ``topic`` of the consultation, who gave it, who has written."""

    letterhead: Letterhead
    when: str
    leader: str
    text: str
    authors: tuple[str, ...]
    topic: str = ""
    dated: dt.date | None = None

    def layout(self) -> Layout:
        facts = (("Когда", self.when), ("Тема", one_line(self.topic)), ("Ведущий", self.leader))
        written = ("Писали", ", ".join(self.authors))
        return Layout(
            title="Общие заметки консультации",
            letterhead=self.letterhead,
            facts=tuple((name, value) for name, value in (*facts, written) if value),
            text=tuple(Block(line, Look.PLAIN) for line in map(clean, _lines(self.text)) if line),
            dated=self.dated,
            sheet="Заметки",
        )
