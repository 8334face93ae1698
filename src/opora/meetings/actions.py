"""Coming in, being let in, and what who gives the meeting does."""

from django.conf import settings
from django.db import transaction

from opora.consultations.actions import open_session
from opora.consultations.models import Session
from opora.conversations.actions import answer_call, hang_up
from opora.conversations.models import Call
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.webinars.models import Visitor
from opora.webinars.queries import webinar_of

from . import rules
from .events import RoomChanged, RoomEnded
from .models import Guest, MediaNode, Room
from .parts.actions import gather
from .placing import carrier_for, form_of, is_lost, node_for, provider_for, seats_of
from .providers import BBB, HALL_SEATS, JANUS, P2P, PROVIDERS, Provider, carrier_of
from .queries.evidence import time_of
from .queries.rooms import Coming, room_of, taken
from .recording.actions import stop

State = Guest.State


@transaction.atomic
def come(session: Session, coming: Coming) -> Guest:
    """Knock, or come in: who gives the meeting at once, others wait to be let in while the room says so.

    The host's coming opens the consultation when its time has come. Raises by MEET-01…04, MEET-08.
    """
    held = Session.objects.select_related("branch").select_for_update(of=("self",)).get(pk=session.pk)
    carrier = carrier_of(held)
    room = room_of(held)
    enforce(rules.has_own_room(carrier), rules.room_is_open(held, room, now()))
    room = _laid(held, room)
    guest = Guest.objects.filter(room=room, person=coming.person).first()
    if coming.leads:
        guest = _led(room, guest, coming)
        _open(held)
    else:
        guest = _came(room, guest, coming, held.capacity)
    publish(RoomChanged(room.pk))
    return guest


@transaction.atomic
def come_from_outside(visitor: Visitor) -> Guest:
    """Who has registered for a webinar comes in to listen. Raises by MEET-01…04."""
    found = Session.objects.select_related("branch").select_for_update(of=("self",))
    session = found.get(pk=visitor.webinar.session_id)
    room = room_of(session)
    enforce(rules.has_own_room(carrier_of(session)), rules.room_is_open(session, room, now()))
    room = _laid(session, room)
    guest = Guest.objects.filter(room=room, visitor=visitor).first()
    enforce(rules.room_lets_in(room, guest))
    if guest is None or guest.state != State.INSIDE:
        enforce(rules.there_is_a_seat(_inside(room), _seats(room)))
        guest = guest or Guest(room=room, visitor=visitor, part=Guest.Part.SPEAKER)
        guest.state = State.WAITING if room.waits else State.INSIDE
        guest.save()
    publish(RoomChanged(room.pk))
    return guest


@transaction.atomic
def show_out(visitor: Visitor) -> None:
    """He took his registration back: his place inside is over."""
    for guest in Guest.objects.filter(visitor=visitor, state__in=(State.INSIDE, State.WAITING)):
        guest.state = State.REMOVED
        guest.save()
        publish(RoomChanged(guest.room_id))


@transaction.atomic
def make_hall(session: Session) -> None:
    """A room that stands already becomes a hall: only the host is heard till he gives the word."""
    room = Room.objects.select_for_update().filter(session=session, ended_at=None).first()
    if room is not None and not room.is_hall:
        room.is_hall, room.waits = True, False
        if room.provider != JANUS.code:
            room.provider, room.node, room.number = JANUS.code, None, None
        room.save()
        publish(RoomChanged(room.pk))


@transaction.atomic
def come_to_call(call: Call, coming: Coming) -> Guest:
    """Lift a call of a chat: who is in the chat comes in at once.

    Raises ``Refused`` by CALL-01, MEET-03, MEET-04.
    """
    answer_call(call, by=coming.person)
    room = Room.objects.select_for_update().filter(call=call).first()
    if room is None:
        carrier = provider_for(2, form_of(None), own_page=True)
        room = Room.objects.create(call=call, provider=carrier.code, node=_node(carrier), waits=False)
    guest = Guest.objects.filter(room=room, person=coming.person).first()
    guest = _led(room, guest, coming) if coming.leads else _came(room, guest, coming)
    publish(RoomChanged(room.pk))
    return guest


def _laid(session: Session, room: Room | None) -> Room:
    """A room whose server is away before anybody has come is carried by another.

    A webinar has no door to wait at: who has registered or a place comes in and listens.
    """
    if room is not None and not is_lost(room):
        return room
    carrier = carrier_for(session, room)
    is_hall = webinar_of(session) is not None
    room = room or Room(session=session, is_hall=is_hall, waits=not is_hall)
    room.provider, room.node = carrier.code, _node(carrier)
    room.save()
    return room


def _node(carrier: Provider) -> MediaNode | None:
    """Where there is one server of a kind it is known at once; a room at Janus is placed by the studio."""
    return node_for(carrier) if carrier.code in settings.ENGINES else None


def _open(session: Session) -> None:
    """Too early is no reason to keep the host out: it begins by itself when he presses «Начать»."""
    if session.state == Session.State.PLANNED:
        try:
            open_session(session)
        except Refused:
            return


def _led(room: Room, guest: Guest | None, coming: Coming) -> Guest:
    guest = guest or Guest(room=room, person=coming.person)
    guest.part, guest.state, guest.let_by = Guest.Part.HOST, State.INSIDE, coming.person
    guest.save()
    return guest


def _came(room: Room, guest: Guest | None, coming: Coming, capacity: int = 0) -> Guest:
    enforce(rules.room_lets_in(room, guest))
    if guest is not None and guest.state == State.INSIDE:
        return guest
    if coming.walk_in:
        enforce(rules.walk_in_has_a_place(capacity, taken(room)))
    if guest is None:
        guest = Guest(room=room, person=coming.person, ward=coming.ward, part=Guest.Part.SPEAKER)
    guest.state, guest.walk_in = State.WAITING, coming.walk_in
    is_their_door = room.provider == BBB.code  # who waits there is let in there
    if is_their_door or not (room.waits or coming.walk_in):
        enforce(rules.there_is_a_seat(_inside(room), _seats(room)))
        guest.state = State.INSIDE
    guest.save()
    return guest


def _inside(room: Room) -> int:
    return room.guests.filter(state=State.INSIDE).count()


def _seats(room: Room, coming: int = 1) -> int:
    """How many fit; a room too large for its browsers alone moves to a media server, if one answers."""
    if room.is_hall:
        return HALL_SEATS
    if room.provider == P2P.code and _inside(room) + coming > P2P.seats:
        grown = provider_for(_inside(room) + coming, form_of(room.session), own_page=True)
        if grown is not P2P:
            room.provider, room.node = grown.code, _node(grown)
            room.save()
    return seats_of(PROVIDERS[room.provider])


def _locked(guest: Guest) -> tuple[Room, Guest]:
    room = Room.objects.select_for_update().get(pk=guest.room_id)
    return room, Guest.objects.get(pk=guest.pk)


@transaction.atomic
def let_in(guest: Guest, *, by: Person) -> Guest:
    """From the door or back after a mistake. Raises ``Refused`` by MEET-04, MEET-08."""
    room, held = _locked(guest)
    if held.state != State.INSIDE:
        enforce(rules.there_is_a_seat(_inside(room), _seats(room)))
        if held.walk_in and room.session is not None:
            enforce(rules.walk_in_has_a_place(room.session.capacity, taken(room)))
        _decided(held, State.INSIDE, by)
    return held


@transaction.atomic
def let_all_in(room: Room, *, by: Person) -> int:
    """Those at the door with a place, as many as there is room for, who came first.

    Who came without booking is let in by name. Raises by MEET-04 if there is room for none.
    """
    held = Room.objects.select_for_update().get(pk=room.pk)
    waiting = list(held.guests.filter(state=State.WAITING, walk_in=False))
    left = _seats(held, len(waiting)) - _inside(held)
    if waiting and left <= 0:
        enforce(rules.there_is_a_seat(_inside(held), _seats(held)))
    for guest in waiting[:left]:
        _decided(guest, State.INSIDE, by)
    return min(len(waiting), left)


@transaction.atomic
def refuse(guest: Guest, *, by: Person) -> Guest:
    """Not let in, or removed if already inside. Raises ``Refused`` by MEET-05."""
    _room, held = _locked(guest)
    enforce(rules.is_not_the_host(held))
    _decided(held, State.REMOVED if held.state == State.INSIDE else State.REFUSED, by)
    return held


def _decided(guest: Guest, state: str, by: Person) -> None:
    guest.state, guest.let_by, guest.place = state, by, None
    guest.hand_at = guest.word_at = None
    guest.save()
    publish(RoomChanged(guest.room_id))


@transaction.atomic
def set_room(room: Room, *, locked: bool | None = None, waits: bool | None = None) -> Room:
    """Close it for newcomers; let in one by one or all at once."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    held.locked = held.locked if locked is None else locked
    held.waits = held.waits if waits is None else waits
    held.save()
    publish(RoomChanged(held.pk))
    return held


@transaction.atomic
def set_muted(guest: Guest, *, muted: bool) -> Guest:
    """The host switches a microphone off; its owner switches it on again. Raises by MEET-05, MEET-09."""
    room, held = _locked(guest)
    enforce(rules.is_not_the_host(held) if muted else rules.has_the_word(room, held))
    held.muted = muted
    held.save()
    publish(RoomChanged(held.room_id))
    return held


@transaction.atomic
def set_hand(guest: Guest, *, up: bool) -> Guest:
    """Raised hands stand in a queue by time; raising a raised one keeps the turn."""
    _room, held = _locked(guest)
    held.hand_at = (held.hand_at or now()) if up else None
    held.save()
    publish(RoomChanged(held.room_id))
    return held


@transaction.atomic
def give_word(guest: Guest, *, given: bool) -> Guest:
    """In a hall who has the word is heard; taken back, the media server takes nothing from him any more.

    Raises ``Refused`` by MEET-05, MEET-10.
    """
    room, held = _locked(guest)
    enforce(
        rules.is_not_the_host(held), rules.stage_takes_one(room, held, _speaking(room)) if given else None
    )
    held.word_at = (held.word_at or now()) if given else None
    held.hand_at, held.muted = None, False
    held.save()
    publish(RoomChanged(held.room_id))
    return held


def _speaking(room: Room) -> int:
    return room.guests.filter(state=State.INSIDE).exclude(word_at=None).count()


@transaction.atomic
def give_word_to_next(room: Room) -> Guest | None:
    """To the hand that was raised first; None when nobody's is."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    raised = held.guests.filter(state=State.INSIDE, word_at=None).exclude(hand_at=None)
    first = raised.order_by("hand_at", "pk").first()
    return give_word(first, given=True) if first else None


@transaction.atomic
def end(room: Room) -> Room:
    """The meeting is over for everybody; what it measured waits to be confirmed."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    if held.ended_at is None:
        stop(held)
        gather(held)
        held.refresh_from_db()
        held.ended_at = now()
        held.save()
        publish(RoomChanged(held.pk))
        publish(RoomEnded(held.pk))
    return held


@transaction.atomic
def end_call(call: Call) -> Call:
    """The call is over for everybody; the chat says how long it was, by the rule of ``minutes``."""
    room = Room.objects.filter(call=call).first()
    found = time_of(room) if room else None
    people = [*found.came, call.by_id] if found else []
    return hang_up(
        call, minutes=found.minutes if found else 0, spoke=list(Person.objects.filter(pk__in=people))
    )


def close_room_of(call: int) -> None:
    """The chat has said that the call is over."""
    room = Room.objects.filter(call=call).first()
    if room is not None:
        end(room)
