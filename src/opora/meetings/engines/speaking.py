"""One room at the video server that carries it: its names there, who may come in, what is made so."""

import hashlib
import hmac

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ..janus.placing import write_state
from ..models import Guest, Room
from ..placing import seats_of
from ..providers import BBB, LIVEKIT, Provider
from . import bigbluebutton, livekit
from .errors import EngineError
from .reading import Engine

Client = bigbluebutton.Client | livekit.Client


def clients() -> list[Client]:
    """Of every server of the settings."""
    return [
        bigbluebutton.Client(engine) if name == BBB.code else livekit.Client(engine)
        for name, engine in settings.ENGINES.items()
    ]


def bbb() -> bigbluebutton.Client:
    """Raises :class:`EngineError` where the settings do not name one any more."""
    return bigbluebutton.Client(_engine(BBB))


def lk() -> livekit.Client:
    return livekit.Client(_engine(LIVEKIT))


def _engine(provider: Provider) -> Engine:
    if provider.code not in settings.ENGINES:
        raise EngineError("away", _("{what} не настроен").format(what=provider.title))
    return settings.ENGINES[provider.code]


def note(provider: Provider, error: EngineError | None = None) -> None:
    """How its server is now; without ``error`` it answers. Only a change is written."""
    if provider.code in settings.ENGINES:
        write_state(settings.ENGINES[provider.code], (str(error) or error.code) if error else "")


def name_of(room: int) -> str:
    """Of the room there: known after a restart of ours, unlike that of another installation."""
    return f"{room}-{_mark('name', room)[:20]}"


def room_named(name: str) -> int | None:
    """The way back; None for a name that is not ours."""
    head = name.partition("-")[0]
    if not (head.isascii() and head.isdecimal() and len(head) < 19):
        return None
    return int(head) if hmac.compare_digest(name_of(int(head)), name) else None


def mark_of(room: int) -> str:
    """What BigBlueButton shows us when it says that the meeting is over: nobody else knows it."""
    return _mark("ended", room)


def _mark(what: str, room: int) -> str:
    said = f"engine:{what}:{room}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def meeting_of(room: Room) -> bigbluebutton.Meeting:
    marks = [_mark(what, room.pk)[:32] for what in ("moderator", "attendee")]
    return bigbluebutton.Meeting(name_of(room.pk), *marks)


def entrance(guest: Guest) -> str:
    """The address that lets him into BigBlueButton now, made for this press. Raises :class:`EngineError`.

    Who gives the meeting comes in as a moderator; while the room lets in one by one the others wait there.
    """
    room = guest.room
    session = room.consultation
    back = settings.PUBLIC_URL + reverse("meetings:room", args=[session.pk])
    meeting, client = meeting_of(room), bbb()
    ended = settings.PUBLIC_URL + reverse("meetings:bbb_ended", args=[room.pk, mark_of(room.pk)])
    created = client.create(
        meeting,
        name=session.topic or _("Консультация: {who}").format(who=session.person.short_name),
        asks=room.waits,
        seats=seats_of(BBB),
        back=back,
        ended=ended,
    )
    return client.join(
        meeting,
        created=created,
        user=str(guest.who),
        name=guest.short_name,
        leads=guest.part == Guest.Part.HOST,
        asks=room.waits or guest.walk_in,
        back=back,
    )


def ticket(guest: Guest, connection: str) -> dict[str, str]:
    """For a browser inside: where LiveKit is and a token of his own. Raises :class:`EngineError`."""
    client, name = lk(), name_of(guest.room_id)
    client.create(name, seats=seats_of(LIVEKIT))
    token = client.token(name, livekit.identity_of(guest.who, connection), muted=guest.muted)
    return {"url": client.engine.url, "token": token}
