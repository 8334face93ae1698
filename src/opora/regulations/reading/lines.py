"""Lines of a text before clauses are looked for: no Markdown, no letter-spacing, one alphabet a word."""

import re
from dataclasses import dataclass, field
from itertools import pairwise


class UnreadableAct(Exception):  # noqa: N818 -- an outcome with words for a person, like Refused
    """The file gives no text; ``words`` say why and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Line:
    """``gap``: a blank line stood before; ``hard``: the author ended the line before on purpose."""

    text: str
    gap: bool = False
    hard: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """``wrapped``: lines end where the page ended, so they are joined until something new begins."""

    rows: list[Line]
    wrapped: bool = False
    troubles: list[str] = field(default_factory=list)


_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>№])")
_BOLD = re.compile(r"\*\*|(?<!_)__(?=[^_\s])|(?<=[^_\s])__(?!_)")
_LINK = re.compile(r"<((?:https?|mailto)[^>\s]+)>")
_SPACED = re.compile(r"(?<!\w)(?:[а-яё] ){3,}[а-яё](?!\w)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=[а-яё]{3})\d{1,2}(?=[.,;:)]?(?:\s|$))")
_HEADING = re.compile(r"^#{1,6}\s+")
_WORD = re.compile(r"[A-Za-zА-ЯЁа-яё]+")
_CYRILLIC = re.compile(r"[А-ЯЁа-яё]")
_LOOK_ALIKE = str.maketrans("AaBCcEeHKMOoPpTXxy", "АаВСсЕеНКМОоРрТХху")
_UNSEEN = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{SOFT HYPHEN}": None, "\N{NON-BREAKING HYPHEN}": "-"})
_TERMINAL = tuple(".;:!?")


def clean(text: str) -> str:
    """One line as it is read aloud: «п р и к а з» is a word, «видеoсвязь» has no Latin letter."""
    text = _ESCAPED.sub(r"\1", text.translate(_UNSEEN))
    text = _LINK.sub(r"\1", _BOLD.sub("", text))
    text = _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), text)
    text = _WORD.sub(_one_alphabet, _FOOTNOTE.sub("", text))
    return re.sub(r"\s+", " ", text).strip()


def _one_alphabet(word: re.Match[str]) -> str:
    return word[0].translate(_LOOK_ALIKE) if _CYRILLIC.search(word[0]) else word[0]


def plain_lines(text: str) -> Lines:
    """TXT, Markdown or a paste; every second line blank is a page whose text was copied line by line."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    doubled = _is_doubled(raw)
    if doubled:
        raw = _undoubled(raw)
    rows: list[Line] = []
    gap, hard = False, False
    for line in raw:
        if not line.strip():
            gap, hard = True, False
            continue
        heading = bool(_HEADING.match(line.strip()))
        words = clean(_HEADING.sub("", line.strip()))
        if words:
            rows.append(Line(words, gap, hard, heading))
        gap, hard = False, not doubled and line.endswith("  ")
    return Lines(rows, wrapped=doubled or is_wrapped(rows))


def _is_doubled(raw: list[str]) -> bool:
    """True when hardly any two lines of text stand side by side, and sentences run over the gaps."""
    filled = [index for index, line in enumerate(raw) if line.strip()]
    if len(filled) < 20:
        return False
    beside = sum(second - first == 1 for first, second in pairwise(filled))
    running = sum(
        not raw[first].rstrip().endswith(_TERMINAL) and raw[second].strip()[0].islower()
        for first, second in pairwise(filled)
    )
    return beside < len(filled) * 0.1 and running > len(filled) * 0.25


def _undoubled(raw: list[str]) -> list[str]:
    """Drop the blank line that stands after each line of text; the gaps that remain are the author's."""
    kept: list[str] = []
    after_text = False
    for line in raw:
        if line.strip():
            kept.append(line)
            after_text = True
        elif after_text:
            after_text = False
        elif kept and kept[-1]:
            kept.append("")
    return kept


def is_wrapped(rows: list[Line]) -> bool:
    """True when many long lines break off in mid-sentence: the text was wrapped to the page."""
    pairs = [(first, second) for first, second in pairwise(rows) if not second.gap and not second.hard]
    if len(pairs) < 10:
        return False
    broken = sum(not a.text.endswith(_TERMINAL) and b.text[0].islower() for a, b in pairs)
    return broken > len(pairs) * 0.3
