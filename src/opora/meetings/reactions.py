"""Open rooms hear of changes; consultations learn what the room measured."""

from django.conf import settings
from django.db.models import Q

from opora.consultations.models import Session
from opora.consultations.queries.measuring import announced_by, kept_by, measured_by, opened_by, timed_by
from opora.consultations.queries.sessions import session_card
from opora.conversations.events import CallEnded
from opora.files.events import FilePrepared
from opora.files.models import StoredFile
from opora.kernel.events import on
from opora.notifications.live import room, wake_rooms
from opora.people.access import Actor
from opora.webinars.events import VisitorGone, WebinarOpened
from opora.webinars.models import Visitor

from .access import LEADERS, may_lead
from .actions import close_room_of, make_hall, show_out
from .board.actions import unfold
from .events import BoardChanged, NotesChanged, RoomChanged, RoomEnded, TimerPressed
from .models import Room
from .providers import BBB, LIVEKIT
from .queries.evidence import measured_of
from .queries.rooms import door_of, film_of
from .queries.timers import stopwatch_of, timed_of
from .queries.together import part_of, shelf_of
from .tasks import follow
from .waking import changes
from .webinar.actions import write_down_the_unanswered

measured_by(measured_of)
measured_by(timed_of)
opened_by(door_of)
announced_by(film_of)
timed_by(stopwatch_of)
kept_by(shelf_of)


@on(RoomChanged)
def wake_those_inside(event: RoomChanged) -> None:
    """In its small groups too: hands and rights are of the whole meeting."""
    parts = Room.objects.filter(main=event.room_id).values_list("pk", flat=True)
    changes.publish([str(event.room_id), *map(str, parts)])


@on(RoomChanged)
def order_its_server(event: RoomChanged) -> None:
    """A video server is told by a job: who was removed is put out there, and no page waits for it."""
    if not settings.ENGINES:
        return
    told = Q(provider=LIVEKIT.code) | Q(provider=BBB.code, ended_at__isnull=False)
    if Room.objects.filter(told, pk=event.room_id).exists():
        follow.defer(room=event.room_id)


@room("timer")
def may_hear_of_timer(actor: Actor, number: int) -> bool:
    if actor.role not in LEADERS or not actor.window.is_open:
        return False
    session = Session.objects.filter(pk=number).first()
    return session is not None and may_lead(actor, session)


@on(TimerPressed)
def show_on_other_pages(event: TimerPressed) -> None:
    wake_rooms(("timer", event.session_id))


@on(CallEnded)
def shut_its_room(event: CallEnded) -> None:
    """Who waits inside sees that nobody will come."""
    close_room_of(event.call_id)


@on(WebinarOpened)
def make_its_room_a_hall(event: WebinarOpened) -> None:
    make_hall(Session.objects.get(pk=event.session_id))


@on(VisitorGone)
def show_visitor_out(event: VisitorGone) -> None:
    show_out(Visitor.objects.get(pk=event.visitor_id))


@on(RoomEnded)
def answer_the_rest_in_writing(event: RoomEnded) -> None:
    room = Room.objects.select_related("session").get(pk=event.room_id)
    if room.is_hall:
        write_down_the_unanswered(room)


@room("board")
@room("notes")
def may_hear_of_what_is_made_together(actor: Actor, number: int) -> bool:
    """Who takes part in the consultation."""
    if not actor.window.is_open:
        return False
    try:
        return part_of(actor, session_card(actor, number)) is not None
    except Session.DoesNotExist:
        return False


@on(NotesChanged)
def show_to_those_who_read(event: NotesChanged) -> None:
    wake_rooms(("notes", event.session_id))


@on(BoardChanged)
def show_to_those_who_look(event: BoardChanged) -> None:
    wake_rooms(("board", event.session_id))


@on(FilePrepared)
def show_what_lies_under(event: FilePrepared) -> None:
    """A document has pages now."""
    stored = StoredFile.objects.filter(pk=event.file_id).first()
    if stored is not None:
        unfold(stored)
