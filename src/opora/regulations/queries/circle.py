"""Whom an edition concerns when nobody has said it yet: as before, else whom the act itself names."""

from opora.people.models import Role

from ..models import ActEdition
from ..reading.areas.roles import RULES
from ..reading.reader import Says, prepare
from ..reading.source import ReadAct, ReadClause

WORKERS = (Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, Role.DEPUTY, Role.SPECIALIST)
READ_AS = {"industrial_master": Role.TEACHER, "coordinator": Role.SPECIALIST}
OWES = "обязанный|обязан|вправе"
LEARNERS = Says(
    "role",
    "learner",
    when=(f"слушатель|обучающийся .. {OWES}", "слушатель|обучающийся .. иметь право"),
)
IN_TITLE = (("слушател", Role.LEARNER), ("обучающ", Role.LEARNER), ("родител", Role.REPRESENTATIVE))
READ_CLAUSES = 150


def suggested_circle(edition: ActEdition) -> list[str]:
    """Roles in the order of the list. Who approves it has read it, so the head is not among them."""
    former = (
        edition.act.editions.filter(state=ActEdition.State.APPROVED)
        .exclude(pk=edition.pk)
        .exclude(concerns=[])
        .order_by("-effective_from")
        .first()
    )
    return list(former.concerns) if former else _named(edition)


def _named(edition: ActEdition) -> list[str]:
    clauses = [
        ReadClause(number, text, 1)
        for number, text in edition.clauses.values_list("number", "text")[:READ_CLAUSES]
    ]
    text = prepare(ReadAct(edition.act.title, clauses))
    found = {proposal.value for rule in (*RULES, LEARNERS) for proposal in rule.read(text)}
    title = edition.act.title.lower()
    roles = {READ_AS.get(value, value) for value in found} | {
        role for part, role in IN_TITLE if part in title
    }
    named = [role.value for role in Role if role in roles and role is not Role.DIRECTOR]
    return named if set(named) - {Role.LEARNER, Role.REPRESENTATIVE} else [*named, *WORKERS]
