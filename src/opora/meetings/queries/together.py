"""Who takes part in what is made together at a consultation: notes and a board (S2-12d, S2-12f)."""

from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.consultations.models import Session
from opora.consultations.queries.entitlement import studies_of
from opora.consultations.queries.measuring import Kept
from opora.consultations.queries.sessions import booked_among, learners_of
from opora.consultations.queries.slots import places_of, serving
from opora.kernel.prepared import prepared
from opora.people.access import Actor
from opora.people.models import Person
from opora.schedule.models import Format, Mode

from ..access import COMERS, may_lead
from ..models import BoardMark, Guest, NotesBody

S = Session.State
LIVING = (S.PLANNED, S.IN_PROGRESS)
LED_STILL = (*LIVING, S.HELD, S.CORRECTION)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of a consultation: ``leads`` it, or came to it."""

    person: Person
    leads: bool = False

    def may_change(self, session: Session, *, is_open: bool) -> bool:
        """Who leads till the hours are confirmed, others during the consultation while it is open to them."""
        if self.leads:
            return session.state in LED_STILL
        return is_open and session.state in LIVING


def part_of(actor: Actor, session: Session) -> Part | None:
    """Who gives it, learners with a place, their representatives, those let in without one.

    Of an offline consultation before a group everybody whom it serves. None for all others.
    """
    if actor.role not in COMERS:
        return None
    if may_lead(actor, session):
        return Part(actor.person, leads=True)
    learners = [who.pk for who in learners_of(actor)]
    if not learners:
        return None
    is_of_it = (
        booked_among(session, learners) or _let_in(session.pk, actor.person.pk) or _serves(session, learners)
    )
    return Part(actor.person) if is_of_it else None


@prepared
def _let_in(session: int, person: int) -> "QuerySet[Guest, int]":
    inside = Guest.objects.filter(room__session=session, person=person, state=Guest.State.INSIDE)
    return inside.values_list("pk", flat=True)


def _serves(session: Session, learners: list[int]) -> bool:
    if session.mode != Mode.OFFLINE or session.format == Format.INDIVIDUAL or session.personal:
        return False
    groups, programmes = places_of(chain(*studies_of(*learners).values()))
    return Session.objects.filter(serving(groups, programmes), pk=session.pk).exists()


def shelf_of(actor: Actor, session: Session) -> list[Kept]:
    """For the card of a consultation: what can be made together, and afterwards what was."""
    part = part_of(actor, session)
    if part is None:
        return []
    lives = session.state in LIVING
    written = lives or NotesBody.objects.filter(notes__session=session).exclude(text="").exists()
    drawn = lives or BoardMark.objects.filter(board__session=session, gone=False).exists()
    notes = Kept(reverse("meetings:notes", args=[session.pk]), _("Общие заметки"), "notebook")
    board = Kept(reverse("meetings:board", args=[session.pk]), _("Доска"), "presentation")
    return [one for one, is_there in ((notes, written), (board, drawn)) if is_there]
