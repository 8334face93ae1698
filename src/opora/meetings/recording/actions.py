"""Recording begins by the host's word, of each person by his own; it becomes a film and is erased in time."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.consultations.queries.telling import what_of
from opora.files.actions.keeping import discard, keep_made
from opora.kernel.clock import now, today
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.notifications.actions import notify_many
from opora.people.models import Person
from opora.webinars.actions import keep_links_until, tell_visitors
from opora.webinars.queries import webinar_of
from opora.webinars.queries.letters import What

from .. import rules
from ..events import RoomChanged
from ..janus.placing import free_nodes
from ..models import Chapter, Consent, Guest, Recording, Room, Visit, whose
from ..providers import JANUS
from ..queries.rooms import booked_in
from .film import moment
from .queries import recorded_in, running, unasked_of_publishing, words_for

State = Recording.State
NOBODY_FOR = timedelta(minutes=2)
LONGEST_TITLE = 120


@transaction.atomic
def start(room: Room, *, by: Guest) -> Recording:
    """Ask everybody and record who agrees; the host agrees by asking. Raises ``Refused`` by MEET-06.

    A room of few moves to a media server: browsers alone keep nothing.
    """
    assert by.person is not None  # noqa: S101 -- who leads has an account
    held = (
        Room.objects.select_for_update(of=("self",)).select_related("session__branch", "node").get(pk=room.pk)
    )
    if going := running(held):
        return going
    enforce(rules.somebody_can_record(held, free_nodes()))
    if held.provider != JANUS.code:
        held.provider = JANUS.code
        held.save()
    day = today(held.consultation.branch.timezone)
    recording = Recording.objects.create(
        room=held,
        by=by.person,
        key=secrets.token_hex(12),
        began_at=now(),
        keep_until=day + timedelta(days=settings.RECORDINGS_DAYS),
    )
    _answered(recording, by, agreed=True)
    return recording


@transaction.atomic
def answer(guest: Guest, *, agreed: bool) -> Consent | None:
    """Of one who is inside; None when nothing is being recorded any more."""
    room = Room.objects.select_for_update().get(pk=guest.room_id)
    recording = running(room)
    return _answered(recording, guest, agreed=agreed) if recording else None


def _answered(recording: Recording, guest: Guest, *, agreed: bool) -> Consent:
    consent = Consent.objects.create(
        recording=recording,
        person=guest.person,
        visitor=guest.visitor,
        ward=guest.ward,
        agreed=agreed,
        words=words_for(recording, guest),
        at=now(),
    )
    publish(RoomChanged(recording.room_id))
    return consent


@transaction.atomic
def stop(room: Room) -> Recording | None:
    """The film is made by a job; None when nothing was being recorded."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    recording = running(held)
    if recording is None:
        return None
    recording.state, recording.ended_at = State.STOPPED, now()
    recording.save()
    publish(RoomChanged(held.pk))
    from ..tasks import assemble  # noqa: PLC0415 -- the task calls the actions

    assemble.configure(schedule_in={"seconds": 5}).defer(recording=recording.pk)
    return recording


def stop_forgotten() -> int:
    """Of rooms that everybody has left without a word; how many."""
    heard = Visit.objects.filter(heard_at__gte=now() - NOBODY_FOR)
    fresh = heard.values(where=Coalesce("room__main", "room"))  # in a small group is in the meeting
    lost = Recording.objects.filter(state=State.RUNNING, updated_at__lt=now() - NOBODY_FOR).exclude(
        room__in=fresh
    )
    return sum(stop(recording.room) is not None for recording in lost.select_related("room"))


@transaction.atomic
def mark(room: Room, *, by: Person, words: str = "") -> Chapter:
    """A place to find again in the film. Raises ``Refused`` by REC-01 and what is objected to the words."""
    held = Room.objects.select_for_update().get(pk=room.pk)
    recording = running(held)
    said = " ".join(words.split())[:LONGEST_TITLE]
    enforce(rules.something_is_recorded(recording), *objections(Said(said, by.pk)))
    assert recording is not None  # noqa: S101 -- REC-01
    return Chapter.objects.create(recording=recording, at=moment(), words=said or "Отметка", by=by)


@transaction.atomic
def mark_screen(room: int, who: int) -> Chapter | None:
    """Somebody who is recorded shows a screen; None when nothing is, or not of him.

    The name of a visitor is not written: it is to be forgotten before the film is.
    """
    held = Room.objects.select_related("session").get(pk=room)
    recorded = recorded_in(held, {who})
    if recorded is None or who not in recorded.agreed:
        return None
    guest = Guest.objects.select_related("room", "person").filter(room=held, **whose(who)).first()
    if guest is None or rules.has_the_word(held, guest) is not None:
        return None
    recording = Recording.objects.select_related("by").get(key=recorded.key)
    words = f"Экран: {guest.short_name}" if guest.person else "Экран гостя"
    by = guest.person or recording.by
    return Chapter.objects.create(recording=recording, at=moment(), words=words, by=by)


def chapters_in(recording: Recording, began: datetime, seconds: int) -> list[Chapter]:
    """With their places in a film that begins then; what was marked before or after it is left out."""
    found: list[Chapter] = []
    for one in recording.chapters.select_related("by"):
        one.second = max(int((one.at - began).total_seconds()), 0)
        if one.second < seconds and (not found or found[-1].second != one.second):
            found.append(one)
    return found


def titles(recording: Recording, chapters: Sequence[Chapter]) -> list[tuple[int, str]]:
    """For the film itself: it begins with the topic unless something was marked at once."""
    told = [(one.second or 0, one.words) for one in chapters]
    first = recording.room.consultation.topic or "Начало"
    return told if told and told[0][0] == 0 else [(0, first), *told]


@transaction.atomic
def keep_film(
    recording: Recording, film: Path | None, seconds: int, chapters: Sequence[Chapter] = ()
) -> Recording:
    """``film`` is given away; None when nobody agreed or nothing was heard."""
    held = Recording.objects.select_for_update().get(pk=recording.pk)
    if held.state not in (State.STOPPED, State.FAILED):
        return held
    held.state = State.EMPTY
    if film is not None:
        name = f"Встреча {held.began_at:%d.%m.%Y}.mp4"
        held.file = keep_made(film, name=name, content_type="video/mp4", by=held.by)
        held.state, held.seconds, held.sha256 = State.READY, seconds, held.file.sha256
        Chapter.objects.bulk_update(chapters, ["second"])
    held.save()
    return held


@transaction.atomic
def failed(recording: Recording) -> None:
    Recording.objects.filter(pk=recording.pk, state=State.STOPPED).update(
        state=State.FAILED, updated_at=now()
    )


@transaction.atomic
def erase(recording: Recording) -> Recording:
    """Its time is over, or the host wants it gone; what was there stays said."""
    held = Recording.objects.select_for_update(of=("self",)).select_related("file").get(pk=recording.pk)
    enforce(rules.recording_is_over(held))
    film, held.file = held.file, None
    held.state, held.erased_at = State.ERASED, now()
    held.save()
    if film is not None:
        discard(film)
    return held


def erase_old() -> int:
    """Those whose time is over, by the day of each centre; how many."""
    kept = Recording.objects.exclude(state__in=(State.RUNNING, State.ERASED)).select_related(
        "room__session__branch"
    )
    old = [one for one in kept if one.keep_until < today(one.room.consultation.branch.timezone)]
    for recording in old:
        erase(recording)
    return len(old)


@transaction.atomic
def publish_film(recording: Recording) -> Recording:
    """Those the webinar was for may watch it till it is erased; they are told. Raises by MEET-14."""
    held = (
        Recording.objects.select_for_update(of=("self",))
        .select_related("room__session__person", "room__session__branch")
        .get(pk=recording.pk)
    )
    enforce(rules.may_be_published(held, unasked_of_publishing(held)))
    if held.published_at is None:
        held.published_at = now()
        held.save()
        _tell_of_film(held)
    return held


@transaction.atomic
def take_film_back(recording: Recording) -> Recording:
    """Only who leads sees it again."""
    held = Recording.objects.select_for_update().get(pk=recording.pk)
    held.published_at = None
    held.save()
    return held


def _tell_of_film(recording: Recording) -> None:
    session = recording.room.consultation
    webinar = webinar_of(session)
    if webinar is not None:
        keep_links_until(webinar, recording.keep_until)
        tell_visitors(webinar, What.FILMED)
    with override("ru"):
        notify_many(
            booked_in(session),
            key=f"session-{session.pk}-film-{recording.pk}",
            title=_("Запись вебинара: {what}").format(what=what_of(session)),
            body=_("Доступна до {day}.").format(day=f"{recording.keep_until:%d.%m.%Y}"),
            url=reverse("consultations:session", args=[session.pk]),
        )
