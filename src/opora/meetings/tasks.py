"""By the clock: visits of a dead server end, old films are erased, a forgotten timer is reminded of, an empty
call is over. At once: films are made.
"""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from opora.conversations.actions import ring_out
from opora.conversations.queries.calling import rung_out
from opora.files import store
from opora.kernel.jobs import own_connection
from opora.kernel.times import format_when
from opora.notifications.actions import Message, notify_all, notify_many
from opora.people.models import Role
from opora.people.queries import holders_of, home_day, is_time_here

from .actions import end_call
from .engines import following
from .models import Recording, Room
from .parts.actions import gather_those_of
from .presence import close_lost
from .queries.calls import left_by_all
from .queries.timers import forgotten
from .recording import film
from .recording.actions import chapters_in, erase_old, failed, keep_film, stop_forgotten, titles
from .recording.queries import films_ending_on

MORNING = 9
WEEK = timedelta(days=7)
FILMS_NAMED = 10


@app.periodic(cron="*/5 * * * *")
@app.task(name="meetings.close_lost", queueing_lock="meetings.close_lost")
def close_lost_visits(timestamp: int) -> None:
    """Every five minutes: who was not heard for a minute and has no socket left is out."""
    with own_connection():
        close_lost()
        stop_forgotten()


@app.task(name="meetings.follow", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def follow(room: int) -> None:
    """A video server is made to follow the rows of the room."""
    with own_connection():
        following.follow(Room.objects.get(pk=room))


LOOKS_AT = (15, 30, 45)


@app.periodic(cron="* * * * *")
@app.task(name="meetings.try_servers", queueing_lock="meetings.try_servers")
def try_servers(timestamp: int) -> None:
    """Every minute how video servers are; who is in their meetings every quarter of it."""
    with own_connection():
        following.try_all()
        if following.look_at_all():
            for seconds in LOOKS_AT:
                look_around.configure(schedule_in={"seconds": seconds}).defer()


@app.task(name="meetings.look_around")
def look_around() -> None:
    with own_connection():
        following.look_at_all()


@app.periodic(cron="20 * * * *")
@app.task(name="meetings.erase", queueing_lock="meetings.erase")
def erase_recordings(timestamp: int) -> None:
    """Every hour: days end at different hours in different branches."""
    with own_connection():
        erase_old()
        if is_time_here(MORNING):
            tell_what_goes()


def tell_what_goes() -> int:
    """The specialist and the deputy hear a week before which films end (PD-02); how many were told."""
    day = home_day()
    going = list(films_ending_on(day + WEEK))
    if not going:
        return 0
    people = {*holders_of(Role.SPECIALIST, day), *holders_of(Role.DEPUTY, day)}
    with override("ru"):
        when = [
            format_when(one.began_at, one.ended_at, one.room.consultation.branch.timezone)
            for one in going[:FILMS_NAMED]
        ]
        return len(
            notify_many(
                people,
                key=f"erase-films-{day:%Y%m%d}",
                title=_("Через 7 дней будут удалены записи встреч: {n}").format(n=len(going)),
                body=_("Встречи: {when}. Нужную запись скачайте с её страницы.").format(when="; ".join(when)),
                url=reverse("meetings:evidence", args=[going[0].room.consultation.pk]),
            )
        )


@app.task(name="meetings.assemble", retry=RetryStrategy(max_attempts=5, wait=600))
def assemble(recording: int) -> None:
    """Tracks stay until the film is kept, so a killed worker begins again."""
    with own_connection():
        assembled(recording)


def assembled(pk: int) -> None:
    recording = Recording.objects.get(pk=pk)
    tracks = film.tracks_of(recording.key, film.folders())
    try:
        with tempfile.TemporaryDirectory(dir=store.unfinished()) as work:
            made = film.made(tracks, Path(work))
            if made is None:
                keep_film(recording, None, 0)
            else:
                chapters = chapters_in(recording, made.began, made.seconds)
                whole = film.with_chapters(made, titles(recording, chapters), Path(work))
                keep_film(recording, whole.path, whole.seconds, chapters)
    except Exception:
        failed(recording)
        raise
    for path in film.files_of(recording.key, film.folders()):
        path.unlink(missing_ok=True)


@app.task(name="meetings.gather")
def gather_in_time(room: int, first: int) -> None:
    """At the end of the term of small groups."""
    with own_connection():
        gather_those_of(room, first)


@app.periodic(cron="*/5 * * * *")
@app.task(name="meetings.remind_of_timers", queueing_lock="meetings.remind_of_timers")
def remind_of_timers(timestamp: int) -> None:
    """Every five minutes; each timer once."""
    with own_connection():
        tell_of_forgotten_timers()


def tell_of_forgotten_timers() -> int:
    """Answers how many were told."""
    with override("ru"):
        messages = [
            Message(
                person=one.person,
                key=f"session-{one.pk}-timer",
                title=_("Таймер консультации ещё идёт: {when}").format(
                    when=format_when(one.starts_at, one.ends_at, one.branch.timezone)
                ),
                body=_("Плановое время прошло. Остановите таймер или возьмите плановое окончание."),
                url=reverse("consultations:session", args=[one.pk]),
            )
            for one in forgotten()
        ]
    return len(notify_all(messages))


@app.periodic(cron="* * * * *")
@app.task(name="meetings.finish_calls", queueing_lock="meetings.finish_calls")
def finish_calls(timestamp: int) -> None:
    """Every minute."""
    with own_connection():
        finish_quiet_calls()


def finish_quiet_calls() -> int:
    """Calls nobody lifted are missed, those everybody has left are over; answers how many of both."""
    missed, left = list(rung_out()), list(left_by_all())
    for call in missed:
        ring_out(call)
    for call in left:
        end_call(call)
    return len(missed) + len(left)
