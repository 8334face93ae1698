"""What pages and buttons of meetings share: the consultation a request names, and answers to browsers."""

from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from opora.consultations.models import Session
from opora.consultations.queries.sessions import session_card
from opora.kernel.clock import now
from opora.people.access import ActorRequest

from .. import access
from ..models import Guest
from ..providers import BBB, LIVEKIT, ice_servers


def session_of(request: ActorRequest, pk: int) -> Session:
    """Raises 404 for a consultation this actor does not see."""
    try:
        return session_card(request.actor, pk)
    except Session.DoesNotExist as error:
        raise Http404 from error


def led_session(request: ActorRequest, pk: int) -> Session:
    """403 for one that somebody else gives."""
    session = session_of(request, pk)
    if not access.may_lead(request.actor, session):
        raise led_by_another(session)
    return session


def led_by_another(session: Session) -> PermissionDenied:
    return PermissionDenied(_("Эту консультацию ведёт {who}.").format(who=session.person.short_name))


def settings_asked(request: ActorRequest) -> dict[str, bool]:
    """``locked`` and ``waits``, each «1» or «0»; what is not sent stays."""
    return {
        name: request.POST[name] == "1"
        for name in ("locked", "waits")
        if request.POST.get(name) in ("0", "1")
    }


def ticket(guest: Guest, **more: Any) -> JsonResponse:
    """The number for the socket and the servers that help browsers find each other."""
    at = now()
    name = f"{guest.room_id}-{guest.who}-{at:%f}"
    is_inside = guest.state == Guest.State.INSIDE
    return done(room=guest.room_id, inside=is_inside, ice=ice_servers(name, at), **more)


def has_captions() -> bool:
    """Whether this centre can show what is said as text."""
    return settings.RECOGNISER is not None


def may_reach(response: HttpResponse) -> HttpResponse:
    """A page of a room may send a form and open a line to video servers of the settings; no other may."""
    found = settings.ENGINES.values()
    if found:
        lines = [one.origin for one in found if one.name == LIVEKIT.code]
        lines += [f"http{one.removeprefix('ws')}" for one in lines]
        forms = [one.origin for one in found if one.name == BBB.code]
        vars(response)["_csp_update"] = {"connect-src": [SELF, *lines], "form-action": forms}
    return response


def done(**told: Any) -> JsonResponse:
    """The change itself comes to everybody by the socket."""
    return JsonResponse(told)
