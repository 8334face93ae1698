"""The seam to drafts of editions: what a person confirmed, in the shape an edition takes."""

from dataclasses import dataclass
from typing import Any

from ..models import LocalAct, Provision
from ..presets import Provided
from .models import ActReading, ReadProposal

CLAUSE_LENGTH = 20
KINDS = {
    "порядок": LocalAct.Kind.ORDER_OF_WORK,
    "положение": LocalAct.Kind.STATUTE,
    "правила": LocalAct.Kind.RULES,
    "инструкция": LocalAct.Kind.INSTRUCTION,
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """``provisions`` are those the system acts by; ``noted`` the rest: (name, value, clause)."""

    title: str
    kind: LocalAct.Kind
    clauses: dict[str, str]
    provisions: dict[Provision, Provided]
    noted: list[tuple[str, Any, str]]


def confirmed(reading: ActReading) -> Confirmed:
    """What may go into a draft: refused proposals are left out, corrected ones say what the person said."""
    act = reading.act
    known = set(Provision.values)
    provisions: dict[Provision, Provided] = {}
    noted: list[tuple[str, Any, str]] = []
    for proposal in reading.proposals.exclude(decision__in=("", ReadProposal.Decision.REFUSED)):
        if proposal.provision in known and Provision(proposal.provision) not in provisions:
            provisions[Provision(proposal.provision)] = Provided(proposal.said, proposal.clause)
        else:
            noted.append((proposal.provision, proposal.said, proposal.clause))
    first = act.title.split(" ")[0].lower()
    return Confirmed(
        title=act.title,
        kind=KINDS.get(first, LocalAct.Kind.ORDER_OF_WORK),
        clauses={clause.number[:CLAUSE_LENGTH]: clause.text for clause in act.clauses},
        provisions=provisions,
        noted=noted,
    )
