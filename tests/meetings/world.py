"""What tests of meetings are made of."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from opora.consultations.models import Session
from opora.files.actions.keeping import keep
from opora.files.models import StoredFile
from opora.meetings import actions
from opora.meetings.models import Guest, Recording, Room, Visit
from opora.meetings.queries.rooms import Coming
from opora.people.models import Person
from tests import make

STARTS = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # the cast's clock stands at 14:50


def meeting(cast: make.Cast, *learners: Person, starts_at: datetime = STARTS, **values: Any) -> Session:
    """A consultation by the platform's video with these learners booked."""
    session = make.session(cast.teacher, starts_at, 60, groups=[cast.group], **values)
    session.means.add(make.means())
    for who in learners:
        make.booking(session, who)
    return session


def passed(session: Session, state: str) -> Session:
    """As its record left it."""
    times = {"actual_start": session.starts_at, "actual_end": session.ends_at} if state != "cancelled" else {}
    Session.objects.filter(pk=session.pk).update(state=state, **times)
    session.refresh_from_db()
    return session


def host(session: Session) -> Guest:
    return actions.come(session, Coming(session.person, leads=True))


def knock(session: Session, who: Person, ward: Person | None = None) -> Guest:
    return actions.come(session, Coming(who, ward=ward))


def inside(session: Session, who: Person, ward: Person | None = None) -> Guest:
    return actions.let_in(knock(session, who, ward), by=session.person)


def png(color: str = "navy", size: tuple[int, int] = (320, 200)) -> SimpleUploadedFile:
    """A picture of one colour."""
    made = BytesIO()
    Image.new("RGB", size, color).save(made, "PNG")
    return SimpleUploadedFile("схема.png", made.getvalue())


def stored_film(by: Person) -> StoredFile:
    """A file of that kind; its bytes are nobody's film."""
    return keep(SimpleUploadedFile("Встреча.txt", b"frames and sound"), by=by)


def film_of(guest: Guest, file: StoredFile | None, **values: Any) -> Recording:
    """Made and kept, as the job leaves it."""
    at = guest.room.session.starts_at
    told: dict[str, Any] = {
        "room": guest.room,
        "by": guest.person,
        "state": Recording.State.READY,
        "key": uuid4().hex,
        "began_at": at,
        "ended_at": at + timedelta(minutes=1),
        "keep_until": at.date() + timedelta(days=30),
    }
    return Recording.objects.create(**told | {"file": file} | values)


def visit(room: Room, who: Person, first: int, last: int, **values: Any) -> Visit:
    """From the first to the last second after the planned beginning."""
    start = room.session.starts_at
    defaults = {"connection": "0" * 32, "device": "computer", "ending": "left"}
    return Visit.objects.create(
        room=room,
        person=who,
        came_at=start + timedelta(seconds=first),
        heard_at=start + timedelta(seconds=last),
        **{**defaults, **values},
    )
