"""An act cut into sentences, and the two kinds of rules that read them: :class:`Says` and :class:`Names`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .morphology import Token, sentences, tokens
from .phrase import Match, find
from .source import ReadAct, ReadClause
from .structure import ANNEX, HEADER, ORDER, ORDER_ANNEX

BODY, HEAD, FORM, POINT = "body", "header", "annex", "order"
PRONOUNS = {"он", "она", "оно", "они"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the act sets, the clause it was read from and its words; not certain: a person must look."""

    provision: str
    value: Any
    clause: str
    certain: bool
    words: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or an item of a list; ``head`` is what introduces the list."""

    clause: str
    text: str
    tokens: tuple[Token, ...]
    head: tuple[Token, ...] = ()
    opens_list: bool = False
    in_list: bool = False

    def find(self, *patterns: str) -> Match | None:
        """The first pattern that stands here undenied, else one that is denied."""
        matches = [match for pattern in patterns if (match := find(pattern, self.tokens))]
        return next((match for match in matches if not match.denied), matches[0] if matches else None)

    def has(self, *patterns: str) -> bool:
        return any(find(pattern, self.tokens) for pattern in patterns)

    def introduced_by(self, *patterns: str) -> bool:
        return any(find(pattern, self.head) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Part:
    """A clause as its sentences, and where in the act it stands."""

    clause: ReadClause
    where: str
    sentences: tuple[Sentence, ...]

    @property
    def number(self) -> str:
        return self.clause.number


@dataclass(frozen=True, slots=True)
class Text:
    """The whole act, ready for rules."""

    act: ReadAct
    parts: tuple[Part, ...]

    def of(self, where: str) -> Iterator[Part]:
        return (part for part in self.parts if part.where == where)

    def sentences(self, where: str = BODY) -> Iterator[Sentence]:
        return (sentence for part in self.of(where) for sentence in part.sentences)


class Reads(Protocol):
    """A rule: reads the act, proposes."""

    def read(self, text: Text) -> Iterable[Proposal]: ...


def prepare(act: ReadAct) -> Text:
    return Text(act, tuple(Part(clause, _where(clause), tuple(_cut(clause))) for clause in act.clauses))


def _where(clause: ReadClause) -> str:
    if clause.number in (HEADER, ORDER, ORDER_ANNEX):
        return HEAD
    if clause.number.startswith("П."):
        return POINT
    return FORM if clause.number.startswith(ANNEX) else BODY


def _cut(clause: ReadClause) -> Iterator[Sentence]:
    head: tuple[Token, ...] = ()
    before: tuple[Token, ...] = ()
    for line in clause.text.split("\n"):
        in_list = bool(head)
        for text in [line] if in_list else sentences(line):
            opens = text.endswith(":")
            words = tokens(text)
            if words and words[0].word in PRONOUNS:  # «График утверждает директор. Он размещается…»
                words = (*before, *words)
            before = words
            yield Sentence(clause.number, text, words, head, opens, in_list)
            if opens and not in_list:
                head = words


@dataclass(frozen=True, slots=True)
class Says:
    """One sentence of the act says a thing.

    Any of ``when`` stands in it, each of ``beside`` too, none of ``unless``; ``under`` introduces its list.
    ``denied``: the value when the act says it with «не»; None, then nothing is proposed.
    """

    provision: str
    value: Any
    when: Sequence[str]
    beside: Sequence[str] = ()
    unless: Sequence[str] = ()
    under: Sequence[str] = ()
    denied: Any = None
    certain: bool = True
    where: str = BODY

    def read(self, text: Text) -> Iterator[Proposal]:
        for sentence in text.sentences(self.where):
            match = sentence.find(*self.when)
            if (
                match is None
                or not all(sentence.has(pattern) for pattern in self.beside)
                or sentence.has(*self.unless)
                or (self.under and not sentence.introduced_by(*self.under))
            ):
                continue
            value = self.denied if match.denied else self.value
            if value is not None:
                yield Proposal(self.provision, value, sentence.clause, self.certain, sentence.text)


@dataclass(frozen=True, slots=True)
class Figure:
    """A sentence sets a number: «за 24 часа»."""

    provision: str
    when: Sequence[str]

    def read(self, text: Text) -> Iterator[Proposal]:
        for sentence in text.sentences():
            match = sentence.find(*self.when)
            if match is not None and not match.denied and match.number is not None:
                yield Proposal(self.provision, match.number, sentence.clause, True, sentence.text)


@dataclass(frozen=True, slots=True)
class Names:
    """A clause lists members of a set: after ``lead`` in the same sentence, or in the list it opens.

    ``members``: what is proposed → patterns. A member said with «не» is left out.
    ``whole``: after the lead the other sentences of the clause go on about the same.
    """

    provision: str
    lead: Sequence[str]
    members: Mapping[str, Sequence[str]]
    unless: Sequence[str] = ()
    listed: bool = True
    whole: bool = False
    at_least: int = 1
    certain: bool = True
    where: str = BODY
    mend: Callable[[set[str]], set[str]] = field(default=set)

    def read(self, text: Text) -> Iterator[Proposal]:
        for part in text.of(self.where):
            found: set[str] = set()
            words = ""
            for sentence in self._speaking(part):
                named = {name for name, patterns in self.members.items() if _stands(sentence, patterns)}
                if named and not words:
                    words = sentence.text
                found |= self.mend(named)
            if len(found) >= self.at_least:
                yield Proposal(self.provision, sorted(found), part.number, self.certain, words)

    def _speaking(self, part: Part) -> Iterator[Sentence]:
        led = False
        for sentence in part.sentences:
            if sentence.has(*self.unless):
                continue
            leads = sentence.has(*self.lead)
            led = led or leads
            if (
                leads
                or (self.whole and led)
                or (self.listed and sentence.in_list and sentence.introduced_by(*self.lead))
            ):
                yield sentence


def _stands(sentence: Sentence, patterns: Sequence[str]) -> bool:
    match = sentence.find(*patterns)
    return match is not None and not match.denied
