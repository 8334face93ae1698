"""A webinar goes with its consultation; the card of the consultation leads to it."""

from django.urls import reverse

from opora.consultations.events import SessionCancelled, SessionFailed, SessionMoved
from opora.consultations.models import Session
from opora.consultations.queries.measuring import Hall, announced_by
from opora.kernel.events import on
from opora.people.access import Actor
from opora.schedule.models import Format, Mode

from .access import LEADERS, may_lead
from .actions import move_along, tell_visitors
from .models import Webinar
from .queries import webinar_of
from .queries.letters import What


def hall_of(actor: Actor, session: Session) -> Hall | None:
    """For who leads a frontal consultation online: the way to its registration and attendance."""
    if session.format != Format.FRONTAL or session.mode != Mode.ONLINE:
        return None
    if actor.role not in LEADERS or not may_lead(actor, session):
        return None
    return Hall(reverse("webinars:show", args=[session.pk]), is_open=webinar_of(session) is not None)


announced_by(hall_of)


@on(SessionMoved)
def go_along(event: SessionMoved) -> None:
    move_along(event.session_id, event.new_id)


@on(SessionCancelled)
def tell_of_cancelling(event: SessionCancelled) -> None:
    _tell_cancelled(event.session_id)


@on(SessionFailed)
def tell_of_failing(event: SessionFailed) -> None:
    """Nobody came to lead it: those who came from outside hear of it too."""
    _tell_cancelled(event.session_id)


def _tell_cancelled(session: int) -> None:
    webinar = Webinar.objects.select_related("session__person", "session__branch").filter(session=session)
    for one in webinar:
        tell_visitors(one, What.CANCELLED)
