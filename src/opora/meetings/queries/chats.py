"""The chat beside the picture: the same as everywhere, seen by who may read it (S3-2.2)."""

from django.db.models import QuerySet

from opora.consultations.models import Booking, Session
from opora.conversations.models import Conversation
from opora.conversations.queries.chats import seen_chats
from opora.conversations.queries.reach import is_reachable
from opora.people.access import Actor
from opora.people.models import Person
from opora.people.queries import home_day
from opora.schedule.models import Format
from opora.studies.models import GroupPart


def chats_beside(actor: Actor, session: Session) -> list[Conversation]:
    """Of an individual consultation the personal chat of its two; of others chats of its groups and parts.

    Only those this actor reads anyway, the lately used first.
    """
    rows = seen_chats(actor).select_related("run__part", "run__group")
    if session.format == Format.INDIVIDUAL:
        learner = _learner(session)
        two = sorted((session.person_id, learner.pk)) if learner else None
        rows = rows.filter(pair=f"{two[0]}-{two[1]}") if two else rows.none()
    else:
        rows = rows.filter(run__in=_runs(session))
    return list(rows.order_by("-updated_at", "pk"))


def _runs(session: Session) -> QuerySet[GroupPart]:
    """Parts of groups a session is meant for; without parts those its worker teaches."""
    runs = GroupPart.objects.all()
    groups, parts = session.groups.all(), session.parts.all()
    if groups:
        runs = runs.filter(group__in=groups)
    return runs.filter(part__in=parts) if parts else runs.filter(teacher=session.person_id)


def _learner(session: Session) -> Person | None:
    booked = Booking.objects.filter(session=session).exclude(state=Booking.State.CANCELLED)
    first = booked.select_related("learner").order_by("pk").first()
    return first.learner if first else None


def may_begin_with(actor: Actor, session: Session) -> Person | None:
    """The other side of an individual consultation, when a first word makes their personal chat."""
    learner = _learner(session) if session.format == Format.INDIVIDUAL else None
    if learner is None or actor.person.pk not in (session.person_id, learner.pk):
        return None
    other = learner if actor.person.pk == session.person_id else session.person
    return other if is_reachable(actor.person, other, home_day()) else None
