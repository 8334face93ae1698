"""A draft edition: begun from the edition before it, described, bound to provisions and rules."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from opora.kernel.rules import enforce

from .. import rules
from ..models import ActEdition, Clause, LocalAct, Provision, ProvisionValue, ReplacedText, RuleBasis
from ..presets import Preset, Provided
from ..provisions import read
from ..queries import latest_edition
from .editions import fill, write_clauses

State = ActEdition.State


@transaction.atomic
def start_draft(
    act: LocalAct, *, effective_from: date, empty: bool = False, sample: Preset | None = None
) -> ActEdition:
    """A draft of the next edition: text and bindings of the last approved one or of a sample, or nothing.

    Raises ``Refused`` by EDN-02 while another draft of this act is open.
    """
    held = LocalAct.objects.select_for_update().get(pk=act.pk)
    enforce(rules.no_draft_is_open(held))
    last = held.editions.aggregate(last=Max("number"))["last"] or 0
    source = None if empty or sample else latest_edition(held)
    draft = ActEdition.objects.create(
        act=held,
        number=last + 1,
        effective_from=effective_from,
        based_on=source,
        basis_acts=source.basis_acts if source else "",
        preset=sample.code if sample else "",
    )
    if source:
        _copy(source, draft)
    if sample:
        fill(draft, sample.clauses, sample.provisions, sample.bases)
    return draft


def _copy(source: ActEdition, draft: ActEdition) -> None:
    made = write_clauses(draft, source.clauses.values_list("number", "text"))
    ProvisionValue.objects.bulk_create(
        ProvisionValue(
            edition=draft,
            provision=row.provision,
            value=row.value,
            clause=made[row.clause.number] if row.clause else None,
        )
        for row in source.provisions.select_related("clause")
    )
    RuleBasis.objects.bulk_create(
        RuleBasis(edition=draft, rule=row.rule, clause=made[row.clause.number])
        for row in source.bases.select_related("clause")
    )


def locked(edition: ActEdition) -> ActEdition:
    """The edition as it is now; the row of its act is the lock of everything done to its editions."""
    LocalAct.objects.select_for_update().get(pk=edition.act_id)
    return ActEdition.objects.select_related("act").get(pk=edition.pk)


def locked_draft(edition: ActEdition) -> ActEdition:
    """Raises ``Refused`` by EDN-03 when the text is no longer open."""
    held = locked(edition)
    enforce(rules.text_is_open(held))
    return held


def keep_text(draft: ActEdition) -> None:
    """What stands in the draft goes aside whole, before another text replaces it."""
    clauses = list(draft.clauses.values_list("number", "text"))
    if not clauses:
        return
    rows = draft.provisions.select_related("clause")
    ReplacedText.objects.create(
        edition=draft,
        clauses=[list(row) for row in clauses],
        provisions=[[row.provision, row.value, row.clause.number if row.clause else ""] for row in rows],
        bases=[list(row) for row in draft.bases.values_list("rule", "clause__number")],
    )


@transaction.atomic
def describe(edition: ActEdition, *, effective_from: date, summary: str, basis_acts: str) -> ActEdition:
    """What changed, on which acts it rests, from which day it is planned. Raises ``Refused`` by EDN-03."""
    draft = locked_draft(edition)
    draft.effective_from, draft.summary, draft.basis_acts = effective_from, summary, basis_acts
    draft.save(update_fields=["effective_from", "summary", "basis_acts", "updated_at"])
    return draft


@transaction.atomic
def discard(edition: ActEdition) -> None:
    """Drop a draft nobody has agreed to yet. Raises ``Refused`` by EDN-03."""
    locked_draft(edition).delete()


@transaction.atomic
def set_provision(edition: ActEdition, provision: Provision, provided: Provided | None) -> None:
    """What the draft says of a provision and in which clause; None: it is silent.

    Raises ``Refused`` by EDN-03 and EDN-04, ValueError for a value that does not fit the provision.
    """
    draft = locked_draft(edition)
    if provided is None:
        draft.provisions.filter(provision=provision).delete()
        return
    values = {"value": read(provision, provided.value), "clause": _named(draft, provided.clause)}
    ProvisionValue.objects.update_or_create(edition=draft, provision=provision, defaults=values)


@transaction.atomic
def bind_rule(edition: ActEdition, rule: str, clause: str) -> None:
    """On which clause a rule stands; an empty number unbinds. Raises ``Refused`` by EDN-03 and EDN-04."""
    draft = locked_draft(edition)
    if not clause.strip():
        draft.bases.filter(rule=rule).delete()
        return
    RuleBasis.objects.update_or_create(edition=draft, rule=rule, defaults={"clause": _named(draft, clause)})


def _named(draft: ActEdition, number: str) -> Any:
    if not number.strip():
        return None
    found = Clause.objects.filter(edition=draft, number=number.strip().rstrip(".")).first()
    enforce(rules.clause_is_known(found, number))
    return found
