"""A sheet of an archived conversation. Signs that no archival font has are printed by their numbers."""

import unicodedata
from dataclasses import dataclass

from opora.reports.papers.model import Column, Layout, Section, Table

LONGEST_LATIN = 0x24F
CYRILLIC = range(0x400, 0x500)
MARKS = frozenset("–—‘’‚“”„†‡•…‰‹›€№™−≤≥≠≈∞√\u2010\u2011\u202f\u2009")
UNSEEN = frozenset({"Mn", "Cf", "Cc"})


def printable(text: str) -> str:
    """The same words; an emoji becomes «[U+1F44D]», what JSON beside the paper says exactly."""
    return "".join(map(_printed, unicodedata.normalize("NFC", text)))


def _printed(char: str) -> str:
    code = ord(char)
    if char in "\n\t" or char in MARKS or code in CYRILLIC or 0x20 <= code <= 0x7E or 0xA0 <= code <= 0x17F:
        return char
    return "" if unicodedata.category(char) in UNSEEN else f"[U+{code:04X}]"


@dataclass(frozen=True)
class Said:
    """One message as it is printed."""

    seq: int
    at: str
    author: str
    text: str
    reply_to: int | None = None
    marks: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        lines = [f"Ответ на № {self.reply_to}"] if self.reply_to else []
        lines += [self.text] if self.text else []
        lines += [f"[{mark}]" for mark in self.marks]
        lines += [f"[прежний текст] {text}" for text in self.former]
        lines += [f"Вложение: {name}" for name in self.files]
        return printable("\n".join(lines))


@dataclass(frozen=True)
class ChatPaper:
    """Messages of one sheet under the facts of the whole archive."""

    facts: tuple[tuple[str, str], ...]
    messages: tuple[Said, ...]
    number: int

    def layout(self) -> Layout:
        columns = (Column("№", 14), Column("Дата и время", 26), Column("Автор", 38), Column("Сообщение", 102))
        rows = tuple((str(one.seq), one.at, printable(one.author), one.words) for one in self.messages)
        return Layout(
            title=f"Переписка, часть {self.number}",
            sheet="Переписка",
            facts=tuple((name, printable(value)) for name, value in self.facts),
            tables=(Table(columns, (Section(rows=rows),)),),
            notes=() if rows else ("За этот период сообщений нет.",),
            text_pt=11,
            table_pt=9,
        )
