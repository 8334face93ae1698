"""Recording: by the host's word, of each by his own, kept for its time, seen by few, erased with an act."""

import json
import shutil
import struct
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from opora.consultations.models import Session
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.meetings import actions, presence, tasks
from opora.meetings.janus.nodes import Node
from opora.meetings.models import Chapter, Consent, MediaNode, Recording, Room
from opora.meetings.recording import actions as recording
from opora.meetings.recording import film
from opora.meetings.recording.queries import recorded_in, words_for
from opora.notifications.models import Notification
from tests import make

from .world import STARTS, film_of, host, inside, meeting, stored_film, visit

Login = Callable[..., Client]
State = Recording.State
LOOKS = 2


@pytest.fixture
def session(cast: make.Cast, settings: Settings, tmp_path: Path) -> Session:
    """Of two inside, where a server can record."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.JANUS = {"north": Node("north", "ws://10.0.0.5:8188", recordings=str(tmp_path))}
    MediaNode.objects.create(name="north", url="ws://10.0.0.5:8188", seats=100, since=now())
    session = meeting(cast, cast.learner, cast.child)
    host(session)
    inside(session, cast.learner)
    return session


def agreed(room: Room) -> set[int]:
    people = {guest.person_id for guest in room.guests.filter(state="inside")}
    found = recorded_in(room, people)
    return set(found.agreed) if found else set()


def test_meet_06_without_a_server_that_can_record_nothing_is_recorded(
    session: Session, settings: Settings
) -> None:
    settings.JANUS = {"north": Node("north", "ws://10.0.0.5:8188")}
    guest = session.room.guests.get(person=session.person)
    with pytest.raises(Refused, match="нечем"):
        recording.start(session.room, by=guest)
    assert not Recording.objects.exists()


def test_the_host_asks_each_answers_for_himself_and_may_take_it_back(
    cast: make.Cast, session: Session
) -> None:
    room, learner = session.room, session.room.guests.get(person=cast.learner)
    assert recorded_in(room, {cast.teacher.pk}) is None
    begun = recording.start(room, by=room.guests.get(person=cast.teacher))
    assert recording.start(room, by=room.guests.get(person=cast.teacher)) == begun
    room.refresh_from_db()
    assert room.provider == "janus"  # a room of few has moved to a server
    assert agreed(room) == {cast.teacher.pk}
    for answer in (False, True, False):
        recording.answer(learner, agreed=answer)
        assert (cast.learner.pk in agreed(room)) is answer
    kept = Consent.objects.filter(person=cast.learner)
    assert [one.agreed for one in kept] == [False, True, False]
    assert kept[0].words == words_for(begun, learner)
    assert f"{begun.keep_until:%d.%m.%Y}" in kept[0].words


def test_case_46_consent_taken_back_ends_the_own_track_and_nothing_else(
    cast: make.Cast, session: Session
) -> None:
    room, learner = session.room, session.room.guests.get(person=cast.learner)
    begun = recording.start(room, by=room.guests.get(person=cast.teacher))
    recording.answer(learner, agreed=True)
    recording.answer(learner, agreed=False)
    learner.refresh_from_db()
    assert learner.state == "inside"  # the other way: the help goes on, without him in the film
    assert session.bookings.get(learner=cast.learner).state == "confirmed"
    begun.refresh_from_db()
    assert (begun.state, agreed(room)) == (State.RUNNING, {cast.teacher.pk})
    assert '"mine": false' in presence.view(room.pk, set()).text_for(cast.learner.pk, {})
    assert "до" in Consent.objects.filter(person=cast.learner).last().words  # type: ignore[union-attr]
    assert Consent.objects.filter(person=cast.learner).count() == 2  # what was answered stays as proof


def test_job_08_a_week_before_it_is_said_which_films_go(cast: make.Cast, session: Session) -> None:
    guest = session.room.guests.get(person=cast.teacher)
    film_of(guest, stored_film(cast.teacher), keep_until=STARTS.date() + timedelta(days=7))
    film_of(guest, stored_film(cast.teacher), keep_until=STARTS.date() + timedelta(days=8))
    with travel(STARTS):
        assert (tasks.tell_what_goes(), tasks.tell_what_goes()) == (2, 0)
    told = Notification.objects.filter(key__startswith="erase-films-")
    assert {row.person_id for row in told} == {cast.specialist.pk, cast.deputy.pk}
    assert {row.title for row in told} == {"Через 7 дней будут удалены записи встреч: 1"}


def test_of_a_minor_nothing_is_kept_without_his_representative(cast: make.Cast, session: Session) -> None:
    cast.child.birth_date = date(2010, 5, 1)
    cast.child.save()
    room, child = session.room, inside(session, cast.child)
    recording.start(room, by=room.guests.get(person=cast.teacher))
    recording.answer(child, agreed=True)
    assert cast.child.pk not in agreed(room)
    parent = inside(session, cast.parent, ward=cast.child)
    recording.answer(parent, agreed=True)
    assert {cast.child.pk, cast.parent.pk} <= agreed(room)
    assert cast.child.full_name in Consent.objects.get(person=cast.parent).words
    recording.answer(parent, agreed=False)
    assert not {cast.child.pk, cast.parent.pk} & agreed(room)


def test_everybody_inside_is_told_and_asked_once(cast: make.Cast, session: Session) -> None:
    def told(who: make.Person) -> str:
        return presence.view(session.room.pk, set()).text_for(who.pk, {})

    assert '"recording"' not in told(cast.learner)
    recording.start(session.room, by=session.room.guests.get(person=cast.teacher))
    assert '"asks": true, "mine": false' in told(cast.learner)
    assert '"asks": false, "mine": true' in told(cast.teacher)
    recording.answer(session.room.guests.get(person=cast.learner), agreed=False)
    assert '"asks": false, "mine": false' in told(cast.learner)


def test_the_end_of_the_meeting_and_an_empty_room_stop_it(cast: make.Cast, session: Session) -> None:
    room = session.room
    visit(room, cast.teacher, 0, 60, ending="")
    recording.start(room, by=room.guests.get(person=cast.teacher))
    with travel(STARTS + timedelta(seconds=100)):
        assert recording.stop_forgotten() == 0
    with travel(STARTS + timedelta(minutes=10)):
        Recording.objects.update(updated_at=STARTS)
        assert recording.stop_forgotten() == 1
    recording.start(room, by=room.guests.get(person=cast.teacher))
    actions.end(room)
    assert {one.state for one in Recording.objects.all()} == {State.STOPPED}
    assert recording.stop(room) is None


def looked(client: Client, url: str, **headers: str) -> int:
    answer = client.get(url, headers=headers)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_only_who_leads_sees_it_and_every_look_is_written_down(
    cast: make.Cast, session: Session, login: Login
) -> None:
    made = film_of(session.room.guests.get(person=cast.teacher), stored_film(cast.teacher))
    url = reverse("meetings:film", args=[session.pk, made.pk])
    for name, status in [("teacher", 200), ("deputy", 200), ("learner", 403), ("auditor", 403)]:
        assert looked(login(cast.account(name)), url) == status, name
    looks = JournalEntry.objects.filter(table="meetings_recording", action="V", row_id=made.pk)
    assert [one.account_id for one in looks] == [cast.account(name).pk for name in ("teacher", "deputy")]
    looked(login(cast.account("teacher")), url, Range="bytes=5-9")  # a piece of one look
    assert looks.count() == LOOKS
    page = (
        login(cast.account("auditor")).get(reverse("meetings:evidence", args=[session.pk])).content.decode()
    )
    assert "Записи" in page
    assert url not in page


def test_job_08_its_time_over_it_is_erased_and_the_row_is_the_act(
    cast: make.Cast, session: Session, login: Login
) -> None:
    guest = session.room.guests.get(person=cast.teacher)
    stored = stored_film(cast.teacher)
    old = film_of(guest, stored, keep_until=STARTS.date(), sha256=stored.sha256)
    young = film_of(guest, stored_film(cast.teacher))
    with travel(STARTS + timedelta(days=1)):
        assert recording.erase_old() == 1
        assert recording.erase_old() == 0
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, old.file, old.sha256) == (State.ERASED, None, stored.sha256)
    assert young.state == State.READY
    page = login(cast.account("deputy")).get(reverse("meetings:evidence", args=[session.pk])).content.decode()
    assert f"Акт № {old.pk}" in page.replace("\xa0", " ").replace("&nbsp;", " ")
    assert stored.sha256 in page


def test_meet_07_what_is_going_on_is_stopped_before_it_is_erased(cast: make.Cast, session: Session) -> None:
    going = recording.start(session.room, by=session.room.guests.get(person=cast.teacher))
    with pytest.raises(Refused, match="идёт"):
        recording.erase(going)


def test_without_tracks_there_is_no_film(cast: make.Cast, session: Session, tmp_path: Path) -> None:
    going = recording.start(session.room, by=session.room.guests.get(person=cast.teacher))
    recording.stop(session.room)
    head = b'{"t":"a","u":1}'
    bad = {
        f"{going.key}-1-1-audio-0.mjr": b"MJR00002" + struct.pack("!H", len(head)) + head,  # no packet came
        f"{going.key}-1-1-video-1.mjr": b"broken",
        "another-1-1-audio-0.mjr": b"MJR00002" + struct.pack("!H", len(head)) + head + b"MEET",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    tasks.assembled(going.pk)
    going.refresh_from_db()
    assert (going.state, going.file) == (State.EMPTY, None)
    assert [path.name for path in tmp_path.glob("*.mjr")] == ["another-1-1-audio-0.mjr"]


def test_rec_01_places_are_marked_while_it_is_recorded(
    cast: make.Cast, session: Session, login: Login
) -> None:
    room, url = session.room, reverse("meetings:mark", args=[session.pk])
    teacher = login(cast.account("teacher"))
    assert teacher.post(url, {"words": "рано"}).status_code == 422
    going = recording.start(room, by=room.guests.get(person=cast.teacher))
    for words in ("Наряд-допуск", ""):
        assert teacher.post(url, {"words": words}).status_code == 200
    assert recording.mark_screen(room.pk, cast.learner.pk) is None  # he has not agreed
    recording.answer(room.guests.get(person=cast.learner), agreed=True)
    recording.mark_screen(room.pk, cast.learner.pk)
    words = [one.words for one in going.chapters.all()]
    assert words == ["Наряд-допуск", "Отметка", f"Экран: {cast.learner.short_name}"]
    assert teacher.post(url, {"words": "Ты идиот"}).status_code == 422
    recording.stop(room)
    assert recording.mark_screen(room.pk, cast.learner.pk) is None


def test_chapters_are_counted_from_the_first_sound(cast: make.Cast, session: Session) -> None:
    going = recording.start(session.room, by=session.room.guests.get(person=cast.teacher))
    at = now()
    for seconds, words in [(-5, "До"), (2, "Два"), (2.5, "Тоже два"), (61, "Минута"), (500, "После")]:
        Chapter.objects.create(
            recording=going, at=at + timedelta(seconds=seconds), words=words, by=cast.teacher
        )
    found = recording.chapters_in(going, at, 100)
    assert [(one.second, one.clock, one.words) for one in found] == [
        (0, "0:00", "До"), (2, "0:02", "Два"), (61, "1:01", "Минута"),
    ]  # fmt: skip
    assert recording.titles(going, found) == [(0, "До"), (2, "Два"), (61, "Минута")]
    assert recording.titles(going, found[1:])[0] == (0, "Начало")


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="нет ffmpeg")
def test_a_film_bears_its_chapters_and_they_are_listed_beside_it(
    cast: make.Cast, session: Session, login: Login, tmp_path: Path
) -> None:
    source = tmp_path / "source.mp4"
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "color=navy:s=64x36:r=5:d=6", str(source)],
        check=True,
    )
    bare = film.Film(source, film.seconds_of(source), now())
    whole = film.with_chapters(bare, [(0, "Начало"), (2, "Сроки; № 1 = #\\")], tmp_path)
    probe = ["ffprobe", "-loglevel", "error", "-show_chapters", "-of", "json", str(whole.path)]
    told = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)["chapters"]
    assert [(float(one["start_time"]), float(one["end_time"]), one["tags"]["title"]) for one in told] == [
        (0, 2, "Начало"), (2, 6, "Сроки; № 1 = #/"),
    ]  # fmt: skip
    going = recording.start(session.room, by=session.room.guests.get(person=cast.teacher))
    recording.mark(session.room, by=cast.teacher, words="Сроки")
    recording.stop(session.room)
    chapters = recording.chapters_in(going, film.moment() - timedelta(seconds=3.5), 6)
    recording.keep_film(going, whole.path, 6, chapters)
    url = reverse("meetings:watch", args=[session.pk, going.pk])
    page = login(cast.account("teacher")).get(url).content.decode()
    assert 'data-second="3">0:03</a>' in page
    assert reverse("meetings:film", args=[session.pk, going.pk]) in page
