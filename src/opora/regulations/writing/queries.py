"""What would be written for an edition, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from opora.people.queries import organisation

from ..models import ActEdition, LocalAct, Provision, ReplacedText
from ..provisions import DEFAULTS
from ..queries import Rule, founded_rules
from ..reading.queries import norms
from .act import Facts, WrittenAct, basis_on, write


def written(edition: ActEdition, *, everything: bool = False) -> WrittenAct:
    """The act of what the edition sets; with ``everything`` also of what holds by default."""
    said = dict(edition.provisions.values_list("provision", "value"))
    values = {Provision(key): value for key, value in said.items()}
    return write(facts_of(edition), {**DEFAULTS, **values} if everything else values)


def facts_of(edition: ActEdition) -> Facts:
    """The norms named in the edition, or those that such an act rests on when it takes force."""
    named = tuple(line.strip(" \t–-;.") for line in edition.basis_acts.splitlines() if line.strip(" \t–-;."))
    return Facts(
        kind=LocalAct.Kind(edition.act.kind),
        title=edition.act.title.strip().rstrip("."),
        organisation=organisation().full_name,
        basis=named or basis_on(edition.effective_from, norms()),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What is written, how many clauses it replaces, which rules will stand on no clause."""

    act: WrittenAct
    replaces: int
    unfounded: list[Rule]

    @property
    def clauses(self) -> list[tuple[str, str, bool]]:
        """Number, text, and whether it is the heading of a section."""
        return [(number, text, number.isdigit()) for number, text in self.act.clauses.items()]


def preview(edition: ActEdition, *, everything: bool = False) -> Preview:
    act = written(edition, everything=everything)
    lost = [rule for rule in founded_rules(edition) if rule.id not in act.bases]
    return Preview(act, edition.clauses.count(), lost)


def replaced_texts(edition: ActEdition) -> Sequence[ReplacedText]:
    """Texts that were in the draft before, the latest first."""
    return list(edition.replaced.all())
