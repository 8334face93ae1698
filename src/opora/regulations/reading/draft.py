"""From what a person confirmed to a draft edition: answers become provisions, each on its clause."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from opora.kernel.rules import enforce
from opora.people.models import Role

from ..actions import bind_rule, load_text, register_act, set_provision, start_draft
from ..models import ActEdition, Body, LocalAct, Provision
from ..presets import Provided
from ..provisions import ORDER, SPECS, STAMP, read
from .models import ActReading, ReadProposal
from .names import value_words
from .rules import reading_is_done

CLAUSE_LENGTH = 20
P = Provision
KINDS = {
    "порядок": (LocalAct.Kind.ORDER_OF_WORK, "Порядок", "Порядка"),
    "положение": (LocalAct.Kind.STATUTE, "Положение", "Положения"),
    "правила": (LocalAct.Kind.RULES, "Правила", "Правил"),
    "инструкция": (LocalAct.Kind.INSTRUCTION, "Инструкция", "Инструкции"),
}
# what is read has its own words for some provisions: name → (provision, value → value)
RENAMED: dict[str, tuple[Provision, dict[str, Any]]] = {
    "group_media": (P.GROUP_MEANS, {}),
    "current_consultations": (P.CURRENT_WITHIN_PERIOD, {"whole_period": True}),
    "topics_set_by": (P.TOPIC_BASIS_REQUIRED, {"teacher": True}),
    "consult_scopes": (P.SCOPE_REQUIRED, {}),
    "exam_prep_when": (P.EXAM_PREP_AT_END, {"after_part": True}),
    "exam_prep_items": (
        P.PREP_ITEMS,
        {"briefing": "procedure_briefing", "tasks": "hard_tasks", "criteria": "criteria"},
    ),
    "load_basis": (P.LOAD_BASES, {}),
    "support_window": (P.HELP_WINDOW, {"whole_training": "training"}),
    "responsible_person": (P.RESPONSIBLE_ROLE, {"training_department": Role.TRAINING_HEAD.value}),
    "effective_on": (P.EDITION_EFFECT, {"approval": "on_approval", "order": "on_date"}),
    "act_approval_path": (
        P.ACT_APPROVAL_PATH,
        {
            "pedagogical_council": Body.PEDSOVET.value,
            "parents_committee": Body.PARENTS.value,
            "learners_council": Body.LEARNERS.value,
            "director_stamp": STAMP,
            "director_order": ORDER,
        },
    ),
}
OTHERWISE = {"edition_effect"}  # the registry's word of this name means «effective_on»


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
        answer = _answer(proposal.provision, proposal.said)
        if answer is None or answer[0] in provisions:
            noted.append((proposal.provision, proposal.said, proposal.clause))
        else:
            provisions[answer[0]] = Provided(answer[1], proposal.clause)
    clauses = {clause.number[:CLAUSE_LENGTH]: clause.text for clause in reading.act.clauses}
    return Confirmed(reading.title, clauses, provisions, noted)


def _answer(name: str, said: Any) -> tuple[Provision, Any] | None:
    """The provision and its value, or None when the registry has no such question or no such answer."""
    if name in RENAMED:
        provision, words = RENAMED[name]
        value = [words.get(one, one) for one in said] if isinstance(said, list) else words.get(said, said)
        if provision is P.SCOPE_REQUIRED:
            value = bool(said)
    elif name in Provision.values and name not in OTHERWISE:
        provision = Provision(name)
        value = value_words(name, said) if provision is P.LMS_BASE else said
    else:
        return None
    try:
        return provision, read(provision, value)
    except ValueError:
        return None


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
