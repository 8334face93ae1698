"""A draft gets the text of its provisions, and what stood there before can be put back."""

from collections.abc import Mapping

from django.db import transaction

from ..actions.drafts import keep_text, locked_draft
from ..actions.editions import fill
from ..models import ActEdition, Provision, ReplacedText
from ..presets import Provided
from .queries import written


@transaction.atomic
def write_text(edition: ActEdition, *, everything: bool = False) -> ActEdition:
    """Every provision of the draft becomes a clause and is bound to it, with the rules it founds.

    The text that was there is kept whole (:class:`ReplacedText`). Raises ``Refused`` by EDN-03.
    """
    draft = locked_draft(edition)
    act = written(draft, everything=everything)
    silent = {
        Provision(row.provision): Provided(row.value)
        for row in draft.provisions.all()
        if row.provision not in act.provisions
    }
    _replace(draft, act.clauses, {**silent, **act.provisions}, act.bases)
    return draft


@transaction.atomic
def restore_text(kept: ReplacedText) -> ActEdition:
    """Put a former text back with its bindings; the one it replaces is kept in turn. Raises by EDN-03."""
    draft = locked_draft(kept.edition)
    held = ReplacedText.objects.get(pk=kept.pk)
    provisions = {Provision(key): Provided(value, clause) for key, value, clause in held.provisions}
    _replace(draft, dict(held.clauses), provisions, dict(held.bases))
    held.delete()
    return draft


def _replace(
    draft: ActEdition,
    clauses: Mapping[str, str],
    provisions: Mapping[Provision, Provided],
    bases: Mapping[str, str],
) -> None:
    keep_text(draft)
    draft.provisions.all().delete()
    draft.bases.all().delete()
    draft.clauses.all().delete()
    fill(draft, clauses, provisions, bases)
