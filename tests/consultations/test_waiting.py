"""The waiting list fills itself; a moved session keeps its people; an absent worker is told of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.consultations.actions import (
    book_slot,
    cancel_booking,
    cancel_session,
    hold_session,
    join_waiting,
    leave_waiting,
    move_session,
    open_session,
    report_absence,
    restore_failed,
)
from opora.consultations.actions.running import Record
from opora.consultations.models import AbsenceReport, Booking, Session, Waiting
from opora.consultations.queries.sessions import own_waiting
from opora.consultations.tasks import fail_over
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Person
from tests import make

from .world import TOMORROW

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
B, S = Booking.State, Session.State


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def full(cast: make.Cast, seats: int = 1, **values: Any) -> tuple[Session, list[Booking]]:
    session = make.session(cast.teacher, TOMORROW, capacity=seats, **values)
    others = [make.learner(in_group=cast.group) for _n in range(seats)]
    return session, [book_slot(session, learner=who, asked_by=who) for who in others]


def wait(session: Session, who: Person) -> Waiting:
    return join_waiting(session, learner=who, asked_by=who, question="Наряд-допуск")


def titles(who: Person) -> list[str]:
    return list(Notification.objects.filter(person=who).order_by("pk").values_list("title", flat=True))


class TestWaiting:
    def test_a_freed_seat_goes_to_the_first_who_waits(self, cast: make.Cast) -> None:
        session, [booking] = full(cast)
        first, second = wait(session, cast.learner), wait(session, cast.child)
        cancel_booking(booking)
        [taken] = Booking.objects.filter(session=session, state=B.CONFIRMED)
        assert (taken.learner, taken.question) == (cast.learner, "Наряд-допуск")
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (Waiting.State.TAKEN, Waiting.State.WAITING)
        assert titles(cast.learner)[-1].startswith("Вы записаны на")
        assert "лист" in Notification.objects.filter(person=cast.learner).latest("pk").body

    def test_the_turn_is_shown(self, cast: make.Cast) -> None:
        session, _bookings = full(cast)
        wait(session, cast.learner)
        wait(session, cast.child)
        row = own_waiting(cast.child, session)
        assert row is not None
        assert row.turn == 2  # type: ignore[attr-defined]

    def test_who_may_not_come_any_more_keeps_the_turn_and_the_next_is_taken(self, cast: make.Cast) -> None:
        session, [booking] = full(cast)
        wait(session, cast.learner)
        wait(session, cast.child)
        cast.learner.enrolments.update(state="expelled", left_on=now().date())
        cancel_booking(booking)
        assert Booking.objects.get(session=session, state=B.CONFIRMED).learner == cast.child

    def test_in_the_last_two_hours_a_seat_is_offered_not_given(self, cast: make.Cast) -> None:
        session, [booking] = full(cast)
        wait(session, cast.learner)
        with travel(TOMORROW - timedelta(hours=1)):
            cancel_booking(booking, by_staff=True, reason="болезнь")
        assert not Booking.objects.filter(session=session, state=B.CONFIRMED).exists()
        assert titles(cast.learner)[-1].startswith("Освободилось место")

    def test_a_free_seat_is_taken_not_waited_for(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        with pytest.raises(Refused) as refused:
            wait(session, cast.learner)
        assert rules_of(refused) == ["WAIT-01"]

    def test_nobody_waits_twice_or_for_another_programme(self, cast: make.Cast) -> None:
        session, _bookings = full(cast, groups=[cast.group])
        wait(session, cast.learner)
        with pytest.raises(Refused) as refused:
            wait(session, cast.learner)
        assert rules_of(refused) == ["WAIT-02"]
        with pytest.raises(Refused) as refused:
            wait(session, cast.stranger)
        assert rules_of(refused) == ["ACC-01"]

    def test_who_left_is_not_taken(self, cast: make.Cast) -> None:
        session, [booking] = full(cast)
        leave_waiting(wait(session, cast.learner))
        cancel_booking(booking)
        assert not Booking.objects.filter(session=session, state=B.CONFIRMED).exists()

    def test_who_waits_is_told_of_a_cancelled_session(self, cast: make.Cast) -> None:
        session, _bookings = full(cast)
        wait(session, cast.learner)
        cancel_session(session, reason="болезнь")
        assert titles(cast.learner)[-1].startswith("Консультация, которой вы ждали, отменена")
        assert Waiting.objects.get().state == Waiting.State.LEFT

    def test_con_06_an_individual_one_is_waited_for_too(self, cast: make.Cast) -> None:
        session, [booking] = full(cast, format="individual")
        wait(session, cast.learner)
        cancel_booking(booking)
        assert Booking.objects.get(session=session, state=B.CONFIRMED).learner == cast.learner

    def test_the_card_offers_the_list_and_the_way_out_of_it(self, cast: make.Cast, login: Login) -> None:
        session, _bookings = full(cast)
        client = login(cast.account("learner"))
        address = f"/consultations/{session.pk}/"
        assert "Встать в лист ожидания" in client.get(address).content.decode()
        client.post(f"{address}wait/", {"question": "Что учить?"})
        assert "По очереди 1-й" in client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        client.post(f"/consultations/waiting/{Waiting.objects.get().pk}/leave/")
        assert Waiting.objects.get().state == Waiting.State.LEFT

    def test_a_stranger_s_turn_is_not_given_up(self, cast: make.Cast, login: Login) -> None:
        session, _bookings = full(cast)
        row = wait(session, cast.learner)
        answer = login(cast.account("stranger")).post(f"/consultations/waiting/{row.pk}/leave/")
        assert answer.status_code == 404


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(["book", "wait", "cancel", "leave"]), st.integers(0, 5)), max_size=25)
)
def test_no_seat_stays_free_while_somebody_waits(cast: make.Cast, steps: list[tuple[str, int]]) -> None:
    """Whatever the order of presses, in the presence of a queue every place is taken, and never twice."""
    session = make.session(cast.teacher, TOMORROW, capacity=2)
    Session.objects.exclude(pk=session.pk).update(state=S.CANCELLED)
    people = list(Person.objects.filter(last_name="Очередной").order_by("pk")) or [
        make.learner(f"Очередной Олег{n}", cast.group) for n in range(6)
    ]
    for step, number in steps:
        who = people[number]
        try:
            if step == "book":
                book_slot(session, learner=who, asked_by=who)
            elif step == "wait":
                wait(session, who)
            elif step == "cancel":
                cancel_booking(Booking.objects.get(session=session, learner=who, state=B.CONFIRMED))
            else:
                leave_waiting(Waiting.objects.get(session=session, learner=who, state="waiting"))
        except (Refused, Booking.DoesNotExist, Waiting.DoesNotExist):
            continue
        taken = Booking.objects.filter(session=session, state=B.CONFIRMED).count()
        queue = Waiting.objects.filter(session=session, state="waiting").count()
        assert taken <= 2
        assert queue == 0 or taken == 2
    Session.objects.filter(pk=session.pk).update(state=S.CANCELLED)


class TestMoving:
    NEW = datetime(2026, 11, 26, 15, tzinfo=UTC)

    def move(self, session: Session, at: datetime = NEW, reason: str = "болезнь") -> Session:
        return move_session(session, starts_at=at, ends_at=at + timedelta(minutes=90), reason=reason)

    def test_bookings_and_the_queue_go_along(self, cast: make.Cast) -> None:
        session, [booking] = full(cast)
        wait(session, cast.learner)
        new = self.move(session)
        session.refresh_from_db()
        booking.refresh_from_db()
        assert (session.state, new.state, new.moved_from) == (S.RESCHEDULED, S.PLANNED, session)
        assert (booking.session, booking.state) == (new, B.CONFIRMED)
        assert Waiting.objects.get().session == new
        assert (new.calendar_uid, new.sequence) == (session.calendar_uid, session.sequence)
        assert "перенос с вт 24.11" in new.extra_reason.replace("\N{NO-BREAK SPACE}", " ")
        assert titles(booking.learner)[-1].startswith("Консультация перенесена на")

    def test_who_cannot_come_then_is_told_why(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        booking = book_slot(session, learner=cast.learner, asked_by=cast.learner)
        cast.learner.contract_parties.update(valid_to=TOMORROW.date())
        self.move(session)
        booking.refresh_from_db()
        assert (booking.state, "Договор" in booking.cancel_reason) == (B.CANCELLED, True)
        assert titles(cast.learner)[-1].startswith("Консультация перенесена на время, недоступное вам")

    def test_a_time_nobody_chose_may_be_declined_till_the_beginning(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        booking = book_slot(session, learner=cast.learner, asked_by=cast.learner)
        with travel(now() + timedelta(minutes=1)):
            self.move(session)
        with travel(self.NEW - timedelta(minutes=5)):
            assert cancel_booking(booking).state == B.CANCELLED

    @pytest.mark.parametrize(
        ("at", "reason", "rule"),
        [
            (NEW, " ", "SES-02"),
            (TOMORROW, "болезнь", "SES-07"),
            (datetime(2026, 11, 23, 9, tzinfo=UTC), "болезнь", "SES-07"),
        ],
    )
    def test_a_move_is_refused(self, cast: make.Cast, at: datetime, reason: str, rule: str) -> None:
        session = make.session(cast.teacher, TOMORROW)
        with pytest.raises(Refused) as refused:
            self.move(session, at, reason)
        assert rules_of(refused) == [rule]
        session.refresh_from_db()
        assert session.state == S.PLANNED

    def test_sch_07_the_worker_is_not_in_two_places(self, cast: make.Cast) -> None:
        make.session(cast.teacher, self.NEW)
        session = make.session(cast.teacher, TOMORROW)
        with pytest.raises(Refused) as refused:
            self.move(session)
        assert rules_of(refused) == ["SCH-07"]
        session.refresh_from_db()
        assert session.state == S.PLANNED

    def test_it_is_moved_once(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        self.move(session)
        with pytest.raises(Refused) as refused:
            self.move(session)
        assert rules_of(refused) == ["SES-01"]

    def test_the_page_keeps_what_was_typed(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, TOMORROW)
        client = login(cast.account("teacher"))
        address = f"/consultations/{session.pk}/move/"
        assert 'value="2026-11-24T18:00"' in client.get(address).content.decode()
        typed = {"starts_at": "2026-11-27T10:00", "ends_at": "2026-11-27T09:00", "reason": "совещание"}
        page = client.post(address, typed)
        assert (page.status_code, 'value="совещание"' in page.content.decode()) == (422, True)
        done = client.post(address, typed | {"ends_at": "2026-11-27T11:30"})
        new = Session.objects.get(moved_from=session)
        assert (done["Location"], new.starts_at) == (
            f"/consultations/{new.pk}/", datetime(2026, 11, 27, 7, tzinfo=UTC),
        )  # fmt: skip


class TestAbsence:
    LATE = TOMORROW + timedelta(minutes=15)

    def test_one_of_two_is_heard_but_the_worker_may_still_come(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        for who in (cast.learner, cast.child):
            book_slot(session, learner=who, asked_by=who)
        with travel(self.LATE):
            report_absence(session, learner=cast.learner, said_by=cast.learner)
            report_absence(session, learner=cast.learner, said_by=cast.learner)
            assert AbsenceReport.objects.count() == 1
            assert titles(cast.teacher)[-1].startswith("Вас ждут")
            assert open_session(session).state == S.IN_PROGRESS

    def test_nobody_opened_it_till_its_end(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        for who in (cast.learner, cast.child):
            book_slot(session, learner=who, asked_by=who)
        quiet = make.session(cast.other_staff, TOMORROW)
        with travel(self.LATE):
            report_absence(session, learner=cast.child, said_by=cast.parent)
            assert fail_over() == 0
        with travel(TOMORROW + timedelta(hours=2)):
            assert (fail_over(), fail_over()) == (1, 0)
        quiet.refresh_from_db()
        assert (quiet.state, Session.objects.get(pk=session.pk).state) == (S.PLANNED, S.FAILED)

    @pytest.mark.parametrize("minutes", [-5, 9, 24 * 60 + 91])
    def test_not_too_early_and_not_too_late(self, cast: make.Cast, minutes: int) -> None:
        session = make.session(cast.teacher, TOMORROW)
        make.booking(session, cast.learner)
        with travel(TOMORROW + timedelta(minutes=minutes)), pytest.raises(Refused) as refused:
            report_absence(session, learner=cast.learner, said_by=cast.learner)
        assert rules_of(refused) == ["ABS-01"]

    def test_only_who_is_booked_says_so(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW)
        with travel(self.LATE), pytest.raises(Refused) as refused:
            report_absence(session, learner=cast.learner, said_by=cast.learner)
        assert rules_of(refused) == ["ABS-02"]

    def test_the_deputy_finds_that_the_worker_was_there(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, TOMORROW)
        booking = make.booking(session, cast.learner)
        with travel(self.LATE):
            report_absence(session, learner=cast.learner, said_by=cast.learner)
            client = login(cast.account("deputy"))
            page = client.post(f"/consultations/{session.pk}/restore/", {"reason": ""})
            assert page.status_code == 422
            client.post(f"/consultations/{session.pk}/restore/", {"reason": "говорили по телефону"})
        booking.refresh_from_db()
        session.refresh_from_db()
        assert (session.state, booking.state) == (S.PLANNED, B.CONFIRMED)
        with pytest.raises(Refused) as refused:
            restore_failed(session, reason="ещё раз")
        assert rules_of(refused) == ["SES-01"]

    def test_a_failed_session_is_not_written_down(self, cast: make.Cast) -> None:
        session = make.session(cast.teacher, TOMORROW, state=S.FAILED)
        with travel(self.LATE), pytest.raises(Refused) as refused:
            hold_session(session, record=Record())
        assert rules_of(refused) == ["SES-01"]

    def test_the_button_stands_on_the_card_when_it_is_time(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, TOMORROW)
        make.booking(session, cast.child)
        address = f"/consultations/{session.pk}/"
        assert (
            "Преподаватель не подключился" not in login(cast.account("child")).get(address).content.decode()
        )
        with travel(self.LATE):
            client = login(cast.account("parent"))
            assert "Преподаватель не подключился" in client.get(address).content.decode()
            client.post(f"{address}absent/", {"learner": cast.child.pk, "ward": cast.child.pk})
        report = AbsenceReport.objects.get()
        assert (report.learner, report.said_by) == (cast.child, cast.parent)


def test_case_10_the_worker_did_not_come(cast: make.Cast) -> None:
    """All who waited said so: failed at once, no minutes, the deputy knows, other dates are offered."""
    session = make.session(cast.teacher, TOMORROW)
    booking = book_slot(session, learner=cast.learner, asked_by=cast.learner)
    with travel(TestAbsence.LATE):
        report_absence(session, learner=cast.learner, said_by=cast.learner)
    session.refresh_from_db()
    booking.refresh_from_db()
    assert (session.state, session.actual_start, booking.state) == (S.FAILED, None, B.CANCELLED)
    assert titles(cast.learner)[-1].startswith("Консультация не состоялась")
    assert [title.partition(":")[0] for title in titles(cast.deputy)] == [
        "Ковалёва И. С. не подключился(ась)".replace(" И. С.", "\N{NO-BREAK SPACE}И.\N{NO-BREAK SPACE}С."),
        "Нарушен срок оказания помощи",
    ]
