"""The room of a call begun in a chat: the same room, its door is the chat itself."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.conversations.access import TALKERS
from opora.conversations.models import Call
from opora.conversations.queries.calling import calls_seen
from opora.conversations.queries.chats import people_of_chat, title_of
from opora.conversations.queries.showing import beside
from opora.conversations.rules import call_goes
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import actions
from ..models import Guest, Room
from ..queries.calls import coming_to, shown_to
from ..queries.evidence import stays_of, time_of
from .common import done, has_captions, may_reach, settings_asked, ticket


def _call(request: ActorRequest, pk: int) -> Call:
    """404 for who is not in its chat."""
    return get_object_or_404(calls_seen(request.actor, home_day()), pk=pk)


def _led(request: ActorRequest, pk: int) -> Room:
    call = _call(request, pk)
    if not coming_to(request.actor, call).leads:
        raise PermissionDenied(_("Этот звонок ведёт {who}.").format(who=call.by.short_name))
    return get_object_or_404(Room, call=call)


def _guest(request: ActorRequest, pk: int, guest: int) -> Guest:
    return get_object_or_404(Guest, room=_led(request, pk), pk=guest)


def _own(request: ActorRequest, pk: int) -> Guest:
    return get_object_or_404(
        Guest, room__call=_call(request, pk), person=request.actor.person, state=Guest.State.INSIDE
    )


@require_GET
@allow(TALKERS)
def call(request: ActorRequest, pk: int) -> HttpResponse:
    found = _call(request, pk)
    refused = None
    try:
        enforce(call_goes(found))
    except Refused as error:
        refused = founded(error)
    chat = found.conversation
    people = people_of_chat(chat, home_day())
    context = {
        "call": found,
        "title": title_of(chat, request.actor.person, [one.person for one in people.members]),
        "leads": coming_to(request.actor, found).leads,
        "refused": refused,
        "captions": has_captions(),
    }
    return may_reach(render(request, "meetings/call.html", context))


@require_POST
@allow(TALKERS)
def come(request: ActorRequest, pk: int) -> JsonResponse:
    found = _call(request, pk)
    return ticket(actions.come_to_call(found, coming_to(request.actor, found)))


@require_GET
@allow(TALKERS)
def chat(request: ActorRequest, pk: int) -> HttpResponse:
    """The chat the call was begun in."""
    found = _call(request, pk)
    return render(request, "meetings/chat.html", beside(request.actor, found.conversation))


@require_GET
@allow(TALKERS)
def evidence(request: ActorRequest, pk: int) -> HttpResponse:
    """Who was in the call, when, and when he was away."""
    found = _call(request, pk)
    room = get_object_or_404(Room, call=found)
    people = people_of_chat(found.conversation, home_day())
    context = {
        "call": found,
        "title": title_of(found.conversation, request.actor.person, [one.person for one in people.members]),
        "stays": shown_to(request.actor, found, stays_of(room)),
        "time": time_of(room),
    }
    return render(request, "meetings/call_evidence.html", context)


@require_POST
@allow(TALKERS)
def let_in(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.let_in(_guest(request, pk, guest), by=request.actor.person)
    return done()


@require_POST
@allow(TALKERS)
def let_all_in(request: ActorRequest, pk: int) -> JsonResponse:
    return done(n=actions.let_all_in(_led(request, pk), by=request.actor.person))


@require_POST
@allow(TALKERS)
def refuse(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.refuse(_guest(request, pk, guest), by=request.actor.person)
    return done()


@require_POST
@allow(TALKERS)
def mute(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.set_muted(_guest(request, pk, guest), muted=True)
    return done()


@require_POST
@allow(TALKERS)
def lower_hand(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.set_hand(_guest(request, pk, guest), up=False)
    return done()


@require_POST
@allow(TALKERS)
def settings(request: ActorRequest, pk: int) -> JsonResponse:
    actions.set_room(_led(request, pk), **settings_asked(request))
    return done()


@require_POST
@allow(TALKERS)
def hand(request: ActorRequest, pk: int) -> JsonResponse:
    actions.set_hand(_own(request, pk), up=request.POST.get("up") == "1")
    return done()


@require_POST
@allow(TALKERS)
def speak(request: ActorRequest, pk: int) -> JsonResponse:
    actions.set_muted(_own(request, pk), muted=False)
    return done()


@require_POST
@allow(TALKERS)
def end(request: ActorRequest, pk: int) -> JsonResponse:
    """Over for everybody; who began it goes back to the chat, which says how long it was."""
    room = _led(request, pk)
    assert room.call is not None  # noqa: S101 -- it was found by the call
    over = actions.end_call(room.call)
    return done(next=reverse("conversations:show", args=[over.conversation_id]))
