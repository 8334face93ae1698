"""From what a person confirmed to a draft edition: answers become provisions, each on its clause."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from opora.kernel.rules import enforce

from ..actions import bind_rule, load_text, register_act, set_provision, start_draft
from ..models import ActEdition, LocalAct, Provision
from ..presets import Provided
from ..provisions import SPECS
from .answers import answer
from .models import ActReading, ReadProposal
from .rules import reading_is_done

CLAUSE_LENGTH = 20
KINDS = {
    "порядок": (LocalAct.Kind.ORDER_OF_WORK, "Порядок", "Порядка"),
    "положение": (LocalAct.Kind.STATUTE, "Положение", "Положения"),
    "правила": (LocalAct.Kind.RULES, "Правила", "Правил"),
    "инструкция": (LocalAct.Kind.INSTRUCTION, "Инструкция", "Инструкции"),
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """``provisions`` are those the system acts by; ``noted`` the rest: (name, value, clause)."""

    title: str
    clauses: dict[str, str]
    provisions: dict[Provision, Provided]
    noted: list[tuple[str, Any, str]]


def confirmed(reading: ActReading) -> Confirmed:
    """What may go into a draft: refused proposals are left out, corrected ones say what the person said."""
    provisions: dict[Provision, Provided] = {}
    noted: list[tuple[str, Any, str]] = []
    for proposal in reading.proposals.exclude(decision__in=("", ReadProposal.Decision.REFUSED)):
        found = answer(proposal.provision, proposal.said)
        if found is None or found[0] in provisions:
            noted.append((proposal.provision, proposal.said, proposal.clause))
        else:
            provisions[found[0]] = Provided(found[1], proposal.clause)
    clauses = {clause.number[:CLAUSE_LENGTH]: clause.text for clause in reading.act.clauses}
    return Confirmed(reading.title, clauses, provisions, noted)


@transaction.atomic
def draft_from_reading(reading: ActReading, *, act: LocalAct | None, effective_from: date) -> ActEdition:
    """A draft edition of ``act``, or of a new one, with the text and the answers on their clauses.

    Asked twice, it answers the draft that is there. Raises ``Refused`` by RDG-03 before the check is over, by
    EDN-02 while another draft of this act is open.
    """
    reading = ActReading.objects.select_for_update(of=("self",)).select_related("draft").get(pk=reading.pk)
    enforce(reading_is_done(reading))
    if reading.draft:
        return reading.draft
    ready = confirmed(reading)
    draft = start_draft(act or _registered(reading), effective_from=effective_from, empty=True)
    load_text(draft, list(ready.clauses.items()))
    for provision, provided in ready.provisions.items():
        set_provision(draft, provision, provided)
        for rule in SPECS[provision].rules:
            bind_rule(draft, rule, provided.clause)
    reading.draft = draft
    reading.save(update_fields=["draft", "updated_at"])
    return draft


def _registered(reading: ActReading) -> LocalAct:
    kind, short, genitive = KINDS.get(reading.title.split(" ")[0].lower(), KINDS["порядок"])
    same = LocalAct.objects.filter(Q(short_title=short) | Q(short_title__startswith=f"{short} № ")).count()
    suffix = f" № {same + 1}" if same else ""
    return register_act(
        f"akt-{reading.pk}",
        kind=kind,
        title=reading.title,
        short_title=f"{short}{suffix}",
        genitive=f"{genitive}{suffix}",
    )
