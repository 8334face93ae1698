"""The text of a draft: loaded whole, or changed clause by clause."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from opora.kernel.rules import enforce

from .. import rules
from ..models import ActEdition, Clause
from ..queries import bound_to
from .drafts import keep_text, locked_draft
from .editions import write_clauses


@transaction.atomic
def load_text(
    edition: ActEdition, clauses: Sequence[tuple[str, str]], *, unbind: bool = False
) -> list[Clause]:
    """Replace the whole text; provisions and rules stay with the clauses of the same numbers.

    The text that was there is kept (:class:`ReplacedText`).

    Raises ``Refused`` by EDN-03, EDN-05 (a number twice), EDN-06 when the new text has no clause that
    something is bound to, unless ``unbind`` lets such bindings go.
    """
    draft = locked_draft(edition)
    numbers = {number for number, _text in clauses}
    bound = bound_to(draft)
    lost = {number: names for number, names in bound.items() if number not in numbers}
    enforce(
        rules.text_has_clauses(len(clauses)),
        rules.numbers_stand_once([number for number, _text in clauses]),
        None if unbind else rules.bound_clauses_stay(lost),
    )
    keep_text(draft)
    provisions = list(draft.provisions.select_related("clause"))
    bases = list(draft.bases.select_related("clause"))
    draft.provisions.update(clause=None)
    draft.bases.all().delete()
    draft.clauses.all().delete()
    made = write_clauses(draft, clauses)
    for row in provisions:
        row.clause = made.get(row.clause.number) if row.clause else None
        row.save(update_fields=["clause"])
    for basis in bases:
        if basis.clause.number in made:
            draft.bases.create(rule=basis.rule, clause=made[basis.clause.number])
    return list(made.values())


@transaction.atomic
def change_clause(clause: Clause, *, number: str, text: str) -> Clause:
    """Another number or other words; what is bound to the clause stays. Raises by EDN-03 and EDN-05."""
    draft = locked_draft(clause.edition)
    held = draft.clauses.get(pk=clause.pk)
    held.number, held.text = _number(number), text.strip()
    enforce(rules.number_is_free(draft, held.number, but=held))
    held.save(update_fields=["number", "text"])
    return held


@transaction.atomic
def add_clause(edition: ActEdition, *, number: str, text: str, after: Clause | None = None) -> Clause:
    """A new clause after another one, or the first. Raises ``Refused`` by EDN-03 and EDN-05."""
    draft = locked_draft(edition)
    enforce(rules.number_is_free(draft, _number(number)))
    position = draft.clauses.get(pk=after.pk).position if after else 0
    draft.clauses.filter(position__gt=position).update(position=F("position") + 1)
    return Clause.objects.create(
        edition=draft, number=_number(number), text=text.strip(), position=position + 1
    )


@transaction.atomic
def split_clause(clause: Clause, *, number: str) -> Clause:
    """At the first empty line: what stands below becomes a clause of its own. Answers the new one.

    Raises ``Refused`` by EDN-03, EDN-05, EDN-07 when there is no empty line.
    """
    held = Clause.objects.select_related("edition").get(pk=clause.pk)
    above, _line, below = held.text.replace("\r\n", "\n").partition("\n\n")
    enforce(rules.there_is_where_to_split(above, below))
    new = add_clause(held.edition, number=number, text=below, after=held)
    held.text = above.strip()
    held.save(update_fields=["text"])
    return new


@transaction.atomic
def drop_clause(clause: Clause) -> None:
    """Raises ``Refused`` by EDN-03, EDN-06 while a provision or a rule stands on it."""
    draft = locked_draft(clause.edition)
    bound = bound_to(draft)
    enforce(rules.bound_clauses_stay({n: names for n, names in bound.items() if n == clause.number}))
    draft.clauses.filter(pk=clause.pk).delete()


def _number(text: str) -> str:
    return text.strip().rstrip(".")
