"""The page of a video room, what its buttons do, and the evidence of who was there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.consultations.access import RUNNERS
from opora.consultations.models import Session
from opora.consultations.queries.telling import what_of
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import FoundedRefused, founded
from opora.webinars.queries import webinar_of

from .. import access, actions, rules
from ..models import Guest, Room
from ..placing import carrier_for, is_tight
from ..providers import BBB, P2P, carrier_of
from ..queries.board import LOOK
from ..queries.evidence import absent, stays_of, time_of
from ..queries.rooms import Coming, coming_of, here_now, room_of
from ..recording.film import folders
from ..recording.queries import recordings_of
from ..webinar.queries import CHEERS
from .common import (
    done,
    has_captions,
    led_by_another,
    led_session,
    may_reach,
    session_of,
    settings_asked,
    ticket,
)


def coming_in(request: ActorRequest, pk: int) -> tuple[Session, Coming]:
    """The consultation and who comes to it; 404 unseen, 403 for who is not expected there."""
    session = session_of(request, pk)
    coming = coming_of(request.actor, session)
    if coming is None:
        raise PermissionDenied(_("В комнату входят ведущий и записанные слушатели."))
    return session, coming


def led_room(request: ActorRequest, pk: int) -> Room:
    """The room of a consultation this actor leads."""
    return get_object_or_404(Room, session=led_session(request, pk))


def guest_of(request: ActorRequest, pk: int, guest: int) -> Guest:
    return get_object_or_404(Guest, room=led_room(request, pk), pk=guest)


def own_place(request: ActorRequest, pk: int) -> Guest:
    """One's own place inside."""
    session, _who = coming_in(request, pk)
    return get_object_or_404(
        Guest, room__session=session, person=request.actor.person, state=Guest.State.INSIDE
    )


@require_GET
@allow(access.COMERS)
def room(request: ActorRequest, pk: int) -> HttpResponse:
    """Camera and microphone are tried here at any time, so the page stands even while the door is shut.

    The door opens half an hour before the beginning; coming too early is refused by :func:`come`.
    """
    session, coming = coming_in(request, pk)
    refused, found, webinar = None, room_of(session), webinar_of(session)
    try:
        enforce(rules.has_own_room(carrier_of(session)), rules.room_is_open(session, found, now()))
    except Refused as error:
        refused = founded(error)
    carrier = carrier_for(session, found)
    if carrier is BBB:
        return elsewhere(request, session, found, leads=coming.leads, refused=refused)
    context = {
        "session": session,
        "leads": coming.leads,
        "refused": refused,
        "seats": P2P.seats,
        "ask_about": session.topic or what_of(session),
        "may_record": coming.leads and bool(folders()),
        "is_tight": coming.leads and webinar is None and is_tight(session),
        "webinar": webinar,
        "cheers": CHEERS.items(),
        "listens": webinar is not None and not coming.leads,
        "may_split": coming.leads and webinar is None and carrier.splits_here,
        "captions": has_captions(),
        **LOOK,
    }
    return may_reach(render(request, "meetings/hall.html" if webinar else "meetings/room.html", context))


def elsewhere(
    request: ActorRequest,
    session: Session,
    found: Room | None,
    *,
    leads: bool,
    refused: FoundedRefused | None,
) -> HttpResponse:
    """The door of a meeting that goes on in another tab; who is there its server has named."""
    context = {
        "session": session,
        "leads": leads,
        "refused": refused,
        "title": BBB.title,
        "has_begun": found is not None and found.ended_at is None,
        "here": here_now(found) if found else [],
    }
    return may_reach(render(request, "meetings/elsewhere.html", context))


@require_POST
@allow(access.COMERS)
def come(request: ActorRequest, pk: int) -> JsonResponse:
    """Knock, or come in."""
    session, coming = coming_in(request, pk)
    return ticket(actions.come(session, coming))


@require_POST
@allow(access.LEADERS)
def let_in(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.let_in(guest_of(request, pk, guest), by=request.actor.person)
    return done()


@require_POST
@allow(access.LEADERS)
def let_all_in(request: ActorRequest, pk: int) -> JsonResponse:
    return done(n=actions.let_all_in(led_room(request, pk), by=request.actor.person))


@require_POST
@allow(access.LEADERS)
def refuse(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    """Not let in, or removed."""
    actions.refuse(guest_of(request, pk, guest), by=request.actor.person)
    return done()


@require_POST
@allow(access.LEADERS)
def mute(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.set_muted(guest_of(request, pk, guest), muted=True)
    return done()


@require_POST
@allow(access.LEADERS)
def lower_hand(request: ActorRequest, pk: int, guest: int) -> JsonResponse:
    actions.set_hand(guest_of(request, pk, guest), up=False)
    return done()


@require_POST
@allow(access.LEADERS)
def settings(request: ActorRequest, pk: int) -> JsonResponse:
    actions.set_room(led_room(request, pk), **settings_asked(request))
    return done()


@require_POST
@allow(access.LEADERS)
def end(request: ActorRequest, pk: int) -> JsonResponse:
    """Over for everybody; who leads goes on to the record with the measured time in it."""
    actions.end(led_room(request, pk))
    return done(next=reverse("consultations:hold", args=[pk]))


@require_POST
@allow(access.COMERS)
def hand(request: ActorRequest, pk: int) -> JsonResponse:
    """Raise or lower one's own: ``up`` is «1» or «0»."""
    actions.set_hand(own_place(request, pk), up=request.POST.get("up") == "1")
    return done()


@require_POST
@allow(access.COMERS)
def speak(request: ActorRequest, pk: int) -> JsonResponse:
    """Switch on one's own microphone after the host has switched it off."""
    actions.set_muted(own_place(request, pk), muted=False)
    return done()


@require_GET
@allow(access.EVIDENCE_READERS)
def evidence(request: ActorRequest, pk: int) -> HttpResponse:
    """Who was in the room, when, from what device, and the time counted from it."""
    session = session_of(request, pk)
    if not access.may_read_evidence(request.actor, session):
        raise led_by_another(session)
    found = get_object_or_404(Room, session=session)
    stays = stays_of(found)
    context = {
        "session": session,
        "room": found,
        "stays": stays,
        "absent": absent(found, stays),
        "recordings": recordings_of(found),
        "may_watch": request.actor.role in RUNNERS and access.may_lead(request.actor, session),
        "time": time_of(found),
        "may_fill": request.actor.role in RUNNERS and access.may_lead(request.actor, session),
    }
    return render(request, "meetings/evidence.html", context)
