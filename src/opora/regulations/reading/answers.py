"""From the words a reading has for a thing to the provision of the registry and its value."""

from collections.abc import Iterable
from typing import Any

from opora.people.models import Role

from ..models import Body, Provision
from ..presets import Provided
from ..provisions import ORDER, STAMP, read
from .names import value_words
from .reader import Proposal

P = Provision
# what is read has its own words for some provisions: name → (provision, value → value)
RENAMED: dict[str, tuple[Provision, dict[str, Any]]] = {
    "group_media": (P.GROUP_MEANS, {}),
    "current_consultations": (P.CURRENT_WITHIN_PERIOD, {"whole_period": True, "any_time": False}),
    "topics_set_by": (P.TOPIC_BASIS_REQUIRED, {"teacher": True, "anyone": False}),
    "consult_scopes": (P.SCOPE_REQUIRED, {}),
    "exam_prep_when": (P.EXAM_PREP_AT_END, {"after_part": True, "any_time": False}),
    "exam_prep_items": (
        P.PREP_ITEMS,
        {"briefing": "procedure_briefing", "tasks": "hard_tasks", "criteria": "criteria"},
    ),
    "load_basis": (P.LOAD_BASES, {}),
    "support_window": (P.SUPPORT_WINDOW, {"whole_training": "training"}),
    "responsible_person": (P.RESPONSIBLE_ROLE, {"training_department": Role.TRAINING_HEAD.value}),
    "effective_on": (P.EDITION_EFFECT, {"approval": "on_approval", "order": "on_date"}),
    "act_approval_path": (
        P.ACT_APPROVAL_PATH,
        {
            "pedagogical_council": Body.PEDSOVET.value,
            "parents_committee": Body.PARENTS.value,
            "learners_council": Body.LEARNERS.value,
            "workers_council": Body.WORKERS.value,
            "director_stamp": STAMP,
            "director_order": ORDER,
        },
    ),
}
UNDIVIDED = "undivided"
OTHERWISE = {"edition_effect"}  # the registry's word of this name means «effective_on»


def answer(name: str, said: Any) -> tuple[Provision, Any] | None:
    """The provision and its value, or None when the registry has no such question or no such answer."""
    if name in RENAMED:
        provision, words = RENAMED[name]
        value = [words.get(one, one) for one in said] if isinstance(said, list) else words.get(said, said)
        if provision is P.SCOPE_REQUIRED:
            value = UNDIVIDED not in said
    elif name in Provision.values and name not in OTHERWISE:
        provision = Provision(name)
        value = value_words(name, said) if provision is P.LMS_BASE else said
    else:
        return None
    try:
        return provision, read(provision, value)
    except ValueError:
        return None


def answers(proposals: Iterable[Proposal]) -> dict[Provision, Provided]:
    """What an act sets outright, each on its clause; what a person has yet to decide is left out."""
    found: dict[Provision, Provided] = {}
    for proposal in proposals:
        known = answer(proposal.provision, proposal.value) if proposal.certain else None
        if known is not None:
            found.setdefault(known[0], Provided(known[1], proposal.clause))
    return found
