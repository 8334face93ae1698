"""The room as a visitor without an account sees it: everything by his personal link."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.consultations.queries.telling import what_of
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import public
from opora.regulations.middleware import founded
from opora.webinars.models import Visitor
from opora.webinars.queries import visitor_by

from .. import actions, rules
from ..models import Guest
from ..providers import carrier_of
from ..queries.rooms import room_of
from ..recording import actions as recording_actions
from ..recording import queries as recording_queries
from ..views.common import done, has_captions, ticket
from .asking import asked_or_own, voted
from .queries import CHEERS
from .tickets import ticket_for


def visitor_here(secret: str) -> Visitor:
    try:
        return visitor_by(secret)
    except Visitor.DoesNotExist as error:
        raise Http404 from error


def inside(secret: str) -> Guest:
    """His own place in the room."""
    found = Guest.objects.filter(state=Guest.State.INSIDE).select_related("room", "visitor")
    return get_object_or_404(found, visitor=visitor_here(secret))


@public
@require_safe
@never_cache
def room(request: HttpRequest, secret: str) -> HttpResponse:
    visitor = visitor_here(secret)
    session, refused = visitor.webinar.session, None
    try:
        enforce(rules.has_own_room(carrier_of(session)), rules.room_is_open(session, room_of(session), now()))
    except Refused as error:
        refused = founded(error)
    context = {
        "session": session,
        "visitor": visitor,
        "topic": what_of(session),
        "refused": refused,
        "webinar": visitor.webinar,
        "listens": True,
        "cheers": CHEERS.items(),
        "captions": has_captions(),
        "layout": "public.html",
    }
    response = render(request, "meetings/visit.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_POST
def come(request: HttpRequest, secret: str) -> JsonResponse:
    guest = actions.come_from_outside(visitor_here(secret))
    return ticket(guest, ticket=ticket_for(guest))


@public
@require_POST
def hand(request: HttpRequest, secret: str) -> JsonResponse:
    """``up`` is «1» or «0»."""
    actions.set_hand(inside(secret), up=request.POST.get("up") == "1")
    return done()


@public
@require_POST
def speak(request: HttpRequest, secret: str) -> JsonResponse:
    """Switch one's own microphone on again, with the word only."""
    actions.set_muted(inside(secret), muted=False)
    return done()


@public
@require_POST
def consent(request: HttpRequest, secret: str) -> JsonResponse:
    """``yes`` is «1» or «0»; a later answer takes the former back."""
    recording_actions.answer(inside(secret), agreed=request.POST.get("yes") == "1")
    return done()


@public
@require_safe
@never_cache
def consent_words(request: HttpRequest, secret: str) -> JsonResponse:
    guest = inside(secret)
    recording = recording_queries.running(guest.room)
    return done(words=recording_queries.words_for(recording, guest) if recording else "")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def questions(request: HttpRequest, secret: str) -> JsonResponse:
    """What he has asked and voted for; a POST asks: ``text``, ``unnamed`` «1»."""
    return asked_or_own(request, inside(secret))


@public
@require_POST
def vote(request: HttpRequest, secret: str, question: int) -> JsonResponse:
    return voted(request, inside(secret), question)
