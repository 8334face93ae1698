"""Acts, editions and how each stands on a date; orders and the next number of their book."""

from datetime import date
from enum import StrEnum
from hashlib import sha256

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opora.kernel.prepared import prepared

from ..models import ActEdition, Clause, LocalAct, Order, OrderCounter

CLAUSES_ON_PAGE = 100


class Standing(StrEnum):
    """How an edition stands on a date (domain.md §3, §8 cases 42 and 44)."""

    DRAFT = "draft"
    ON_AGREEMENT = "on_agreement"
    ON_APPROVAL = "on_approval"
    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


ENDED = frozenset({Standing.SUPERSEDED, Standing.REVOKED})


def editions_with_standing(act: LocalAct, on: date) -> list[tuple[ActEdition, Standing]]:
    """Every approved edition of an act, the latest first: «вступит в силу», «действует», «утратила силу»."""
    return _with_standing(_approved_of(act.pk), on)


@prepared
def _approved_of(act: int) -> QuerySet[ActEdition, ActEdition]:
    approved = ActEdition.objects.filter(act=act, state=ActEdition.State.APPROVED)
    rows = approved.select_related("act", "order", "stamped_by", "original")
    return rows.order_by("-effective_from", "-id")


def _with_standing(rows: list[ActEdition], on: date) -> list[tuple[ActEdition, Standing]]:
    """Rows are the editions of one act, the latest first."""
    current = next((row for row in rows if _comes(row) and row.effective_from <= on), None)
    return [(row, _standing(row, current, on)) for row in rows]


def _comes(edition: ActEdition) -> bool:
    revoked = edition.revoked_from
    return edition.state == ActEdition.State.APPROVED and not (revoked and revoked <= edition.effective_from)


def _standing(edition: ActEdition, current: ActEdition | None, on: date) -> Standing:
    if edition.state != ActEdition.State.APPROVED:
        return Standing(edition.state)
    if edition.revoked_from and (edition.revoked_from <= on or not _comes(edition)):
        return Standing.REVOKED
    if edition.effective_from > on:
        return Standing.UPCOMING
    return Standing.IN_FORCE if edition == current else Standing.SUPERSEDED


def standing_of(edition: ActEdition, on: date) -> Standing:
    rows = list(edition.act.editions.order_by("-effective_from", "-id"))
    return next(standing for row, standing in _with_standing(rows, on) if row == edition)


def latest_edition(act: LocalAct) -> ActEdition | None:
    """The approved edition a new draft begins from: the last by its date, in force or still to come."""
    return act.editions.filter(state=ActEdition.State.APPROVED).order_by("-effective_from", "-id").first()


def acts() -> QuerySet[LocalAct]:
    return LocalAct.objects.order_by("title")


def acts_and_archive(on: date) -> tuple[list[LocalAct], list[LocalAct]]:
    """Published acts: those with an edition in force, and those without: revoked or still to come."""
    in_force, others = [], []
    for act, rows in acts_with_standing(on):
        standings = {standing for edition, standing in rows if edition.state == ActEdition.State.APPROVED}
        if Standing.IN_FORCE in standings:
            in_force.append(act)
        elif standings:
            others.append(act)
    return in_force, others


def published_acts() -> QuerySet[LocalAct]:
    """Acts with an approved edition: what the open site shows, also when revoked or superseded."""
    approved = ActEdition.objects.filter(state=ActEdition.State.APPROVED)
    return acts().filter(pk__in=approved.values("act"))


def published_act(code: str) -> LocalAct | None:
    """The one with the code, if the site shows it."""
    return next(iter(_published_act(code)), None)


@prepared
def _published_act(code: str) -> QuerySet[LocalAct, LocalAct]:
    return published_acts().filter(code=code)


def acts_with_standing(on: date) -> list[tuple[LocalAct, list[tuple[ActEdition, Standing]]]]:
    """Every act with its editions, drafts first; ended acts stand last. Two statements for any number."""
    found = _acts()
    by_act: dict[int, list[ActEdition]] = {act.pk: [] for act in found}
    for edition in _editions():
        by_act.get(edition.act_id, []).append(edition)  # of an act made a moment ago nobody is told yet
    rows = [(act, _drafts_first(_with_standing(by_act[act.pk], on))) for act in found]
    for act, editions in rows:
        for edition, _standing in editions:
            edition.act = act
    return sorted(
        rows, key=lambda row: bool(row[1]) and ENDED.issuperset(standing for _e, standing in row[1])
    )


@prepared
def _acts() -> QuerySet[LocalAct, LocalAct]:
    return acts().select_related("owner")


@prepared
def _editions() -> QuerySet[ActEdition, ActEdition]:
    return ActEdition.objects.select_related("order").order_by("-effective_from", "-id")


def _drafts_first(rows: list[tuple[ActEdition, Standing]]) -> list[tuple[ActEdition, Standing]]:
    return sorted(rows, key=lambda row: row[0].state == ActEdition.State.APPROVED)


def edition_for(pk: int) -> QuerySet[ActEdition]:
    """One edition with everything its page tells."""
    return (
        ActEdition.objects.filter(pk=pk)
        .select_related("act__owner", "order", "stamped_by", "original", "revoked_by", "based_on")
        .annotate(clause_count=Count("clauses"))
    )


def clauses_of(edition: ActEdition) -> QuerySet[Clause]:
    return edition.clauses.all()


def page_of(edition: ActEdition, clause: str, size: int = CLAUSES_ON_PAGE) -> int:
    """On which page of the text a clause stands; 1 for an unknown one."""
    found = edition.clauses.filter(number=clause).first()
    if found is None:
        return 1
    return edition.clauses.filter(position__lt=found.position).count() // size + 1


def orders(year: int) -> QuerySet[Order]:
    return Order.objects.filter(year=year)


def next_order_number(year: int) -> str:
    """A suggestion for a form; a number is taken only by :func:`actions.issue_order`."""
    last = OrderCounter.objects.filter(year=year).values_list("last", flat=True).first()
    return str((last or 0) + 1)


@prepared
def _reached(day: date) -> "QuerySet[ActEdition]":
    """Of every act the edition whose day came last."""
    return (
        ActEdition.objects.filter(ActEdition.COMES_INTO_FORCE, effective_from__lte=day)
        .select_related("act", "order")
        .order_by("act__title", "act_id", "-effective_from", "-id")
        .distinct("act__title", "act_id")
    )


def editions_in_force(on: date) -> list[ActEdition]:
    """Of every act that has one the edition in force on a date, by title. One statement."""
    return [row for row in _reached(on) if not (row.revoked_from and row.revoked_from <= on)]


def to_acquaint_with(on: date) -> QuerySet[ActEdition]:
    """Editions in force or to come that people get acquainted with, by act."""
    comes = ActEdition.objects.filter(ActEdition.COMES_INTO_FORCE)
    reached_later = comes.filter(
        act=OuterRef("act"), effective_from__gt=OuterRef("effective_from"), effective_from__lte=on
    )
    return (
        comes.filter(~Exists(reached_later), Q(revoked_from=None) | Q(revoked_from__gt=on))
        .exclude(concerns=[])
        .select_related("act", "order")
        .order_by("act__title", "act_id", "-effective_from")
    )


def editions_asked(on: date) -> list[ActEdition]:
    """Those of :func:`to_acquaint_with`. One statement."""
    return list(to_acquaint_with(on))


def text_digest(edition: ActEdition) -> str:
    """SHA-256 of what is read: the title, the number of the edition, its clauses. The same for ever."""
    lines = [edition.act.title, str(edition.number)]
    lines += [f"{number}\t{text}" for number, text in edition.clauses.values_list("number", "text")]
    return sha256("\n".join(lines).encode()).hexdigest()
