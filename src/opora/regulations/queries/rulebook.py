"""«Что разрешает и требует наш порядок»: provision ↔ clause ↔ where it acts, and what no clause covers."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..models import ActEdition, Clause, Provision
from ..provisions import DEFAULTS, SPECS, Answer, Spec, Topic, in_words
from .titles import TITLES


class State(StrEnum):
    """What an act says of a provision. Without a clause it says nothing, whatever is set."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    REQUIRED = "required"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Line:
    """One provision as the screen and the editor show it."""

    provision: Provision
    spec: Spec
    value: Any
    clause: Clause | None
    is_set: bool

    @property
    def question(self) -> str:
        return str(self.provision.label)

    @property
    def words(self) -> str:
        return in_words(self.provision, self.value)

    @property
    def not_chosen(self) -> str:
        """Of a set: what the act leaves out, hence forbids."""
        if self.spec.answer is not Answer.SET:
            return ""
        return ", ".join(str(words) for key, words in self.spec.options.items() if key not in self.value)

    @property
    def state(self) -> State:
        if self.clause is None:
            return State.SILENT
        if self.spec.answer is not Answer.BOOL:
            return State.REQUIRED
        if self.spec.requires:
            return State.REQUIRED if self.value else State.ALLOWED
        return State.ALLOWED if self.value else State.FORBIDDEN


def rulebook(edition: ActEdition | None) -> dict[Topic, list[Line]]:
    """Every provision of the registry with what an edition says of it. One statement."""
    rows = edition.provisions.select_related("clause") if edition else ()
    said = {row.provision: row for row in rows}
    topics: dict[Topic, list[Line]] = {topic: [] for topic in Topic}
    for provision, spec in SPECS.items():
        row = said.get(provision)
        topics[spec.topic].append(
            Line(
                provision,
                spec,
                row.value if row else DEFAULTS[provision],
                row.clause if row else None,
                row is not None,
            )
        )
    return topics


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its number, in words, with the clause it stands on."""

    id: str
    title: str
    clause: Clause | None = None


def founded_rules(edition: ActEdition | None) -> list[Rule]:
    """Rules with their clauses, by number. One statement."""
    rows = edition.bases.select_related("clause").order_by("rule") if edition else ()
    return [Rule(row.rule, rule_title(row.rule), row.clause) for row in rows]


def rule_title(rule: str) -> str:
    return str(TITLES.get(rule, rule))


def rules_without_clause(edition: ActEdition | None) -> list[Rule]:
    """Rules an act may found that work, though no clause of this edition founds them. One statement."""
    known = set(edition.bases.values_list("rule", flat=True)) if edition else set()
    return [Rule(rule, rule_title(rule)) for rule in TITLES if rule not in known]


def bound_to(edition: ActEdition) -> dict[str, list[str]]:
    """Clause number → what stands on it: questions of provisions and ids of rules. Two statements."""
    bound: defaultdict[str, list[str]] = defaultdict(list)
    for provision, number in edition.provisions.exclude(clause=None).values_list(
        "provision", "clause__number"
    ):
        bound[number].append(str(Provision(provision).label))
    for rule, number in edition.bases.values_list("rule", "clause__number"):
        bound[number].append(rule_title(rule))
    return dict(bound)
