"""What the site, the boards and the stands showed at a moment, told from the facts alone."""

from dataclasses import dataclass, field
from datetime import date, datetime

from opora.kernel.times import local
from opora.people.queries import organisation
from opora.regulations.models import ActEdition

from ..models import Fact
from .meetings import Meeting, meetings_at
from .register import checked, facts

Kind = Fact.Kind


@dataclass(frozen=True, slots=True)
class ActShown:
    """The edition the page of an act opened on, and how it stood that day."""

    fact: Fact
    standing: str
    others: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """``grafik`` None: the page of the site said that there is no график yet."""

    moment: datetime
    grafik: Fact | None
    later: list[Fact]
    acts: list[ActShown]
    boards: list[Fact]
    stands: list[Fact]
    pages: list[Fact]
    meetings: list[Meeting]

    @property
    def facts(self) -> list[Fact]:
        """Everything that was to be seen, for the paper."""
        grafik = [self.grafik] if self.grafik else []
        acts = [act.fact for act in self.acts]
        return [*grafik, *self.later, *self.boards, *self.stands, *acts, *self.pages]

    @property
    def is_intact(self) -> bool:
        return all(fact.is_intact for fact in self.facts)


def shown_at(moment: datetime) -> Shown:
    """In a constant number of statements."""
    day = local(moment, organisation().timezone).date()
    known = list(facts().filter(shown_from__lte=moment))
    schedules = [fact for fact in known if fact.schedule_id]
    grafik, later = _grafik(schedules, day)
    shown = Shown(
        moment=moment,
        grafik=grafik,
        later=later,
        acts=_acts([fact for fact in known if fact.edition_id], day),
        boards=_latest_by_place(schedules, Kind.BOARD),
        stands=_latest_by_place(schedules, Kind.STAND),
        pages=_pages([fact for fact in known if fact.page]),
        meetings=meetings_at(moment),
    )
    checked(shown.facts)
    return shown


def _grafik(known: list[Fact], day: date) -> tuple[Fact | None, list[Fact]]:
    """Of those on the site by then and covering the day, the one put last; and those for days ahead."""
    on_site = [fact for fact in known if fact.kind == Kind.SITE]
    covering, later = [], []
    for fact in on_site:
        assert fact.schedule is not None  # noqa: S101 -- chosen by the caller
        if fact.schedule.period_from <= day <= fact.schedule.period_to:
            covering.append(fact)
        elif fact.schedule.period_from > day:
            later.append(fact)
    return (covering[0] if covering else None), later


def _latest_by_place(known: list[Fact], kind: str) -> list[Fact]:
    found: dict[str, Fact] = {}
    for fact in known:
        if fact.kind == kind:
            found.setdefault(fact.place, fact)
    return list(found.values())


def _pages(known: list[Fact]) -> list[Fact]:
    """Of each page what was put there last, but for those taken off by then."""
    found: dict[str, Fact] = {}
    for fact in known:
        found.setdefault(fact.page, fact)
    return sorted((one for one in found.values() if one.kind == Kind.SITE), key=lambda one: one.page)


def _acts(known: list[Fact], day: date) -> list[ActShown]:
    """The edition in force that day stands first on the page of its act; without one, the latest."""
    ended = {fact.edition_id: fact for fact in known if fact.kind == Kind.REVOKED}
    by_act: dict[int, list[Fact]] = {}
    for fact in known:
        if fact.kind == Kind.SITE and fact.edition:
            by_act.setdefault(fact.edition.act_id, []).append(fact)
    shown = [_act(rows, set(ended), day) for rows in by_act.values()]
    return sorted(shown, key=lambda act: act.fact.title)


def _act(rows: list[Fact], ended: set[int | None], day: date) -> ActShown:
    rows = sorted(rows, key=lambda fact: _of(fact).effective_from, reverse=True)
    reached = next((fact for fact in rows if _of(fact).effective_from <= day and _holds(fact, ended)), None)
    fact = reached or rows[0]
    edition = _of(fact)
    if fact.edition_id in ended and edition.revoked_from and edition.revoked_from <= day:
        standing = "отменена"
    else:
        standing = "действует" if reached else "вступит в силу"
    return ActShown(fact, standing, [one for one in rows if one != fact])


def _holds(fact: Fact, ended: set[int | None]) -> bool:
    """One revoked from its first day never comes into force; that was known from the order on only."""
    edition = _of(fact)
    gone = fact.edition_id in ended and edition.revoked_from
    return not (gone and edition.revoked_from and edition.revoked_from <= edition.effective_from)


def _of(fact: Fact) -> ActEdition:
    assert fact.edition is not None  # noqa: S101 -- facts of acts only
    return fact.edition
