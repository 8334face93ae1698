"""Which edition is in force, what it provides, and which clause founds a rule.

Every request asks, and editions change a few times a year, so two things are remembered in the process.
What an edition says is remembered for good: adopted, it never changes. The list of editions is read anew
after ``FRESH_SECONDS``: another process may have adopted one. The adopting process forgets it at once.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import reverse

from opora.kernel.prepared import prepared

from ..models import ActEdition, Clause, Provision, ProvisionValue, RuleBasis
from ..provisions import DEFAULTS

HELP_ACT = "pomoshch"
FRESH_SECONDS = 15.0


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
        return f"{page}?edition={self.edition}&clause={quote(self.clause)}#p-{quote(self.clause)}"


def edition_in_force(on: date, *, act: str = HELP_ACT) -> ActEdition | None:
    """The edition whose ``effective_from`` was reached last, unless revoked (S0-7.2b, ACT-02, ACT-03)."""
    last = (
        ActEdition.objects.filter(ActEdition.COMES_INTO_FORCE, act__code=act, effective_from__lte=on)
        .select_related("act", "order", "stamped_by")
        .order_by("-effective_from")
        .first()
    )
    return last if last and not (last.revoked_from and last.revoked_from <= on) else None


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
    editions: tuple[tuple[date, int, date | None], ...]


_remembered: _Remembered | None = None
_changes = 0


def _editions() -> tuple[tuple[date, int, date | None], ...]:
    global _remembered
    known = _remembered
    if known is not None and monotonic() - known.at < FRESH_SECONDS:
        return known.editions
    before = _changes
    rows = ActEdition.objects.filter(ActEdition.COMES_INTO_FORCE, act__code=HELP_ACT)
    editions = tuple(rows.order_by("-effective_from").values_list("effective_from", "id", "revoked_from"))
    if before == _changes:
        _remembered = _Remembered(monotonic(), editions)
    return editions


def forget_editions() -> None:
    """Called when an edition is approved or revoked in this process."""
    global _changes, _remembered
    _changes += 1
    _remembered = None
    for cached in (_provisions, _bases, _short_title):
        cached.cache_clear()


def _edition_id(on: date) -> int | None:
    for since, edition, revoked_from in _editions():
        if since <= on:
            return None if revoked_from and revoked_from <= on else edition
    return None


@lru_cache(maxsize=64)
def _short_title(edition_id: int) -> str:
    return ActEdition.objects.values_list("act__short_title", flat=True).get(pk=edition_id)


def help_act_title(on: date) -> str:
    """«Порядок»: the short title of the help act in force, "" while there is none. Remembered."""
    edition = _edition_id(on)
    return _short_title(edition) if edition else ""


def no_order_in_force(on: date) -> bool:
    """«Нет действующего порядка»: editions there are, none holds that day, so defaults do (case 44).

    Remembered.
    """
    return bool(_editions()) and _edition_id(on) is None


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


@prepared
def _in_other_acts(rule: str, on: date) -> QuerySet[RuleBasis]:
    rows = RuleBasis.objects.filter(rule=rule, edition__effective_from__lte=on)
    rows = rows.exclude(edition__act__code=HELP_ACT).select_related("clause", "edition__act")
    return rows.order_by("-edition__effective_from")


def basis_in_any_act(rule: str, on: date) -> Basis | None:
    """The same, and while the help act is silent the clause of another act in force.

    For refusals only: it asks the database, two statements where another act founds the rule.
    """
    if own := basis_of(rule, on):
        return own
    for row in _in_other_acts(rule, on):
        edition = edition_in_force(on, act=row.edition.act.code)
        if edition is not None and edition.pk == row.edition_id:
            return _basis(edition, row.clause)
    return None
