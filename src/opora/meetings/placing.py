"""What carries a meeting: the centre's choice for its form, else whatever takes so many people now."""

from django.conf import settings
from django.db import transaction

from opora.consultations.models import Session
from opora.consultations.models.sessions import Kind
from opora.kernel.events import publish
from opora.webinars.queries import webinar_of

from .events import RoomChanged
from .janus.placing import free_nodes, free_of
from .models import Choice, Guest, MediaNode, Room
from .providers import BBB, JANUS, LIVEKIT, P2P, PROVIDERS, Provider
from .queries.rooms import places_taken

Form = Choice.Form
BY_ITSELF = (P2P, JANUS, LIVEKIT, BBB)  # the simplest for the people in the room first


def form_of(session: Session | None) -> str:
    """Of a call there is no consultation."""
    if session is None:
        return Form.CALL
    return Form.EXAM_PREP if session.kind == Kind.EXAM_PREP else session.format


def order_for(form: str) -> list[Provider]:
    """What is tried, in turn; each once."""
    chosen = Choice.objects.filter(form=form).values_list("first", "then").first() or ()
    found = [PROVIDERS[code] for code in chosen if code] + list(BY_ITSELF)
    return list(dict.fromkeys(found))


def provider_for(people: int, form: str = "", *, own_page: bool = False) -> Provider:
    """The first that takes so many now; ``own_page``: of those that a meeting can move to while it goes on.

    Where none does, the largest that takes anybody: who does not fit is told so at the door.
    """
    largest = P2P
    for one in order_for(form):
        if own_page and not one.own_page:
            continue
        if one is not P2P and node_for(one) is None:
            continue
        if people <= seats_of(one):
            return one
        largest = max(largest, one, key=seats_of)
    return largest


def seats_of(provider: Provider) -> int:
    """In one room: no more than the server of it takes in all its rooms."""
    engine = settings.ENGINES.get(provider.code)
    return min(provider.seats, engine.seats) if engine else provider.seats


def node_for(provider: Provider) -> MediaNode | None:
    """The server of it that takes a new room now."""
    if provider is JANUS:
        return next(iter(free_nodes()), None)
    return next(iter(free_of([provider.code] if provider.code in settings.ENGINES else [])), None)


def is_tight(session: Session) -> bool:
    """More are expected than fit without a server, and no server takes them."""
    people = places_taken(session) + 1
    return people > P2P.seats and provider_for(people, form_of(session)) is P2P


def is_lost(room: Room) -> bool:
    """Its server (``engines``) does not answer and nobody is known to be there."""
    if room.provider not in (LIVEKIT.code, BBB.code) or room.visits.filter(ending="").exists():
        return False
    silent = MediaNode.objects.filter(name=room.provider).exclude(trouble="")
    return room.provider not in settings.ENGINES or silent.exists()


def carrier_for(session: Session, room: Room | None) -> Provider:
    """What the page is of: that of the room, unless its server is away before anybody has come there.

    Only at Janus can listeners be kept from speaking.
    """
    if room is not None and not is_lost(room):
        return PROVIDERS[room.provider]
    if webinar_of(session) is not None:
        return JANUS
    return provider_for(places_taken(session) + 1, form_of(session))


@transaction.atomic
def leave_server(room: Room) -> Room:
    """Its server has just failed: the meeting goes on by what takes those inside, on our page."""
    held = Room.objects.select_for_update(of=("self",)).select_related("session").get(pk=room.pk)
    inside = held.guests.filter(state=Guest.State.INSIDE).count()
    held.provider = provider_for(max(inside, 1), form_of(held.session), own_page=True).code
    held.node, held.number = None, None
    held.save()
    publish(RoomChanged(held.pk))
    return held
