"""The right to help, measured: what was offered, asked, received, waited for and refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.actions import book_slot
from opora.consultations.models import Booking, HelpRequest, RefusedAsk, Session
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.progress.queries import (
    Help,
    attendance_by_agreement,
    help_by_learner,
    help_by_run,
    learners_help,
    own_help,
)
from opora.progress.queries.help import Month, by_month, by_programme, why_refused
from opora.studies.actions import make_agreement
from opora.studies.models import Group, GroupPart
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
PAST, SOON = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 26, 9, tzinfo=UTC)
Login = Callable[..., Client]


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )


def held(cast: make.Cast, run: GroupPart, minutes: int = 47) -> Session:
    return make.session(
        cast.teacher, PAST, groups=[run.group], parts=[run.part], state=Session.State.CONFIRMED,
        actual_start=PAST, actual_end=PAST + timedelta(minutes=minutes),
    )  # fmt: skip


def test_what_was_received_is_actual_minutes(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    with travel(PAST - timedelta(hours=26)):
        make.booking(session, cast.learner, state=Booking.State.ATTENDED)
    with travel(PAST - timedelta(hours=10)):
        make.booking(session, cast.child, state=Booking.State.NO_SHOW)
    [row] = help_by_run([run], TODAY)
    assert (row.learners, row.sessions, row.offered_minutes, row.standing) == (2, 1, 90, "good")
    assert row.help == Help(asked=2, received=1, minutes=47, wait_hours=18.0)
    own = help_by_learner([run])
    assert own[run.pk, cast.learner.pk] == Help(1, 1, 47, 26.0)
    assert own[run.pk, cast.child.pk] == Help(1, 0, 0, 10.0)


def test_a_discipline_without_an_hour_is_red(cast: make.Cast, run: GroupPart) -> None:
    """Neither a cancelled session, nor one of another group, part or month is help for it."""
    other = make.part(cast.group.programme, "Другая")
    make.session(cast.teacher, SOON, groups=[run.group], parts=[other])
    make.session(cast.teacher, SOON + timedelta(hours=3), groups=[make.group("ДР-1")])
    make.session(cast.teacher, SOON + timedelta(hours=6), state=Session.State.CANCELLED)
    make.session(cast.teacher, SOON + timedelta(days=9), parts=[run.part])
    [row] = help_by_run([run], TODAY)
    assert (row.sessions, row.standing) == (0, "red")
    make.session(cast.teacher, SOON + timedelta(hours=9))
    assert help_by_run([run], TODAY)[0].standing == "good"


def test_s0_1_5_a_refusal_stays_with_its_reason(cast: make.Cast, run: GroupPart, login: Login) -> None:
    session = make.session(cast.teacher, SOON, groups=[run.group], parts=[run.part], capacity=1)
    make.booking(session, cast.child)
    client = login(cast.account("learner"))
    for _twice in range(2):
        assert client.post(f"/consultations/{session.pk}/book/", {"question": "?"}).status_code == 422
    refused = RefusedAsk.objects.get()
    assert (refused.learner, refused.rule, refused.words) == (
        cast.learner, "BOOK-03", "Мест на этой консультации больше нет.",
    )  # fmt: skip
    [row] = help_by_run([run], TODAY)
    assert (row.help.refused, row.standing) == (1, "unmet")
    assert help_by_learner([run])[run.pk, cast.learner.pk] == Help(asked=1, refused=1)


def test_refusals_are_broken_down_by_reason(cast: make.Cast, run: GroupPart, login: Login) -> None:
    session = make.session(cast.teacher, SOON, groups=[run.group], parts=[run.part], capacity=1)
    make.booking(session, cast.child)
    login(cast.account("learner")).post(f"/consultations/{session.pk}/book/", {"question": "?"})
    for _n in range(2):
        HelpRequest.objects.create(
            run=run, learner=cast.learner, asked_by=cast.learner, question="?", state="declined",
            answer="нет времени", decided_by=cast.teacher,
        )  # fmt: skip
    found = [(one.rule, one.words, one.times) for one in why_refused([run])]
    assert found == [("", "нет времени", 2), ("BOOK-03", "Мест на этой консультации больше нет.", 1)]
    page = login(cast.account("deputy")).get("/help/right/").content.decode()
    assert "нет времени" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_help_by_month_counts_a_shared_meeting_once(cast: make.Cast, run: GroupPart) -> None:
    make.booking(held(cast, run), cast.learner, state=Booking.State.ATTENDED)
    other = make.part(cast.group.programme, "Другая")
    twin = make.group_part(
        cast.group, other, teacher=cast.teacher, starts_on=run.starts_on, ends_on=run.ends_on
    )
    shared = make.session(cast.teacher, SOON, minutes=60)
    make.booking(shared, cast.child)
    [month] = by_month([run, twin], "Europe/Moscow")
    assert month == Month(date(2026, 11, 1), sessions=2, minutes=150, asked=2, received=1, refused=0)


def test_s0_1_3_a_programme_without_individual_help_is_red(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    make.session(cast.teacher, SOON, groups=[run.group])
    [programme] = by_programme([run.group_id])
    assert (programme.sessions, programme.individual, programme.is_red) == (1, 0, True)
    page = login(cast.account("deputy")).get("/help/right/").content.decode()
    assert "нет ни одной индивидуальной консультации" in page.replace("\N{NO-BREAK SPACE}", " ")
    make.session(cast.teacher, SOON + timedelta(hours=4), format="individual", groups=[run.group])
    assert not by_programme([run.group_id])[0].is_red
    run.group.programme.uses_e_learning = run.group.programme.uses_distance_tech = False
    run.group.programme.save()
    assert by_programme([run.group_id]) == []


def test_a_place_one_already_has_is_no_refusal(cast: make.Cast, run: GroupPart, login: Login) -> None:
    session = make.session(cast.teacher, SOON, groups=[run.group])
    book_slot(session, learner=cast.learner, asked_by=cast.learner)
    with pytest.raises(Refused):
        book_slot(session, learner=cast.learner, asked_by=cast.learner)
    login(cast.account("learner")).post(f"/consultations/{session.pk}/book/", {"question": ""})
    assert not RefusedAsk.objects.exists()


def test_learners_of_a_group_side_by_side(cast: make.Cast, run: GroupPart) -> None:
    make.booking(held(cast, run), cast.learner, state=Booking.State.ATTENDED)
    rows = {row.learner: row.total for row in learners_help(cast.group, [run])}
    assert rows == {cast.learner: Help(1, 1, 47), cast.child: Help()}


def test_one_sees_one_s_own(cast: make.Cast, run: GroupPart, login: Login) -> None:
    make.booking(held(cast, run), cast.child, state=Booking.State.ATTENDED)
    [(row, own)] = own_help(cast.child, TODAY)
    assert (row.run, own.minutes) == (run, 47)

    def seen_by(name: str) -> str:
        page = login(cast.account(name)).get("/help/mine/").content.decode()
        return page.replace("\N{NO-BREAK SPACE}", " ")

    assert "Просили: 1, получили: 1 (47 мин)" in seen_by("parent")
    assert "47 мин" not in seen_by("learner")


def test_a_teacher_sees_own_disciplines_and_a_curator_own_groups(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    other = make.group("ДР-2")
    make.group_part(
        other, make.part(other.programme), starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )
    seen = {
        name: [row.run.group.code for row in login(cast.account(name)).get("/help/right/").context["rows"]]
        for name in ("teacher", "curator", "deputy")
    }
    assert {name: sorted(codes) for name, codes in seen.items()} == {
        "teacher": ["ОТ-26/11-1"],
        "curator": ["ОТ-26/11-1"],
        "deputy": ["ДР-2", "ОТ-26/11-1"],
    }
    assert login(cast.account("curator")).get(f"/help/right/{other.pk}/").status_code == 404


def test_the_price_does_not_grow(
    cast: make.Cast, run: GroupPart, login: Login, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = login(cast.account("deputy"))
    client.get("/help/right/")
    with django_assert_num_queries(10):
        client.get("/help/right/")
    for n in range(30):
        make.group_part(
            cast.group,
            make.part(cast.group.programme, f"Модуль {n}"),
            starts_on=run.starts_on,
            ends_on=run.ends_on,
        )
    with django_assert_num_queries(10):
        assert len(client.get("/help/right/").context["rows"]) == 31


def test_a_partner_sees_how_own_learners_come(cast: make.Cast, login: Login) -> None:
    part = make.part(cast.group.programme)
    days = {"date": TODAY, "valid_from": TODAY, "valid_to": date(2027, 6, 30)}
    agreement = make_agreement(
        cast.group.programme, parts=[part], number="4-С", partner="Колледж", curator=cast.curator, **days
    )
    here = reverse("progress:agreement", args=[agreement.pk])
    client = login(cast.account("curator"))

    def add() -> None:
        who = make.person("Абдуллаева Гюльнар")
        make.enrolment(who, cast.group, agreement=agreement)
        for moment, state in ((PAST, "attended"), (PAST, "no_show"), (SOON, "confirmed")):
            make.booking(make.session(make.staff(), moment), who, state=state)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(here)
        return len(asked)

    add()
    client.get(here)
    one = cost()
    for _n in range(29):
        add()
    assert cost() == one
    [row, *_others] = attendance_by_agreement(agreement)
    assert (row.came, row.missed, row.ahead) == (1, 1, 1)
    words = client.get(here).content.decode()
    assert "Абдуллаева Гюльнар" in words
    assert cast.learner.full_name not in words


def test_after_a_merge_help_of_both_groups_is_counted(cast: make.Cast, run: GroupPart) -> None:
    """A learner's earlier meetings go on with him into the new group, and stay in the old one (case 18)."""
    into = make.group("ОТ-26/12", programme=cast.group.programme)
    new = make.group_part(
        into, run.part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )
    with travel(PAST - timedelta(hours=26)):
        make.booking(held(cast, run), cast.learner, state=Booking.State.ATTENDED)
    assert help_by_run([new], TODAY)[0].sessions == 0
    Group.objects.filter(pk=cast.group.pk).update(merged_into=into)
    make.enrolment(cast.learner, into)
    [row] = help_by_run([new], TODAY)
    assert (row.sessions, row.help.received, row.help.minutes) == (1, 1, 47)
    assert help_by_learner([new])[new.pk, cast.learner.pk].minutes == 47
    assert help_by_run([run], TODAY)[0].help.received == 1
