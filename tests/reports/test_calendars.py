"""Feeds are read by a calendar program: repeats, days off, secret addresses (S1-3.4b)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from opora.consultations.actions import cancel_session, move_session, substitute
from opora.kernel.clock import now
from opora.people.models import Account
from opora.reports.actions import open_calendar, renew_calendar
from opora.reports.models import CalendarLink
from opora.reports.queries import group_token, person_token
from opora.schedule.models import CalendarDay, Schedule
from opora.schedule.queries import days_off, occurrences
from tests import make

from ..workload.build import msk

LogIn = Callable[..., Client]
GRAFIK = "/calendar/grafik.ics"


def dates(answer: HttpResponse, since: date, until: date, summary: str = "") -> list[date]:
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(answer.content)).between(
        since, until + timedelta(days=1)
    )
    return sorted(event["DTSTART"].dt.date() for event in found if summary in str(event["SUMMARY"]))


def published(**values: object) -> Schedule:
    return make.schedule(published_at=now(), **values)


@pytest.mark.parametrize(
    ("weekdays", "parity"), [([1], "any"), ([1, 3], "any"), ([3], "even"), ([2, 5], "odd"), ([6], "odd")]
)
def test_grafik_repeats_as_its_lines_do(
    cast: make.Cast, client: Client, weekdays: list[int], parity: str
) -> None:
    schedule = published(period_to=date(2027, 3, 31))
    CalendarDay.objects.create(date=date(2026, 11, 25), kind="weekend", note="учёба работников")
    line = make.line(schedule, cast.teacher, weekdays=weekdays, parity=parity)
    since, until = schedule.period_from, schedule.period_to
    wanted = occurrences(line, since, until, off=days_off(line.branch, since, until)).dates
    assert dates(client.get(GRAFIK), since, until) == wanted


def test_holiday_has_no_consultation(cast: make.Cast, client: Client) -> None:
    make.line(published(), cast.teacher, weekdays=[3])
    assert dates(client.get(GRAFIK), date(2026, 10, 28), date(2026, 11, 11)) == [
        date(2026, 10, 28),
        date(2026, 11, 11),
    ]


def test_only_what_is_published_and_whole_is_in_the_feed(cast: make.Cast, client: Client) -> None:
    make.line(make.schedule("approved"), cast.teacher)
    schedule = published(period_from=date(2026, 9, 7))
    make.line(schedule, cast.teacher, time_from=None, time_to=None)
    make.line(schedule, cast.teacher, weekdays=[])
    assert client.get(GRAFIK).content.count(b"BEGIN:VEVENT") == 0


def test_feed_says_who_how_and_where(cast: make.Cast, client: Client) -> None:
    make.line(published(), cast.teacher, place="каб. «ОТ»")
    [event] = icalendar.Calendar.from_ical(client.get(GRAFIK).content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Консультация: Ковалёва\u00a0И.\u00a0С."
    assert str(event["LOCATION"]) == "каб. «ОТ»"
    assert "видеоконференция платформы" in str(event["DESCRIPTION"])


def personal(who: str, cast: make.Cast) -> str:
    return reverse("reports:feed_person", args=[person_token(open_calendar(cast.account(who)))])


def test_person_reads_own_meetings_and_those_of_wards(cast: make.Cast, client: Client) -> None:
    session = make.session(cast.teacher, msk(25, 17), groups=[cast.group], kind="exam_prep")
    make.booking(session, cast.child)
    gone = make.session(cast.teacher, msk(26, 17), state="cancelled")
    make.booking(gone, cast.learner, state="cancelled")
    week = (date(2026, 11, 23), date(2026, 11, 30))
    assert dates(client.get(personal("teacher", cast)), *week) == [date(2026, 11, 25), date(2026, 11, 26)]
    assert dates(client.get(personal("child", cast)), *week) == [date(2026, 11, 25)]
    parent = client.get(personal("parent", cast))
    assert dates(parent, *week, "Зотов") == [date(2026, 11, 25)]
    assert dates(client.get(personal("learner", cast)), *week) == []
    assert "ОТ-26/11-1" in parent.content.decode()


def test_cancelled_meeting_is_sent_as_cancelled(cast: make.Cast, client: Client) -> None:
    make.session(cast.teacher, msk(25, 17), state="cancelled", sequence=2)
    [event] = icalendar.Calendar.from_ical(client.get(personal("teacher", cast)).content).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)


def test_a_moved_meeting_is_the_same_event_at_another_time_in_every_feed(
    cast: make.Cast, client: Client
) -> None:
    session = make.session(cast.teacher, msk(25, 17), groups=[cast.group])
    make.booking(session, cast.learner)
    for feed in feeds(cast):
        assert said(client, feed) == [(f"session-{session.pk}@opora", "CONFIRMED", 0, msk(25, 17))]
    move_session(session, starts_at=msk(26, 17), ends_at=msk(26, 18), reason="занята аудитория")
    for feed in feeds(cast):
        assert said(client, feed) == [(f"session-{session.pk}@opora", "CONFIRMED", 1, msk(26, 17))]


def test_a_substitution_goes_to_the_feed_of_who_comes(cast: make.Cast, client: Client) -> None:
    session = make.session(cast.teacher, msk(25, 17), groups=[cast.group])
    make.booking(session, cast.learner)
    substitute(session, person=cast.other_staff, reason="болезнь")
    assert said(client, personal("teacher", cast)) == []
    others = (personal("other_staff", cast), *feeds(cast)[1:])
    for feed in others:
        assert said(client, feed) == [(f"session-{session.pk}@opora", "CONFIRMED", 1, msk(25, 17))]
    assert "Цех" in client.get(personal("learner", cast)).content.decode()


def test_a_cancelled_meeting_is_gone_for_the_booked_and_cancelled_for_the_rest(
    cast: make.Cast, client: Client
) -> None:
    session = make.session(cast.teacher, msk(25, 17), groups=[cast.group])
    make.booking(session, cast.learner)
    cancel_session(session, reason="болезнь")
    teacher, learner, group = feeds(cast)
    for feed in (teacher, group):
        assert said(client, feed) == [(f"session-{session.pk}@opora", "CANCELLED", 1, msk(25, 17))]
    assert said(client, learner) == []


def test_a_question_of_one_learner_is_in_no_calendar(cast: make.Cast, client: Client) -> None:
    session = make.session(cast.teacher, msk(25, 17), groups=[cast.group], mode="offline", personal=True)
    make.booking(session, cast.learner)
    for feed in feeds(cast):
        assert said(client, feed) == []


def feeds(cast: make.Cast) -> list[str]:
    """Of the worker, of the learner, of the group."""
    group = reverse("reports:feed_group", args=[group_token(cast.group)])
    return [personal("teacher", cast), personal("learner", cast), group]


def said(client: Client, feed: str) -> list[tuple[str, str, int, datetime]]:
    events = icalendar.Calendar.from_ical(client.get(feed).content).walk("VEVENT")
    return [(str(e["UID"]), str(e["STATUS"]), e.get("SEQUENCE", 0), e["DTSTART"].dt) for e in events]


def test_feed_is_empty_when_the_contract_ended(cast: make.Cast, client: Client) -> None:
    session = make.session(cast.teacher, msk(20, 17))
    make.booking(session, cast.expired)
    assert client.get(personal("expired", cast)).content.count(b"BEGIN:VEVENT") == 0


def test_renewed_address_replaces_the_old(cast: make.Cast, login: LogIn, client: Client) -> None:
    learner = login(cast.account("learner"))
    old = personal("learner", cast)
    assert old in learner.get(reverse("reports:calendars")).content.decode()
    page = learner.post(reverse("reports:renew_calendar"), follow=True).content.decode()
    new = personal("learner", cast)
    assert new != old
    assert new in page
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_suspended_account_has_no_feed(cast: make.Cast, client: Client) -> None:
    url = personal("learner", cast)
    Account.objects.filter(person=cast.learner).update(state="suspended")
    assert client.get(url).status_code == 404


def test_link_is_made_by_the_first_renewal_too(cast: make.Cast) -> None:
    renew_calendar(cast.account("learner"))
    assert CalendarLink.objects.get().version == 2


def test_group_feed_names_no_learners(cast: make.Cast, login: LogIn, client: Client) -> None:
    session = make.session(cast.teacher, msk(25, 17), groups=[cast.group], format="individual")
    make.booking(session, cast.learner)
    url = reverse("reports:feed_group", args=[group_token(cast.group)])
    answer = client.get(url)
    assert dates(answer, date(2026, 11, 23), date(2026, 11, 30)) == [date(2026, 11, 25)]
    assert "Иванова" not in answer.content.decode()
    for who, sees in (("learner", True), ("curator", True), ("parent", True), ("stranger", False)):
        page = login(cast.account(who)).get(reverse("reports:calendars")).content.decode()
        assert (url in page) is sees
