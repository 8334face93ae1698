"""Which edition is in force, what it provides, and which clause founds a rule.

Every request asks, and editions change a few times a year, so two things are remembered in the process.
What an edition says is remembered for good: adopted, it never changes. The list of editions is read anew
after ``FRESH_SECONDS``: another process may have adopted one. The adopting process forgets it at once.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from .models import (
    ActEdition,
    Clause,
    LocalAct,
    Order,
    OrderCounter,
    Provision,
    ProvisionValue,
    RuleBasis,
)

HELP_ACT = "pomoshch"
FRESH_SECONDS = 15.0

DEFAULTS: dict[Provision, Any] = {
    Provision.LEARNER_TERM: "слушатель",
    Provision.LEGAL_REPS_ENABLED: True,
    Provision.CONSULT_FORMS: [
        f"{form}:{mode}"
        for form in ("individual", "group", "frontal")
        for mode in ("online", "offline", "in_person")
    ],
    Provision.EXAM_PREP_GROUP_ONLY: True,
    Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION: False,
    Provision.OUTSIDE_LOAD_INDIVIDUAL: False,
    Provision.SCHEDULE_PUBLICATION: ["site"],
    Provision.SCHEDULE_TITLE_PARENTS: True,
    Provision.HELP_PROVIDERS: ["pedagogical", "other"],
    Provision.CANCEL_HOURS: 2,
    Provision.NO_SHOW_MINUTES: 15,
    Provision.LATE_ENTRY_DAYS: 3,
    Provision.ACADEMIC_HOUR: 45,
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The clause behind a refusal or a figure, as the reader sees it."""

    act: str
    act_genitive: str
    edition: int
    edition_date: date
    clause: str
    text: str
    order: str
    edition_id: int
    act_code: str = ""

    @property
    def url(self) -> str:
        """The clause itself on the public page of the act."""
        page = reverse("website:act", kwargs={"code": self.act_code})
        return f"{page}?edition={self.edition}#p-{self.clause}"


def edition_in_force(on: date, *, act: str = HELP_ACT) -> ActEdition | None:
    """The edition whose ``effective_from`` was reached last (S0-7.2b, ACT-02, ACT-03)."""
    return (
        ActEdition.objects.filter(act__code=act, effective_from__lte=on)
        .select_related("act", "order")
        .order_by("-effective_from")
        .first()
    )


class Standing(StrEnum):
    """How an edition stands on a date (domain.md §8, case 42)."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"


def editions_with_standing(act: LocalAct, on: date) -> list[tuple[ActEdition, Standing]]:
    """Every edition of an act, the latest first: «вступит в силу», «действует», «утратила силу»."""
    return _with_standing(list(act.editions.select_related("act", "order").order_by("-effective_from")), on)


def _with_standing(rows: list[ActEdition], on: date) -> list[tuple[ActEdition, Standing]]:
    """Rows are the editions of one act, the latest first."""
    current = next((row for row in rows if row.effective_from <= on), None)
    return [(row, _standing(row, current, on)) for row in rows]


def _standing(edition: ActEdition, current: ActEdition | None, on: date) -> Standing:
    if edition.effective_from > on:
        return Standing.UPCOMING
    return Standing.IN_FORCE if edition == current else Standing.SUPERSEDED


def acts() -> QuerySet[LocalAct]:
    return LocalAct.objects.order_by("title")


def acts_with_standing(on: date) -> list[tuple[LocalAct, list[tuple[ActEdition, Standing]]]]:
    """Every act with its editions, the latest first. Two statements for any number of acts."""
    editions = ActEdition.objects.select_related("order").order_by("-effective_from")
    found = acts().prefetch_related(Prefetch("editions", editions))
    return [(act, _with_standing(list(act.editions.all()), on)) for act in found]


@lru_cache(maxsize=64)
def _provisions(edition_id: int) -> dict[str, Any]:
    return dict(ProvisionValue.objects.filter(edition=edition_id).values_list("provision", "value"))


@lru_cache(maxsize=64)
def _bases(edition_id: int) -> dict[str, Basis]:
    rows = RuleBasis.objects.filter(edition=edition_id).select_related(
        "clause", "edition__act", "edition__order"
    )
    return {row.rule: _basis(row.edition, row.clause) for row in rows}


@dataclass(frozen=True, slots=True)
class _Remembered:
    """Editions of the help act, the latest first, and when they were read."""

    at: float
    editions: tuple[tuple[date, int], ...]


_remembered: _Remembered | None = None
_changes = 0


def _editions() -> tuple[tuple[date, int], ...]:
    global _remembered
    known = _remembered
    if known is not None and monotonic() - known.at < FRESH_SECONDS:
        return known.editions
    before = _changes
    rows = ActEdition.objects.filter(act__code=HELP_ACT).order_by("-effective_from")
    editions = tuple(rows.values_list("effective_from", "id"))
    if before == _changes:
        _remembered = _Remembered(monotonic(), editions)
    return editions


def forget_editions() -> None:
    """Called when an edition is adopted in this process."""
    global _changes, _remembered
    _changes += 1
    _remembered = None
    for cached in (_provisions, _bases, _short_title):
        cached.cache_clear()


def _edition_id(on: date) -> int | None:
    return next((edition for since, edition in _editions() if since <= on), None)


@lru_cache(maxsize=64)
def _short_title(edition_id: int) -> str:
    return ActEdition.objects.values_list("act__short_title", flat=True).get(pk=edition_id)


def help_act_title(on: date) -> str:
    """«Порядок»: the short title of the help act in force, "" while there is none. Remembered."""
    edition = _edition_id(on)
    return _short_title(edition) if edition else ""


def _basis(edition: ActEdition, clause: Clause) -> Basis:
    order = f"приказ № {edition.order.number} от {edition.order.date:%d.%m.%Y}" if edition.order else ""
    return Basis(
        act=edition.act.short_title,
        act_genitive=edition.act.genitive,
        edition=edition.number,
        edition_date=edition.effective_from,
        clause=clause.number,
        text=clause.text,
        order=order,
        edition_id=edition.pk,
        act_code=edition.act.code,
    )


def in_force(provision: Provision, on: date) -> Any:
    """The value of a provision on a date: past events are judged by the edition of their date (ACT-03)."""
    edition = _edition_id(on)
    values = _provisions(edition) if edition else {}
    return values.get(provision, DEFAULTS[provision])


def basis_of(rule: str, on: date) -> Basis | None:
    """The clause of the organisation's own act that founds a rule on a date, if the act has one."""
    edition = _edition_id(on)
    return _bases(edition).get(rule) if edition else None


def clauses_of(edition: ActEdition) -> QuerySet[Clause]:
    return edition.clauses.all()


def orders(year: int) -> QuerySet[Order]:
    return Order.objects.filter(year=year)


def next_order_number(year: int) -> str:
    """A suggestion for a form; a number is taken only by :func:`actions.issue_order`."""
    last = OrderCounter.objects.filter(year=year).values_list("last", flat=True).first()
    return str((last or 0) + 1)
