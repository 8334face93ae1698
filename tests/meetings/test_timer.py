"""The one-button timer: what presses amount to, two devices, no network, a forgotten one, and its page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.actions import cancel_session
from opora.consultations.models import Session
from opora.kernel.clock import travel
from opora.meetings import tasks, timing
from opora.meetings.models import Press
from opora.meetings.queries.timers import reading_of, timed_of
from opora.meetings.timer import reading
from opora.meetings.timing import Pressed
from opora.notifications.models import Notification
from opora.schedule.models import Mode
from opora.workload.models import WorkLogEntry
from tests import make

from .test_actions import refused
from .world import STARTS, meeting

Login = Callable[..., Client]
S = Session.State
What, Clock = Press.What, Press.Clock
DAY = datetime(2026, 11, 23, tzinfo=UTC)


def there(cast: make.Cast, **values: object) -> Session:
    """In person, with one learner booked."""
    return meeting(cast, cast.learner, mode=Mode.IN_PERSON, place="каб. 12", **values)


def start(session: Session, minute: float = 0, waited: int = 0) -> None:
    with travel(STARTS + timedelta(minutes=minute)):
        timing.start(session, by=session.person, pressed=Pressed(waited=timedelta(minutes=waited)))


def stop(session: Session, minute: float, waited: int = 0, *, as_planned: bool = False) -> None:
    with travel(STARTS + timedelta(minutes=minute)):
        pressed = Pressed(waited=timedelta(minutes=waited))
        timing.stop(session, by=session.person, pressed=pressed, as_planned=as_planned)


def press(what: str, clock: str, by: str = "server") -> Press:
    hours, minutes, seconds = (int(one) for one in clock.split(":"))
    at = DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Press(what=what, at=at, heard_at=at, clock=by)


@pytest.mark.parametrize(
    ("presses", "minutes"),
    [
        ([("start", "18:00:10"), ("stop", "18:46:05")], 45),
        ([("start", "18:00:00"), ("stop", "18:46:00")], 46),
        ([("start", "18:05:00"), ("start", "18:00:00"), ("stop", "18:30:00")], 30),
        ([("start", "18:00:00"), ("stop", "18:10:00"), ("resume", "18:12:00"), ("stop", "18:30:00")], 30),
        ([("start", "18:00:00"), ("stop", "18:00:59")], None),
    ],
    ids=["seconds are dropped", "whole", "the earlier start counts", "a stop taken back", "no minute"],
)
def test_presses_give_the_minutes_counted_by_hand(
    presses: list[tuple[str, str]], minutes: int | None
) -> None:
    found = reading([press(*one) for one in presses])
    assert found is not None
    span = found.span(DAY + timedelta(hours=19), DAY + timedelta(hours=20))
    assert (span and (span[1] - span[0]) // timedelta(minutes=1)) == minutes


def test_without_a_press_there_is_no_time() -> None:
    assert reading([]) is None


def test_the_press_opens_the_consultation_and_its_time_goes_to_the_hours(
    cast: make.Cast, login: Login
) -> None:
    session = there(cast)
    teacher = login(cast.account("teacher"))
    with travel(STARTS + timedelta(minutes=3, seconds=20)):
        page = teacher.get(reverse("consultations:session", args=[session.pk])).content.decode()
        assert 'data-state="ready"' in page
        assert reverse("consultations:open", args=[session.pk]) not in page
        answer = teacher.post(reverse("meetings:timer_start", args=[session.pk]))
        assert answer.url == reverse("consultations:session", args=[session.pk])
    session.refresh_from_db()
    assert (session.state, session.actual_start) == (S.IN_PROGRESS, STARTS + timedelta(minutes=3))
    with travel(STARTS + timedelta(minutes=49, seconds=30)):
        page = teacher.get(reverse("consultations:session", args=[session.pk])).content.decode()
        assert 'data-state="going" data-seconds="2770"' in page
        answer = teacher.post(reverse("meetings:timer_stop", args=[session.pk]), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("consultations:hold", args=[session.pk])
        text = answer.content.decode().replace("\xa0", " ")
        assert "Таймер отмерил 46 минут: с 18:03 до 18:49." in text
        form = answer.context["form"]
        sent = {
            "actual_start": form["actual_start"].value(),
            "actual_end": form["actual_end"].value(),
            "attended": form["attended"].value(),
            "topic": "Журнал инструктажей",
            "topic_basis": "progress_analysis",
            "scope": "overview",
        }
        assert (sent["actual_start"], sent["actual_end"]) == ("2026-11-23T18:03", "2026-11-23T18:49")
        assert len(sent["attended"]) == 1
        assert teacher.post(reverse("consultations:hold", args=[session.pk]), sent).status_code == 302
    assert WorkLogEntry.objects.get().minutes == 46
    proof = login(cast.account("deputy")).get(reverse("meetings:timer", args=[session.pk]))
    text = proof.content.decode().replace("\xa0", " ")
    assert "46 минут." in text
    assert text.count("по часам сервера") == 2


def test_two_devices_have_one_timer(cast: make.Cast) -> None:
    session = there(cast)
    start(session)
    start(session, 2)
    assert Press.objects.count() == 1
    stop(session, 30)
    stop(session, 31)
    assert [one.what for one in Press.objects.all()] == [What.START, What.STOP]


def test_the_same_press_sent_again_is_one_press(cast: make.Cast) -> None:
    session, pressed = there(cast), Pressed(uuid4())
    with travel(STARTS):
        for _n in range(2):
            timing.start(session, by=cast.teacher, pressed=pressed)
    assert Press.objects.count() == 1


def test_what_was_pressed_without_a_network_counts_from_its_own_moment_and_is_marked(
    cast: make.Cast, login: Login
) -> None:
    session = there(cast)
    start(session, 40, waited=38)
    session.refresh_from_db()
    assert session.actual_start == STARTS + timedelta(minutes=2)
    stop(session, 41, waited=3)
    found = timed_of(session)
    assert found is not None
    assert (found.start, found.end) == (STARTS + timedelta(minutes=2), STARTS + timedelta(minutes=38))
    assert "Связи не было" in found.words
    page = login(cast.account("teacher")).get(reverse("meetings:timer", args=[session.pk]))
    text = page.content.decode().replace("\xa0", " ")
    assert text.count("без связи, отсчитано устройством") == 2
    assert "сервер узнал" in text


def test_an_earlier_press_that_came_late_moves_the_beginning_and_a_later_one_does_not(
    cast: make.Cast,
) -> None:
    session = there(cast)
    start(session, 5)
    start(session, 20, waited=18)
    start(session, 21, waited=1)
    found = reading_of(session)
    assert found is not None
    assert found.started_at == STARTS + timedelta(minutes=2)
    assert Press.objects.count() == 2


def test_a_forgotten_timer_is_reminded_of_once_and_offers_the_planned_end(
    cast: make.Cast, login: Login
) -> None:
    session = there(cast)
    start(session)
    with travel(session.ends_at + timedelta(minutes=14)):
        assert tasks.tell_of_forgotten_timers() == 0
    with travel(session.ends_at + timedelta(minutes=16)):
        assert tasks.tell_of_forgotten_timers() == 1
        assert tasks.tell_of_forgotten_timers() == 0
        assert Notification.objects.get(person=cast.teacher).key == f"session-{session.pk}-timer"
        teacher = login(cast.account("teacher"))
        page = teacher.get(reverse("consultations:session", args=[session.pk])).content.decode()
        assert 'data-state="forgotten"' in page
        assert "Закончилась по плану" in page
        proposed = timed_of(session)
        assert proposed is not None
        assert proposed.end == session.ends_at
        teacher.post(reverse("meetings:timer_stop", args=[session.pk]), {"planned": "1"})
    last = Press.objects.last()
    assert last is not None
    assert (last.at, last.clock) == (session.ends_at, Clock.PLAN)
    assert "Взято плановое окончание" in (timed_of(session) or proposed).words


def test_a_stop_by_mistake_is_taken_back(cast: make.Cast) -> None:
    session = there(cast)
    start(session)
    stop(session, 10)
    with travel(STARTS + timedelta(minutes=11)):
        timing.resume(session, by=cast.teacher, pressed=Pressed())
        found = reading_of(session)
        assert found is not None
        assert found.stopped_at is None
    stop(session, 40)
    measured = timed_of(session)
    assert measured is not None
    assert measured.end - measured.start == timedelta(minutes=40)


def test_tmr_01_a_room_measures_itself_and_answers_have_intervals(cast: make.Cast) -> None:
    with refused("TMR-01"):
        start(meeting(cast, cast.learner))
    offline = make.session(cast.teacher, STARTS + timedelta(hours=3), mode=Mode.OFFLINE)
    with refused("TMR-01"):
        start(offline)


def test_a_consultation_by_phone_is_timed(cast: make.Cast) -> None:
    session = make.session(cast.teacher, STARTS, 60, groups=[cast.group])
    session.means.add(make.means("phone", "телефон", kind="phone"))
    make.booking(session, cast.learner)
    start(session)
    assert reading_of(session) is not None


def test_tmr_02_what_waited_for_a_day_is_no_press_of_this_consultation(cast: make.Cast) -> None:
    session = there(cast)
    with refused("TMR-02"):
        start(session, 10, waited=24 * 60)


def test_tmr_03_the_end_follows_the_beginning(cast: make.Cast) -> None:
    session = there(cast)
    with refused("TMR-03"):
        stop(session, 1)
    start(session, 10)
    with refused("TMR-03"):
        stop(session, 11, waited=5)
    with refused("TMR-03"):
        stop(session, 20, as_planned=True)


def test_a_consultation_that_will_not_be_is_not_started(cast: make.Cast) -> None:
    session = there(cast)
    cancel_session(session, reason="Заболел")
    with refused("SES-01"):
        start(session)
    early = there(cast, starts_at=STARTS + timedelta(hours=2))
    with refused("SES-05"):
        start(early)


def test_a_press_kept_in_a_browser_is_not_delivered_by_another_person(cast: make.Cast, login: Login) -> None:
    session = there(cast)
    url = reverse("meetings:timer_start", args=[session.pk])
    with travel(STARTS):
        answer = login(cast.account("deputy")).post(url, {"me": str(cast.teacher.pk)})
        assert answer.status_code == 409
        told = {"me": str(cast.teacher.pk), "press": str(uuid4()), "waited": "120"}
        teacher = login(cast.account("teacher"))
        answer = teacher.post(url, told, headers={"X-Fragment": "timer"})
    assert 'data-state="going"' in answer.content.decode()
    assert Press.objects.get().clock == Clock.DEVICE


def test_the_page_of_presses_costs_the_same_for_one_and_for_many(cast: make.Cast, login: Login) -> None:
    session = there(cast)
    start(session)
    client, url = login(cast.account("teacher")), reverse("meetings:timer", args=[session.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(10):
        stop(session, 10 + 2 * n)
        with travel(STARTS + timedelta(minutes=11 + 2 * n)):
            timing.resume(session, by=cast.teacher, pressed=Pressed())
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
