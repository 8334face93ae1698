"""Who is asked to read, the moment it is known."""

from opora.kernel.events import on
from opora.people.events import GuardianshipVerified, RoleGranted
from opora.regulations.events import EditionConcerns, EditionTakesForce
from opora.regulations.models import ActEdition

from .actions import invite


@on(EditionTakesForce)
def tell_of_a_new_edition(event: EditionTakesForce) -> None:
    """ACT-04: an edition was approved; one that was revoked asks nobody."""
    _ask(event.edition_id)


@on(EditionConcerns)
def tell_of_a_new_circle(event: EditionConcerns) -> None:
    _ask(event.edition_id)


def _ask(edition: int) -> None:
    if found := list(ActEdition.objects.filter(pk=edition).exclude(concerns=[])):
        invite(found)


@on(RoleGranted)
def tell_who_was_appointed(event: RoleGranted) -> None:
    """A role that begins later is told of that morning."""
    invite(people=[event.person_id])


@on(GuardianshipVerified)
def tell_the_representative(event: GuardianshipVerified) -> None:
    invite(people=[event.representative_id])
