"""A whole group into one session by one press: who can be booked is, the others come back with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.events import publish
from opora.people.models import Person
from opora.studies.models import Group

from ..events import GroupBooked
from ..models import Booking, Session
from ..queries.entitlement import accommodated_of, served_by, studies_of
from ..queries.sessions import learners_of_group
from ..rules.asking import Ask
from ..rules.booking import why_not
from .asking import booked_on, locked_session


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """Who got a place, and who did not with the first rule that said no."""

    booked: tuple[Booking, ...]
    refused: tuple[tuple[Person, Refusal], ...]


@transaction.atomic
def book_group(session: Session, *, group: Group, by: Person) -> GroupAnswer:
    """Places for the learners of a group in the order of the list, as many as there are. Who has one is left.

    ``by`` may ask for them: the view has checked it (access.py). The number of statements is constant.
    """
    held = locked_session(session.pk)
    standing = set(booked_on(held.pk))
    learners = [who for who in learners_of_group(group, held.date) if who.pk not in standing]
    booked: list[Booking] = []
    refused: list[tuple[Person, Refusal]] = []
    for ask in _asks(held, learners, by, len(standing)):
        answers = why_not(replace(ask, taken=len(standing) + len(booked)))
        if answers:
            refused.append((ask.learner, answers[0]))
        else:
            booked.append(Booking(session=held, learner=ask.learner, asked_by=by))
    Booking.objects.bulk_create(booked)
    if booked:
        publish(GroupBooked(held.pk, tuple(one.pk for one in booked)))
    return GroupAnswer(tuple(booked), tuple(refused))


def _asks(held: Session, learners: list[Person], by: Person, taken: int) -> Iterable[Ask]:
    studies = studies_of(*(who.pk for who in learners))
    grounds = accommodated_of(learners, held)
    served, at = served_by(held), now()
    for who in learners:
        yield Ask(
            session=held,
            served=served,
            learner=who,
            asked_by=by,
            studies=studies[who.pk],
            taken=taken,
            already=False,
            at=at,
            accommodated=who.pk in grounds,
        )
