"""Many people at once, for lists: one statement per thousand rows instead of one per person."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from opora.kernel.clock import now

from ..models import Contract, ContractLearner, Person

BATCH = 1000
FILLED = ["birth_date", "snils", "email", "phone", "updated_at"]


@transaction.atomic
def create_people(people: Sequence[Person]) -> list[Person]:
    """Save new persons built by the caller. ``IntegrityError`` for a СНИЛС that is already somebody's."""
    for person in people:
        person.set_search_name()
    return Person.objects.bulk_create(people, batch_size=BATCH)


@transaction.atomic
def fill_people(people: Sequence[Person]) -> None:
    """Save birth dates, СНИЛС and contacts of persons the caller has locked and changed."""
    for person in people:
        person.updated_at = now()
    Person.objects.bulk_update(people, FILLED, batch_size=BATCH)


@transaction.atomic
def add_learners(
    contract: Contract,
    *,
    learners: Iterable[int],
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> None:
    """Put learners (ids) into a contract; those already in it keep their own dates."""
    ContractLearner.objects.bulk_create(
        (
            ContractLearner(contract=contract, learner_id=pk, valid_from=valid_from, valid_to=valid_to)
            for pk in learners
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
