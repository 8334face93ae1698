"""«Справка о размещении»: facts with their places, moments and hashes, for an inspector."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import wrap

from opora.kernel.clock import now
from opora.kernel.text import NBSP
from opora.kernel.times import local, zone_label
from opora.people.queries import home_day, organisation
from opora.reports.papers import Align, Column, Kind, Layout, Letterhead, Section, Signature, Table
from opora.reports.queries.papers import head_signature, letterhead

from ..models import Fact
from .meetings import Meeting
from .moment import Shown

COLUMNS = (
    Column("№", 8, Align.CENTER, Kind.INTEGER),
    Column("Документ", 48),
    Column("Что произошло", 32),
    Column("Где", 50),
    Column("С какого момента", 30),
    Column("Кто", 34),
    Column("SHA-256 снимка", 65),
)
MEETINGS = (
    Column("День", 30),
    Column("Время", 32),
    Column("Площадка", 50),
    Column("Работник", 45),
    Column("Что показано", 60),
    Column("Где", 50),
)


@dataclass(frozen=True)
class PublicationPaper:
    """``about`` says what the facts have in common."""

    letterhead: Letterhead
    about: str
    facts: Sequence[Fact]
    meetings: Sequence[Meeting]
    head: Signature
    on: date
    zone: str

    def layout(self) -> Layout:
        tables = [Table(COLUMNS, (Section(rows=tuple(self._rows())),))]
        if self.meetings:
            rows = tuple(
                (row.day, f"{row.starts}–{row.ends}", row.branch, row.person, _state(row), row.where)
                for row in self.meetings
            )
            heading = "Консультации на табло и в графике на сайте, как они были известны в этот момент"
            tables.append(Table(MEETINGS, (Section(rows=rows),), heading=heading))
        return Layout(
            title="Справка о размещении",
            subtitle=(self.about,),
            tables=tuple(tables),
            letterhead=self.letterhead,
            facts=(("Составлена", f"{self.on:%d.%m.%Y}"),),
            notes=self._notes(),
            signatures=(self.head,),
            landscape=True,
            table_pt=9,
            dated=self.on,
        )

    def _rows(self) -> list[tuple[int | str, ...]]:
        return [
            (
                number,
                fact.title,
                fact.get_kind_display(),
                fact.place,
                _since(fact, self.zone),
                fact.by.short_name if fact.by else "система",
                " ".join(wrap(fact.snapshot.sha256, 8)),
            )
            for number, fact in enumerate(self.facts, 1)
        ]

    def _notes(self) -> tuple[str, ...]:
        broken = [fact.title for fact in self.facts if not fact.is_intact]
        checked = (
            f"Не сходится контрольная сумма: {', '.join(broken)}."
            if broken
            else "Контрольные суммы всех снимков пересчитаны и сходятся."
        )
        return (
            checked,
            "Снимок записан тогда, когда страницу впервые можно было увидеть. Файл снимка выдаёт система.",
        )


def moment_words(at: datetime, zone: str) -> str:
    """«26.11.2026 19:50 МСК»."""
    return f"{local(at, zone):%d.%m.%Y %H:%M} {zone_label(zone)}"


def _since(fact: Fact, zone: str) -> str:
    """A person names the day of a stand, not its minute."""
    if fact.kind == Fact.Kind.STAND:
        return f"{local(fact.shown_from, zone):%d.%m.%Y}"
    return moment_words(fact.shown_from, zone)


def _state(row: Meeting) -> str:
    if row.state or row.left is None:
        return f"{row.about}: {row.state_words}" if row.state else row.about
    return f"{row.about}, свободно мест: {row.left}"


def moment_paper(shown: Shown) -> PublicationPaper:
    zone = organisation().timezone
    return _paper(
        f"Что показывали сайт, табло и стенды {moment_words(shown.moment, zone)}",
        shown.facts,
        shown.meetings,
        shown.moment,
    )


def document_paper(facts: Sequence[Fact]) -> PublicationPaper:
    return _paper(f"Документ: {facts[0].title}", facts, (), now())


def _paper(about: str, facts: Sequence[Fact], meetings: Sequence[Meeting], at: datetime) -> PublicationPaper:
    on = home_day()
    return PublicationPaper(
        letterhead=letterhead(),
        about=about.replace(" № ", f" №{NBSP}"),
        facts=facts,
        meetings=meetings,
        head=head_signature(on),
        on=on,
        zone=organisation().timezone,
    )
