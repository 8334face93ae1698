"""Everything an act proposes for the organisation's provisions, each with its clause."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from .areas import RULES
from .reader import Proposal, Text, prepare
from .source import ReadAct

MANY = {"role", "material_access", "channels", "group_media"}


def propose(act: ReadAct) -> list[Proposal]:
    """Proposals in the order of clauses. What two clauses set differently is left for a person to decide."""
    text = prepare(act)
    return _in_order(text, _settled(proposal for rule in RULES for proposal in rule.read(text)))


def _settled(proposals: Iterable[Proposal]) -> list[Proposal]:
    by_value: dict[tuple[str, str], Proposal] = {}
    for proposal in proposals:
        key = (proposal.provision, repr(proposal.value))
        known = by_value.get(key)
        if known is None:
            by_value[key] = proposal
        elif proposal.clause != known.clause and proposal.clause not in known.also:
            first, other = (proposal, known) if proposal.certain > known.certain else (known, proposal)
            by_value[key] = replace(first, also=(*first.also, other.clause))
    rivals: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in by_value.values():
        rivals[proposal.provision].append(proposal)
    return [
        replace(proposal, certain=False) if len(rivals[proposal.provision]) > 1 and one else proposal
        for proposal in by_value.values()
        for one in [proposal.provision not in MANY]
    ]


def _in_order(text: Text, proposals: list[Proposal]) -> list[Proposal]:
    place = {part.number: index for index, part in enumerate(text.parts)}
    return sorted(proposals, key=lambda proposal: (place[proposal.clause], proposal.provision))
