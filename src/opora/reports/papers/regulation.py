"""A local act, the order that approves it, what the act in force permits (S0, S1-O, S2 header)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from opora.kernel.text import NBSP
from opora.reports.papers.forms import Audience, GrafikPaper
from opora.reports.papers.model import (
    Align,
    Block,
    Column,
    Kind,
    Layout,
    Letterhead,
    Look,
    OrderRef,
    Section,
    Signature,
    Table,
)
from opora.reports.papers.text import date_words, day_words, one_line, stamp_lines

DRAFT = "Проект"
BLANK_ROWS = 3
NB_HYPHEN = "\N{NON-BREAKING HYPHEN}"
_LONGEST_HEADING = 200
_SIGNS = re.compile(r"(?<=№) (?=\d)|(?<=\S) (?=[–—])")
_LAW = re.compile(r"(?<=\d)-(?=ФЗ)")


@dataclass(frozen=True)
class Decision:
    """What a body said, its protocol; blank where it has not said yet.

    ``by`` stands after «ПРИНЯТ» («педагогическим советом») or after «УЧТЕНО МНЕНИЕ» («совета обучающихся»).
    """

    body: str
    by: str
    accepts: bool
    number: str = ""
    date: dt.date | None = None
    agreed: bool | None = None

    @property
    def protocol(self) -> str:
        return f"протокол от{NBSP}{date_words(self.date)} №{NBSP}{one_line(self.number) or '_' * 4}"


@dataclass(frozen=True)
class Approval:
    """How an act is approved; ``order`` None means the stamp «УТВЕРЖДАЮ» with ``signature``.

    ``by`` stands after «приказом»: «директора».
    """

    signature: Signature
    order: OrderRef | None = None
    stamped_on: dt.date | None = None
    decisions: tuple[Decision, ...] = ()
    by: str = "руководителя"


@dataclass(frozen=True)
class RegulationPaper:
    """A local act by its clauses, number → text; ``form`` is the annex with the form of the график.

    ``ending`` agrees with the kind of act: «УТВЕРЖДЁН», «УТВЕРЖДЕНО»; ``to_act`` is its title in the dative,
    ``approved_to`` «утверждённому» after it.
    """

    letterhead: Letterhead
    title: str
    to_act: str
    clauses: Mapping[str, str]
    approval: Approval
    ending: str = ""
    approved_to: str = "утверждённому"
    draft: bool = False
    annexes: Mapping[str, str] = field(default_factory=dict)
    form: Audience | None = None

    def layout(self) -> Layout:
        kind, _space, rest = one_line(self.title).partition(" ")
        dated = self.approval.order.date if self.approval.order else self.approval.stamped_on
        return Layout(
            title=f"{kind.upper()}\n{rest}" if rest else kind.upper(),
            sheet="Акт",
            letterhead=Letterhead(self.letterhead.organisation),
            mark=DRAFT if self.draft else "",
            stamps=(self._accepted(), self._approved()),
            text=tuple(text_blocks(self.clauses)),
            annexes=tuple(self._annexes()),
            dated=dated,
        )

    def _accepted(self) -> tuple[str, ...]:
        lines: list[str] = []
        for decision in self.approval.decisions:
            word = f"ПРИНЯТ{self.ending.upper()}" if decision.accepts else "УЧТЕНО МНЕНИЕ"
            lines += [word, decision.by, decision.protocol, ""]
        return tuple(lines[:-1])

    def _approved(self) -> tuple[str, ...]:
        approval = self.approval
        if approval.order is not None:
            word = f"УТВЕРЖДЕН{self.ending.upper()}" if self.ending else "УТВЕРЖДЁН"
            return (word, f"приказом {approval.by}", approval.order.when_and_number)
        signature = approval.signature
        return stamp_lines(signature.position, self.letterhead.name, signature.name, approval.stamped_on)

    def _annexes(self) -> list[Layout]:
        made = []
        for text in self.annexes.values():
            title, *lines = [line for line in text.split("\n") if not line.startswith("к ")] or [""]
            made.append(Layout(title=title, corner=self._corner(), text=tuple(Block(line) for line in lines)))
        if self.form is not None:
            made.append(self._form(self.form))
        return made

    def _corner(self) -> tuple[str, ...]:
        order = self.approval.order
        if order is None:
            return ("ПРИЛОЖЕНИЕ", f"к {one_line(self.to_act)}")
        by = f"{self.approved_to} приказом {self.approval.by}"
        return ("ПРИЛОЖЕНИЕ", f"к {one_line(self.to_act)}, {by}", order.when_and_number)

    def _form(self, audience: Audience) -> Layout:
        """The form of the график, empty (S1-A)."""
        blank = GrafikPaper(None, pedagogical=(), others=(), audience=audience, blank_rows=BLANK_ROWS)
        return replace(blank.layout(), corner=self._corner())


def glued(words: str) -> str:
    """A number stays with its sign, «273-ФЗ» on one line."""
    return _LAW.sub(NB_HYPHEN, _SIGNS.sub(NBSP, words))


def text_blocks(clauses: Mapping[str, str]) -> list[Block]:
    """Clauses as paragraphs: a heading is a top number that has clauses under it."""
    blocks = []
    parts = {number.partition(".")[0] for number in clauses if "." in number}
    for number, words in clauses.items():
        text = glued(words)
        if number in parts and "\n" not in text and len(text) < _LONGEST_HEADING:
            blocks.append(Block(f"{number}. {text}", Look.HEADING))
            continue
        first, *rest = text.split("\n")
        name = f"{number}. " if number[:1].isdigit() or number[:1] in "IVX" else ""
        blocks.append(Block(f"{name}{first}"))
        blocks += [Block(line) for line in rest if line.strip()]
    return blocks


@dataclass(frozen=True)
class OrderPaper:
    """Приказ об утверждении локального акта: ground, points, who watches, the sheet of agreement (S1-O)."""

    letterhead: Letterhead
    title: str
    ground: str
    points: tuple[str, ...]
    signature: Signature
    order: OrderRef = field(default_factory=OrderRef)
    draft: bool = False
    decisions: tuple[Decision, ...] = ()

    COLUMNS = (
        Column("№", 9, Align.CENTER, Kind.INTEGER),
        Column("Кто согласует", 68),
        Column("Решение", 38),
        Column("Протокол, дата", 65),
    )

    def layout(self) -> Layout:
        number = one_line(self.order.number) or "_" * 8
        points = [Block(f"{place}. {glued(point)}") for place, point in enumerate(self.points, 1)]
        place = (f"г.{NBSP}{one_line(self.letterhead.city)}",) if self.letterhead.city else ()
        return Layout(
            title="ПРИКАЗ",
            sheet="Приказ",
            letterhead=self.letterhead,
            mark=DRAFT if self.draft else "",
            subtitle=(f"{day_words(self.order.date)} №{NBSP}{number}", *place),
            text=(
                Block(self.title, Look.PLAIN),
                Block(glued(self.ground)),
                *points,
            ),
            signatures=(self.signature,),
            annexes=self._sheet(),
            dated=self.order.date,
        )

    def _sheet(self) -> tuple[Layout, ...]:
        """Лист согласования, when the act is agreed by anybody."""
        if not self.decisions:
            return ()
        words = {True: "согласовано", False: "не согласовано", None: ""}
        rows = tuple(
            (number, one.body, words[one.agreed], one.protocol)
            for number, one in enumerate(self.decisions, 1)
        )
        corner = ("ПРИЛОЖЕНИЕ", f"к приказу {self.order.when_and_number}")
        return (
            Layout(
                title="ЛИСТ СОГЛАСОВАНИЯ",
                corner=corner,
                subtitle=(self.title,),
                tables=(Table(self.COLUMNS, (Section(rows=rows),)),),
            ),
        )


@dataclass(frozen=True)
class RulesPaper:
    """«Что разрешает и требует порядок»: question, answer, clause, place; then rules without a clause."""

    letterhead: Letterhead
    act: str
    edition: str
    topics: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...]
    uncovered: tuple[tuple[str, str], ...] = ()
    printed_on: dt.date | None = None

    COLUMNS = (
        Column("Вопрос", 56),
        Column("Ответ", 52),
        Column("Пункт", 22, Align.CENTER),
        Column("Где действует", 50),
    )
    WITHOUT = (Column("Правило", 30), Column("О чём оно", 150))

    def layout(self) -> Layout:
        sections = tuple(Section(title, rows) for title, rows in self.topics)
        tables = [Table(self.COLUMNS, sections)]
        if self.uncovered:
            tables.append(
                Table(self.WITHOUT, (Section(rows=self.uncovered),), heading="Действуют без пункта акта")
            )
        return Layout(
            title="Что разрешает и требует порядок",
            sheet="Правила",
            subtitle=tuple(line for line in (self.act, self.edition) if line),
            tables=tuple(tables),
            letterhead=self.letterhead,
            table_pt=10,
            dated=self.printed_on,
        )
