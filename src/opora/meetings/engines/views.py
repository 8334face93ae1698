"""Into a meeting at a video server, and what those servers tell us."""

import hmac

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from opora.conversations.access import TALKERS
from opora.conversations.queries.calling import calls_seen
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow, public
from opora.people.queries import home_day

from .. import access, actions, presence, rules
from ..models import Guest, Room
from ..placing import leave_server
from ..providers import BBB, LIVEKIT
from ..tasks import follow
from ..views import coming_in
from ..views.common import done, led_session
from . import following, speaking
from .errors import EngineError


@require_POST
@allow(access.COMERS)
def go(request: ActorRequest, pk: int) -> HttpResponse:
    """Into BigBlueButton by an address made for this press; to our page where another carries the room."""
    guest = actions.come(*coming_in(request, pk))
    if guest.room.provider != BBB.code:
        return redirect("meetings:room", pk=pk)
    try:
        address = speaking.entrance(guest)
    except EngineError as error:
        speaking.note(BBB, error)
        enforce(rules.server_answers(error))
        raise
    response = redirect(address)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@allow(access.LEADERS)
def over(request: ActorRequest, pk: int) -> HttpResponse:
    """Over for everybody; on to the record with the measured time in it."""
    actions.end(get_object_or_404(Room, session=led_session(request, pk)))
    return redirect("consultations:hold", pk=pk)


def _ticket(request: ActorRequest, rooms: QuerySet[Room]) -> JsonResponse:
    """For one who is inside a room at LiveKit. A server that fails is left: the room goes on by another."""
    inside = Guest.objects.filter(person=request.actor.person, state=Guest.State.INSIDE)
    guest = get_object_or_404(inside.select_related("room"), room__in=rooms.filter(provider=LIVEKIT.code))
    try:
        told = speaking.ticket(guest, request.POST.get("connection", "")[:36])
    except EngineError as error:
        speaking.note(LIVEKIT, error)
        leave_server(guest.room)
        enforce(rules.server_answers(error))
        raise
    return done(**told)


@require_POST
@allow(access.COMERS)
def ticket(request: ActorRequest, pk: int) -> JsonResponse:
    session, _who = coming_in(request, pk)
    return _ticket(request, Room.objects.filter(session=session))


@require_POST
@allow(TALKERS)
def call_ticket(request: ActorRequest, pk: int) -> JsonResponse:
    call = get_object_or_404(calls_seen(request.actor, home_day()), pk=pk)
    return _ticket(request, Room.objects.filter(call=call))


@require_GET
@public
def bbb_ended(request: ActorRequest, room: int, mark: str) -> HttpResponse:
    """BigBlueButton says that everybody has left; only it knows the mark. It may be entered again."""
    if not hmac.compare_digest(mark, speaking.mark_of(room)):
        raise Http404
    found = get_object_or_404(Room, pk=room)
    presence.named(found.pk, ())
    return HttpResponse(status=204)


@csrf_exempt  # signed by the server's own key, with the words in the signature
@require_POST
@public
def livekit_told(request: ActorRequest) -> HttpResponse:
    """A webhook of LiveKit; 401 for anything it has not signed."""
    if LIVEKIT.code not in settings.ENGINES:
        raise Http404
    told = speaking.lk().heard(request.body, request.headers.get("Authorization", ""))
    if told is None:
        return HttpResponse(status=401)
    room = following.heard(told)
    if room is not None:
        follow.defer(room=room.pk)
    return HttpResponse(status=204)
