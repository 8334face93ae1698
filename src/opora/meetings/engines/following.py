"""Video servers made to follow our rows, and what they say of who is there taken down."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from opora.kernel.clock import now

from .. import presence
from ..models import Guest, Room
from ..providers import BBB, LIVEKIT, PROVIDERS
from . import livekit, speaking
from .errors import EngineError

ENDED_FOR = timedelta(hours=2)  # a room nobody ended is over by then (MEET-02)


def follow(room: Room) -> None:
    """Who is out is put out, who is muted is silenced, what is over is over. Raises :class:`EngineError`."""
    if room.provider not in settings.ENGINES:
        return
    if room.provider == BBB.code and room.ended_at is not None:
        speaking.bbb().end(speaking.meeting_of(room))
    elif room.provider == LIVEKIT.code:
        _follow_livekit(room)


def _follow_livekit(room: Room) -> None:
    client, name = speaking.lk(), speaking.name_of(room.pk)
    if room.ended_at is not None:
        client.delete(name)
        return
    muted = dict(room.guests.filter(state=Guest.State.INSIDE).values_list("person", "muted"))
    for one in client.participants(name):
        if one.person not in muted:
            client.remove(name, one.identity)
            continue
        is_muted = muted[one.person]
        for track in one.tracks:
            if is_muted and track.kind == "AUDIO" and not track.muted:
                client.mute(name, one.identity, track.sid)
        wanted = livekit.sends(muted=is_muted)
        if one.sources != frozenset(wanted):
            client.permit(name, one.identity, wanted)


def heard(told: livekit.Told) -> Room | None:
    """A word of LiveKit: media is the second measure (``minutes``). Answers a room to be looked at again."""
    number = speaking.room_named(told.room)
    room = Room.objects.filter(pk=number, provider=LIVEKIT.code).first() if number else None
    if room is None:
        return None
    is_guest = told.person is not None and room.guests.filter(person=told.person).exists()
    match told.event:
        case "track_published" if is_guest and told.person is not None:
            presence.media_began(room.pk, told.person)
        case "track_unpublished" | "participant_left" if is_guest:
            presence.media_ended(room.pk, told.person)
        case "room_finished":
            presence.media_ended(room.pk)
        case "participant_joined":
            return room
    return None


def going() -> QuerySet[Room]:
    """Meetings in BigBlueButton that somebody may be in."""
    may_be = Q(ended_at=None, session__ends_at__gt=now() - ENDED_FOR, guests__isnull=False)
    return Room.objects.filter(may_be | Q(visits__ending=""), provider=BBB.code).distinct()


def look(room: Room) -> None:
    """Who is there now, written down. Raises :class:`EngineError`."""
    known = set(room.guests.values_list("person", flat=True))
    told = {one.user for one in speaking.bbb().attendees(speaking.meeting_of(room))}
    presence.named(room.pk, {person for person in known if str(person) in told})


def look_at_all() -> int:
    """How many rooms were looked at; a server that does not answer is noted and the others wait no longer."""
    if BBB.code not in settings.ENGINES:
        return 0
    rooms = list(going())
    try:
        for room in rooms:
            look(room)
    except EngineError as error:
        speaking.note(BBB, error)
    return len(rooms)


def try_all() -> None:
    """How each server of the settings is, for the page of the specialist and for the next room."""
    for client in speaking.clients():
        provider = PROVIDERS[client.engine.name]
        try:
            client.ping()
        except EngineError as error:
            speaking.note(provider, error)
        else:
            speaking.note(provider)
